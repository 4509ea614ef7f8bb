import type { Part } from './pattern.ts'
import { firstFrom, KEYS_PER_PART, type Keyed, type Postings, type Seek } from './postings.ts'

/** Votes counted per part, rarest trigrams first: a page of one repeated word must not cost page times targets. */
const VOTES_PER_PART = 1_000
/** Room for a diagonal and a weight in one sortable number. */
const WEIGHTS = 1024
/** Share of the best's votes below which a place is not worth a look, and from which on it is the best's equal. */
const WORTH = 0.3
const WORTH_OWN = 0.45
const EQUAL = 0.9
/** Share of the best's votes from which on a place counts where the best stands in its old surroundings. */
const STRONG = 0.5
/** The second's share of the best's votes below which the best is without a rival. */
const ALONE = 0.6

/** Page tokens among which votes are counted. */
export interface Range {
  readonly from: number
  readonly to: number
}

/** Diagonals (page token minus pattern token) on which a part may lie. */
export interface Elected {
  /** Most evidence first, none within the allowed width of a better one. */
  readonly best: readonly number[]
  /** All with about as much evidence as the best, in page order: more than can be looked at when text is repeated. */
  readonly equals: readonly number[]
  /** True when nothing else comes near the best. */
  readonly alone: boolean
  /** How many of the best have at least half of the first one's votes. */
  readonly strong: number
  readonly votes: number
}

export interface Election {
  readonly range?: Range
  /** Only what the quote itself says: its context may have stayed behind, or stand elsewhere, and would outvote it. */
  readonly own: boolean
  /** How far apart two votes of one place may lie, in tokens: words inserted or removed inside it. */
  readonly width: number
  readonly most: number
}

// Scratch space: one election at a time, none of it outlives the call.
const order = new Float64Array(KEYS_PER_PART)
const ballot = new Float64Array(VOTES_PER_PART)
const sums = new Float64Array(VOTES_PER_PART)
const middles = new Int32Array(VOTES_PER_PART)

const touchesQuote = ({ part }: Seek, at: number): boolean => at + 2 >= part.quoteFrom && at < part.quoteTo

/** Keys that stand in the range, rarest first, into `order`; answers their number. */
function ordered(seek: Seek, keyed: Keyed, lists: Postings, { own, range }: Election): number {
  let keys = 0
  for (let i = 0; i < keyed.at.length; i++) {
    if (own && !touchesQuote(seek, keyed.at[i] as number)) continue
    const slot = keyed.slot[i] as number
    const often = range
      ? firstFrom(lists, slot, range.to) - firstFrom(lists, slot, range.from)
      : (lists.first[slot + 1] as number) - (lists.first[slot] as number)
    if (often > 0) order[keys++] = often * KEYS_PER_PART + i
  }
  order.subarray(0, keys).sort()
  return keys
}

/** Votes into `ballot`, sorted by diagonal; answers their number. */
function cast(seek: Seek, keyed: Keyed, lists: Postings, election: Election): { votes: number; keys: number } {
  const keys = ordered(seek, keyed, lists, election)
  let votes = 0
  for (let k = 0; k < keys; k++) {
    const i = (order[k] as number) % KEYS_PER_PART
    const often = Math.floor((order[k] as number) / KEYS_PER_PART)
    if (votes + often > VOTES_PER_PART) break
    const at = keyed.at[i] as number
    const slot = keyed.slot[i] as number
    const share = touchesQuote(seek, at) ? 1 : 0.6
    const weight = Math.max(1, Math.floor(((WEIGHTS - 1) * share) / Math.sqrt(often)))
    const from = election.range ? firstFrom(lists, slot, election.range.from) : (lists.first[slot] as number)
    for (let p = from; p < from + often; p++) ballot[votes++] = ((lists.positions[p] as number) - at) * WEIGHTS + weight
  }
  ballot.subarray(0, votes).sort()
  return { votes, keys }
}

/** Sums of the votes within a width, by sliding over the sorted ballot, into `sums` and `middles`. */
function count(votes: number, width: number): void {
  const diagonalOf = (i: number) => Math.floor((ballot[i] as number) / WEIGHTS)
  const weightOf = (i: number) => (ballot[i] as number) - diagonalOf(i) * WEIGHTS
  let sum = 0
  for (let left = 0, right = 0; left < votes; left++) {
    const most = diagonalOf(left) + width
    while (right < votes && diagonalOf(right) <= most) sum += weightOf(right++)
    sums[left] = sum
    middles[left] = diagonalOf((left + right - 1) >> 1)
    sum -= weightOf(left)
  }
}

const NOBODY: Elected = { best: [], equals: [], alone: true, strong: 0, votes: 0 }

/** The places that a part's trigrams vote for. */
export function elect(seek: Seek, keyed: Keyed, lists: Postings, election: Election): Elected {
  const { votes } = cast(seek, keyed, lists, election)
  if (votes === 0) return NOBODY
  count(votes, election.width)
  const best: number[] = []
  let top = 0
  let second = 0
  let strong = 0
  while (best.length < Math.max(2, election.most)) {
    let winner = -1
    for (let i = 0; i < votes; i++) {
      const middle = middles[i] as number
      if (
        (winner < 0 || (sums[i] as number) > (sums[winner] as number)) &&
        !best.some((b) => Math.abs(b - middle) <= election.width)
      )
        winner = i
    }
    if (winner < 0) break
    const sum = sums[winner] as number
    if (best.length === 0) top = sum
    else if (best.length === 1) second = sum
    if (sum < top * (election.own ? WORTH_OWN : WORTH)) break
    if (sum >= top * STRONG && best.length < election.most) strong++
    best.push(middles[winner] as number)
  }
  const equals: number[] = []
  for (let i = 0; i < votes; i++) if ((sums[i] as number) >= top * EQUAL) equals.push(middles[i] as number)
  return {
    best: best.slice(0, election.most),
    equals: equals.sort((a, b) => a - b),
    alone: second < top * ALONE,
    strong,
    votes,
  }
}

/** True when a part's trigrams are on the page at all. */
export const isKnown = (keyed: Keyed, { first }: Postings): boolean =>
  keyed.slot.some((slot) => (first[slot + 1] as number) > (first[slot] as number))

/** How far apart two votes of one place may lie: words inserted or removed inside it. */
export const slackOf = (part: Part): number => 12 + ((part.to - part.from) >> 3)
