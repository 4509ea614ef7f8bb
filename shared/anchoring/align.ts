import type { Part, Pattern } from './pattern.ts'
import { type PageTokens, weightOf } from './tokens.ts'

/** A pattern token left out, a gap opened in the page, a page token skipped inside a gap: in units of a rare word's weight. */
const SKIP = 0.03
const OPEN = 0.35
const EXTEND = 0.012

const FROM_GAP = 1
const MATCHED = 2
const GAP_EXTENDED = 4

/** For each token of the part the page token it stands on, or -1. */
export type Alignment = Int32Array

/** True when every token of the part stands on its diagonal: no need to align. */
function straight(page: PageTokens, pattern: Pattern, part: Part, diagonal: number): boolean {
  if (part.from + diagonal < 0 || part.to + diagonal > page.count) return false
  for (let i = part.from; i < part.to; i++) if (page.hash[i + diagonal] !== pattern.tokens.hash[i]) return false
  return true
}

/**
 * Best placing of a part's tokens, in order, on the page around a diagonal: global in the pattern, free at the window's ends,
 * with affine gaps in the page (Gotoh 1982, doi:10.1016/0022-2836(82)90398-9), matches worth their rarity.
 * @returns the alignment and the work it took
 */
export function align(
  page: PageTokens,
  pattern: Pattern,
  part: Part,
  diagonal: number,
): { readonly map: Alignment; readonly cells: number } {
  const n = part.to - part.from
  if (straight(page, pattern, part, diagonal))
    return { map: Int32Array.from({ length: n }, (_, i) => part.from + i + diagonal), cells: n }
  const slack = 24 + (n >> 2)
  const first = Math.max(0, part.from + diagonal - slack)
  const last = Math.min(page.count, part.to + diagonal + slack)
  const width = last - first
  if (width <= 0) return { map: new Int32Array(n).fill(-1), cells: n }
  const trace = new Uint8Array((n + 1) * (width + 1))
  const end = fill(page, pattern.tokens.hash.subarray(part.from, part.to), first, width, trace)
  return { map: walkBack(trace, n, width, first, end), cells: n * width }
}

/** Fills the table row by row; answers the column where the best placing ends. */
function fill(page: PageTokens, hashes: Int32Array, first: number, width: number, trace: Uint8Array): number {
  let above = new Float64Array(width + 1)
  let aboveGap = new Float64Array(width + 1).fill(-1e9)
  let row = new Float64Array(width + 1)
  let gap = new Float64Array(width + 1)
  for (let i = 1; i <= hashes.length; i++) {
    const hash = hashes[i - 1] as number
    const weight = weightOf(page, hash)
    const line = i * (width + 1)
    row[0] = -SKIP * i
    gap[0] = -1e9
    for (let j = 1; j <= width; j++) {
      const m = above[j] as number
      const g = aboveGap[j] as number
      let flags = g > m ? FROM_GAP : 0
      let best = Math.max(m, g) - SKIP
      if (page.hash[first + j - 1] === hash) {
        const pm = above[j - 1] as number
        const pg = aboveGap[j - 1] as number
        const matched = Math.max(pm, pg) + weight
        if (matched > best) {
          best = matched
          flags = MATCHED | (pg > pm ? FROM_GAP : 0)
        }
      }
      const opened = (row[j - 1] as number) - OPEN
      const extended = (gap[j - 1] as number) - EXTEND
      if (extended > opened) flags |= GAP_EXTENDED
      row[j] = best
      gap[j] = Math.max(opened, extended)
      trace[line + j] = flags
    }
    ;[above, row] = [row, above]
    ;[aboveGap, gap] = [gap, aboveGap]
  }
  let end = 0
  for (let j = 1; j <= width; j++) if ((above[j] as number) > (above[end] as number)) end = j
  return end
}

function walkBack(trace: Uint8Array, n: number, width: number, first: number, end: number): Alignment {
  const map = new Int32Array(n).fill(-1)
  let inGap = false
  for (let i = n, j = end; i > 0 && j > 0; ) {
    const flags = trace[i * (width + 1) + j] as number
    if (inGap) {
      inGap = (flags & GAP_EXTENDED) !== 0
      j--
      continue
    }
    inGap = (flags & FROM_GAP) !== 0
    if (flags & MATCHED) map[i - 1] = first + --j
    i--
  }
  return map
}
