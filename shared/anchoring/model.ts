import type { PageVersion } from '../domain/annotation.ts'
import type { Selector } from '../domain/selector.ts'
import type { Result } from '../kit/result.ts'

/** A stretch of a text model: UTF-16 offsets, end exclusive. */
export interface Place {
  readonly start: number
  readonly end: number
}

/** A heading's text. Level 1 is the highest. */
export interface Heading extends Place {
  readonly level: number
}

/** A table cell's text, with the texts of the cells that head its row and its column. */
export interface Cell extends Place {
  readonly row?: Place
  readonly column?: Place
}

/** What the page says about its own structure. Both lists are sorted by start. */
export interface Outline {
  readonly headings: readonly Heading[]
  readonly cells: readonly Cell[]
}

/**
 * A page's text as a reader sees it: visible text, white space folded to single spaces, block boundaries as one newline.
 * Never changed: what is derived from it is cached by its identity.
 */
export interface TextModel {
  readonly text: string
  readonly outline?: Outline
}

/** A page's text at one time, as stored (domain PageVersion). */
export type Version = Pick<PageVersion, 'length' | 'landmarks'>

/** One stored annotation's evidence. The id is whatever the caller likes; it comes back as the key of the answer. */
export interface Target {
  readonly id: string
  readonly selectors: readonly Selector[]
  /** The text it was described on. Targets of one version should share the object: it is read once. */
  readonly version?: Version
}

/**
 * Where a target is now. `exact`: its own words, and no other place was a rival. `changed`: its place, with other words in it.
 * `lost`: nowhere that is certain enough; `near` is where it would stand in reading order.
 */
export type Anchored =
  | { readonly state: 'exact' | 'changed'; readonly start: number; readonly end: number }
  | { readonly state: 'lost'; readonly near?: number }

/** Why a stretch of text cannot be stored, with words for the person who selected it. */
export interface Undescribable {
  readonly why: 'empty' | 'too-long'
  readonly words: string
}

export type Described = Result<readonly Selector[], Undescribable>
