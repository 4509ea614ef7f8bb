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

/**
 * The text below a root in document order.
 * @param shown false for elements that are not rendered, with all that is in them
 */
export function foldedTextOf(root: Node, shown: (element: Element) => boolean): FoldedText {
  const folded = new FoldedText()
  // By hand and not by recursion: scripts can nest elements deeper than any stack.
  let node: Node | null = root.firstChild
  while (node) {
    const inside = enter(node, folded, shown)
    node = inside ?? next(node, root, folded)
  }
  return folded
}

/** Takes a node's text or steps inside; answers the first child to read. */
function enter(node: Node, folded: FoldedText, shown: (element: Element) => boolean): Node | null {
  if (node.nodeType === 3) folded.add(node as Text)
  if (node.nodeType !== 1) return null
  const element = node as Element
  if (breaks(element)) folded.boundary()
  if (!element.firstChild || skipped(element) || !shown(element)) return null
  return element.firstChild
}

function next(from: Node, root: Node, folded: FoldedText): Node | null {
  for (let node: Node | null = from; node && node !== root; node = node.parentNode) {
    if (node !== from && node.nodeType === 1 && breaks(node as Element)) folded.boundary()
    if (node.nextSibling) return node.nextSibling
  }
  return null
}
