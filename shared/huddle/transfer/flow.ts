import { MOST_STALE_BYTES } from './limits.ts'
import type { TransferStatus } from './line.ts'
import { encode, type FileId, type Message, parse } from './message.ts'
import type { Leftover, Place, Shelf, Source, Wire } from './ports.ts'
import { Receiving } from './receiving.ts'
import { Sending } from './sending.ts'

export interface FlowPorts {
  readonly shelf: Shelf
  /** Milliseconds that never run backwards. */
  now(): number
  /** Another state or progress of any transfer with this peer. */
  changed(): void
}

/** All transfers with one peer, over channels that come and go. The peer is whoever the device id names: the caller has verified it. */
export class Flow {
  readonly #changed: () => void
  readonly #sending: Sending
  readonly #receiving: Receiving
  #wire: Wire | undefined
  /** Bytes over this channel for files that nobody here knows. */
  #strange = 0

  constructor({ shelf, now, changed }: FlowPorts) {
    const ports = { now, changed, send: (message: Message) => this.#wire?.send(encode(message)) }
    this.#changed = changed
    this.#sending = new Sending(ports)
    this.#receiving = new Receiving(ports, shelf)
  }

  get list(): readonly TransferStatus[] {
    return [...this.#receiving.list, ...this.#sending.list]
  }

  /** Where a finished incoming file is. */
  place(id: FileId): Place | undefined {
    return this.#receiving.place(id)
  }

  /** What an earlier window left comes back into the list. */
  restore(leftover: Leftover): void {
    this.#receiving.restore(leftover)
  }

  /** A channel is open; it takes the place of any before. */
  connect(wire: Wire): void {
    this.disconnect()
    this.#wire = wire
    this.#strange = 0
    this.#receiving.connect()
    this.#sending.connect(wire)
    wire.send(encode({ t: 'hello', answer: false }))
    this.#changed()
  }

  /** The channel is away: everything that moved is paused. */
  disconnect(): void {
    if (!this.#wire) return
    this.#wire = undefined
    this.#sending.disconnect()
    this.#receiving.disconnect()
    this.#changed()
  }

  /** The channel's buffer has room again. */
  drained(): void {
    this.#sending.drained()
  }

  /** Asks whether they want a file; the same file again resumes. */
  offer(source: Source): Promise<void> {
    return this.#sending.offer(source)
  }

  /** The person said yes. */
  accept(id: FileId): Promise<void> {
    return this.#receiving.accept(id)
  }

  /** Declines, cancels, gives up: what was received is deleted, and they are told, now or on the next channel. */
  cancel(direction: 'out' | 'in', id: FileId): void {
    if (direction === 'out') this.#sending.cancel(id)
    else this.#receiving.cancel(id)
  }

  /** Takes a line away that is over. Deleting a finished file is the caller's: it may still be read by a download. */
  forget(direction: 'out' | 'in', id: FileId): void {
    if (direction === 'out') this.#sending.forget(id)
    else this.#receiving.forget(id)
  }

  /** One message from the peer, in the channel's order. */
  hear(bytes: Uint8Array): void {
    if (!this.#wire) return
    const parsed = parse(bytes)
    if (!parsed.ok) this.#break()
    else if (parsed.value) this.#take(parsed.value)
  }

  #take(message: Message): void {
    const { t } = message
    if (t === 'hello') this.#greeted(message.answer)
    else if (t === 'ready') this.#receiving.settle()
    else if (t === 'offer') this.#receiving.offered(message)
    else if (t === 'want' || t === 'have' || t === 'refuse' || t === 'done') this.#sending.hear(message)
    else if (!this.#receiving.hear(message) && t === 'data') this.#stray(message.bytes.length)
  }

  /**
   * The peer listens now: what was said before may have reached nobody. A greeting that answers none says that their end began anew,
   * perhaps over a channel that we never saw go, and has forgotten what it asked of us.
   */
  #greeted(answer: boolean): void {
    if (answer && this.#sending.announced) return
    if (!answer) this.#wire?.send(encode({ t: 'hello', answer: true }))
    this.#receiving.announce()
    this.#sending.announce()
  }

  /** Pieces of a forgotten file may be under way; a flood of them is not that. */
  #stray(bytes: number): void {
    this.#strange += bytes
    if (this.#strange > MOST_STALE_BYTES) this.#break()
  }

  /** Nobody can say which file a broken message was about: all of them end (SPEC HF2). */
  #break(): void {
    const wire = this.#wire
    this.#sending.break()
    this.#receiving.break()
    this.disconnect()
    wire?.close()
    this.#changed()
  }
}
