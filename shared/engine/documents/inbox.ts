import type { Bytes } from '../../kit/bytes.ts'
import type { Received, RelayCursor, Source } from '../document-parts.ts'

export interface Arriving {
  readonly record: Bytes
  readonly source: Source
  readonly at: RelayCursor | undefined
}

interface Item {
  readonly arriving: Arriving
  resolve(received: Received): void
  reject(error: unknown): void
}

/** Records taken together: one write to the store for all of them. Catching up is bound by the number of writes. */
const TOGETHER = 64

/** Collects records that arrive while others are being taken, so that they are taken and stored together, in order. */
export class Inbox {
  readonly #take: (records: readonly Arriving[]) => Promise<readonly Received[]>
  #items: Item[] = []
  #draining = false

  constructor(take: (records: readonly Arriving[]) => Promise<readonly Received[]>) {
    this.#take = take
  }

  add(arriving: Arriving): Promise<Received> {
    const { promise, resolve, reject } = Promise.withResolvers<Received>()
    this.#items.push({ arriving, resolve, reject })
    if (!this.#draining) void this.#drain()
    return promise
  }

  async #drain(): Promise<void> {
    this.#draining = true
    // What is handed over in the same turn belongs together.
    await Promise.resolve()
    while (this.#items.length > 0) {
      const batch = this.#items.splice(0, TOGETHER)
      try {
        const received = await this.#take(batch.map(({ arriving }) => arriving))
        for (const [i, item] of batch.entries()) item.resolve(received[i] ?? { kind: 'refused', code: 'lost' })
      } catch (error) {
        for (const item of batch) item.reject(error)
      }
    }
    this.#draining = false
  }
}
