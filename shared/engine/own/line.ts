import type { DeviceId } from '../../domain/ids.ts'
import type { Bytes } from '../../kit/bytes.ts'
import { Serial } from '../../kit/serial.ts'
import type { SpaceCarriage } from '../parts.ts'
import type { Clock } from '../ports.ts'
import { encodeOwn, type OwnMessage } from './message.ts'
import { cut } from './parts.ts'

/**
 * Between two parts to one browser. What goes over the relay shares its measure of bytes (LIVE_BYTES_PER_SECOND) with the presence and
 * the cursors of the same device, and its signals' rate (SIGNALS_PER_SECOND) with calls: this leaves most of the one and half of the other.
 */
export const PACE_MS = 100

/** Says one message after the other to one device, in parts, at a steady pace. */
export class OwnLine {
  readonly #carriage: Pick<SpaceCarriage, 'tellOwn'>
  readonly #to: DeviceId
  readonly #clock: Clock
  readonly #until: AbortSignal
  readonly #tasks = new Serial()
  #number: number

  /** @param number of the first message: by chance, so that those of an earlier run are not taken for ours */
  constructor(
    carriage: Pick<SpaceCarriage, 'tellOwn'>,
    to: DeviceId,
    clock: Clock,
    number: number,
    until: AbortSignal,
  ) {
    this.#carriage = carriage
    this.#to = to
    this.#clock = clock
    this.#number = number
    this.#until = until
  }

  /** After what was begun before. What fails here comes with the next comparison. */
  begin(task: () => Promise<void>): void {
    this.#tasks.run(() => (this.#until.aborted ? undefined : task())).catch(() => undefined)
  }

  /** Within a task. Resolves when the last part is on its way and the next message may begin. */
  async say(message: OwnMessage): Promise<void> {
    this.#number = (this.#number + 1) >>> 0
    for (const part of cut(encodeOwn(message), this.#number)) {
      if (this.#until.aborted) return
      await this.#send(part)
      await this.#pause()
    }
  }

  /** A part that cannot be sent is lost, as signals may be. */
  async #send(part: Bytes): Promise<void> {
    await this.#carriage.tellOwn(this.#to, part).catch(() => undefined)
  }

  #pause(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    if (this.#until.aborted) return Promise.resolve()
    const end = () => {
      cancel()
      this.#until.removeEventListener('abort', end)
      resolve()
    }
    const cancel = this.#clock.after(PACE_MS, end)
    this.#until.addEventListener('abort', end, { once: true })
    return promise
  }
}
