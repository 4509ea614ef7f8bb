import type { Shape } from '../../../../shared/domain/annotation.ts'
import { inkThrough } from './ink.ts'
import { inkPaths, svg } from './ink-layer.ts'
import { EVEN, type InkPoint } from './points.ts'

/** Shorter than this, an arrow or a rectangle is a slip of the hand. */
const LEAST = 6

export interface Brush {
  readonly tool: Shape['tool']
  readonly colour: Shape['colour']
}

/**
 * Turns what a pen, a finger or a mouse does on a sheet into strokes. Points are in document coordinates; nothing is measured while drawing, and
 * the stroke is painted once per frame. A second finger scrolls instead.
 * @param wet where the unfinished stroke is painted, in document coordinates
 */
export function listenForStrokes(
  sheet: HTMLElement,
  wet: HTMLElement,
  brush: () => Brush,
  finished: (brush: Brush, points: readonly InkPoint[]) => void,
  until: AbortSignal,
): void {
  const fingers = new Map<number, PointerEvent>()
  let points: InkPoint[] = []
  let pointer: number | undefined
  let frame = 0
  const canvas = svg('svg')
  canvas.setAttribute('class', 'here')
  wet.append(canvas)
  const paint = () => {
    frame = 0
    canvas.replaceChildren(...inkPaths(brush(), inkThrough(brush().tool, points)))
  }
  const take = (event: PointerEvent) => {
    const all = event.getCoalescedEvents?.() ?? []
    for (const { clientX, clientY, pressure, pointerType } of all.length > 0 ? all : [event])
      points.push({
        x: clientX + scrollX,
        y: clientY + scrollY,
        pressure: pointerType === 'pen' && pressure > 0 ? pressure : EVEN,
      })
    frame ||= requestAnimationFrame(paint)
  }
  const drop = () => {
    pointer = undefined
    points = []
    cancelAnimationFrame(frame)
    frame = 0
    canvas.replaceChildren()
  }
  const on = (
    type: 'pointerdown' | 'pointermove' | 'pointerup' | 'pointercancel',
    act: (event: PointerEvent) => void,
  ) => sheet.addEventListener(type, (event) => event.isTrusted && act(event), { signal: until })
  on('pointerdown', (event) => {
    if (event.pointerType === 'touch') fingers.set(event.pointerId, event)
    if (fingers.size > 1) return drop()
    if (event.button !== 0 || pointer !== undefined) return
    pointer = event.pointerId
    sheet.setPointerCapture(pointer)
    take(event)
  })
  on('pointermove', (event) => {
    if (fingers.size > 1) scrollBy(fingers, event)
    else if (event.pointerId === pointer) take(event)
  })
  on('pointerup', (event) => {
    fingers.delete(event.pointerId)
    if (event.pointerId !== pointer) return
    const [drawn, { tool, colour }] = [points, brush()]
    drop()
    const [from, to] = [drawn[0], drawn.at(-1)]
    if (!from || !to || (tool !== 'pen' && Math.hypot(to.x - from.x, to.y - from.y) < LEAST)) return
    finished({ tool, colour }, tool === 'pen' ? drawn : [from, to])
  })
  on('pointercancel', (event) => {
    fingers.delete(event.pointerId)
    drop()
  })
  until.addEventListener('abort', () => {
    drop()
    canvas.remove()
  })
}

/** The page moves with the fingers, each of them by its share. */
function scrollBy(fingers: Map<number, PointerEvent>, event: PointerEvent): void {
  const before = fingers.get(event.pointerId)
  if (!before) return
  fingers.set(event.pointerId, event)
  globalThis.scrollBy({
    left: (before.clientX - event.clientX) / fingers.size,
    top: (before.clientY - event.clientY) / fingers.size,
    behavior: 'instant',
  })
}
