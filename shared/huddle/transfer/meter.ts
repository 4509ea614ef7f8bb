/** Shorter spans say more about chance than about the line. Milliseconds. */
const LEAST_SPAN_MS = 500
/** Weight of the newest span. */
const WEIGHT = 0.4

/** Bytes per second of something that only grows, smoothed. */
export class Meter {
  #bytes: number | undefined
  #at = 0
  #rate: number | undefined

  get rate(): number | undefined {
    return this.#rate
  }

  note(bytes: number, now: number): void {
    if (this.#bytes === undefined || bytes < this.#bytes) this.#begin(bytes, now)
    else if (now - this.#at >= LEAST_SPAN_MS) {
      const rate = ((bytes - this.#bytes) * 1_000) / (now - this.#at)
      this.#rate = this.#rate === undefined ? rate : this.#rate + WEIGHT * (rate - this.#rate)
      this.#begin(bytes, now)
    }
  }

  /** It stands still: what was measured says nothing about later. */
  reset(): void {
    this.#bytes = undefined
    this.#rate = undefined
  }

  #begin(bytes: number, now: number): void {
    this.#bytes = bytes
    this.#at = now
  }
}
