import { Flow } from '../../shared/huddle/transfer/flow.ts'
import type { TransferStatus } from '../../shared/huddle/transfer/line.ts'
import { type Announcement, encode, type FileId, type Message, parse } from '../../shared/huddle/transfer/message.ts'
import { type Leftover, NoRoom, type Place, type Shelf, type Source } from '../../shared/huddle/transfer/ports.ts'
import { type Bytes, concatAll, equalBytes } from '../../shared/kit/bytes.ts'
import { Chance } from './chance.ts'
import { must } from './must.ts'

/** A file in memory. `content` may be changed or taken away while it is sent. */
export class MemoryFile implements Source {
  readonly name: string
  content: Bytes
  readonly size: number
  readonly type = 'application/octet-stream'
  readonly modified: number
  gone = false

  constructor(name: string, content: Bytes, modified = 1_700_000_000_000) {
    this.name = name
    this.content = content
    this.size = content.length
    this.modified = modified
  }

  async read(from: number, to: number): Promise<Bytes> {
    if (this.gone) throw new Error('gone')
    return this.content.slice(from, to)
  }
}

/** Bytes that differ everywhere, cheaply. */
export function content(seed: number, size: number): Bytes {
  const bytes = new Uint8Array(size)
  for (let i = 0; i < size; i++) bytes[i] = (i * 31 + (i >>> 8) * 17 + (i >>> 16) * 7 + seed) & 0xff
  return bytes
}

interface Stored {
  readonly about: Announcement
  readonly blocks: Bytes[]
  finished: boolean
}

/** Outlives windows, as a disk does. */
export class MemoryDisk implements Shelf {
  readonly files = new Map<FileId, Stored>()
  free = Number.POSITIVE_INFINITY
  /** Thrown by the next writing. */
  failure: Error | undefined
  writes = 0

