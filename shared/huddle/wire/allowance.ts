/** How often something is believed: so many at once, and so many a second after that. */
export interface Rate {
  readonly burst: number
  readonly perSecond: number
}

/** HU8: what one peer may cause. Pings come once a second, pen points 30 times, a state when something changes. */
export const RATES = {
  state: { burst: 10, perSecond: 5 },
  ping: { burst: 10, perSecond: 4 },
  reaction: { burst: 5, perSecond: 2 },
  lossy: { burst: 90, perSecond: 60 },
  signal: { burst: 200, perSecond: 20 },
} as const satisfies Record<string, Rate>

/** Token bucket: keeps a hostile or broken peer from making us work without end. Not a queue: what is too much is lost. */
export class Allowance {
  readonly #rate: Rate
  #left: number
  #at: number | undefined

  constructor(rate: Rate) {
    this.#rate = rate
    this.#left = rate.burst
  }

  /** Whether one more is believed. @param now milliseconds; a clock that goes back gives nothing */
  take(now: number): boolean {
    const passed = Math.max(0, now - (this.#at ?? now))
    this.#at = now
    this.#left = Math.min(this.#rate.burst, this.#left + (passed / 1_000) * this.#rate.perSecond)
    if (this.#left < 1) return false
    this.#left -= 1
    return true
  }
}
