import type { Expected } from './landmarks.ts'
import type { Anchored } from './model.ts'
import type { Sighting } from './sighting.ts'

/**
 * Shares of the score. The quote speaks most (a little more where not a letter differs), its surroundings next; then where landmarks
 * expect it, or without them where it used to stand, and what stands over and beside it.
 */
const QUOTE = 0.62
const SAME = 0.03
const CONTEXT = 0.33
const POSITION_FIRM = 0.2
const POSITION = 0.05
const STRUCTURE = 0.1
/** A cell whose row or column is another's contradicts more than a heading does. */
const TABLE = 0.4
/** Characters at which nearness counts half: to the place that landmarks tell, to the order they tell, to the old offset. */
const NEAR_PLACE = 50
const NEAR_ORDER = 700
const NEAR_OFFSET = 2_000
/** Nearness from which on a place is where landmarks have it in reading order. */
const IN_ORDER = 0.5

/** Below these a place is not claimed. */
const LEAST_QUOTE = 0.4
const LEAST_SCORE = 0.45
/** How much better than the next place the best must be. */
const MARGIN_CHANGED = 0.05
const MARGIN_SAME = 0.03
/** Of two places with the same words and context, the nearer one wins if the other is this many times farther. */
const TIMES_FARTHER = 5

/** The very words, where the page has them once, count with this much context, or out of it with so much weight and more than two words. */
const SAME_CONTEXT = 0.1
const SAME_SPEAKS = 1
const SAME_WORDS = 3
/** Where the page has them more than once, they need this much context where landmarks expect them, and this much elsewhere. */
const REPEATED_CONTEXT = 0.2
const REPEATED_CONTEXT_ELSEWHERE = 0.5
/** Changed words count with this much context or weight where landmarks expect them, with so much more elsewhere. */
const EXPECTED_CONTEXT = 0.15
const EXPECTED_SPEAKS = 3
const ELSEWHERE_CONTEXT = 0.3
const ELSEWHERE_SPEAKS = 5
/** Of changed words, quote and a share of the context together. */
const CONTEXT_FOR_QUOTE = 0.3
const LEAST_TOGETHER = 0.65
/** Below this context changed words are not believed while the very words stand elsewhere with this much weight. */
const UNDISPUTED = 0.6
const DISPUTES = 0.8
/** Surroundings without which nearness proves nothing. */
const SOME_CONTEXT = 0.15
/** Surroundings that a page of another document must show before it is believed. */
const FOREIGN_CONTEXT = 0.6

/** What is known of a target beside the words that were found. */
export interface Knowledge {
  /** Where the place should be now, in characters. */
  readonly expected: Expected | undefined
  /** The text is on the page too often for its places to be compared: only the very place expected will do. */
  readonly crowded: boolean
  /** Next to nothing of the version that the target was described on is on the page. */
  readonly foreign: boolean
  /** Words of the quote. */
  readonly words: number
  /** The words, in their order, stand at one place of the page only. */
  readonly only: boolean
  /** 0 to 1: how well what stands over and beside a place agrees with what was stored; undefined when nothing was. */
  structure(sighting: Sighting): number | undefined
  /** Part of what was stored is what heads a table's row or column. */
  readonly tabular: boolean
}

interface Rated {
  readonly sighting: Sighting
  readonly score: number
  /** What is written there, and over and beside it. */
  readonly evident: number
  readonly near: number
  readonly distance: number
  /** In the table cell under the very headers. */
  readonly headed: boolean
}

const overlaps = (a: Sighting, b: Sighting) => a.start < b.end && b.start < a.end

const away = (start: number, from: readonly number[]) => Math.min(...from.map((at) => Math.abs(start - at)))

