import type { RelayCursor } from '../document-parts.ts'

/** Heads of the log remembered for comparison: what others saw is seldom further back. Bounds memory. */
export const MAX_HEADS = 1_024
/** What others say they saw and we have not yet: a member who tells of sequences that never come must not fill the memory. */
export const MAX_CLAIMS = 256

/**
 * Rule D20: does the relay show the same log to everybody? Signed envelopes name the head that their writer had been shown, and the relay's
 * acknowledgements name places. Here they are compared with the chain that this device was shown. Lives in memory: what was found is
 * stored by the document, the heads are not, and are gathered anew from what comes after a start.
 */
export class Witness {
  #incarnation = ''
  readonly #heads = new Map<number, string>()
  readonly #claims = new Map<number, string>()
  /** Furthest sequence applied. */
  #reached = 0

  /** The log was applied up to here. @returns whether that contradicts what somebody else was shown */
  passed({ incarnation, sequence, chain }: RelayCursor): boolean {
    if (sequence === 0) return false
    this.#enter(incarnation)
    this.#heads.set(sequence, chain)
    this.#reached = sequence
    if (this.#heads.size > MAX_HEADS) this.#heads.delete(first(this.#heads) ?? 0)
    const claimed = this.#claims.get(sequence)
    this.#claims.delete(sequence)
    return claimed !== undefined && claimed !== chain
  }

  /** Somebody was shown this head. Another life of the relay says nothing about this one. @returns whether that contradicts what is known */
  claimed({ incarnation, sequence, chain }: RelayCursor): boolean {
    if (sequence === 0 || incarnation !== this.#incarnation) return false
    const known = this.#heads.get(sequence) ?? this.#claims.get(sequence)
    if (known !== undefined) return known !== chain
    if (sequence <= this.#reached) return false // too long ago to be remembered
    this.#claims.set(sequence, chain)
    if (this.#claims.size > MAX_CLAIMS) this.#claims.delete(Math.max(...this.#claims.keys()))
    return false
  }

  /** The log is read from its start again: it counts anew. */
  restart(incarnation: string): void {
    this.#incarnation = incarnation
    this.#reached = 0
    this.#heads.clear()
    this.#claims.clear()
  }

  #enter(incarnation: string): void {
    if (incarnation !== this.#incarnation) this.restart(incarnation)
  }
}

const first = (map: ReadonlyMap<number, string>): number | undefined => map.keys().next().value
