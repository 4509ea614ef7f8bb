export interface Point {
  readonly x: number
  readonly y: number
}

/** Time in which a cursor covers 63 % of the way to where it was last seen: about one and a half updates at 30 Hz. */
const GLIDE_MS = 50
/** Nearer than this a glide is over. */
const THERE_PX = 0.3

/**
 * One frame of gliding towards a goal: exponential smoothing, independent of the frame rate. Positions come 20 to 30 times a second and late or in
 * bunches; this never jumps, never overshoots, and needs no clock of the sender's.
 * @param elapsedMs since the last frame
 */
export function glide(from: Point, goal: Point, elapsedMs: number): { readonly at: Point; readonly there: boolean } {
  const part = 1 - Math.exp(-Math.max(0, elapsedMs) / GLIDE_MS)
  const at = { x: from.x + (goal.x - from.x) * part, y: from.y + (goal.y - from.y) * part }
  const there = Math.abs(goal.x - at.x) < THERE_PX && Math.abs(goal.y - at.y) < THERE_PX
  return there ? { at: goal, there } : { at, there }
}
