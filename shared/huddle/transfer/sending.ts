import { fileId, unreadableId } from './digest.ts'
import { MAX_FILE_BYTES } from './limits.ts'
import { type Line, Parted, statusOf, type TransferStatus } from './line.ts'
import type { FileId, Message } from './message.ts'
import { Meter } from './meter.ts'
import { isOver, type Source, type Wire } from './ports.ts'
import { Pump } from './pump.ts'
import { Outgoing } from './sender.ts'

type FromReceiver = Extract<Message, { t: 'want' | 'have' | 'refuse' | 'done' }>

export interface SidePorts {
  now(): number
  /** Sends over the channel, when there is one. */
  send(message: Message): void
  changed(): void
}

/** Every file that goes out to one peer. */
export class Sending {
  readonly #ports: SidePorts
  readonly #lines = new Map<FileId, Line<Outgoing>>()
  readonly #parted = new Parted()
  readonly #pump: Pump
  /** The peer listens, and was told what is open. */
  #announced = false
  #offers = 0

  constructor(ports: SidePorts) {
    this.#ports = ports
    this.#pump = new Pump(
      () => [...this.#lines.values()].map(({ transfer }) => transfer),
      () => ports.now(),
    )
  }

  get list(): readonly TransferStatus[] {
    return [...this.#lines.values()].map((line) => statusOf('out', line))
  }

  /** A channel is open; whether the peer listens yet is not known. */
  connect(wire: Wire): void {
    this.#pump.attach(wire)
  }

  get announced(): boolean {
    return this.#announced
  }

  /** Announces, again if need be, what is open (SPEC HF12). */
  announce(): void {
    this.#rest()
    this.#announced = true
    for (const message of this.#parted.all()) this.#ports.send(message)
    for (const line of this.#lines.values()) if (!isOver(line.transfer.state)) this.#announce(line)
    this.#ports.send({ t: 'ready' })
  }

  disconnect(): void {
    this.#announced = false
    this.#pump.detach()
    this.#rest()
  }

  #rest(): void {
    for (const { transfer, meter } of this.#lines.values()) {
      transfer.pause()
      meter.reset()
    }
  }

  drained(): void {
    this.#pump.wake()
  }

  async offer(source: Source): Promise<void> {
    this.#offers += 1
    const found = await fileId(source).catch(() => undefined)
    const id = found ?? (await unreadableId(source, this.#offers))
    const known = this.#lines.get(id)
    // Waiting or under way already.
    if (known && !isOver(known.transfer.state)) return
    const transfer = new Outgoing(id, source, (message) => this.#say(message))
    const line: Line<Outgoing> = { transfer, meter: new Meter(), told: false }
    this.#lines.set(id, line)
    this.#parted.forget(id)
    if (!found) transfer.end('failed', 'unreadable', 'ours')
    else if (source.size > MAX_FILE_BYTES) transfer.end('failed', 'too-large', 'ours')
    else if (this.#announced) this.#announce(line)
    this.#ports.changed()
  }

  #announce(line: Line<Outgoing>): void {
    this.#ports.send({ t: 'offer', ...line.transfer.about, again: line.told })
    line.told = true
  }

  #say(message: Message): void {
    this.#parted.note(message)
    this.#ports.send(message)
  }

  cancel(id: FileId): void {
    const transfer = this.#lines.get(id)?.transfer
    if (!transfer || isOver(transfer.state)) return
    transfer.end('cancelled', 'cancelled', 'ours')
    this.#say({ t: 'withdraw', id, why: 'cancelled' })
    this.#pump.wake()
    this.#ports.changed()
  }

  forget(id: FileId): void {
    const transfer = this.#lines.get(id)?.transfer
    if (!transfer || !isOver(transfer.state)) return
    this.#lines.delete(id)
    this.#ports.changed()
  }

  /** A broken message came. */
  break(): void {
    for (const { transfer } of this.#lines.values()) transfer.end('failed', 'rules', 'theirs')
  }

  hear(message: FromReceiver): void {
    const line = this.#lines.get(message.id)
    if (!line) return
    const { transfer, meter } = line
    if (message.t === 'want') void transfer.want(message).then(() => this.#moved())
    else if (message.t === 'have') {
      this.#pump.heard(transfer.have(message))
      meter.note(transfer.done, this.#ports.now())
    } else if (message.t === 'refuse') transfer.refused(message)
    else transfer.finished()
    this.#moved()
  }

  #moved(): void {
    this.#pump.wake()
    this.#ports.changed()
  }
}
