export interface Rect {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

export interface Size {
  readonly width: number
  readonly height: number
}

const GAP = 8
const EDGE = 8

const clamp = (value: number, least: number, most: number): number => Math.max(least, Math.min(most, value))

/**
 * Where the bar goes: beside the end of the selection where the pointer is, outside of the selected text. Below a selection made forwards, above one
 * made backwards, on the other side where there is no room; when the text fills the window, at the window's edge.
 * All in viewport coordinates.
 */
export function placeBar(
  marked: Rect,
  focus: Rect,
  backwards: boolean,
  bar: Size,
  view: Size,
): { readonly left: number; readonly top: number } {
  const above = marked.top - GAP - bar.height
  const below = marked.bottom + GAP
  const fits = (top: number) => top >= EDGE && top + bar.height <= view.height - EDGE
  const [first, second, edge] = backwards
    ? [above, below, EDGE]
    : [below, above, Math.max(EDGE, view.height - EDGE - bar.height)]
  const top = fits(first) ? first : fits(second) ? second : edge
  const end = backwards ? focus.left : focus.right
  return { left: clamp(end - bar.width / 2, EDGE, Math.max(EDGE, view.width - EDGE - bar.width)), top }
}

/** The box around boxes. Undefined when there is none. */
export function around(boxes: readonly Rect[]): Rect | undefined {
  if (boxes.length === 0) return undefined
  return {
    left: Math.min(...boxes.map((box) => box.left)),
    top: Math.min(...boxes.map((box) => box.top)),
    right: Math.max(...boxes.map((box) => box.right)),
    bottom: Math.max(...boxes.map((box) => box.bottom)),
  }
}
