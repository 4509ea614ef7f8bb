import type { Alignment } from './align.ts'
import type { Part, Pattern } from './pattern.ts'
import { type PageTokens, weightOf } from './tokens.ts'

/** Page tokens, end exclusive. */
export interface Span {
  readonly first: number
  readonly last: number
}

/** Weight of a run of page tokens. */
export function weightBetween(page: PageTokens, from: number, to: number): number {
  let sum = 0
  for (let p = from; p < to; p++) sum += weightOf(page, page.hash[p] as number)
  return sum
}

/**
 * An alignment puts a quote's last words wherever their neighbours are, also behind a gap, when the same words stand right beside the rest:
 * there they are put. `step` says which end.
 */
function settleEdge(page: PageTokens, pattern: Pattern, part: Part, map: Alignment, step: 1 | -1): void {
  const inside = (i: number) => i >= part.quoteFrom && i < part.quoteTo
  const at = (i: number) => map[i - part.from] as number
  let outermost = step === 1 ? part.quoteTo - 1 : part.quoteFrom
  while (inside(outermost) && at(outermost) < 0) outermost -= step
  let run = outermost
  while (inside(run - step) && at(run - step) === at(run) - step) run -= step
  // `run` begins the words behind the last gap; the last one before it is `inner`.
  let inner = run - step
  while (inside(inner) && at(inner) < 0) inner -= step
  if (!inside(inner)) return
  const beside = (i: number) => at(inner) + (i - inner)
  for (let i = inner + step; i !== outermost + step; i += step)
    if (page.hash[beside(i)] !== pattern.tokens.hash[i]) return
  for (let i = inner + step; i !== outermost + step; i += step) map[i - part.from] = beside(i)
}

/** Page token of the context token next to the quote, or -1 when that one is not aligned. */
const before = (part: Part, map: Alignment) =>
  part.quoteFrom > part.from ? (map[part.quoteFrom - 1 - part.from] as number) : -1
const after = (part: Part, map: Alignment) => (part.quoteTo < part.to ? (map[part.quoteTo - part.from] as number) : -1)

/** `missing` words of the quote are not aligned at this end: reach as far as the neighbouring context, else as many words. */
function widened(aligned: number, missing: number, neighbour: number, step: 1 | -1): number {
  if (neighbour >= 0) {
    const between = (neighbour - aligned) * step - 1
    if (between >= 0 && between <= 2 * missing + 4) return aligned + step * between
  }
  return aligned + step * missing
}

/**
 * Page tokens of the part's quote: between what is aligned, widened over changed words up to the aligned context. Mends the alignment at the
 * quote's edges. Undefined when none of the quote is aligned.
 */
export function spanOf(page: PageTokens, pattern: Pattern, part: Part, map: Alignment): Span | undefined {
  settleEdge(page, pattern, part, map, 1)
  settleEdge(page, pattern, part, map, -1)
  const at = (i: number) => map[i - part.from] as number
  let left = part.quoteFrom
  while (left < part.quoteTo && at(left) < 0) left++
  if (left === part.quoteTo) return undefined
  let right = part.quoteTo - 1
  while (at(right) < 0) right--
  const missingLeft = left - part.quoteFrom
  const missingRight = part.quoteTo - 1 - right
  const first = missingLeft === 0 ? at(left) : widened(at(left), missingLeft, before(part, map), -1)
  const last = missingRight === 0 ? at(right) : widened(at(right), missingRight, after(part, map), 1)
  return { first: Math.max(0, first), last: Math.min(page.count, last + 1) }
}
