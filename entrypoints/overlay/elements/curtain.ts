import type { Desk } from '../desk.ts'
import { element } from '../shell/element.ts'
import { viewSize } from '../shell/page-root.ts'
import { shownBox } from './boxes.ts'
import { elementUnder } from './under.ts'
import { parentOf } from './walk.ts'

/**
 * Lies over the whole window while a tool is in the hand: the page's buttons are not pressed, its frames and videos hear nothing. It scrolls as the
 * page would, boxes under the pointer included.
 */
export interface Curtain {
  readonly sheet: HTMLElement
  /** Frames an element quietly; undefined for none. */
  outline(element: Element | undefined): void
  close(): void
}

/** @param label what the window is for now, for those who hear it */
export function openCurtain({ shell }: Desk, label: string, until: AbortSignal): Curtain {
  const sheet = element('div', 'curtain')
  sheet.tabIndex = -1
  sheet.setAttribute('role', 'application')
  sheet.setAttribute('aria-label', label)
  const frame = element('div', 'outlined')
  sheet.append(frame)
  shell.screen.prepend(sheet)
  let framed: Element | undefined
  const draw = () => {
    const box = framed && shownBox(framed)
    frame.classList.toggle('here', box !== undefined)
    if (!box) return
    const { width, height } = viewSize()
    const [left, top] = [Math.max(2, box.left - 3), Math.max(2, box.top - 3)]
    frame.style.transform = `translate(${left}px, ${top}px)`
    frame.style.width = `${Math.min(width - 2, box.right + 3) - left}px`
    frame.style.height = `${Math.min(height - 2, box.bottom + 3) - top}px`
  }
  const stop = shell.moved.listen(draw, until)
  sheet.addEventListener('wheel', (event) => event.isTrusted && scrollUnder(event, shell.host), { passive: false })
  for (const type of ['pointermove', 'mousemove', 'contextmenu'] as const)
    sheet.addEventListener(type, (event) => event.stopPropagation())
  const before = shell.focused()
  sheet.focus({ preventScroll: true })
  return {
    sheet,
    outline(element) {
      framed = element
      draw()
    },
    close() {
      stop()
      sheet.remove()
      before?.focus({ preventScroll: true })
    },
  }
}

/** The window scrolls by itself; a box inside the page does not hear of a wheel above the curtain. */
function scrollUnder(event: WheelEvent, host: Element): void {
  const scale = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1
  const [x, y] = [event.deltaX * scale, event.deltaY * scale]
  if (event.ctrlKey) return
  for (let up = elementUnder(event.clientX, event.clientY, host); up; up = parentOf(up)) {
    if (up === document.scrollingElement || !/auto|scroll/.test(getComputedStyle(up).overflow)) continue
    const before = up.scrollTop + up.scrollLeft
    up.scrollBy({ left: x, top: y, behavior: 'instant' })
    if (up.scrollTop + up.scrollLeft === before) continue
    event.preventDefault()
    return
  }
}

/**
 * Keys are ours while a tool is in the hand, wherever the keyboard is.
 * @param act true when the key was one of ours: nobody else hears of it
 */
export function takeKeys(act: (event: KeyboardEvent) => boolean, until: AbortSignal): void {
  addEventListener(
    'keydown',
    (event) => {
      if (!event.isTrusted || event.ctrlKey || event.metaKey || event.altKey || !act(event)) return
      event.preventDefault()
      event.stopImmediatePropagation()
    },
    { capture: true, signal: until },
  )
}
