import type { ElementSelector } from '../../domain/selector.ts'
import type { ElementTree, Keys } from './tree.ts'

/** Most elements compared for one selector. */
const MOST = 240
/** Elements with one key, occurrences of words, and elements around a place in the text that are taken. */
const MOST_OF_A_KEY = 40
const MOST_OCCURRENCES = 6
const NEAR = 6
const NEAR_EXPECTED = 32
/** Parents tried around words that are found, when the element's tag is another now. */
const PARENTS = 4
/** Elements read between two pauses: well under a millisecond. */
const PER_PAUSE = 256

const LOOKED_UP = ['tag', 'id', 'handle', 'source'] as const
type LookedUp = (typeof LOOKED_UP)[number]

/** The page's elements by those keys that somebody asks for; filled by one pass over the page. */
export class ElementIndex<Element> {
  readonly #by: Readonly<Record<LookedUp, Map<string, Element[]>>> = {
    tag: new Map(),
    id: new Map(),
    handle: new Map(),
    source: new Map(),
  }

  private constructor(targets: readonly ElementSelector[]) {
    for (const target of targets)
      for (const kind of LOOKED_UP) {
        const key = target[kind]
        if (key) this.#by[kind].set(key, [])
      }
  }

  static *build<Element>(
    tree: ElementTree<Element>,
    targets: readonly ElementSelector[],
  ): Generator<void, ElementIndex<Element>> {
    const index = new ElementIndex<Element>(targets)
    let count = 0
    for (const element of tree.all()) {
      index.#take(element, tree.keys(element))
      if (++count % PER_PAUSE === 0) yield
    }
    return index
  }

  #take(element: Element, { tag, id, handle, source }: Keys): void {
    const by = this.#by
    by.tag.get(tag)?.push(element)
    if (id !== undefined) by.id.get(id)?.push(element)
    if (handle !== undefined) by.handle.get(handle)?.push(element)
    if (source !== undefined) by.source.get(source)?.push(element)
  }

  /** In document order. */
  with(kind: LookedUp, value: string | undefined): readonly Element[] {
    return (value && this.#by[kind].get(value)) || []
  }
}

/** Elements that a selector may mean: a bounded number, whatever the page (AE20). */
export function* candidatesFor<Element>(
  tree: ElementTree<Element>,
  index: ElementIndex<Element>,
  target: ElementSelector,
): Generator<void, Element[]> {
  const found = new Set<Element>()
  const take = (elements: Iterable<Element | undefined>, most = MOST_OF_A_KEY) => {
    let left = most
    for (const element of elements) {
      if (left-- <= 0 || found.size >= MOST) return
      if (element !== undefined) found.add(element)
    }
  }
  take([tree.follow(target.path)])
  for (const kind of ['id', 'handle', 'source'] as const) take(index.with(kind, target[kind]))
  const tagged = index.with('tag', target.tag)
  const places = yield* occurrences(tree, target)
  if (tagged.length <= MOST / 2) take(tagged, MOST)
  else {
    take(nearest(tree, tagged, target.at, NEAR_EXPECTED))
    for (const place of places) {
      take(nearest(tree, tagged, place, NEAR))
      yield
    }
  }
  for (const place of places) {
    take(around(tree, place))
    yield
  }
  return [...found]
}

/** Offsets at which the element would begin, going by its own words and those beside it. */
function* occurrences<Element>({ model }: ElementTree<Element>, target: ElementSelector): Generator<void, number[]> {
  const places: number[] = []
  for (const kind of ['text', 'before', 'after'] as const) {
    const words = target[kind]
    if (!words) continue
    let at = model.text.indexOf(words)
    for (let times = 0; at >= 0 && times < MOST_OCCURRENCES; times++) {
      places.push(kind === 'before' ? at + words.length : at)
      at = model.text.indexOf(words, at + 1)
      yield
    }
  }
  return places
}

/** Those of a list in document order that begin nearest to an offset. */
function nearest<Element>(
  tree: ElementTree<Element>,
  elements: readonly Element[],
  offset: number,
  most: number,
): readonly Element[] {
  let low = 0
  let high = elements.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (tree.place(elements[middle] as Element).start < offset) low = middle + 1
    else high = middle
  }
  const from = Math.max(0, low - (most >> 1))
  return elements.slice(from, from + most)
}

function around<Element>(tree: ElementTree<Element>, offset: number): Element[] {
  const chain: Element[] = []
  let element = tree.at(offset)
  for (let up = 0; up <= PARENTS && element !== undefined; up++) {
    chain.push(element)
    element = tree.parent(element)
  }
  return chain
}
