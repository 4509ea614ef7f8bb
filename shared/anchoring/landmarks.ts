/** Where a stretch of the text went between the time of writing and now. Offsets in characters. */
export interface Landmark {
  readonly before: number
  readonly now: number
}

/**
 * The longest chain of landmarks that keeps the text's order: what moved against the current is no guide for its neighbours.
 * Of several places of one landmark the chain takes one at most. Patience method (Fredman 1975, doi:10.1016/0012-365X(75)90103-X), n log n.
 */
export function inOrder(landmarks: readonly Landmark[]): Landmark[] {
  const sorted = [...landmarks].sort((a, b) => a.before - b.before || b.now - a.now)
  const tails: number[] = []
  const previous = new Int32Array(sorted.length).fill(-1)
  for (const [i, { now }] of sorted.entries()) {
    let low = 0
    let high = tails.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((sorted[tails[middle] as number] as Landmark).now < now) low = middle + 1
      else high = middle
    }
    previous[i] = low > 0 ? (tails[low - 1] as number) : -1
    tails[low] = i
  }
  const chain: Landmark[] = []
  for (let at = tails.at(-1) ?? -1; at >= 0; at = previous[at] as number) chain.push(sorted[at] as Landmark)
  return chain.reverse()
}

/** Index of the first landmark behind an offset of the old text. */
function firstBehind(sorted: readonly Landmark[], before: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] as Landmark).before <= before) low = middle + 1
    else high = middle
  }
  return low
}

const carried = (before: number, by: Landmark) => before + by.now - by.before

/** Where an offset of the old text should stand now: between its neighbouring landmarks, else shifted with the nearest one. */
export function predict(chain: readonly Landmark[], before: number): number {
  const behind = firstBehind(chain, before)
  const left = chain[behind - 1]
  const right = chain[behind]
  if (!left || !right) {
    const nearest = left ?? right
    return nearest ? carried(before, nearest) : before
  }
  if (right.before === left.before) return left.now
  const share = (before - left.before) / (right.before - left.before)
  return carried(before, left) + (carried(before, right) - carried(before, left)) * share
}

/** What landmarks say of one offset of the old text. */
export interface Expected {
  readonly at: number
  /** Where it stands if all that changed near it stands behind it, or all before it. One of the two where nothing changed. */
  readonly either: readonly number[]
  /** In reading order it belongs between these. */
  readonly from: number
  readonly to: number
  /** Where it stands if it went along with a neighbour that left its place in the order. */
  readonly astray: readonly number[]
  /** True when landmarks say so, not only the old offset itself. */
  readonly firm: boolean
}

/** How far from a place a landmark that left the order still speaks for it, how many are asked on each side, and how well two must agree. */
const BESIDE = 1_500
const ASKED = 3
const AGREE = 64

/** Everything known of where one version's text went. */
export class Course {
  readonly #chain: readonly Landmark[]
  /** Landmarks that are on the page, but not where the order would have them. */
  readonly #strays: readonly Landmark[]

  constructor(landmarks: readonly Landmark[]) {
    this.#chain = inOrder(landmarks)
    const chained = new Set(this.#chain.map(({ before }) => before))
    this.#strays = landmarks.filter(({ before }) => !chained.has(before)).sort((a, b) => a.before - b.before)
  }

  expect(before: number): Expected {
    const behind = firstBehind(this.#chain, before)
    const left = this.#chain[behind - 1]
    const right = this.#chain[behind]
    const either = [left, right].flatMap((one) => (one ? [carried(before, one)] : []))
    return {
      at: predict(this.#chain, before),
      either: either.length > 0 ? either : [before],
      from: left?.now ?? 0,
      to: right?.now ?? Number.POSITIVE_INFINITY,
      astray: this.#astray(before),
      firm: either.length > 0,
    }
  }

  /** Where strays on both sides, or two on one, agree that their passage went: a single one may have met its like by chance. */
  #astray(before: number): number[] {
    const behind = firstBehind(this.#strays, before)
    const near = this.#strays
      .slice(Math.max(0, behind - ASKED), behind + ASKED)
      .filter((one) => Math.abs(one.before - before) <= BESIDE)
    const found: number[] = []
    for (const [i, one] of near.entries()) {
      const at = carried(before, one)
      const agrees = near.some(
        (other, k) => k > i && other.before !== one.before && Math.abs(carried(before, other) - at) <= AGREE,
      )
      if (agrees && !found.some((other) => Math.abs(other - at) <= AGREE)) found.push(at)
    }
    return found
  }
}
