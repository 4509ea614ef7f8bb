import type { Selector } from '../domain/selector.ts'
import type { Result } from '../kit/result.ts'

/** A page's text as a reader sees it: visible text, white space folded to single spaces, block boundaries as one newline. */
export interface TextModel {
  readonly text: string
}

/** A stretch of a text model: UTF-16 offsets, end exclusive. */
export interface Place {
  readonly start: number
  readonly end: number
}

/** One stored annotation's evidence. The id is whatever the caller likes; it comes back as the key of the answer. */
export interface Target {
  readonly id: string
  readonly selectors: readonly Selector[]
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
