/** Counts work in steps of roughly ten nanoseconds, to pause evenly without a clock: pure code gives the same pauses everywhere. */
const PER_SLICE = 100_000

export class Effort {
  #spent = 0

  /** True when enough has been done since the last pause: the caller should yield. */
  spend(steps: number): boolean {
    this.#spent += steps
    if (this.#spent < PER_SLICE) return false
    this.#spent = 0
    return true
  }
}
