import type { Bytes } from '../../kit/bytes.ts'
import type { Link } from '../ports.ts'

/** Memory by a peer that sends faster than we can apply: bytes waiting before the link is closed. */
export const MAX_WAITING = 32 * 1024 * 1024

/**
 * A link's messages, taken one at a time by one reader: what arrives before the other is confirmed, or while a record is being
 * applied, waits in order. Lossy messages do not wait.
 */
export class Inbox {
  readonly link: Link
  /** Set by the owner once the other is confirmed; lossy messages before that are dropped. */
  lossy: (message: Bytes) => void = () => undefined
  readonly #messages: Bytes[] = []
  #waiting = 0
  #closed = false
  #reader: ((message: Bytes | undefined) => void) | undefined
  #onClosed: () => void = () => undefined

  constructor(link: Link) {
    this.link = link
    link.listen({
      message: (message) => this.#arrived(message),
      lossy: (message) => this.lossy(message),
      closed: () => this.#ended(),
    })
  }

  get closed(): boolean {
    return this.#closed
  }

  /** Called once when the link is closed, at once when it already is. */
  whenClosed(run: () => void): void {
    if (this.#closed) run()
    else this.#onClosed = run
  }

  /** The next message; undefined when the link is closed. Only one reader at a time. */
  take(): Promise<Bytes | undefined> {
    const message = this.#messages.shift()
    if (message !== undefined) {
      this.#waiting -= message.length
      return Promise.resolve(message)
    }
    if (this.#closed) return Promise.resolve(undefined)
    return new Promise((resolve) => {
      this.#reader = resolve
    })
  }

  #arrived(message: Bytes): void {
    if (this.#closed) return
    const reader = this.#reader
    if (reader) {
      this.#reader = undefined
      reader(message)
      return
    }
    this.#waiting += message.length
    this.#messages.push(message)
    if (this.#waiting > MAX_WAITING) this.link.close()
  }

  #ended(): void {
    if (this.#closed) return
    this.#closed = true
    this.#reader?.(undefined)
    this.#reader = undefined
    this.#onClosed()
  }
}
