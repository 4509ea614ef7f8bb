import type { AnnotationKind } from '../domain/annotation.ts'
import type { AnchorState, ElementName } from '../domain/selector.ts'
import { kindWords } from './kind-words.ts'

/** What a sentence about an annotation needs. */
export interface Spoken {
  readonly kind: AnnotationKind
  readonly quote: string
  readonly element?: ElementName
  readonly author: string
  readonly mine: boolean
  readonly comments: number
  readonly resolved: boolean
}

/** Longest quote that is read out. */
const GLIMPSE = 120

export const counted = (comments: number): string => (comments === 1 ? '1 comment' : `${comments} comments`)

/** How it stands, in a word each; what simply stands there needs none. */
export const standing = (
  { comments, resolved }: Pick<Spoken, 'comments' | 'resolved'>,
  state: AnchorState | 'unknown',
): string[] => [
  ...(comments === 0 ? [] : [counted(comments)]),
  ...(resolved ? ['resolved'] : []),
  ...(state === 'changed' ? ['changed'] : state === 'lost' ? ['not on the page now'] : []),
]

/** One annotation in a sentence to be heard: "Ben: “the words”, 2 comments, changed". What was said about it is not in it. */
export function spoken(about: Spoken, state: AnchorState | 'unknown'): string {
  const { kind, element, author, mine } = about
  const quote = about.quote.trim()
  const glimpse = quote.length > GLIMPSE ? `${quote.slice(0, GLIMPSE).trimEnd()}…` : quote
  const what = quote === '' || kind !== 'highlight' ? kindWords(kind, element) : `“${glimpse}”`
  return [`${mine ? 'You' : author}: ${what}`, ...standing(about, state)].join(', ')
}

/** How many stand in the page, and how many should: before any of them is led to. */
export const placedWords = (placed: number, lost: number): string =>
  lost === 0
    ? `${placed} in the page`
    : placed === 0
      ? `${lost} not on the page now`
      : `${placed} in the page, ${lost} not on it now`
