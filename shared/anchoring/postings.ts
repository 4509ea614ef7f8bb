import type { Effort } from './effort.ts'
import { KeyTable, trigram } from './key-table.ts'
import type { Part, Pattern } from './pattern.ts'
import type { PageTokens } from './tokens.ts'

/** Trigrams looked for per part, spread evenly: enough to find a long quote by what is left of it. */
export const KEYS_PER_PART = 192
const TOKENS_PER_STEP = 1 << 15

/** One part of one pattern, to be found. */
export interface Seek {
  readonly pattern: Pattern
  readonly part: Part
}

/** A part's trigrams: where they begin in the pattern, and their numbers in the postings. */
export interface Keyed {
  readonly at: Int32Array
  readonly slot: Int32Array
}

/** Page tokens at which each trigram stands, in order, as one array with an index: `positions[first[slot]]` up to `first[slot + 1]`. */
export interface Postings {
  readonly first: Int32Array
  readonly positions: Int32Array
}

function sample(part: Part): Int32Array {
  const all = Math.max(0, part.to - part.from - 2)
  const taken = Math.min(all, KEYS_PER_PART)
  return Int32Array.from({ length: taken }, (_, i) => part.from + Math.floor((i * all) / taken))
}

/** Every trigram of the page that any part asks for, in ONE pass over the page. */
function* scan(page: PageTokens, table: KeyTable): Generator<void, Postings> {
  const last = Math.max(0, page.count - 2)
  const slots = new Int32Array(last)
  const first = new Int32Array(table.size + 2)
  for (let at = 0; at < last; at++) {
    const slot = table.find(trigram(page.hash, at))
    slots[at] = slot
    first[slot + 2] = (first[slot + 2] as number) + (slot < 0 ? 0 : 1)
    if (at % TOKENS_PER_STEP === TOKENS_PER_STEP - 1) yield
  }
  for (let slot = 2; slot < first.length; slot++) first[slot] = (first[slot] as number) + (first[slot - 1] as number)
  // `first[slot + 1]` now is where the slot's list begins; filling the list moves it to where it ends, which is where the next begins.
  const positions = new Int32Array(first.at(-1) as number)
  for (let at = 0; at < last; at++) {
    const slot = slots[at] as number
    if (slot >= 0) positions[(first[slot + 1] as number)++] = at
    if (at % TOKENS_PER_STEP === TOKENS_PER_STEP - 1) yield
  }
  return { first, positions }
}

/** Looks up the trigrams of all parts. */
export function* postingsOf(
  page: PageTokens,
  seeks: readonly Seek[],
  effort: Effort,
): Generator<void, { readonly keyed: readonly Keyed[]; readonly lists: Postings }> {
  const table = new KeyTable(seeks.length * KEYS_PER_PART)
  const keyed: Keyed[] = []
  for (const { pattern, part } of seeks) {
    const at = sample(part)
    keyed.push({ at, slot: at.map((i) => table.add(trigram(pattern.tokens.hash, i))) })
    if (effort.spend(at.length * 4)) yield
  }
  return { keyed, lists: yield* scan(page, table) }
}

/** Index of the first position of a slot's list that is not before a page token. */
export function firstFrom({ first, positions }: Postings, slot: number, token: number): number {
  let low = first[slot] as number
  let high = first[slot + 1] as number
  while (low < high) {
    const middle = (low + high) >> 1
    if ((positions[middle] as number) < token) low = middle + 1
    else high = middle
  }
  return low
}
