/** Where stretches of the text went between the time of writing and now: learnt from targets whose place is beyond doubt. */
export interface Landmark {
  readonly before: number
  readonly now: number
}

/**
 * The longest chain of landmarks that keeps the text's order: what moved against the current is no guide for its neighbours.
 * Patience method (Fredman 1975, doi:10.1016/0012-365X(75)90103-X), n log n.
 */
export function inOrder(landmarks: readonly Landmark[]): Landmark[] {
  const sorted = [...landmarks].sort((a, b) => a.before - b.before || a.now - b.now)
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

/** Where an offset of the old text should stand now: between its neighbouring landmarks, else shifted with the nearest one. */
export function predict(chain: readonly Landmark[], before: number): number {
  let low = 0
  let high = chain.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((chain[middle] as Landmark).before <= before) low = middle + 1
    else high = middle
  }
  const left = chain[low - 1]
  const right = chain[low]
  if (!left || !right) {
    const nearest = left ?? right
    return nearest ? before + nearest.now - nearest.before : before
  }
  if (right.before === left.before) return left.now
  const shiftLeft = left.now - left.before
  const shiftRight = right.now - right.before
  const share = (before - left.before) / (right.before - left.before)
  return before + shiftLeft + (shiftRight - shiftLeft) * share
}
