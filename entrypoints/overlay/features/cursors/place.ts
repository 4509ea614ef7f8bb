import type { CursorPlace } from '../../../../shared/contract/intents.ts'

/** The contract's bounds (shared/contract/intents.ts, cursorSchema). */
const MOST_DEPTH = 32
const MOST_INDEX = 65_535
const MOST_SHARE = 4

/** What is needed of an element; so the rules can be tested without a layout. */
export interface Box {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

interface Tree<Node> {
  readonly parentElement: Node | null
  readonly children: { readonly length: number; readonly [index: number]: Node }
}

const share = (at: number, from: number, size: number): number =>
  size > 0 ? Math.max(-MOST_SHARE, Math.min(MOST_SHARE, (at - from) / size)) : 0

/**
 * Child indexes from the body down to an element. Deeper than the contract allows, it ends at the ancestor that still fits; an element
 * outside of the body (or the body itself) is the empty path.
 * @param skip our own host, which other people's trees do not hold
 */
export function pathTo<Node extends Tree<Node>>(element: Node, body: Node, skip?: Node): number[] {
  const path: number[] = []
  let at = element
  while (at !== body) {
    const parent = at.parentElement
    if (!parent) return []
    const index = Array.prototype.filter.call(parent.children, (child: Node) => child !== skip).indexOf(at)
    path.unshift(index)
    at = parent
  }
  const unusable = path.findIndex((index) => index < 0 || index > MOST_INDEX)
  return path.slice(0, unusable < 0 ? MOST_DEPTH : Math.min(unusable, MOST_DEPTH))
}

/**
 * The element a path names here, or the nearest ancestor that exists: somebody else's page may hold other elements.
 * `whole` is false for such an ancestor.
 */
export function follow<Node extends Tree<Node>>(
  path: readonly number[],
  body: Node,
  skip?: Node,
): { readonly element: Node; readonly whole: boolean } {
  let at = body
  for (const index of path) {
    const children: Node[] = Array.prototype.filter.call(at.children, (child: Node) => child !== skip)
    const next = children[index]
    if (!next) return { element: at, whole: false }
    at = next
  }
  return { element: at, whole: true }
}

/** A point of the viewport as a place in the document, the same on every screen: an element and the share of its box. */
export function placeOf(point: { readonly x: number; readonly y: number }, path: number[], box: Box): CursorPlace {
  return { path, x: share(point.x, box.left, box.width), y: share(point.y, box.top, box.height) }
}

/** The point of the viewport for a place. Inside a stand-in ancestor the share says little: it is kept within the ancestor's box. */
export function pointOf(place: CursorPlace, box: Box, whole: boolean): { readonly x: number; readonly y: number } {
  const within = (value: number) => (whole ? value : Math.max(0, Math.min(1, value)))
  return { x: box.left + within(place.x) * box.width, y: box.top + within(place.y) * box.height }
}
