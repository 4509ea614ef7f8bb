import type { Effort } from './effort.ts'
import { KeyTable, trigram } from './key-table.ts'
import type { Part, Pattern } from './pattern.ts'
import type { PageTokens } from './tokens.ts'

/** Trigrams looked for per part, spread evenly: enough to find a long quote by what is left of it. */
const KEYS_PER_PART = 192
/** Votes counted per part, rarest trigrams first: a page of one repeated word must not cost page times targets. */
const VOTES_PER_PART = 1_200
/** Places per part that are looked at closely. */
export const CANDIDATES = 6
const TOKENS_PER_STEP = 1 << 15

/** One part of one pattern, to be found. */
export interface Seek {
  readonly pattern: Pattern
  readonly part: Part
}

interface Keyed {
  readonly at: Int32Array
  readonly slot: Int32Array
}

interface Hits {
  readonly count: number
  readonly page: Int32Array
  readonly slot: Int32Array
  /** How often each key occurs on the page. */
  readonly frequency: Int32Array
}

function sample(part: Part): Int32Array {
  const all = Math.max(0, part.to - part.from - 2)
  const taken = Math.min(all, KEYS_PER_PART)
  return Int32Array.from({ length: taken }, (_, i) => part.from + Math.floor((i * all) / taken))
}

/** Every trigram of the page that any part asks for, in ONE pass over the page. */
function* scan(page: PageTokens, table: KeyTable): Generator<void, Hits> {
  const last = Math.max(0, page.count - 2)
  const hits = { page: new Int32Array(last), slot: new Int32Array(last), frequency: new Int32Array(table.size) }
  let count = 0
  for (let at = 0; at < last; at++) {
    const slot = table.find(trigram(page.hash, at))
    if (slot >= 0) {
      hits.frequency[slot] = (hits.frequency[slot] as number) + 1
      hits.page[count] = at
      hits.slot[count++] = slot
    }
    if (at % TOKENS_PER_STEP === TOKENS_PER_STEP - 1) yield
  }
  return { ...hits, count }
}

interface Postings {
  readonly first: Int32Array
  readonly positions: Int32Array
}

/** Page positions of each key, as one array with an index: `positions[first[slot]]` and on. */
function* postings(hits: Hits): Generator<void, Postings> {
  const first = new Int32Array(hits.frequency.length + 1)
  for (let slot = 0; slot < hits.frequency.length; slot++)
    first[slot + 1] = (first[slot] as number) + (hits.frequency[slot] as number)
  const next = first.slice()
  const positions = new Int32Array(hits.count)
  for (let i = 0; i < hits.count; i++) {
    const slot = hits.slot[i] as number
    const at = next[slot] as number
    positions[at] = hits.page[i] as number
    next[slot] = at + 1
    if (i % TOKENS_PER_STEP === TOKENS_PER_STEP - 1) yield
  }
  return { first, positions }
}

/** Room for a diagonal and a weight in one sortable number. */
const WEIGHTS = 1024

function ballots(seek: Seek, keyed: Keyed, hits: Hits, lists: Postings): Float64Array {
  const order = Array.from(keyed.at.keys())
    .filter((i) => (hits.frequency[keyed.slot[i] as number] as number) > 0)
    .sort(
      (a, b) =>
        (hits.frequency[keyed.slot[a] as number] as number) - (hits.frequency[keyed.slot[b] as number] as number),
    )
  const out: number[] = []
  for (const i of order) {
    const slot = keyed.slot[i] as number
    const often = hits.frequency[slot] as number
    if (out.length + often > VOTES_PER_PART) break
    const at = keyed.at[i] as number
    const inQuote = at + 2 >= seek.part.quoteFrom && at < seek.part.quoteTo
    const weight = Math.max(1, Math.floor(((WEIGHTS - 1) * (inQuote ? 1 : 0.6)) / Math.sqrt(often)))
    const from = lists.first[slot] as number
    for (let k = from; k < from + often; k++) out.push(((lists.positions[k] as number) - at) * WEIGHTS + weight)
  }
  return Float64Array.from(out).sort()
}

/** Diagonals (page token minus pattern token) on which a part may lie. */
export interface Elected {
  /** Most evidence first, none within the part's slack of a better one. */
  readonly best: readonly number[]
  /** All with about as much evidence as the best, in page order: more than can be looked at when text is repeated. */
  readonly equals: readonly number[]
  /** True when even the part's rarest trigram is on the page too often to count: that a place fits does not make it the only one. */
  readonly crowded: boolean
}

/** Share of the best's votes from which on a diagonal is its equal. */
const EQUAL = 0.9

function elect(sorted: Float64Array, width: number): { best: number[]; equals: number[] } {
  const peaks: { sum: number; diagonal: number }[] = []
  const diagonalOf = (i: number) => Math.floor((sorted[i] as number) / WEIGHTS)
  const weightOf = (i: number) => (sorted[i] as number) - diagonalOf(i) * WEIGHTS
  let sum = 0
  for (let left = 0, right = 0; left < sorted.length; left++) {
    for (; right < sorted.length && diagonalOf(right) - diagonalOf(left) <= width; right++) sum += weightOf(right)
    peaks.push({ sum, diagonal: diagonalOf((left + right - 1) >> 1) })
    sum -= weightOf(left)
  }
  peaks.sort((a, b) => b.sum - a.sum || a.diagonal - b.diagonal)
  const chosen: number[] = []
  for (const { diagonal } of peaks) {
    if (chosen.length === CANDIDATES) break
    if (chosen.every((other) => Math.abs(other - diagonal) > width)) chosen.push(diagonal)
  }
  const enough = (peaks[0]?.sum ?? 0) * EQUAL
  const equals = peaks.filter((peak) => peak.sum >= enough).map(({ diagonal }) => diagonal)
  return { best: chosen, equals: equals.sort((a, b) => a - b) }
}

/** How far apart two votes of one place may lie: words inserted or removed inside it. */
export const slackOf = (part: Part): number => 12 + ((part.to - part.from) >> 3)

/** For each part the diagonals worth verifying. One scan of the page serves all parts. */
export function* voting(page: PageTokens, seeks: readonly Seek[], effort: Effort): Generator<void, Elected[]> {
  const table = new KeyTable(seeks.length * KEYS_PER_PART)
  const keyed: Keyed[] = []
  for (const { pattern, part } of seeks) {
    const at = sample(part)
    keyed.push({ at, slot: at.map((i) => table.add(trigram(pattern.tokens.hash, i))) })
    if (effort.spend(at.length * 4)) yield
  }
  const hits = yield* scan(page, table)
  const lists = yield* postings(hits)
  const found: Elected[] = []
  for (const [i, seek] of seeks.entries()) {
    const sorted = ballots(seek, keyed[i] as Keyed, hits, lists)
    const known = keyed[i]?.slot.some((slot) => (hits.frequency[slot] as number) > 0) ?? false
    found.push({ ...elect(sorted, slackOf(seek.part)), crowded: known && sorted.length === 0 })
    if (effort.spend(2_000 + sorted.length * 30)) yield
  }
  return found
}
