import type { Part, Pattern } from './pattern.ts'
import { type PageTokens, weightOf } from './tokens.ts'

/** One: the weight of a word that occurs nowhere else. Whole numbers, since a page's worth of them is added up per target. */
const ONE = 1 << 10
/** A pattern token left out, a gap opened in the page, a page token skipped inside a gap. */
const SKIP = Math.round(0.03 * ONE)
const OPEN = Math.round(0.35 * ONE)
const EXTEND = Math.round(0.012 * ONE)

const FROM_GAP = 1
const MATCHED = 2
const GAP_EXTENDED = 4
const NEVER = -1e8

/** For each token of the part the page token it stands on, or -1. */
export type Alignment = Int32Array

// Scratch space, grown as needed: an alignment is one short step, and nothing of it is kept.
let best = new Int32Array(256)
let gap = new Int32Array(256)
let trace = new Uint8Array(1 << 15)

/** How far an alignment may stray from its diagonal to either side, in tokens. */
const slackOf = (n: number) => 24 + (n >> 2)

/** Tokens that must agree with the diagonal from one end on to be taken as they are, and of these how many at the inner end are aligned all the same. */
const RUN = 10
const HOLD = 4

/** How many tokens of the part, from one end on, stand right on the diagonal. */
function runOf(page: PageTokens, pattern: Pattern, part: Part, diagonal: number, step: 1 | -1): number {
  const n = part.to - part.from
  const from = step === 1 ? part.from : part.to - 1
  let run = 0
  while (run < n && page.hash[from + step * run + diagonal] === pattern.tokens.hash[from + step * run]) run++
  return run
}

/**
 * Best placing of a part's tokens, in order, on the page around a diagonal: global in the pattern, free at both ends on the page, within a
 * band, with affine gaps in the page (Gotoh 1982, doi:10.1016/0022-2836(82)90398-9), matches worth their rarity. What agrees with the
 * diagonal from either end on needs no search.
 * @returns the alignment and the work it took
 */
export function align(
  page: PageTokens,
  pattern: Pattern,
  part: Part,
  diagonal: number,
): { readonly map: Alignment; readonly cells: number } {
  const n = part.to - part.from
  const map = new Int32Array(n)
  const head = runOf(page, pattern, part, diagonal, 1)
  const tail = head === n ? 0 : runOf(page, pattern, part, diagonal, -1)
  for (let i = 0; i < n; i++) map[i] = i < head || i >= n - tail ? part.from + i + diagonal : -1
  if (head === n) return { map, cells: n }
  const from = head < RUN ? 0 : head - HOLD
  const to = tail < RUN ? n : n - tail + HOLD
  if (from >= to) return { map, cells: n }
  const slack = slackOf(n)
  const band = 2 * slack + 1
  makeRoom(band, (to - from) * band)
  begin(band, from > 0 ? slack : undefined)
  for (let i = from; i < to; i++) {
    const hash = pattern.tokens.hash[part.from + i] as number
    const weight = Math.round(weightOf(page, hash) * ONE)
    fillRow(page.hash, hash, weight, part.from + i + diagonal - slack, band, (i - from) * band)
  }
  let end = 0
  for (let k = 1; k < band; k++) if ((best[k] as number) > (best[end] as number)) end = k
  if (to < n) end = slack
  const inGap = to < n && (gap[end] as number) > (best[end] as number)
  walkBack(map.subarray(from, to), band, part.from + from + diagonal - slack, end, inGap)
  return { map, cells: n + (to - from) * band }
}

function makeRoom(band: number, cells: number): void {
  if (best.length < band + 1) {
    best = new Int32Array(2 * band)
    gap = new Int32Array(2 * band)
  }
  if (trace.length < cells) trace = new Uint8Array(2 * cells)
}

/** The row before the first: free to begin anywhere, or bound to a column by what stands before. */
function begin(band: number, bound: number | undefined): void {
  best.fill(bound === undefined ? 0 : NEVER, 0, band)
  gap.fill(NEVER, 0, band)
  best[band] = NEVER
  gap[band] = NEVER
  if (bound === undefined) return
  best[bound] = 0
  for (let k = bound + 1; k < band; k++) gap[k] = -OPEN - EXTEND * (k - bound - 1)
}

/**
 * One pattern token against the band. Column `k` of row `i` has used the page up to `first + i + k`; so the row before, one page token
 * less, is the same column, and the rows can share one array: what is read of the old row is not yet overwritten.
 * @param from the page token of column 0
 */
function fillRow(hashes: Int32Array, hash: number, weight: number, from: number, band: number, line: number): void {
  const bests = best
  const gaps = gap
  const flagsOf = trace
  let leftBest = NEVER
  let leftGap = NEVER
  let alongBest = bests[0] as number
  let alongGap = gaps[0] as number
  for (let k = 0; k < band; k++) {
    const skipBest = bests[k + 1] as number
    const skipGap = gaps[k + 1] as number
    let flags = skipGap > skipBest ? FROM_GAP : 0
    let here = (flags === 0 ? skipBest : skipGap) - SKIP
    if (hashes[from + k] === hash) {
      const matched = (alongGap > alongBest ? alongGap : alongBest) + weight
      if (matched > here) {
        here = matched
        flags = alongGap > alongBest ? MATCHED | FROM_GAP : MATCHED
      }
    }
    const opened = leftBest - OPEN
    const extended = leftGap - EXTEND
    if (extended > opened) {
      flags |= GAP_EXTENDED
      leftGap = extended
    } else leftGap = opened
    leftBest = here
    bests[k] = here
    gaps[k] = leftGap
    flagsOf[line + k] = flags
    alongBest = skipBest
    alongGap = skipGap
  }
}

function walkBack(map: Alignment, band: number, first: number, end: number, gapped: boolean): void {
  map.fill(-1)
  let inGap = gapped
  for (let i = map.length - 1, k = end; i >= 0 && k >= 0 && k < band; ) {
    const flags = trace[i * band + k] as number
    if (inGap) {
      inGap = (flags & GAP_EXTENDED) !== 0
      k--
      continue
    }
    inGap = (flags & FROM_GAP) !== 0
    if (flags & MATCHED) map[i] = first + i + k
    else k++
    i--
  }
}
