import type { Place } from '../../../shared/anchoring/model.ts'
import type { TextIndex } from '../text/text-index.ts'

/** A finger's or pointer's inexactness, in CSS pixels. */
const TOLERANCE = 2

export interface Placed<Id> {
  readonly id: Id
  readonly place: Place
}

const holds = (box: DOMRect, x: number, y: number) =>
  x >= box.left - TOLERANCE && x <= box.right + TOLERANCE && y >= box.top - TOLERANCE && y <= box.bottom + TOLERANCE

/** The point of the text nearest to a point of the viewport, in open shadow trees too. */
export function caretAt(index: TextIndex, x: number, y: number): CaretPosition | null {
  return index.page.caretPositionFromPoint(x, y, { shadowRoots: index.roots() })
}

/**
 * The marks under a point, shortest first, so that one inside another can be reached. The caret's place narrows them down at a
 * hundredth of what `highlightsFromPoint` costs; the boxes decide, since a caret snaps to the nearest text however far it is.
 */
export function marksAt<Id>(index: TextIndex, placed: readonly Placed<Id>[], x: number, y: number): Id[] {
  if (placed.length === 0) return []
  const caret = caretAt(index, x, y)
  if (!caret || index.ours(caret.offsetNode)) return []
  const at = index.offsetAt(caret.offsetNode, caret.offset)
  return placed
    .filter(({ place }) => place.start <= at && at <= place.end)
    .filter(({ place }) => index.boxesFor(place).some((box) => holds(box, x, y)))
    .sort((a, b) => a.place.end - a.place.start - (b.place.end - b.place.start))
    .map(({ id }) => id)
}
