import type { Clock } from './ports.ts'

/** One timer that can be set again; setting it replaces the earlier time. */
export class Alarm {
  readonly #clock: Clock
  readonly #ring: () => void
  #cancel: (() => void) | undefined

  constructor(clock: Clock, ring: () => void) {
    this.#clock = clock
    this.#ring = ring
  }

  get waiting(): boolean {
    return this.#cancel !== undefined
  }

  set(ms: number): void {
    this.stop()
    this.#cancel = this.#clock.after(ms, () => {
      this.#cancel = undefined
      this.#ring()
    })
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = undefined
  }
}
