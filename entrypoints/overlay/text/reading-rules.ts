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

/** Whether a line ends where the element begins and ends. */
export function breaks(element: Element): boolean {
  const space = element.namespaceURI
  return space === XHTML || space === null ? !INLINE.has(element.localName) : element.localName === 'text'
}

export const skipped = (element: Element): boolean => SKIPPED.has(element.localName) || editable(element)

/** How much of an element a reader sees: all, only children that say so themselves (`visibility: hidden`), or nothing. */
export type Shown = 'all' | 'children' | 'nothing'

/** Folded away by the page, for the reader to unfold: the browser's own search finds what is in there, and so do marks. */
const FOLDED = 'details:not([open]), [hidden="until-found" i]'

/**
 * The first question settles nearly all elements and costs no style object: half a microsecond each while the page's styles are clean,
 * which they are in idle time. Asked of parents before their children: what is in a hidden one is not asked for.
 */
export function shown(element: Element): Shown {
  if (element.checkVisibility({ visibilityProperty: true })) return 'all'
  if (element.checkVisibility()) return 'children'
  const { display, visibility } = getComputedStyle(element)
  // An element without a box of its own (`display: contents`) has visible children all the same.
  if (display === 'none' || (display !== 'contents' && !element.closest(FOLDED))) return 'nothing'
  return visibility === 'visible' ? 'all' : 'children'
}
