import type { Anchored } from './model.ts'
import type { Sighting } from './sighting.ts'

/** Shares of the score. The quote speaks most, its surroundings next, where it used to be last. */
const QUOTE = 0.62
const CONTEXT = 0.33
const POSITION = 0.05
/** Characters at which nearness counts half. */
const NEARNESS_HALF = 2_000

/** Below these a place is not claimed. */
const LEAST_QUOTE = 0.4
const LEAST_SCORE = 0.45
/** How much better than the next place the best must be. */
const MARGIN_CHANGED = 0.05
const MARGIN_SAME = 0.04
/** Same words elsewhere count only with this much context, or with this much weight of their own (three rare words, or many common ones). */
const LEAST_CONTEXT = 0.15
const SPEAKS_FOR_ITSELF = 1.5
/** Of two places with the same words and context, the nearer one wins if the other is this many times farther. */
const TIMES_FARTHER = 3

interface Rated {
  readonly sighting: Sighting
  readonly score: number
  readonly distance: number
}

const overlaps = (a: Sighting, b: Sighting) => a.start < b.end && b.start < a.end

function rate(sighting: Sighting, expected: number | undefined): Rated {
  const distance = expected === undefined ? Number.POSITIVE_INFINITY : Math.abs(sighting.start - expected)
  const near = distance === Number.POSITIVE_INFINITY ? 0 : 1 / (1 + distance / NEARNESS_HALF)
  return { sighting, distance, score: QUOTE * sighting.quote + CONTEXT * sighting.context + POSITION * near }
}

const evident = ({ sighting: { quote, context } }: Rated) => QUOTE * quote + CONTEXT * context

function convincing({ sighting, score }: Rated): boolean {
  if (sighting.quote < LEAST_QUOTE || score < LEAST_SCORE) return false
  return sighting.context >= LEAST_CONTEXT || sighting.evidence >= SPEAKS_FOR_ITSELF
}

/** True when nothing but chance would prefer the best to this rival. */
function rivals(best: Rated, rival: Rated): boolean {
  const lead = evident(best) - evident(rival)
  if (lead >= (best.sighting.same ? MARGIN_SAME : MARGIN_CHANGED)) return false
  // Equally good by what is written there: only being clearly nearer to the known place decides.
  return !(rival.distance !== Number.POSITIVE_INFINITY && best.distance * TIMES_FARTHER + 1 < rival.distance)
}

/**
 * What a reader is shown (AN10 to AN15).
 * @param expected where the place should be now, in characters, when anything is known
 * @param crowded the text is on the page too often for its places to be compared: only the very place expected will do
 */
export function decide(sightings: readonly Sighting[], expected: number | undefined, crowded: boolean): Anchored {
  const rated = sightings
    .map((sighting) => rate(sighting, expected))
    .sort((a, b) => b.score - a.score || a.distance - b.distance)
  const best = rated[0]
  const lost: Anchored =
    expected === undefined ? { state: 'lost' } : { state: 'lost', near: Math.max(0, Math.round(expected)) }
  if (!best || !convincing(best)) return lost
  if (crowded && best.distance >= 1) return lost
  if (rated.some((other) => !overlaps(other.sighting, best.sighting) && rivals(best, other))) return lost
  const { start, end, same } = best.sighting
  return { state: same ? 'exact' : 'changed', start, end }
}
