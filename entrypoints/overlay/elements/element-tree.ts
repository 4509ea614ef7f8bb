import type { ElementTree } from '../../../shared/anchoring/element/tree.ts'
import type { Place } from '../../../shared/anchoring/model.ts'
import { MAX_PATH } from '../../../shared/domain/selector.ts'
import { bodyElement } from '../shell/page-root.ts'
import type { TextIndex } from '../text/text-index.ts'
import { keysOf, traitsOf } from './traits.ts'
import { elementsBelow, followPath, holds, parentOf, pathFrom } from './walk.ts'

const WORDS = 120

/** The page as it is now, for one search: what is read of it is kept for as long as the tree. Undefined without a body. */
export function elementTree(index: TextIndex, host: Element): ElementTree<Element> | undefined {
  const body = bodyElement()
  if (!body) return undefined
  const model = index.model()
  const places = new Map<Element, Place>()
  const placeOf = (element: Element): Place => {
    const known = places.get(element)
    if (known) return known
    const start = index.offsetAt(element, 0)
    const next = index.offsetAt(element, element.childNodes.length)
    // What follows begins after a separator, which is not the element's.
    const end = next > start && /\s/.test(model.text[next - 1] ?? '') ? next - 1 : next
    const place = { start, end: Math.max(start, end) }
    places.set(element, place)
    return place
  }
  return {
    model,
    all: () => elementsBelow(body, host),
    keys: keysOf,
    traits(element) {
      const { start, end } = placeOf(element)
      return traitsOf(element, model.text.slice(start, Math.min(end, start + WORDS)))
    },
    path: (element) => pathFrom(body, element, MAX_PATH),
    follow: (path) => followPath(body, path),
    parent: (element) => (element === body ? undefined : parentOf(element)),
    contains: holds,
    place: placeOf,
    at(offset) {
      const node = index.rangesFor({ start: offset, end: offset + 1 })[0]?.startContainer
      return node instanceof Element ? node : (node?.parentElement ?? undefined)
    },
    size(element) {
      const { width, height } = element.getBoundingClientRect()
      return width > 0 || height > 0 ? { width, height } : undefined
    },
  }
}
