import type { StructureSelector, TextPositionSelector, TextQuoteSelector } from '../domain/selector.ts'
import { MAX_CONTEXT, MAX_QUOTE } from '../domain/selector.ts'
import { canonical } from './characters.ts'
import { trimmed } from './describe.ts'
import type { Place, Target, Version } from './model.ts'
import { type Tokens, tokenAt, tokenise } from './tokens.ts'

/** A stretch of a target's tokens that is looked for on its own. Short quotes are one part, long ones have a head and a tail. */
export interface Part {
  /** Tokens of the joined context and quote that belong to this part. */
  readonly from: number
  readonly to: number
  /** Of these, the quote's. */
  readonly quoteFrom: number
  readonly quoteTo: number
}

/** What a target says of itself, before anything of it is looked for. */
export interface Claim {
  readonly id: string
  readonly quote: TextQuoteSelector
  /** Context and quote as one text, and where in it the quote stands without the blanks around it. */
  readonly joined: string
  readonly place: Place
  readonly canonicalQuote: string
  readonly position: Place | undefined
  readonly structure: StructureSelector | undefined
  readonly version: Version | undefined
}

/** A target made ready for the search: prefix, quote and suffix as one run of tokens, since a quote may begin inside a word. */
export interface Pattern extends Claim {
  readonly tokens: Tokens
  readonly parts: readonly Part[]
  /** Characters of the quote's first token before the quote, and of its last token after it. */
  readonly lead: number
  readonly tail: number
}

/** Most quote tokens aligned as one; a longer quote is found by its two ends. */
const PART_TOKENS = 160

function partsOf(tokens: Tokens, from: number, to: number): Part[] {
  if (to - from <= 2 * PART_TOKENS) return [{ from: 0, to: tokens.count, quoteFrom: from, quoteTo: to }]
  const head = from + PART_TOKENS
  const tail = to - PART_TOKENS
  return [
    { from: 0, to: head, quoteFrom: from, quoteTo: head },
    { from: tail, to: tokens.count, quoteFrom: tail, quoteTo: to },
  ]
}

const isQuote = (selector: { readonly type: string }): selector is TextQuoteSelector =>
  selector.type === 'TextQuoteSelector'
const isPosition = (selector: { readonly type: string }): selector is TextPositionSelector =>
  selector.type === 'TextPositionSelector'

const isStructure = (selector: { readonly type: string }): selector is StructureSelector =>
  selector.type === 'StructureSelector'

export function positionOf(target: Target): Place | undefined {
  const found = target.selectors.find(isPosition)
  return found && Number.isSafeInteger(found.start) && found.end >= found.start && found.start >= 0 ? found : undefined
}

/** Undefined when the target carries no quote that can be looked for: a position alone proves nothing about what stands there. */
export function claimOf(target: Target): Claim | undefined {
  const quote = target.selectors.find(isQuote)
  if (!quote || quote.exact.length > MAX_QUOTE) return undefined
  const prefix = quote.prefix.slice(-MAX_CONTEXT)
  const joined = prefix + quote.exact + quote.suffix.slice(0, MAX_CONTEXT)
  const place = trimmed(joined, { start: prefix.length, end: prefix.length + quote.exact.length })
  const canonicalQuote = canonical(joined.slice(place.start, place.end))
  if (canonicalQuote === '') return undefined
  return {
    id: target.id,
    quote,
    joined,
    place,
    canonicalQuote,
    position: positionOf(target),
    structure: target.selectors.find(isStructure),
    version: target.version,
  }
}

/** Undefined when there is not a word in the quote. */
export function patternOf(claim: Claim): Pattern | undefined {
  const { joined, place } = claim
  const tokens = tokenise(joined)
  const from = tokenAt(tokens, place.start)
  const to = tokenAt(tokens, place.end - 1) + 1
  if (from >= to || to > tokens.count) return undefined
  return {
    ...claim,
    tokens,
    parts: partsOf(tokens, from, to),
    lead: place.start - (tokens.start[from] as number),
    tail: (tokens.end[to - 1] as number) - place.end,
  }
}
