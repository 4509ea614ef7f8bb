import { type Alignment, align } from './align.ts'
import { canonical } from './characters.ts'
import type { Effort } from './effort.ts'
import type { Part, Pattern } from './pattern.ts'
import { type PageTokens, weightOf } from './tokens.ts'
import type { Seek } from './votes.ts'

/** A place on the page that may be a pattern's, with the evidence for it. */
export interface Sighting {
  readonly start: number
  readonly end: number
  /** 0 to 1: how much of the quote and of what now stands there is the same (Dice, weighted by rarity). */
  readonly quote: number
  /** 0 to 1: how much of the stored context stands around it, near words counting more. */
  readonly context: number
  /** Weight of the quote's matched tokens: a long rare quote proves a place by itself, a short common one does not. */
  readonly evidence: number
  /** The very words. */
  readonly same: boolean
}

/** Context counts half at this distance from the quote, in tokens. */
const CONTEXT_HALF = 5

function contextShare(page: PageTokens, { pattern, part }: Seek, map: Alignment): number {
  let all = 0
  let found = 0
  for (let i = part.from; i < part.to; i++) {
    const distance = i < part.quoteFrom ? part.quoteFrom - i : i - part.quoteTo + 1
    if (distance <= 0) continue
    const weight = weightOf(page, pattern.tokens.hash[i] as number) / (1 + distance / CONTEXT_HALF)
    all += weight
    if ((map[i - part.from] as number) >= 0) found += weight
  }
  return all === 0 ? NO_CONTEXT : found / all
}

/** Share of the quote from which on its words are all there, but for rounding. */
const ALL_WORDS = 0.98
/** Nothing was stored to compare with: speaks neither for a place nor against it. */
const NO_CONTEXT = 0.5

interface Span {
  /** Page tokens, end exclusive. */
  readonly first: number
  readonly last: number
}

/** Page tokens of the part's quote: between what is aligned, widened over changed words up to the aligned context. */
function spanOf(part: Part, map: Alignment): Span | undefined {
  const at = (i: number) => map[i - part.from] as number
  let left = part.quoteFrom
  while (left < part.quoteTo && at(left) < 0) left++
  if (left === part.quoteTo) return undefined
  let right = part.quoteTo - 1
  while (at(right) < 0) right--
  return {
    first: left === part.quoteFrom ? at(left) : widened(at(left), left - part.quoteFrom, before(part, map), -1),
    last:
      right === part.quoteTo - 1
        ? at(right) + 1
        : widened(at(right), part.quoteTo - 1 - right, after(part, map), 1) + 1,
  }
}

/** Page token of the context token next to the quote, or -1 when that one is not aligned. */
const before = (part: Part, map: Alignment) =>
  part.quoteFrom > part.from ? (map[part.quoteFrom - 1 - part.from] as number) : -1
const after = (part: Part, map: Alignment) => (part.quoteTo < part.to ? (map[part.quoteTo - part.from] as number) : -1)

/** `missing` words of the quote are not aligned at this end: reach as far as the neighbouring context, else as many words. */
function widened(aligned: number, missing: number, neighbour: number, step: 1 | -1): number {
  if (neighbour >= 0) {
    const between = (neighbour - aligned) * step - 1
    if (between <= 2 * missing + 4) return aligned + step * between
  }
  return aligned + step * missing
}

function charactersOf(
  page: PageTokens,
  { pattern, part }: Seek,
  map: Alignment,
  span: Span,
): { start: number; end: number } {
  let start = page.start[span.first] as number
  let end = page.end[span.last - 1] as number
  const lastMapped = map[part.quoteTo - 1 - part.from] as number
  // A quote that begins or ends inside a word does so again, if that very word is still there.
  const wordLength = (i: number) => (pattern.tokens.end[i] as number) - (pattern.tokens.start[i] as number)
  const pageLength = (p: number) => (page.end[p] as number) - (page.start[p] as number)
  if (map[part.quoteFrom - part.from] === span.first && part === pattern.parts[0])
    if (wordLength(part.quoteFrom) === pageLength(span.first)) start += pattern.lead
  if (lastMapped === span.last - 1 && part === pattern.parts.at(-1))
    if (wordLength(part.quoteTo - 1) === pageLength(span.last - 1)) end -= pattern.tail
  return { start, end: Math.max(end, start) }
}

/** Looks closely at one diagonal. Undefined when none of the quote stands there. */
function sight(page: PageTokens, seek: Seek, diagonal: number, effort: Effort): { found?: Sighting; pause: boolean } {
  const { pattern, part } = seek
  const { map, cells } = align(page, pattern, part, diagonal)
  const pause = effort.spend(cells + 200)
  const span = spanOf(part, map)
  if (!span || span.last <= span.first) return { pause }
  let evidence = 0
  let whole = 0
  for (let i = part.quoteFrom; i < part.quoteTo; i++) {
    const weight = weightOf(page, pattern.tokens.hash[i] as number)
    whole += weight
    if ((map[i - part.from] as number) >= 0) evidence += weight
  }
  let there = 0
  for (let p = span.first; p < span.last; p++) there += weightOf(page, page.hash[p] as number)
  const place = charactersOf(page, seek, map, span)
  const quote = (2 * evidence) / (whole + there)
  // The comparison of characters is worth its cost only where every word agrees.
  const same =
    quote > ALL_WORDS &&
    pattern.parts.length === 1 &&
    canonical(page.text.slice(place.start, place.end)) === pattern.canonicalQuote
  const found = { ...place, quote, context: contextShare(page, seek, map), evidence, same }
  return { found, pause }
}

/** The close look at every diagonal of a part, the same place once. */
export function* sightings(
  page: PageTokens,
  seek: Seek,
  diagonals: readonly number[],
  effort: Effort,
): Generator<void, Sighting[]> {
  const seen = new Map<number, Sighting>()
  for (const diagonal of diagonals) {
    const { found, pause } = sight(page, seek, diagonal, effort)
    if (pause) yield
    if (!found) continue
    const other = seen.get(found.start)
    if (!other || other.quote + other.context < found.quote + found.context) seen.set(found.start, found)
  }
  return [...seen.values()]
}

/** A long quote's place: a head and a tail at about the right distance. */
export function joined(
  page: PageTokens,
  pattern: Pattern,
  heads: readonly Sighting[],
  tails: readonly Sighting[],
): Sighting[] {
  const length = pattern.quote.exact.length
  return heads.flatMap((head) => {
    const fitting = tails.filter(({ end }) => end - head.start > length / 2 && end - head.start < length * 2)
    const tail = fitting.sort((a, b) => b.quote + b.context - (a.quote + a.context))[0]
    if (!tail) return []
    const same =
      head.quote > ALL_WORDS &&
      tail.quote > ALL_WORDS &&
      canonical(page.text.slice(head.start, tail.end)) === pattern.canonicalQuote
    return [
      {
        start: head.start,
        end: tail.end,
        quote: (head.quote + tail.quote) / 2,
        context: (head.context + tail.context) / 2,
        evidence: head.evidence + tail.evidence,
        same,
      },
    ]
  })
}
