import type { PageEvents } from '../../shell/page-events.ts'
import { type Corner, cornerNear } from './corner.ts'

/** Less movement than this is a click. */
const CLICK_PX = 5

/**
 * Lets the dock be dragged by its grip or its empty parts; let go, it settles in the nearest corner. Moves are heard on the window, since a quick
 * pointer is out of the dock before the dock hears of it.
 */
export function dragBetweenCorners(
  place: HTMLElement,
  events: PageEvents,
  settle: (corner: Corner) => void,
  until: AbortSignal,
): void {
  let from: { readonly id: number; readonly x: number; readonly y: number } | undefined
  let dragging = false

  const move = (event: PointerEvent) => {
    if (event.pointerId !== from?.id) return
    const [x, y] = [event.clientX - from.x, event.clientY - from.y]
    if (!dragging && Math.hypot(x, y) < CLICK_PX) return
    if (!dragging) place.setPointerCapture(event.pointerId)
    dragging = true
    place.classList.add('dragging')
    place.style.transform = `translate(${x}px, ${y}px)`
  }
  const drop = (event: PointerEvent) => {
    if (event.pointerId !== from?.id) return
    from = undefined
    place.classList.remove('dragging')
    place.style.transform = ''
    if (!dragging) return
    if (event.type === 'pointerup') settle(cornerNear(event.clientX, event.clientY, innerWidth, innerHeight))
    // The click that ends a drag is not meant for the button under it; it comes before the next task.
    setTimeout(() => {
      dragging = false
    })
  }
  const options = { signal: until }
  place.addEventListener(
    'pointerdown',
    (event) => {
      const button = event.composedPath().find((node) => node instanceof HTMLButtonElement)
      if (!event.isTrusted || event.button !== 0 || (button && !button.classList.contains('grip'))) return
      from = { id: event.pointerId, x: event.clientX, y: event.clientY }
    },
    options,
  )
  events.on('pointermove', move)
  events.on('pointerup', drop)
  events.on('pointercancel', drop)
  place.addEventListener(
    'click',
    (event) => {
      if (dragging) event.stopPropagation()
    },
    { ...options, capture: true },
  )
}
