import type { Clock } from '../../shared/engine/ports.ts'

interface Timer {
  readonly at: number
  readonly order: number
  readonly run: () => void
}

/** Time that moves only when it is told to, from timer to timer. */
export class FakeClock implements Clock {
  #now = 1_800_000_000_000
  #order = 0
  readonly #timers = new Map<number, Timer>()

  /** Whole milliseconds, as Date.now() gives them; waiting times with jitter are fractions. */
  now(): number {
    return Math.floor(this.#now)
  }

  after(ms: number, run: () => void): () => void {
    const order = this.#order++
    this.#timers.set(order, { at: this.#now + Math.max(0, ms), order, run })
    return () => void this.#timers.delete(order)
  }

  /** Timers that have not run. */
  get waiting(): number {
    return this.#timers.size
  }

  /** Moves to the next timer at or before `until` and runs it. False when there is none: time is then `until`. */
  step(until: number): boolean {
    let next: Timer | undefined
    for (const timer of this.#timers.values())
      if (timer.at <= until && (next === undefined || timer.at < next.at)) next = timer
    if (next === undefined) {
      this.#now = Math.max(this.#now, until)
      return false
    }
    this.#timers.delete(next.order)
    this.#now = Math.max(this.#now, next.at)
    next.run()
    return true
  }

  /** Runs everything due within so many milliseconds, without pausing in between. */
  pass(ms: number): void {
    const until = this.#now + ms
    while (this.step(until));
  }
}
