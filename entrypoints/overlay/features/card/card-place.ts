import type { Rect, Size } from '../selection/bar-place.ts'

/** The frame is see-through and holds room for the card's shadow (entrypoints/card/card.css), so it may come close to everything. */
export const CARD_WIDTH = 368
/** Below this the card is a sheet at the window's lower edge. */
export const NARROW = 560
const GAP = 6
/** Room that a marker at the column's edge takes, less the frame's own see-through edge. */
const MARKER = 26
const EDGE = 4

export type CardPlace =
  | { readonly kind: 'sheet' }
  | { readonly kind: 'beside'; readonly left: number; readonly top: number; readonly height: number }

const clamp = (value: number, least: number, most: number): number => Math.max(least, Math.min(most, value))

/**
 * Where a card goes: beside the text column that holds the marked words, else below or above them, always inside the window. Without marked words
 * (a page comment) above the dock. Viewport coordinates.
 * @param marked the marked words @param column the block they stand in @param mirrored lines run from right to left
 */
export function placeCard(
  marked: Rect | undefined,
  column: Rect | undefined,
  wanted: number,
  view: Size,
  mirrored = false,
): CardPlace {
  if (view.width < NARROW) return { kind: 'sheet' }
  const height = Math.min(wanted, view.height - 2 * EDGE)
  const lowest = Math.max(EDGE, view.height - EDGE - height)
  const furthest = view.width - EDGE - CARD_WIDTH
  if (!marked) return { kind: 'beside', left: furthest, top: clamp(view.height - 74 - height, EDGE, lowest), height }
  const beside = column ?? marked
  const right = beside.right + GAP
  const left = beside.left - GAP - CARD_WIDTH
  const sides = mirrored ? [left - MARKER, left, right] : [right + MARKER, right, left]
  const side = sides.find((place) => place >= EDGE && place <= furthest)
  if (side !== undefined) return { kind: 'beside', left: side, top: clamp(marked.top - 10, EDGE, lowest), height }
  const below = marked.bottom + GAP
  const above = marked.top - GAP - height
  const top = below <= lowest ? below : above >= EDGE ? above : lowest
  return { kind: 'beside', left: clamp(marked.left, EDGE, furthest), top: clamp(top, EDGE, lowest), height }
}
