import { type Bytes, concatAll } from '../../shared/kit/bytes.ts'
import { MAX_STREAM_BUFFER } from '../../shared/protocol/limits.ts'

/** Below so many waiting bytes a backlog may go on. */
const ROOM = 256 * 1024

/**
 * What waits for one subscriber, as a body that is read at the reader's pace. Live events are pushed whatever the pace, up to the
 * limit, where the subscriber is cut off (T5); backlog asks for room first.
 */
export class Outbox {
  readonly body: ReadableStream<Bytes>
  readonly #limit: number
  readonly #ended: () => void
  #controller: ReadableStreamDefaultController<Bytes> | undefined
  #waiting: Bytes[] = []
  #size = 0
  #wanted: (() => void) | undefined
  #room: (() => void)[] = []
  #over = false

  /** @param ended called once: the reader went away, was cut off, or `end` was called */
  constructor(ended: () => void, limit: number = MAX_STREAM_BUFFER) {
    this.#ended = ended
    this.#limit = limit
    this.body = new ReadableStream<Bytes>(
      {
        start: (controller) => {
          this.#controller = controller
        },
        pull: () => this.#pull(),
        cancel: () => this.#finish(),
      },
      { highWaterMark: 0 },
    )
  }

  /** @returns false when the subscriber is gone or was cut off now */
  push(bytes: Bytes): boolean {
    if (this.#over) return false
    if (this.#size + bytes.length > this.#limit) {
      this.#controller?.error(new Error('too slow: come back with your cursor'))
      this.#finish()
      return false
    }
    this.#waiting.push(bytes)
    this.#size += bytes.length
    this.#wanted?.()
    return true
  }

  /** Resolves when the reader has taken most of what waits, or is gone. */
  room(): Promise<void> {
    if (this.#over || this.#size < ROOM) return Promise.resolve()
    return new Promise((resolve) => this.#room.push(resolve))
  }

  get over(): boolean {
    return this.#over
  }

  /** Hands over what waits, then ends the body. */
  end(): void {
    if (this.#over) return
    if (this.#waiting.length > 0) this.#controller?.enqueue(concatAll(this.#waiting))
    this.#controller?.close()
    this.#finish()
  }

  async #pull(): Promise<void> {
    if (this.#waiting.length === 0 && !this.#over) {
      await new Promise<void>((resolve) => {
        this.#wanted = resolve
      })
      this.#wanted = undefined
    }
    if (this.#over) return
    const chunk = concatAll(this.#waiting)
    this.#waiting = []
    this.#size = 0
    this.#controller?.enqueue(chunk)
    this.#callRoom()
  }

  #callRoom(): void {
    for (const resolve of this.#room.splice(0)) resolve()
  }

  #finish(): void {
    if (this.#over) return
    this.#over = true
    this.#waiting = []
    this.#size = 0
    this.#wanted?.()
    this.#callRoom()
    this.#ended()
  }
}
