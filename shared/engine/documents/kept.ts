import type { StoreChange } from '../ports.ts'
import type { Place, Root } from './content.ts'
import type { Layout } from './layout.ts'

/** A value of ours that stands here only. */
export interface KeptValue extends Place {
  readonly value: unknown
  /** The relay's code; `AGAIN` while it is to be written anew. */
  readonly code: string
}

/** Not refused itself: its envelope depends on a refused one, so the value is written again under a new lease. */
export const AGAIN = 'again'

/** What the relay refused for good (D14): values of ours, shown to us alone, and the leases that are not taken in any more. */
export class Kept {
  readonly #layout: Layout
  readonly #stage: (change: StoreChange) => void
  readonly #values = new Map<string, KeptValue>()
  readonly #leases = new Map<string, number>()

  constructor(layout: Layout, stage: (change: StoreChange) => void) {
    this.#layout = layout
    this.#stage = stage
  }

  get values(): readonly KeptValue[] {
    return [...this.#values.values()]
  }

  /** How many the relay refused. */
  get refused(): number {
    return this.values.filter(({ code }) => code !== AGAIN).length
  }

  at({ root, key }: Place): KeptValue | undefined {
    if (this.#values.size === 0) return undefined
    return this.#values.get(`${root} ${key}`)
  }

  keysOf(root: Root): readonly string[] {
    return this.values.filter((kept) => kept.root === root).map(({ key }) => key)
  }

  put(kept: KeptValue): void {
    this.#values.set(`${kept.root} ${kept.key}`, kept)
    this.#stage({ table: 'documents', key: this.#layout.kept(kept.root, kept.key), value: { schema: 1, ...kept } })
  }

  /** @returns whether there was one */
  drop({ root, key }: Place): boolean {
    if (!this.#values.delete(`${root} ${key}`)) return false
    this.#stage({ table: 'documents', key: this.#layout.kept(root, key), value: undefined })
    return true
  }

  /** From which counter on the relay refuses this lease; undefined when it does not. */
  refusedFrom(device: string, nonce: string): number | undefined {
    return this.#leases.get(`${device}.${nonce}`)
  }

  refuse(device: string, nonce: string, from: number): void {
    this.#leases.set(`${device}.${nonce}`, from)
    const value = { schema: 1, device, nonce, from }
    this.#stage({ table: 'documents', key: this.#layout.refusedLease(device, nonce), value })
  }

  /** What another state of the same document kept; it is stored already. */
  takeOver(other: Kept): void {
    for (const [place, kept] of other.#values) this.#values.set(place, kept)
    for (const [lease, from] of other.#leases) this.#leases.set(lease, from)
  }

  /** The relay's log shows the lease after all. */
  forgive(device: string, nonce: string): void {
    this.#leases.delete(`${device}.${nonce}`)
    this.#stage({ table: 'documents', key: this.#layout.refusedLease(device, nonce), value: undefined })
  }
}
