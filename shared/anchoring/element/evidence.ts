import { type ElementSelector, MAX_LABEL } from '../../domain/selector.ts'
import type { ElementTree } from './tree.ts'

/** UTF-16 units of own words, and of the words on each side. */
const OWN = 80
const BESIDE = 60
/** So many units more must be said by what an element stands in, and so far up it is looked for. */
const MORE = 8
const MOST_UP = 12

/** A number at the end, or what no person would write by hand, as build tools and frameworks put into ids. */
const GENERATED =
  /\d{3,}|[:_]r[\da-z]+[:_]|^[a-z]{0,2}\d+$|[\da-f]{8}|^(ember|ext-gen|radix|headlessui|mui|react-aria|yui|gwt)/i
export const looksGenerated = (id: string): boolean => GENERATED.test(id)

/** Cut to a length, never inside a surrogate pair. */
export const cut = (text: string, most = MAX_LABEL): string =>
  text.length <= most ? text : text.slice(0, most).replace(/[\ud800-\udbff]$/, '')

const cutStart = (text: string): string => text.replace(/^[\udc00-\udfff]/, '')

/** All that tells an element from others, apart from `alike`. Empty evidence is left out. */
export function evidenceOf<Element>(tree: ElementTree<Element>, element: Element): ElementSelector {
  const { start, end } = tree.place(element)
  const { text } = tree.model
  const traits = tree.traits(element)
  const own = cut(text.slice(start, Math.min(end, start + OWN))).trim()
  const { width = 0, height = 0 } = tree.size(element) ?? {}
  return {
    type: 'ElementSelector',
    ...given({
      ...traits,
      // A button's name is its text: said twice it would count twice.
      name: traits.name === undefined || sameWords(traits.name, own) ? undefined : cut(traits.name),
      text: own,
      before: cutStart(text.slice(Math.max(0, start - BESIDE), start)).trim(),
      after: cut(text.slice(end, end + BESIDE)).trim(),
      around: wordsAround(tree, element),
    }),
    tag: traits.tag,
    path: tree.path(element),
    at: start,
    width: Math.round(width),
    height: Math.round(height),
  }
}

/** Of the nearest parent that says more than the element does. */
function wordsAround<Element>(tree: ElementTree<Element>, element: Element): string {
  const own = tree.place(element)
  let parent = tree.parent(element)
  for (let up = 0; up < MOST_UP && parent !== undefined; up++) {
    const { start, end } = tree.place(parent)
    if (end - start >= own.end - own.start + MORE)
      return cut(tree.model.text.slice(start, Math.min(end, start + OWN))).trim()
    parent = tree.parent(parent)
  }
  return ''
}

type Words = {
  readonly [kind in 'id' | 'handle' | 'role' | 'name' | 'source' | 'text' | 'before' | 'after' | 'around']?: string
}

function given(words: { readonly [kind in keyof Words]: string | undefined }): Words {
  return Object.fromEntries(Object.entries(words).filter(([, value]) => value))
}

const sameWords = (name: string, text: string): boolean => {
  const one = plain(name)
  return one !== '' && plain(text).startsWith(one.slice(0, OWN))
}

/** Case, accents and white space make no difference. */
export const plain = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[\s\u00ad\u200b]+/g, ' ')
    .trim()
