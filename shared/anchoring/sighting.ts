import { type Alignment, align } from './align.ts'
import { canonical } from './characters.ts'
import type { Effort } from './effort.ts'
import type { Place } from './model.ts'
import type { Pattern } from './pattern.ts'
import type { Seek } from './postings.ts'
import { type Span, spanOf, weightBetween } from './span.ts'
import { type PageTokens, weightOf } from './tokens.ts'

/** A place on the page that may be a pattern's, with the evidence for it. */
export interface Sighting extends Place {
  /** 0 to 1: how much of the quote and of what now stands there is the same (Dice, weighted by rarity). */
  readonly quote: number
  /** 0 to 1: how much of the stored context stands around it, near words counting more. */
  readonly context: number
  /** Weight of the quote's matched tokens: a long rare quote proves a place by itself, a short common one does not. */
  readonly evidence: number
  /** Weight of the context's matched tokens. */
  readonly support: number
  /** The very words. */
  readonly same: boolean
  /** All that was found of quote and context stands at its old distances: nothing was inserted or removed between. */
  readonly steady: boolean
}

/** Context counts half at this distance from the quote, in tokens. */
const CONTEXT_HALF = 5
/** Share of the quote from which on its words are all there, but for rounding. */
const ALL_WORDS = 0.98
/** Nothing was stored to compare with: speaks neither for a place nor against it. */
const NO_CONTEXT = 0.5

function contextOf(page: PageTokens, { pattern, part }: Seek, map: Alignment): { context: number; support: number } {
  let all = 0
  let found = 0
  let support = 0
  for (let i = part.from; i < part.to; i++) {
    const distance = i < part.quoteFrom ? part.quoteFrom - i : i - part.quoteTo + 1
    if (distance <= 0) continue
    const own = weightOf(page, pattern.tokens.hash[i] as number)
    const weight = own / (1 + distance / CONTEXT_HALF)
    all += weight
    if ((map[i - part.from] as number) < 0) continue
    found += weight
    support += own
  }
  return { context: all === 0 ? NO_CONTEXT : found / all, support }
}

function charactersOf(page: PageTokens, { pattern, part }: Seek, map: Alignment, span: Span): Place {
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

/** Tokens of context on each side that are aligned with a quote that is looked at for itself. */
const CLOSE = 8

/** The quote with only its closest context aligned: a neighbour that stayed behind cannot pull the alignment over to itself. */
function alignedAlone(page: PageTokens, { pattern, part }: Seek, diagonal: number): ReturnType<typeof align> {
  const from = Math.max(part.from, part.quoteFrom - CLOSE)
  const to = Math.min(part.to, part.quoteTo + CLOSE)
  const { map, cells } = align(page, pattern, { ...part, from, to }, diagonal)
  const whole = new Int32Array(part.to - part.from).fill(-1)
  whole.set(map, from - part.from)
  return { map: whole, cells }
}

/** What agrees right on the diagonal: where a table's headers say the place, no better one is looked for beside it. */
function pinned(page: PageTokens, { pattern, part }: Seek, diagonal: number): Alignment {
  const { hash } = pattern.tokens
  return new Int32Array(part.to - part.from).map((_, i) => {
    const at = part.from + i + diagonal
    return page.hash[at] === hash[part.from + i] ? at : -1
  })
}

function isSteady({ part }: Seek, map: Alignment): boolean {
  const diagonal = (map[part.quoteFrom - part.from] as number) - part.quoteFrom
  return map.every((at, i) => at < 0 || at - i - part.from === diagonal)
}

/** What an alignment makes of the quote. Undefined when none of it stands there. */
function judged(page: PageTokens, seek: Seek, map: Alignment, span: Span): Sighting {
  const { pattern, part } = seek
  let evidence = 0
  let whole = 0
  for (let i = part.quoteFrom; i < part.quoteTo; i++) {
    const weight = weightOf(page, pattern.tokens.hash[i] as number)
    whole += weight
    if ((map[i - part.from] as number) >= 0) evidence += weight
  }
  const place = charactersOf(page, seek, map, span)
  const quote = (2 * evidence) / (whole + weightBetween(page, span.first, span.last))
  // The comparison of characters is worth its cost only where every word agrees.
  const same =
    quote > ALL_WORDS &&
    pattern.parts.length === 1 &&
    canonical(page.text.slice(place.start, place.end)) === pattern.canonicalQuote
  return { ...place, quote, evidence, same, steady: isSteady(seek, map), ...contextOf(page, seek, map) }
}

/** True when what stands there is the quote's neighbour rather than the quote: a whole alignment has found context in it. */
function isContext({ part }: Seek, map: Alignment, { first, last }: Span): boolean {
  let taken = 0
  for (let i = part.from; i < part.to; i++) {
    if (i === part.quoteFrom) i = part.quoteTo
    const at = i < part.to ? (map[i - part.from] as number) : -1
    if (at >= first && at < last) taken++
  }
  return 2 * taken > last - first
}

/** True when every word of the quote stands right on the diagonal: looking at it alone would find the same. */
function quoteStands({ part }: Seek, map: Alignment, diagonal: number): boolean {
  for (let i = part.quoteFrom; i < part.quoteTo; i++) if (map[i - part.from] !== i + diagonal) return false
  return true
}

/** Where to look for a part. */
export interface Places {
  /** Diagonals for the quote and its context together. */
  readonly whole: readonly number[]
  /** Diagonals for the quote alone. */
  readonly own: readonly number[]
  /** The same, where a table's headers say so: neighbours mean nothing there, rows come in any order. */
  readonly cells: readonly number[]
}

/** The close look at every diagonal; the same place once. */
export function* sightings(
  page: PageTokens,
  seek: Seek,
  { whole, own, cells: headed }: Places,
  effort: Effort,
): Generator<void, Sighting[]> {
  const seen = new Map<number, Sighting>()
  const maps: Alignment[] = []
  const add = (map: Alignment, alone: boolean) => {
    const span = spanOf(page, seek.pattern, seek.part, map)
    if (!span || span.last <= span.first || (alone && maps.some((other) => isContext(seek, other, span)))) return
    const found = judged(page, seek, map, span)
    const other = seen.get(found.start)
    if (!other || other.quote + other.context < found.quote + found.context) seen.set(found.start, found)
  }
  const settled: number[] = []
  for (const diagonal of whole) {
    const { map, cells } = align(page, seek.pattern, seek.part, diagonal)
    if (quoteStands(seek, map, diagonal)) settled.push(diagonal)
    maps.push(map)
    add(map, false)
    if (effort.spend(cells / 3 + 500)) yield
  }
  for (const diagonal of own) {
    if (settled.includes(diagonal)) continue
    const { map, cells } = alignedAlone(page, seek, diagonal)
    add(map, true)
    if (effort.spend(cells / 3 + 500)) yield
  }
  for (const diagonal of headed) add(pinned(page, seek, diagonal), false)
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
        support: head.support + tail.support,
        same,
        steady: head.steady && tail.steady,
      },
    ]
  })
}
