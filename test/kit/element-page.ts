import type { ElementTree } from '../../shared/anchoring/element/tree.ts'

/** An element of a made-up page. `mark` is how a test knows it again after a redesign; nothing that is tested sees it. */
export interface Paper {
  readonly mark: number
  tag: string
  attributes: Record<string, string>
  children: (Paper | string)[]
}

let marks = 0

/** `paper('a', { id: 'home' }, 'Home')`: an element with attributes, texts and elements in it. */
export const paper = (
  tag: string,
  attributes: Record<string, string> = {},
  ...children: (Paper | string)[]
): Paper => ({
  mark: ++marks,
  tag,
  attributes,
  children,
})

export const elementsIn = (root: Paper): Paper[] =>
  root.children.flatMap((child) => (typeof child === 'string' ? [] : [child, ...elementsIn(child)]))

/** The same page again, with the same marks, to be changed without changing the first. */
export const copied = (root: Paper): Paper => ({
  ...root,
  attributes: { ...root.attributes },
  children: root.children.map((child) => (typeof child === 'string' ? child : copied(child))),
})

export const parentIn = (root: Paper, child: Paper): Paper | undefined =>
  [root, ...elementsIn(root)].find(({ children }) => children.includes(child))

const INLINE = new Set(['a', 'b', 'em', 'span', 'button', 'img', 'input', 'label'])

interface Read {
  readonly start: number
  readonly end: number
  readonly path: readonly string[]
  readonly parent: Paper | undefined
}

/** The tree of a made-up page, as the overlay would read it from the DOM. */
export function treeOf(body: Paper): ElementTree<Paper> {
  let text = ''
  const read = new Map<Paper, Read>()
  const walk = (element: Paper, path: readonly string[], parent: Paper | undefined) => {
    if (!INLINE.has(element.tag) && text !== '' && !text.endsWith('\n')) text += '\n'
    const start = text.length
    const tags = new Map<string, number>()
    for (const child of element.children) {
      if (typeof child === 'string') text += child
      else {
        const nth = (tags.get(child.tag) ?? 0) + 1
        tags.set(child.tag, nth)
        walk(child, [...path, `${child.tag}:${nth}`], element)
      }
    }
    // A block that begins with a block begins where its first words do.
    const from = text.slice(start).startsWith('\n') ? start + 1 : start
    read.set(element, { start: from, end: Math.max(from, text.trimEnd().length), path, parent })
    if (!INLINE.has(element.tag) && !text.endsWith('\n')) text += '\n'
  }
  walk(body, [], undefined)
  const of = (element: Paper): Read => {
    const found = read.get(element)
    if (!found) throw new Error('not of this page')
    return found
  }
  const all = elementsIn(body)
  const contains = (outer: Paper, inner: Paper): boolean => outer === inner || elementsIn(outer).includes(inner)
  const words = (element: Paper) => text.slice(of(element).start, of(element).end)
  const keys = ({ tag, attributes: { id, testid, src } }: Paper) => ({
    tag,
    ...(id ? { id } : {}),
    ...(testid ? { handle: testid } : {}),
    ...(src ? { source: src } : {}),
  })
  return {
    model: { text },
    all: () => all,
    keys,
    traits: (element) => {
      const name = element.attributes['label'] ?? (/^(a|button|h\d)$/.test(element.tag) ? words(element) : '')
      return { ...keys(element), ...(name ? { name } : {}), ...(element.tag === 'a' ? { role: 'link' } : {}) }
    },
    path: (element) => of(element).path,
    follow: (path) => [body, ...all].find((element) => of(element).path.join() === path.join()),
    parent: (element) => of(element).parent,
    contains,
    place: (element) => ({ start: of(element).start, end: of(element).end }),
    at: (offset) => all.findLast((element) => of(element).start <= offset && offset < of(element).end),
    size: (element) => ({ width: 100 + (element.tag.length % 3) * 50, height: 40 }),
  }
}