  #place(about: Announcement): Place {
    const { id } = about
    const stored = () => this.files.get(id)
    return {
      count: async () => stored()?.blocks.length ?? 0,
      read: async (index) => stored()?.blocks[index] ?? new Uint8Array(),
      write: async (index, block) => {
        if (this.failure) throw this.failure
        this.writes += 1
        this.free -= block.length
        if (this.free < 0) throw new NoRoom('full')
        const file = stored()
        if (file) file.blocks[index] = block
      },
      finish: async () => {
        const file = stored()
        if (file) file.finished = true
      },
      remove: async () => {
        this.files.delete(id)
      },
    }
  }

  async open(about: Announcement): Promise<Place> {
    this.files.set(about.id, this.files.get(about.id) ?? { about, blocks: [], finished: false })
    return this.#place(about)
  }

  async room(): Promise<number> {
    return this.free
  }

  leftovers(): readonly Leftover[] {
    return [...this.files.values()].map(({ about, finished }) => ({ about, place: this.#place(about), finished }))
  }

  content(id: FileId): Bytes {
    return concatAll(this.files.get(id)?.blocks ?? [])
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
/** A state that does not come within so many turns of the event loop never will. */
const MOST_TURNS = 400_000

export type End = 'a' | 'b'
const other = (end: End): End => (end === 'a' ? 'b' : 'a')

/** Two people with a channel between them that can be cut, hurt and joined again. Messages stay in order, as on the real one. */
export class FilePeers {
  readonly disks = { a: new MemoryDisk(), b: new MemoryDisk() }
  readonly flows: Record<End, Flow>
  readonly #under = { a: [] as Bytes[], b: [] as Bytes[] }
  readonly #chance: Chance
  #joined = false
  #clock = 0
  /** Everything that was given to the channel, by sender. */
  readonly said: { readonly by: End; readonly message: Message }[] = []
  closedBy: End | undefined
  /** Changes a message on its way, or takes it away. */
  hurt: (message: Message, by: End) => Message | undefined = (message) => message

  constructor(seed = 1) {
    this.#chance = new Chance(seed)
    this.flows = { a: this.#window('a'), b: this.#window('b') }
  }

  #window(end: End): Flow {
    const flow = new Flow({ shelf: this.disks[end], now: () => this.#clock, changed: () => undefined })
    for (const leftover of this.disks[end].leftovers()) flow.restore(leftover)
    return flow
  }

  join(): void {
    this.cut()
    this.#joined = true
    for (const end of ['a', 'b'] as const) this.flows[end].connect(this.#wire(end))
  }

  /** One end listens, the other not yet: what is said to it is lost. */
  joinLate(late: End): void {
    this.cut()
    this.#joined = true
    const early = other(late)
    this.flows[early].connect(this.#wire(early))
    this.#under[early].length = 0
    this.flows[late].connect(this.#wire(late))
  }

  /** One end begins anew over the same channel; what was coming to it is lost. */
  rejoin(end: End): void {
    this.#under[other(end)].length = 0
    this.flows[end].disconnect()
    this.flows[end].connect(this.#wire(end, this.#under[end]))
  }

  #wire(end: End, queue: Bytes[] = []) {
    this.#under[end] = queue
    return {
      send: (bytes: Bytes) => {
        const message = must(parse(bytes))
        if (message === undefined) throw new Error('our own message is unknown to us')
        this.said.push({ by: end, message })
        const arriving = this.hurt(message, end)
        if (arriving) queue.push(encode(arriving))
      },
      get buffered() {
        return queue.reduce((sum, { length }) => sum + length, 0)
      },
      close: () => {
        this.closedBy = end
        this.cut()
      },
    }
  }

  /** What is under way is lost. */
  cut(): void {
    if (!this.#joined) return
    this.#joined = false
    for (const end of ['a', 'b'] as const) {
      this.#under[end] = []
      this.flows[end].disconnect()
    }
  }

  /** One end's window is closed and opened: only its disk remains. */
  reload(end: End): void {
    this.cut()
    this.flows[end] = this.#window(end)
  }

  /** A message of a hostile end, as if its window had sent it. */
  forge(by: End, message: Message | Bytes): void {
    this.#under[by].push(message instanceof Uint8Array ? message : encode(message))
  }

  /** Delivers some of what is under way, and lets the ends work. */
  async step(): Promise<void> {
    for (const end of ['a', 'b'] as const) {
      const queue = this.#under[end]
      const count = Math.min(queue.length, 1 + this.#chance.below(24))
      for (let i = 0; i < count && this.#under[end] === queue; i++) {
        this.flows[other(end)].hear(queue.shift() as Bytes)
      }
      if (count > 0) this.flows[end].drained()
    }
    this.#clock += 5
    await turn()
  }

  async until(what: string, come: () => boolean): Promise<void> {
    for (let turns = 0; turns < MOST_TURNS; turns++) {
      if (come()) return
      await this.step()
    }
    throw new Error(`never: ${what}; ${JSON.stringify({ a: this.list('a'), b: this.list('b') })}`)
  }

  /** Until nothing more is said. */
  async settle(): Promise<void> {
    for (let [still, said] = [0, -1]; still < 50; still++) {
      if (said !== this.said.length || this.#under.a.length + this.#under.b.length > 0) still = 0
      said = this.said.length
      await this.step()
    }
  }

  list(end: End): readonly TransferStatus[] {
    return this.flows[end].list
  }

  one(end: End, direction: 'in' | 'out'): TransferStatus | undefined {
    return this.list(end).find((status) => status.direction === direction)
  }

  state(end: End, direction: 'in' | 'out'): string {
    return this.one(end, direction)?.state ?? 'none'
  }

  /** A offers, B sees it. */
  async offered(file: Source): Promise<FileId> {
    await this.flows.a.offer(file)
    await this.until('the offer', () =>
      this.list('b').some(({ state, name }) => state === 'offered' && name === file.name),
    )
    const line = this.list('b').find(({ name, state }) => name === file.name && state === 'offered')
    return (line as TransferStatus).file
  }

  /** A offers, B says yes. */
  async begun(file: Source): Promise<FileId> {
    const id = await this.offered(file)
    await this.flows.b.accept(id)
    return id
  }

  /** B has these bytes on disk, and all of them. */
  holds(id: FileId, file: MemoryFile | undefined): boolean {
    return file !== undefined && equalBytes(this.disks.b.content(id), file.content)
  }

  /** Bytes of pieces that A has given to the channel so far. */
  get carried(): number {
    return this.said.reduce((sum, { message }) => sum + (message.t === 'data' ? message.bytes.length : 0), 0)
  }
}
