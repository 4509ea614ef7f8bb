import type { Clock } from '../ports.ts'

/** A token bucket: `burst` at once, refilled evenly. */
export interface Rate {
  readonly perSecond: number
  readonly burst: number
}

/** One bucket, full at first. */
export class Bucket {
  readonly #rate: Rate
  #level: number
  #at: number

  constructor(rate: Rate, now: number) {
    this.#rate = rate
    this.#level = rate.burst
    this.#at = now
  }

  /** Takes `amount` if it is there. */
  take(amount: number, now: number): boolean {
    this.#refill(now)
    if (this.#level < amount) return false
    this.#level -= amount
    return true
  }

  /** Seconds until `amount` will be there. */
  wait(amount: number): number {
    return Math.max(0, (amount - this.#level) / this.#rate.perSecond)
  }

  isFull(now: number): boolean {
    this.#refill(now)
    return this.#level >= this.#rate.burst
  }

  #refill(now: number): void {
    // A wall clock that jumps back must not empty the bucket.
    const elapsed = Math.max(0, now - this.#at) / 1000
    this.#level = Math.min(this.#rate.burst, this.#level + elapsed * this.#rate.perSecond)
    this.#at = now
  }
}

/** Above this many buckets, full ones are forgotten: an attacker with many addresses must not fill the memory. */
const SWEEP_AT = 10_000

/** A bucket for each key: device, address. */
export class Buckets {
  readonly #rate: Rate
  readonly #clock: Clock
  readonly #buckets = new Map<string, Bucket>()
  #sweepAt = SWEEP_AT

  constructor(rate: Rate, clock: Clock) {
    this.#rate = rate
    this.#clock = clock
  }

  get size(): number {
    return this.#buckets.size
  }

  /** @returns 0 when taken, otherwise whole seconds to wait */
  take(key: string, amount = 1): number {
    const now = this.#clock.now()
    let bucket = this.#buckets.get(key)
    if (bucket === undefined) {
      this.#sweep(now)
      bucket = new Bucket(this.#rate, now)
      this.#buckets.set(key, bucket)
    }
    return bucket.take(amount, now) ? 0 : Math.ceil(bucket.wait(amount))
  }

  #sweep(now: number): void {
    if (this.#buckets.size < this.#sweepAt) return
    for (const [key, bucket] of this.#buckets) if (bucket.isFull(now)) this.#buckets.delete(key)
    this.#sweepAt = Math.max(SWEEP_AT, this.#buckets.size * 2)
  }
}
