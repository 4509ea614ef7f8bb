import { FoldedText } from './fold.ts'

/** Elements whose text is no part of what is read; fallbacks are shown only where nobody sees them. */
const SKIPPED = new Set(
  'script style noscript template textarea select datalist iframe object canvas video audio head title'.split(' '),
)
/** Elements that do not break a line by their nature. A page's style may say otherwise: names stay when styles change with the window. */
const INLINE = new Set(
  (
    'a abbr acronym b bdi bdo big button cite code data del dfn em font i img input ins kbd label mark nobr output q rb rp rt ruby s ' +
    'samp slot small span strike strong sub sup time tt u var wbr'
  ).split(' '),
)
const ELEMENT = 1
const TEXT = 3
const XHTML = 'http://www.w3.org/1999/xhtml'

/** A field one can type into: what stands there is a draft, and no context of a neighbouring highlight. */
function editable(element: Element): boolean {
  const value = element.getAttribute('contenteditable')
  return value !== null && value.toLowerCase() !== 'false'
}

const breaks = (element: Element): boolean =>
  element.namespaceURI === XHTML || element.namespaceURI === null || element.namespaceURI === undefined
    ? !INLINE.has(element.localName.toLowerCase())
    : element.localName === 'text'

const skipped = (element: Element) => SKIPPED.has(element.localName.toLowerCase()) || editable(element)

/** How much of an element a reader sees: all, only children that say so themselves (`visibility: hidden`), or nothing. */
export type Shown = 'all' | 'children' | 'nothing'

/**
 * The text below a root in document order. Walks by hand and not by recursion: scripts can nest elements deeper than any stack.
 * @param shown asked once for each element that has something in it
 */
export function foldedTextOf(root: Node, shown: (element: Element) => Shown): FoldedText {
  const walk = new Walk(root, shown)
  for (let node = root.firstChild; node; ) node = walk.inside(node) ?? walk.after(node)
  return walk.folded
}

class Walk {
  readonly folded = new FoldedText()
  readonly #root: Node
  readonly #shown: (element: Element) => Shown
  /** Elements whose own text is hidden while their children's may not be. */
  readonly #mute = new Set<Node>()

  constructor(root: Node, shown: (element: Element) => Shown) {
    this.#root = root
    this.#shown = shown
  }

  /** Takes a text, or answers the first child of an element that is read. */
  inside(node: Node): ChildNode | null {
    if (node.nodeType === TEXT) {
      if (!node.parentNode || !this.#mute.has(node.parentNode)) this.folded.add(node as Text)
      return null
    }
    if (node.nodeType !== ELEMENT) return null
    const element = node as Element
    if (breaks(element)) this.folded.boundary()
    if (!element.firstChild || skipped(element)) return null
    const shown = this.#shown(element)
    if (shown === 'children') this.#mute.add(element)
    return shown === 'nothing' ? null : element.firstChild
  }

  /** The next node outside this one, leaving elements on the way. */
  after(from: Node): ChildNode | null {
    for (let node: Node | null = from; node && node !== this.#root; node = node.parentNode) {
      if (node.nodeType === ELEMENT && breaks(node as Element)) this.folded.boundary()
      if (node.nextSibling) return node.nextSibling
    }
    return null
  }
}
