/** Something that went wrong with a connection, in words for people. Milliseconds since 1970. */
export interface Failure {
  /** When it was last so. */
  readonly at: number
  readonly words: string
  /** How often in a row. */
  readonly times: number
}

/** What is kept: enough to see a pattern, little enough to read. */
const MOST = 20

/** The newest failures of one connection, in memory only. The same one again and again is one line. */
export class FailureLog {
  #failures: readonly Failure[] = []

  /** The newest first. */
  get list(): readonly Failure[] {
    return this.#failures
  }

  note(at: number, words: string): void {
    const [last, ...before] = this.#failures
    const again = last?.words === words
    const times = again ? last.times + 1 : 1
    this.#failures = [{ at, words, times }, ...(again ? before : this.#failures)].slice(0, MOST)
  }
}
