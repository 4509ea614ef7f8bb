/** Of the time, at most one part in so many: a page that never rests must not be slowed by us. */
const SHARE = 20
/** What may be spent at once by who has been at rest, in milliseconds of work. */
const SAVED_MS = 300

/** Bounds work by time: what is spent comes back slowly. Times are milliseconds of any steady clock. */
export class Allowance {
  #left = SAVED_MS
  #since: number

  constructor(now: number) {
    this.#since = now
  }

  #settle(now: number): void {
    this.#left = Math.min(SAVED_MS, this.#left + (now - this.#since) / SHARE)
    this.#since = now
  }

  spend(ms: number, now: number): void {
    this.#settle(now)
    this.#left -= ms
  }

  /** How long to wait before going on: 0 while anything is left. */
  wait(now: number): number {
    this.#settle(now)
    return this.#left > 0 ? 0 : -this.#left * SHARE
  }
}
