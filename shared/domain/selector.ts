/**
 * W3C selectors: stored evidence of a place (https://www.w3.org/TR/annotation-model/#selectors).
 * A text place carries a quote and a position; later kinds are added to the union, old clients keep what they do not know.
 */
export interface TextQuoteSelector {
  readonly type: 'TextQuoteSelector'
  /** The marked text as the text model reads it (white space folded). */
  readonly exact: string
  readonly prefix: string
  readonly suffix: string
}

export interface TextPositionSelector {
  readonly type: 'TextPositionSelector'
  /** UTF-16 offsets into the text model, end exclusive. */
  readonly start: number
  readonly end: number
}

/** What stands over and beside a place of the text: tells apart short texts that a page repeats (cells of a table, items of a list). */
export interface StructureSelector {
  readonly type: 'StructureSelector'
  /** Texts of the headings above, the nearest first, at most three, each cut to `MAX_LABEL`. */
  readonly headings: readonly string[]
  /** In a table: what heads the row, and the column. */
  readonly row?: string
  readonly column?: string
}

/** Evidence of an element, of several kinds: none decides alone. Texts are cut to `MAX_LABEL`. */
export interface ElementSelector {
  readonly type: 'ElementSelector'
  /** Local name in lower case. */
  readonly tag: string
  readonly id?: string
  /** The page's own name for it: `data-testid` and its like, `name`. */
  readonly handle?: string
  /** ARIA role, stated or implied, and the accessible name. */
  readonly role?: string
  readonly name?: string
  /** Last segments of `src` or `href`, without query. */
  readonly source?: string
  /** The first words in it, and those just before and after it in the page. */
  readonly text?: string
  readonly before?: string
  readonly after?: string
  /** The first words of what it stands in: the card of a button, the row of a cell. */
  readonly around?: string
  /** How many others on the page had the same tag, name, source and own words: what many share proves little. */
  readonly alike?: number
  /** From the body down: `tag:nth-of-type`, e.g. `main:1`. Entering an open shadow root is a step `#shadow`. */
  readonly path: readonly string[]
  /** Where it stood in the text model, and its box in CSS pixels, when it was described. */
  readonly at: number
  readonly width: number
  readonly height: number
}

/** As much of it as names it to people. */
export type ElementName = Pick<ElementSelector, 'tag' | 'role' | 'name'>

/** A point inside the element, as shares of its box: 0 to 1. */
export interface PointSelector {
  readonly type: 'PointSelector'
  readonly x: number
  readonly y: number
}

export type Selector = TextQuoteSelector | TextPositionSelector | StructureSelector | ElementSelector | PointSelector

/** The three outcomes that a reader is shown. A guess is never shown as certain. */
export type AnchorState = 'exact' | 'changed' | 'lost'

/** Longest text that one highlight may quote, in UTF-16 units: bounds what a page or peer can make us store and search. */
export const MAX_QUOTE = 8_000
/** Longest stored context on each side. */
export const MAX_CONTEXT = 256
export const MAX_SELECTORS = 8
/** Longest text of an element's or a structure's evidence, and the deepest path. */
export const MAX_LABEL = 120
export const MAX_PATH = 48
