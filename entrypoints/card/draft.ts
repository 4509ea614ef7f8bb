const PAUSE_MS = 250

/** Sends what is being written after each short pause, at the latest when the card goes away: closing never costs a word. */
export class DraftKeeper {
  readonly #keep: (body: string) => void
  #timer: ReturnType<typeof setTimeout> | undefined
  #unsent: string | undefined

  constructor(keep: (body: string) => void) {
    this.#keep = keep
  }

  wrote(body: string): void {
    this.#unsent = body
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.flush(), PAUSE_MS)
  }

  flush(): void {
    clearTimeout(this.#timer)
    if (this.#unsent === undefined) return
    const body = this.#unsent
    this.#unsent = undefined
    this.#keep(body)
  }

  /** The words became a comment: nothing is left to keep. */
  done(): void {
    clearTimeout(this.#timer)
    this.#unsent = undefined
  }
}
