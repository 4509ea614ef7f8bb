const WINDOW_MS = 10_000
const AT_ONCE = 5
const FIRST_MS = 50
const MOST_MS = 5_000

/**
 * How long to wait before putting the overlay back where the page took it away. A few times at once; against a page that removes it every
 * time more and more slowly, so that two sides that never give up do not freeze the tab.
 */
export class RemountLimit {
  #recent: number[] = []

  /** @param now milliseconds. @returns milliseconds to wait. */
  next(now: number): number {
    this.#recent = this.#recent.filter((time) => now - time < WINDOW_MS)
    this.#recent.push(now)
    const beyond = this.#recent.length - AT_ONCE
    return beyond <= 0 ? 0 : Math.min(MOST_MS, FIRST_MS * 2 ** (beyond - 1))
  }
}
