import type { Shape } from '../../../shared/domain/annotation.ts'
import { bodyElement, rootElement } from '../shell/page-root.ts'
import { parentOf } from './walk.ts'

export interface Spot {
  readonly x: number
  readonly y: number
}

/** Undefined when it is not rendered, or hidden. */
export function shownBox(element: Element): DOMRect | undefined {
  if (!element.isConnected || !element.checkVisibility({ visibilityProperty: true })) return undefined
  const box = element.getBoundingClientRect()
  return box.width > 0 || box.height > 0 ? box : undefined
}

/** Whether a point of an element is out of view because a box around it cuts or scrolls it away; the window's own edges do not count. */
export function cutAway(element: Element, { x, y }: Spot): boolean {
  const body = bodyElement()
  for (let up = parentOf(element); up && up !== body && up !== rootElement(); up = parentOf(up)) {
    const style = getComputedStyle(up)
    if (style.position === 'fixed') return false
    if (style.overflowX === 'visible' && style.overflowY === 'visible') continue
    const box = up.getBoundingClientRect()
    if (x < box.left - 1 || x > box.right + 1 || y < box.top - 1 || y > box.bottom + 1) return true
  }
  return false
}

/** Stands still in the window while the page scrolls, or does for a while. */
export function sticks(element: Element): boolean {
  for (let up: Element | undefined = element; up; up = parentOf(up))
    if (/^(fixed|sticky)/.test(getComputedStyle(up).position)) return true
  return false
}

/** Numbers of one shape's points: x, y and, of a pen, pressure. */
export const stepOf = ({ tool }: Pick<Shape, 'tool'>): number => (tool === 'pen' ? 3 : 2)

/** The part of an element's box that shapes take up, as shares of it. Undefined without shapes. */
export function extentOf(shapes: readonly Shape[]): DOMRect | undefined {
  const [xs, ys]: [number[], number[]] = [[], []]
  for (const shape of shapes)
    for (let at = 0, step = stepOf(shape); at + 1 < shape.points.length; at += step) {
      xs.push((shape.points[at] ?? 0) / 10_000)
      ys.push((shape.points[at + 1] ?? 0) / 10_000)
    }
  if (xs.length === 0) return undefined
  const least = (all: readonly number[]) => all.reduce((one, other) => Math.min(one, other))
  const most = (all: readonly number[]) => all.reduce((one, other) => Math.max(one, other))
  return new DOMRect(least(xs), least(ys), most(xs) - least(xs), most(ys) - least(ys))
}

/** A share of a box as a box of the viewport. */
export const inside = (box: DOMRect, share: DOMRect): DOMRect =>
  new DOMRect(
    box.left + share.x * box.width,
    box.top + share.y * box.height,
    share.width * box.width,
    share.height * box.height,
  )
