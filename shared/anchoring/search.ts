import type { Effort } from './effort.ts'
import type { Expected } from './landmarks.ts'
import type { Pattern } from './pattern.ts'
import type { Keyed, Postings, Seek } from './postings.ts'
import { joined, type Sighting, sightings } from './sighting.ts'
import { frequencyOf, type PageTokens, tokenAt } from './tokens.ts'
import { type Elected, elect, isKnown, type Range, slackOf } from './votes.ts'

/** Places looked at closely: by all votes, by the quote's own, by those where landmarks expect it. */
const CANDIDATES = 6
const OWN_CANDIDATES = 4
const LOCAL_CANDIDATES = 3
/** How far apart the votes of a quote's own words may lie. */
const OWN_WIDTH = 4
/** Tokens looked through on both sides of where landmarks expect a place. */
const AROUND = 64
/** Diagonals so close together lead to the same alignment, in tokens. */
const NEIGHBOURING = 6
/** Occurrences looked at where a target is too short to vote. */
const FEW = 8
/** Context from which on the very words need no second look, if nothing else comes near. */
const SURE_CONTEXT = 0.8

/** Share of quote and context from which on a place is as good as the old one. */
const AT_HOME = 0.85

/** A pattern with what was seen of each of its parts. */
export interface Searched {
  readonly pattern: Pattern
  readonly seeks: readonly Seek[]
  readonly keyed: readonly Keyed[]
  readonly elected: readonly Elected[]
  readonly seen: readonly (readonly Sighting[])[]
  /** Known after the second look: the quote's words, in their order, stand at one place of the page only. */
  readonly only: boolean
}

/** Where the whole quote was seen. */
export const whole = (page: PageTokens, { pattern, seen }: Searched): readonly Sighting[] =>
  seen[1] ? joined(page, pattern, seen[0] ?? [], seen[1]) : (seen[0] ?? [])

/** A place beyond doubt: the same words in the same surroundings, at their old distances, and nothing on the page that comes near it. */
export function certain(page: PageTokens, searched: Searched): Sighting | undefined {
  if (!searched.elected.every(({ alone }) => alone)) return undefined
  return whole(page, searched).find(({ same, steady, context }) => same && steady && context > SURE_CONTEXT)
}

/** True when even a part's rarest trigram is on the page too often to count: that a place fits does not make it the only one. */
export const crowded = ({ keyed, elected }: Searched, lists: Postings): boolean =>
  elected.some(({ votes }, i) => votes === 0 && isKnown(keyed[i] as Keyed, lists))

/** The first look: only at the place for which most votes were cast. */
export function* glance(
  page: PageTokens,
  pattern: Pattern,
  seeks: readonly Seek[],
  keyed: readonly Keyed[],
  lists: Postings,
  effort: Effort,
): Generator<void, Searched> {
  const elected: Elected[] = []
  const seen: Sighting[][] = []
  for (const [i, seek] of seeks.entries()) {
    const found = elect(seek, keyed[i] as Keyed, lists, { own: false, width: slackOf(seek.part), most: CANDIDATES })
    elected.push(found)
    seen.push(yield* sightings(page, seek, { whole: found.best.slice(0, 1), own: [], cells: [] }, effort))
    if (effort.spend(1_000 + found.votes * 12)) yield
  }
  return { pattern, seeks, keyed, elected, seen, only: false }
}

/** A target of one or two words and no more has no trigram: its words are looked for as they are. */
function verbatim(page: PageTokens, { pattern, part }: Seek): number[] {
  if (part.to - part.from > 2) return []
  const found: number[] = []
  const { exact } = pattern.quote
  for (let at = page.text.indexOf(exact); at >= 0 && found.length < FEW; at = page.text.indexOf(exact, at + 1))
    found.push(tokenAt(page, at) - part.quoteFrom)
  return found
}

/** Of as many as the votes could not tell apart, those on either side of a diagonal. */
function neighbours(equals: readonly number[], diagonal: number): readonly number[] {
  const after = equals.findIndex((other) => other > diagonal)
  return after < 0 ? equals.slice(-2) : equals.slice(Math.max(0, after - 2), after + 2)
}

