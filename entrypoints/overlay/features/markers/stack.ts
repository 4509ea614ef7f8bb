export interface Spot {
  readonly left: number
  readonly top: number
}

const STEP = 30

/** Moves markers down where they would lie on each other, in one sweep from above. The answers stand in the order of the spots given. */
export function stack(spots: readonly Spot[]): Spot[] {
  const placed = new Array<Spot>(spots.length)
  /** The lowest marker of each column so far; columns nearer than a marker's width are one. */
  const columns: { readonly left: number; lowest: number }[] = []
  for (const [index, { left, top }] of [...spots.entries()].sort(([, a], [, b]) => a.top - b.top)) {
    const near = columns.filter((column) => Math.abs(column.left - left) < STEP)
    const at = Math.max(top, ...near.map(({ lowest }) => lowest + STEP))
    placed[index] = { left, top: at }
    const own = near.find((column) => column.left === left)
    if (own) own.lowest = at
    else columns.push({ left, lowest: at })
  }
  return placed
}
