/** As many ended sessions of a device are remembered: late signals of theirs must not bring a window back that is no more. */
const FORMER = 8

/** Which window of a device we talk with. */
export class Sessions {
  #current = ''
  #latest = 0
  #former: readonly string[] = []

  /** Empty while none has spoken. */
  get current(): string {
    return this.#current
  }

  ended(session: string): boolean {
    return this.#former.includes(session)
  }

  /** The window with this session speaks; the one before it has ended. */
  begin(session: string): void {
    if (session === this.#current) return
    this.end(this.#current)
    this.#current = session
    this.#latest = 0
  }

  end(session: string): void {
    if (session === '') return
    if (!this.ended(session)) this.#former = [...this.#former, session].slice(-FORMER)
    if (session === this.#current) this.#current = ''
  }

  /** Signals come in any order. @returns whether nothing newer of this session came before */
  newest(n: number): boolean {
    if (n < this.#latest) return false
    this.#latest = n
    return true
  }
}
