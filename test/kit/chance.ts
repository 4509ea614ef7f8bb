import type { Random } from '../../shared/engine/ports.ts'
import type { Bytes } from '../../shared/kit/bytes.ts'

/**
 * Chance from a seed (mulberry32): the same seed makes the same choices. Keys are made by WebCrypto and cannot be seeded, so ids
 * differ between runs; what happens, and in which order it is chosen, does not.
 */
export class Chance implements Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** In [0, 1). */
  fraction(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let t = this.#state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }

  /** A whole number below `n`. */
  below(n: number): number {
    return Math.floor(this.fraction() * n)
  }

  bytes(length: number): Bytes {
    return Uint8Array.from({ length }, () => this.below(256))
  }

  pick<Item>(items: readonly Item[]): Item | undefined {
    return items[this.below(items.length)]
  }

  /** True in `percent` of a hundred cases. */
  maybe(percent: number): boolean {
    return this.fraction() * 100 < percent
  }
}
