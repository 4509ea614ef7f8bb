import type { Rect, Size } from '../selection/bar-place.ts'
import type { Spot } from './stack.ts'

/** How lines run: a marker stands where they end, as in a margin. */
export type Flow = 'ltr' | 'rtl' | 'vertical'

/** Of a marker, and what it keeps from the text (markers.css, .marker). */
export const SIZE = 26
const GAP = 6
const EDGE = 2

export const flowOf = ({ direction, writingMode }: Pick<CSSStyleDeclaration, 'direction' | 'writingMode'>): Flow =>
  writingMode.startsWith('vertical') || writingMode.startsWith('sideways')
    ? 'vertical'
    : direction === 'rtl'
      ? 'rtl'
      : 'ltr'

const clamp = (value: number, most: number): number => Math.max(EDGE, Math.min(most - SIZE - EDGE, value))

/**
 * Beside the first marked line, at the edge of the column where lines end: right, left, or below. Inside the window, also where the column fills it.
 * All in viewport coordinates.
 */
export function markerSpot(line: Rect, column: Rect | undefined, flow: Flow, view: Size): Spot {
  const middle = { left: (line.left + line.right - SIZE) / 2, top: (line.top + line.bottom - SIZE) / 2 }
  const box = column ?? line
  if (flow === 'vertical')
    return { left: middle.left, top: clamp(Math.max(box.bottom, line.bottom) + GAP, view.height) }
  const left = flow === 'rtl' ? Math.min(box.left, line.left) - GAP - SIZE : Math.max(box.right, line.right) + GAP
  return { left: clamp(left, view.width), top: middle.top }
}
