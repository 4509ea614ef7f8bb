/** What a call may hold open. A joined and left huddle must come back to nothing of each. */
export type Held = 'connection' | 'track' | 'element' | 'timer'

/** Counts what is open, so that a test (and whoever looks for a leak) can read it. */
export class Census {
  readonly #counts = new Map<Held, number>()

  /** @returns what ends it; further calls do nothing. */
  hold(what: Held): () => void {
    this.#counts.set(what, this.of(what) + 1)
    let held = true
    return () => {
      if (!held) return
      held = false
      this.#counts.set(what, this.of(what) - 1)
    }
  }

  of(what: Held): number {
    return this.#counts.get(what) ?? 0
  }

  get counts(): Readonly<Record<Held, number>> {
    return {
      connection: this.of('connection'),
      track: this.of('track'),
      element: this.of('element'),
      timer: this.of('timer'),
    }
  }

  /** A timer that is counted while it runs. */
  every(ms: number, run: () => void): () => void {
    const release = this.hold('timer')
    const timer = setInterval(run, ms)
    return () => {
      clearInterval(timer)
      release()
    }
  }

  /** @returns what calls it off. */
  after(ms: number, run: () => void): () => void {
    const release = this.hold('timer')
    const timer = setTimeout(() => {
      release()
      run()
    }, ms)
    return () => {
      clearTimeout(timer)
      release()
    }
  }
}
