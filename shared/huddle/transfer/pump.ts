import { BUFFERED_HIGH_BYTES } from './limits.ts'
import { encode } from './message.ts'
import { Pace } from './pace.ts'
import type { Wire } from './ports.ts'
import type { Arrival, Outgoing } from './sender.ts'

/**
 * Shares one channel among the files going out: a piece of each in turn (SPEC HF11), no more under way than the pace and the channel's
 * buffer allow (SPEC HF9, HF10).
 */
export class Pump {
  readonly #files: () => readonly Outgoing[]
  readonly #now: () => number
  #wire: Wire | undefined
  #pace = new Pace()
  #turn = 0
  #running = false
  #woken = false

  constructor(files: () => readonly Outgoing[], now: () => number) {
    this.#files = files
    this.#now = now
  }

  attach(wire: Wire): void {
    this.#wire = wire
    this.#pace = new Pace()
  }

  detach(): void {
    this.#wire = undefined
  }

  /** The peer said that bytes arrived. */
  heard(arrival: Arrival | undefined): void {
    const now = this.#now()
    if (arrival) this.#pace.heard(arrival.bytes, now - arrival.sentAt, now)
  }

  /** Something may go now that could not before. */
  wake(): void {
    this.#woken = true
    if (!this.#running) void this.#run()
  }

  #mayGo(): boolean {
    if (!this.#wire || this.#wire.buffered >= BUFFERED_HIGH_BYTES) return false
    return this.#files().reduce((sum, file) => sum + file.inFlight, 0) < this.#pace.window
  }

  async #run(): Promise<void> {
    this.#running = true
    while (this.#woken) {
      this.#woken = false
      while (this.#mayGo() && (await this.#one()));
    }
    this.#running = false
  }

  /** One message of the next file that has one. */
  async #one(): Promise<boolean> {
    const files = this.#files()
    for (let tried = 0; tried < files.length; tried++) {
      this.#turn = (this.#turn + 1) % files.length
      const file = files[this.#turn]
      const message = await file?.next(this.#pace.chunk)
      if (!file || !message) continue
      // The channel may have gone while a block was read: then the file is paused, and takes nothing.
      if (this.#wire && file.take(message, this.#now())) this.#wire.send(encode(message))
      return true
    }
    return false
  }
}