/** 0 to 1; from `IN_ORDER` on it is where landmarks expect it. */
function nearness(start: number, { either, from, to, astray, firm }: Expected): number {
  if (!firm) return 1 / (1 + away(start, either) / NEAR_OFFSET)
  const besides = astray.length === 0 ? 0 : 1 / (1 + away(start, astray) / NEAR_PLACE)
  const outside = Math.max(0, from - start, start - to)
  const ordered =
    outside === 0
      ? IN_ORDER + (1 - IN_ORDER) / (1 + away(start, either) / NEAR_PLACE)
      : IN_ORDER / (1 + outside / NEAR_ORDER)
  return Math.max(besides, ordered)
}

function rate(sighting: Sighting, { expected, structure, tabular }: Knowledge): Rated {
  const { quote, context, same, start } = sighting
  const agreed = structure(sighting) ?? 0.5
  const headed = tabular && agreed === 1
  const over = (tabular ? TABLE : STRUCTURE) * (agreed - 0.5)
  const evident = QUOTE * quote + (same ? SAME : 0) + CONTEXT * context + over
  if (!expected) return { sighting, evident, score: evident, near: 0, distance: Number.POSITIVE_INFINITY, headed }
  const near = nearness(start, expected)
  const score = evident + (expected.firm ? POSITION_FIRM : POSITION) * near
  return { sighting, evident, score, near, distance: away(start, [...expected.either, ...expected.astray]), headed }
}

function convincing({ sighting, score, near, headed }: Rated, rated: readonly Rated[], knowledge: Knowledge): boolean {
  const { quote, context, evidence, same } = sighting
  if (quote < LEAST_QUOTE || score < LEAST_SCORE) return false
  if (knowledge.foreign && !(same && context >= FOREIGN_CONTEXT)) return false
  const here = headed || (knowledge.expected?.firm === true && near >= IN_ORDER)
  if (same && !knowledge.only) return context >= (here ? REPEATED_CONTEXT : REPEATED_CONTEXT_ELSEWHERE)
  if (same) return context >= SAME_CONTEXT || (evidence >= SAME_SPEAKS && knowledge.words >= SAME_WORDS)
  const disputes = ({ sighting: other }: Rated) =>
    other.same && other.evidence >= DISPUTES && knowledge.words >= SAME_WORDS && !overlaps(other, sighting)
  if (context < UNDISPUTED && rated.some(disputes)) return false
  if (context < (here ? EXPECTED_CONTEXT : ELSEWHERE_CONTEXT) && evidence < (here ? EXPECTED_SPEAKS : ELSEWHERE_SPEAKS))
    return false
  return quote + CONTEXT_FOR_QUOTE * context >= LEAST_TOGETHER
}

/** True when nothing but chance would prefer the best to this rival. */
function rivals(best: Rated, rival: Rated, expected: Expected | undefined): boolean {
  const lead = expected?.firm ? best.score - rival.score : best.evident - rival.evident
  if (lead >= (best.sighting.same ? MARGIN_SAME : MARGIN_CHANGED)) return false
  // Out of its surroundings, nearness to where it once stood says nothing.
  if (best.sighting.context < SOME_CONTEXT) return true
  // Equally good by what is written there: only being clearly nearer to the known place decides.
  return !(rival.distance !== Number.POSITIVE_INFINITY && best.distance * TIMES_FARTHER + 1 < rival.distance)
}

/** What a reader is shown (AN10 to AN15). */
export function decide(sightings: readonly Sighting[], knowledge: Knowledge): Anchored {
  const { expected, crowded } = knowledge
  const rated = sightings
    .map((sighting) => rate(sighting, knowledge))
    .sort((a, b) => b.score - a.score || a.distance - b.distance)
  const best = rated[0]
  const lost: Anchored = expected ? { state: 'lost', near: Math.max(0, Math.round(expected.at)) } : { state: 'lost' }
  if (!best || !convincing(best, rated, knowledge)) return lost
  if (crowded && best.distance >= 1) return lost
  if (rated.some((other) => !overlaps(other.sighting, best.sighting) && rivals(best, other, expected))) return lost
  const { start, end, same } = best.sighting
  return { state: same ? 'exact' : 'changed', start, end }
}