/** Character offset of a part's quote from that of the whole quote. */
const intoOf = ({ pattern, part }: Seek): number =>
  (pattern.tokens.start[part.quoteFrom] as number) - (pattern.tokens.start[pattern.parts[0]?.quoteFrom ?? 0] as number)

/** The page tokens to look through for where landmarks expect a part. */
function rangesOf(page: PageTokens, { part }: Seek, expected: Expected, into: number): Range[] {
  const around = (from: number, to: number): Range => ({
    from: Math.max(0, tokenAt(page, from) - (part.to - part.from) - AROUND),
    to: Math.min(page.count, tokenAt(page, to) + (part.to - part.from) + AROUND),
  })
  const inOrder = around(expected.from + into, Math.min(expected.to + into, page.text.length))
  return [...(expected.firm ? [inOrder] : []), ...expected.astray.map((at) => around(at + into, at + into))]
}

/** True when the quote's words, in their order, stand at one place of the page only, as far as the votes can tell. */
function isOnly(page: PageTokens, { pattern, part }: Seek, own: Elected): boolean {
  const { hash } = pattern.tokens
  if (part.quoteTo - part.quoteFrom >= 3) {
    const [one = 0] = own.equals
    return own.votes > 0 && own.equals.every((other) => other - one <= OWN_WIDTH)
  }
  for (let i = part.quoteFrom; i < part.quoteTo; i++) if (frequencyOf(page, hash[i] as number) === 1) return true
  return false
}

const atHome = (first: readonly Sighting[] = []): boolean =>
  first.some(({ quote, context }) => context > AT_HOME && quote > AT_HOME)

/** Without those that the band of an earlier one covers well. */
function apart(diagonals: readonly number[]): number[] {
  const kept: number[] = []
  for (const one of diagonals) if (kept.every((other) => Math.abs(other - one) > NEIGHBOURING)) kept.push(one)
  return kept
}

/**
 * The second look: at all that votes speak for, and where the place is expected, where votes that are too many elsewhere still count. */
export function* search(
  page: PageTokens,
  searched: Searched,
  expected: Expected | undefined,
  cells: readonly number[],
  lists: Postings,
  effort: Effort,
): Generator<void, Searched> {
  const seen: Sighting[][] = []
  let only = true
  for (const [i, seek] of searched.seeks.entries()) {
    const keyed = searched.keyed[i] as Keyed
    const elected = searched.elected[i] as Elected
    const { equals } = elected
    // Where the first place has all its surroundings, what has half its votes or less cannot come near it.
    const best = atHome(searched.seen[i]) ? elected.best.slice(0, elected.strong) : elected.best
    const own = elect(seek, keyed, lists, { own: true, width: OWN_WIDTH, most: OWN_CANDIDATES })
    only &&= isOnly(page, seek, own)
    const diagonals = [...best, ...verbatim(page, seek)]
    const headed = cells.map((at) => tokenAt(page, at + intoOf(seek)) - seek.part.quoteFrom)
    if (effort.spend(1_500 + own.votes * 12)) yield
    if (expected) {
      const into = intoOf(seek)
      for (const at of [...expected.either, ...expected.astray])
        diagonals.push(tokenAt(page, Math.max(0, at + into)) - seek.part.quoteFrom)
      for (const range of rangesOf(page, seek, expected, into)) {
        const local = elect(seek, keyed, lists, {
          own: false,
          range,
          width: slackOf(seek.part),
          most: LOCAL_CANDIDATES,
        })
        diagonals.push(...local.best)
        const ownLocal = elect(seek, keyed, lists, { own: true, range, width: OWN_WIDTH, most: 2 })
        diagonals.push(...ownLocal.best)
        if (effort.spend(2_000 + (local.votes + ownLocal.votes) * 12)) yield
      }
      if (equals.length > best.length)
        diagonals.push(...neighbours(equals, tokenAt(page, Math.max(0, expected.at + into)) - seek.part.quoteFrom))
    }
    seen.push(yield* sightings(page, seek, { whole: apart(diagonals), own: own.best, cells: headed }, effort))
  }
  return { ...searched, seen, only }
}
