import type { Announcement, FileId, Message } from './message.ts'
import type { Meter } from './meter.ts'
import type { TransferState } from './ports.ts'

/** One line of a person's list. */
export interface TransferStatus {
  readonly file: FileId
  readonly direction: 'out' | 'in'
  readonly name: string
  readonly size: number
  readonly done: number
  readonly state: TransferState
  /** Bytes per second while moving. */
  readonly rate?: number
  readonly words?: string
}

/** One transfer in the order of its coming, with what is measured of it. */
export interface Line<Transfer> {
  readonly transfer: Transfer
  readonly meter: Meter
  /** Whether it was announced: by us, ever; by the peer, over the present channel. */
  told: boolean
}

interface Shown {
  readonly about: Announcement
  readonly done: number
  readonly state: TransferState
  readonly words: string | undefined
}

export function statusOf(direction: 'out' | 'in', { transfer, meter }: Line<Shown>): TransferStatus {
  const { id: file, name, size } = transfer.about
  return {
    file,
    direction,
    name,
    size,
    done: transfer.done,
    state: transfer.state,
    ...(transfer.state === 'moving' && meter.rate !== undefined ? { rate: meter.rate } : {}),
    ...(transfer.words === undefined ? {} : { words: transfer.words }),
  }
}

/** More ends than one person causes between two connections. */
const MOST_PARTED = 200

/** What was last said to end each transfer: said again on every new channel, since the one before may not have carried it. */
export class Parted {
  readonly #messages = new Map<FileId, Extract<Message, { t: 'withdraw' | 'refuse' }>>()

  note(message: Message): void {
    if (message.t !== 'withdraw' && message.t !== 'refuse') return
    this.#messages.set(message.id, message)
    const [oldest] = this.#messages.keys()
    if (this.#messages.size > MOST_PARTED && oldest !== undefined) this.#messages.delete(oldest)
  }

  get(id: FileId): Message | undefined {
    return this.#messages.get(id)
  }

  forget(id: FileId): void {
    this.#messages.delete(id)
  }

  all(): readonly Message[] {
    return [...this.#messages.values()]
  }
}
