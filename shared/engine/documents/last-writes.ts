import type { Content, Place } from './content.ts'
import type { Lease } from './leases.ts'

/** Operations read at a time: their values come along, and go again. */
const SPAN = 1_000

interface Known {
  /** Operations looked at so far. */
  through: number
  readonly counters: Map<string, Place & { readonly counter: number }>
}

/**
 * In which envelope of a lease a place was written last. Loro tells the peer that wrote a value, not the operation; so the lease's own
 * operations are read, once, when somebody first asks, and then only what was added.
 */
export class LastWrites {
  readonly #content: Content
  readonly #known = new Map<Lease, Known>()

  constructor(content: Content) {
    this.#content = content
  }

  /** Undefined when the lease did not write there, or Loro still keeps that operation waiting (D6). */
  counterOf(lease: Lease, { root, key }: Place): number | undefined {
    return this.#upToDate(lease).counters.get(`${root} ${key}`)?.counter
  }

  of(lease: Lease): readonly (Place & { readonly counter: number })[] {
    return [...this.#upToDate(lease).counters.values()]
  }

  #upToDate(lease: Lease): Known {
    const known = this.#known.get(lease) ?? { through: 0, counters: new Map() }
    this.#known.set(lease, known)
    const end = lease.ends.at(-1) ?? 0
    if (known.through === end) return known
    const applied = Math.min(end, this.#content.reached().get(lease.peer) ?? 0)
    while (known.through < applied) this.#read(lease, known, Math.min(applied, known.through + SPAN))
    return known
  }

  #read(lease: Lease, known: Known, end: number): void {
    let counter = lease.ends.findIndex((reached) => reached > known.through) + 1
    for (const { root, key, operation } of this.#content.writes(lease.peer, known.through, end)) {
      while ((lease.ends[counter - 1] ?? end) <= operation) counter++
      known.counters.set(`${root} ${key}`, { root, key, counter })
    }
    known.through = end
  }
}
