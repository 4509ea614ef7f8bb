import * as v from 'valibot'
import type { DeviceId } from '../../domain/ids.ts'
import type { LeaseHead } from '../document-parts.ts'

/** Memory by one member who names leases without end: the oldest go. Ours writes one for each page and start of the browser. */
export const MOST_LEASES = 1_000

const counter = v.pipe(v.number(), v.safeInteger(), v.minValue(1))
export const storedTally = v.object({
  schema: v.literal(1),
  leases: v.array(v.tuple([v.string(), v.string(), counter])),
})

/** How far leases have been seen: by us, or by one other member. The one that moved last stands last. */
export class Tally {
  readonly #counters = new Map<string, LeaseHead>()

  constructor(stored: v.InferOutput<typeof storedTally>['leases'] = []) {
    for (const [device, nonce, counter] of stored) this.see({ device: device as DeviceId, nonce, counter })
  }

  get heads(): readonly LeaseHead[] {
    return [...this.#counters.values()]
  }

  /** @returns whether that is further than before */
  see({ device, nonce, counter }: LeaseHead): boolean {
    if (counter < 1 || this.covers({ device, nonce, counter })) return false
    const name = `${device}.${nonce}`
    this.#counters.delete(name)
    this.#counters.set(name, { device, nonce, counter })
    for (const oldest of this.#counters.keys()) if (this.#counters.size > MOST_LEASES) this.#counters.delete(oldest)
    return true
  }

  covers({ device, nonce, counter }: LeaseHead): boolean {
    return (this.#counters.get(`${device}.${nonce}`)?.counter ?? 0) >= counter
  }

  stored(): v.InferOutput<typeof storedTally> {
    return { schema: 1, leases: this.heads.map(({ device, nonce, counter }) => [device, nonce, counter]) }
  }
}
