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

export type Selector = TextQuoteSelector | TextPositionSelector

/** The three outcomes that a reader is shown. A guess is never shown as certain. */
export type AnchorState = 'exact' | 'changed' | 'lost'

/** Longest text that one highlight may quote, in UTF-16 units: bounds what a page or peer can make us store and search. */
export const MAX_QUOTE = 8_000
/** Longest stored context on each side. */
export const MAX_CONTEXT = 256
export const MAX_SELECTORS = 8
