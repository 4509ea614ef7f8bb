import type { DocumentId } from '../../domain/ids.ts'
import { MAX_FOLLOWED } from '../../protocol/limits.ts'
import { encodeStreamChange, type Follow, streamPath } from '../../protocol/stream.ts'
import type { DocumentHandle } from '../document-parts.ts'
import type { RelayResponse } from '../ports.ts'
import type { StreamPosition } from './stream.ts'

export interface SubscriptionPorts {
  /** Documents of the spaces that the relay accepted. */
  wanted(): readonly DocumentHandle[]
  post(path: string, body: string): Promise<RelayResponse>
  /** The open stream cannot be changed: it must be opened anew. */
  broken(): void
}

/** Keeps what the open stream was asked for equal to what is wanted: one request at a time, until both are the same. */
export class Subscription {
  readonly #position: StreamPosition
  readonly #ports: SubscriptionPorts
  #stream: string | undefined
  /** By handle: a document that was closed and opened again is followed anew, from what the new one holds. */
  #asked = new Map<DocumentId, DocumentHandle>()
  #adjusting = false

  constructor(position: StreamPosition, ports: SubscriptionPorts) {
    this.#position = position
    this.#ports = ports
  }

  /** What a new stream is to be opened with. */
  begin(): readonly Follow[] {
    this.#stream = undefined
    const wanted = this.#wanted()
    this.#asked = new Map(wanted.map((document) => [document.id, document]))
    return wanted.map((document) => this.#position.follow(document))
  }

  opened(stream: string): void {
    this.#stream = stream
    void this.adjust()
  }

  closed(): void {
    this.#stream = undefined
  }

  /** Looks for differences; `prolong` sends a change even without any, for its newer token (T6). */
  async adjust(prolong = false): Promise<void> {
    if (this.#adjusting && !prolong) return
    this.#adjusting = true
    try {
      for (let first = prolong; this.#stream !== undefined; first = false) {
        const wanted = new Map(this.#wanted().map((document) => [document.id, document]))
        const unfollow = [...this.#asked].filter(([id, asked]) => wanted.get(id) !== asked).map(([id]) => id)
        const follow = [...wanted.values()].filter(({ id }) => !this.#asked.has(id))
        if (follow.length + unfollow.length === 0 && !first) return
        await this.#change(this.#stream, follow, unfollow)
      }
    } catch {
      this.#ports.broken()
    } finally {
      this.#adjusting = false
    }
  }

  async #change(stream: string, follow: readonly DocumentHandle[], unfollow: readonly DocumentId[]): Promise<void> {
    for (const id of unfollow) {
      this.#asked.delete(id)
      this.#position.forget(id)
    }
    for (const document of follow) {
      this.#asked.set(document.id, document)
      this.#position.forget(document.id)
    }
    const body = encodeStreamChange({
      follow: follow.map((document) => this.#position.follow(document)),
      unfollow: [...unfollow],
    })
    const { status } = await this.#ports.post(streamPath(stream), body)
    if (status !== 204 && this.#stream === stream) throw new Error(`the stream was not changed: ${status}`)
  }

  #wanted(): readonly DocumentHandle[] {
    return this.#ports.wanted().slice(0, MAX_FOLLOWED)
  }
}
