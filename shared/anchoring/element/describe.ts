import type { ElementSelector } from '../../domain/selector.ts'
import { evidenceOf } from './evidence.ts'
import type { ElementTree } from './tree.ts'

/** Elements looked at, and compared word by word, to count those alike: a huge page must not hold up a click. */
const MOST_LOOKED_AT = 60_000
const MOST_COMPARED = 2_000

/** Evidence of an element, to be found again by (AE1 to AE3). */
export function describeElement<Element>(tree: ElementTree<Element>, element: Element): ElementSelector {
  const { id, ...evidence } = evidenceOf(tree, element)
  let alike = 0
  let ids = 0
  let looked = 0
  let compared = 0
  for (const other of tree.all()) {
    if (++looked > MOST_LOOKED_AT || compared > MOST_COMPARED) break
    const keys = tree.keys(other)
    if (id !== undefined && keys.id === id) ids++
    if (keys.tag !== evidence.tag || keys.handle !== evidence.handle || keys.source !== evidence.source) continue
    compared++
    if (other !== element && sameContent(tree, element, other) && !within(tree, element, other)) alike++
  }
  return { ...evidence, ...(id !== undefined && ids <= 1 ? { id } : {}), ...(alike > 0 ? { alike } : {}) }
}

function sameContent<Element>(tree: ElementTree<Element>, one: Element, other: Element): boolean {
  const { text } = tree.model
  const [a, b] = [tree.place(one), tree.place(other)]
  if (a.end - a.start !== b.end - b.start) return false
  if (text.slice(a.start, a.end) !== text.slice(b.start, b.end)) return false
  return tree.traits(one).name === tree.traits(other).name
}

/** One around the other, with the same in it, is no other. */
const within = <Element>(tree: ElementTree<Element>, one: Element, other: Element): boolean =>
  tree.contains(one, other) || tree.contains(other, one)
