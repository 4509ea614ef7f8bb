export interface Spot {
  readonly left: number
  readonly top: number
}

const STEP = 30

/** Moves markers of one column down where they would lie on each other. Keeps the order given, which is reading order. */
export function stack(spots: readonly Spot[]): Spot[] {
  const taken: Spot[] = []
  for (const { left, top } of spots) {
    let at = top
    for (const other of taken.toSorted((a, b) => a.top - b.top))
      if (Math.abs(other.left - left) < STEP && Math.abs(other.top - at) < STEP) at = other.top + STEP
    taken.push({ left, top: at })
  }
  return taken
}
