import { MAX_FILE_BYTES, MAX_LINES_OVER, MAX_OPEN_OFFERS } from './limits.ts'
import { type Line, Parted, statusOf, type TransferStatus } from './line.ts'
import type { Announcement, FileId, Message, Reason } from './message.ts'
import { Meter } from './meter.ts'
import { cleanName, cleanType } from './name.ts'
import { isOver, type Leftover, type Place, type Shelf } from './ports.ts'
import { Incoming } from './receiver.ts'
import type { SidePorts } from './sending.ts'

type FromSender = Extract<Message, { t: 'data' | 'block' | 'end' | 'restart' | 'withdraw' }>
type Offer = Extract<Message, { t: 'offer' }>

const sameFile = (a: Announcement, b: Announcement): boolean =>
  a.size === b.size && a.modified === b.modified && a.name === b.name

/** Every file that comes from one peer. */
export class Receiving {
  readonly #ports: SidePorts
  readonly #shelf: Shelf
  readonly #lines = new Map<FileId, Line<Incoming>>()
  readonly #parted = new Parted()
  readonly #opening = new Set<FileId>()
  #connected = false

  constructor(ports: SidePorts, shelf: Shelf) {
    this.#ports = ports
    this.#shelf = shelf
  }

  get list(): readonly TransferStatus[] {
    return [...this.#lines.values()].map((line) => statusOf('in', line))
  }

  /** Where a finished file is. */
  place(id: FileId): Place | undefined {
    const transfer = this.#lines.get(id)?.transfer
    return transfer?.state === 'done' ? transfer.place : undefined
  }

  restore({ about, place, finished }: Leftover): void {
    // A disk that cannot say how much it holds will say so again when the file is asked for.
    this.#line(about)
      .transfer.restore(place, finished)
      .catch(() => undefined)
  }

  #line(about: Announcement): Line<Incoming> {
    const meter = new Meter()
    const ports = {
      tell: (message: Message) => this.#say(message),
      changed: () => {
        meter.note(transfer.done, this.#ports.now())
        this.#ports.changed()
      },
    }
    const transfer: Incoming = new Incoming(about, ports)
    const line: Line<Incoming> = { transfer, meter, told: true }
    this.#lines.delete(about.id)
    this.#lines.set(about.id, line)
    return line
  }

  connect(): void {
    this.#connected = true
    for (const line of this.#lines.values()) line.told = false
  }

  /** The peer listens. */
  announce(): void {
    for (const message of this.#parted.all()) this.#ports.send(message)
  }

  disconnect(): void {
    this.#connected = false
    for (const { transfer, meter } of this.#lines.values()) {
      if (transfer.state === 'moving') transfer.pause('paused')
      meter.reset()
    }
  }

  #say(message: Message): void {
    this.#parted.note(message)
    this.#ports.send(message)
  }

  #refuse(id: FileId, why: Reason): void {
    this.#ports.send({ t: 'refuse', id, why })
  }

  /** A file is announced, for the first time or again. */
  offered(message: Offer): void {
    const { id, size, modified } = message
    const about = { id, size, modified, name: cleanName(message.name), type: cleanType(message.type) }
    const parted = this.#parted.get(id)
    if (message.again && parted) {
      this.#ports.send(parted)
      return
    }
    const line = this.#lines.get(id)
    if (line && (line.transfer.state === 'done' || !isOver(line.transfer.state))) {
      this.#known(line, about)
      return
    }
    if (size > MAX_FILE_BYTES) {
      this.#refuse(id, 'too-large')
      return
    }
    const open = [...this.#lines.values()].filter(({ transfer }) => transfer.state === 'offered')
    if (open.length >= MAX_OPEN_OFFERS) {
      this.#refuse(id, 'too-many')
      return
    }
    this.#parted.forget(id)
    this.#line(about)
    this.#prune()
    this.#ports.changed()
  }

  #known(line: Line<Incoming>, about: Announcement): void {
    const { transfer } = line
    // Two files by one id: whoever says so cannot be meant honestly, and what is kept is not theirs to replace.
    if (!sameFile(transfer.about, about)) {
      this.#refuse(about.id, 'rules')
      return
    }
    line.told = true
    if (transfer.state === 'done') this.#ports.send({ t: 'done', id: about.id })
    else if (transfer.state !== 'offered') void transfer.begin()
  }

  /** Lines that are over and hold nothing: only the newest stay. */
  #prune(): void {
    const over = [...this.#lines].filter(([, { transfer }]) => isOver(transfer.state) && transfer.state !== 'done')
    for (const [id] of over.slice(0, -MAX_LINES_OVER)) this.#lines.delete(id)
  }

  /** The sender has announced all that it knows: what was left out, it cannot go on with by itself (SPEC HF13). */
  settle(): void {
    for (const line of this.#lines.values()) {
      const { transfer, told } = line
      line.told = false
      if (told) continue
      if (transfer.state === 'offered') transfer.end('cancelled', 'cancelled', 'theirs')
      else transfer.pause('unfinished')
    }
    this.#ports.changed()
  }

  /** The person said yes. Nothing was written before. */
  async accept(id: FileId): Promise<void> {
    const transfer = this.#lines.get(id)?.transfer
    if (transfer?.state !== 'offered' || this.#opening.has(id)) return
    this.#opening.add(id)
    try {
      await this.#open(transfer)
    } finally {
      this.#opening.delete(id)
      this.#ports.changed()
    }
  }

  async #open(transfer: Incoming): Promise<void> {
    const { about } = transfer
    const waits = () => transfer.state === 'offered'
    const room = await this.#shelf.room()
    if (!waits()) return
    if (room < about.size + this.#promised()) return transfer.fail('no-room')
    const place = await this.#shelf.open(about).catch(() => undefined)
    if (!place) return transfer.fail('disk')
    // Withdrawn or declined while the folder was made.
    if (!waits()) return place.remove()
    transfer.keepIn(place)
    if (this.#connected) await transfer.begin()
  }

  /** Bytes still to come of what was accepted before. */
  #promised(): number {
    const open = [...this.#lines.values()].filter(({ transfer }) => transfer.place && !isOver(transfer.state))
    return open.reduce((sum, { transfer }) => sum + transfer.about.size - transfer.done, 0)
  }

  cancel(id: FileId): void {
    const transfer = this.#lines.get(id)?.transfer
    if (!transfer || isOver(transfer.state)) return
    const why: Reason = transfer.state === 'offered' ? 'declined' : 'cancelled'
    transfer.end('cancelled', why, 'ours')
    this.#say({ t: 'refuse', id, why })
  }

  /** Takes a line away that is over. The folder of a finished file is the caller's to delete. */
  forget(id: FileId): void {
    const transfer = this.#lines.get(id)?.transfer
    if (!transfer || !isOver(transfer.state)) return
    this.#lines.delete(id)
    this.#ports.changed()
  }

  /** A broken message came. */
  break(): void {
    for (const { transfer } of this.#lines.values()) transfer.end('failed', 'rules', 'ours')
  }

  /** @returns false when no such file is known */
  hear(message: FromSender): boolean {
    const line = this.#lines.get(message.id)
    if (!line) return false
    const { transfer } = line
    if (message.t === 'data') transfer.data(message)
    else if (message.t === 'block') void transfer.block(message)
    else if (message.t === 'end') void transfer.finish(message)
    else if (message.t === 'restart') void transfer.restart(message)
    else transfer.withdrawn(message)
    return true
  }
}
