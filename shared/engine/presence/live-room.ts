import type { DeviceId, DocumentId } from '../../domain/ids.ts'
import type { Bytes } from '../../kit/bytes.ts'
import type { LiveNews } from '../../protocol/live.ts'

export interface LiveRoomEnds {
  /** Learns whose a device is. */
  learn(certificate: Bytes): Promise<unknown>
  /** Somebody came who has not heard us. */
  came(device: DeviceId): void
  gone(device: DeviceId): void
}

/** Who is in the space's live room, as the relay says. */
export class SpaceRoom {
  readonly #document: DocumentId
  readonly #ends: LiveRoomEnds
  /** Undefined while the relay cannot say. */
  #people: Set<DeviceId> | undefined

  constructor(document: DocumentId, ends: LiveRoomEnds) {
    this.#document = document
    this.#ends = ends
  }

  down(): void {
    this.#people = undefined
  }

  /** The relay says that the device is not there. */
  lacks(device: DeviceId): boolean {
    return this.#people !== undefined && !this.#people.has(device)
  }

  has(device: DeviceId): boolean {
    return this.#people?.has(device) === true
  }

  async news(news: Extract<LiveNews, { readonly document: DocumentId }>): Promise<void> {
    if (news.document !== this.#document) return
    if (news.t === 'gone') {
      this.#people?.delete(news.device)
      this.#ends.gone(news.device)
      return
    }
    const people = news.t === 'here' ? news.people : [news]
    if (news.t === 'here') this.#people = new Set()
    for (const { device } of people) this.#people?.add(device)
    // All begun at once: what these people say next waits for certificates that are being verified.
    await Promise.allSettled(people.map(({ certificate }) => this.#ends.learn(certificate)))
    if (news.t === 'came') this.#ends.came(news.device)
  }
}
