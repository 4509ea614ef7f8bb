import { type Bytes, equalBytes } from '../../kit/bytes.ts'
import { sha256 } from '../../kit/sha256.ts'
import { rootOf } from './digest.ts'
import { BLOCK_BYTES, blockCount, blockEnd, MAX_WANTS, MOST_AHEAD_BYTES } from './limits.ts'
import type { Announcement, FileId, Message, Reason } from './message.ts'
import { isOver, type Source, type TransferState } from './ports.ts'
import { type Side, wordsFor } from './words.ts'

type Heard<T extends Message['t']> = Extract<Message, { t: T }>

/** What the peer's word about arrived bytes tells: how many more, and when the last of them was given to the channel. */
export interface Arrival {
  readonly bytes: number
  readonly sentAt: number
}

interface Block {
  readonly index: number
  readonly start: number
  readonly bytes: Bytes
}

/** The sending end of one file: it only ever answers what the receiver asks for. Says nothing to the wire by itself but through `tell`. */
export class Outgoing {
  readonly id: FileId
  readonly source: Source
  readonly #tell: (message: Message) => void
  state: TransferState = 'offered'
  words: string | undefined
  #hashes: Bytes[] = []
  #block: Block | undefined
  #run = 0
  #wants = 0
  /** The receiver's claim about what it has is being checked. */
  #checking = false
  /** Next byte to send; blocks whose hash was sent; whether the end was. */
  #offset = 0
  #sealed = 0
  #ended = false
  #received = 0
  #kept = 0
  #sent: { readonly end: number; readonly at: number }[] = []

  constructor(id: FileId, source: Source, tell: (message: Message) => void) {
    this.id = id
    this.source = source
    this.#tell = tell
  }

  /** Bytes that have arrived; while nothing moves, those that the receiver has written for good. */
  get done(): number {
    if (this.state === 'done') return this.source.size
    return this.state === 'moving' ? this.#received : this.#kept
  }

  /** Bytes given to the channel of which the receiver has not yet said that they arrived. */
  get inFlight(): number {
    return this.#offset - this.#received
  }

  get about(): Announcement {
    const { name, size, type, modified } = this.source
    return { id: this.id, name, size, type, modified }
  }

  /** The channel is away. What was asked for is asked for again on the next one. */
  pause(): void {
    if (isOver(this.state)) return
    if (this.state === 'moving') this.state = 'paused'
    this.#halt()
    this.#run = 0
    this.#wants = 0
  }

  end(state: 'cancelled' | 'failed', why: Reason, side: Side): void {
    if (isOver(this.state)) return
    this.state = state
    this.words = wordsFor(why, side)
    this.#halt()
  }

  #halt(): void {
    this.#block = undefined
    this.#sent = []
    this.#offset = this.#kept
    this.#received = this.#kept
  }

  #refuse(why: Reason, side: Side = 'ours'): void {
    this.#tell({ t: 'withdraw', id: this.id, why })
    this.end('failed', why, side)
  }

  /** The receiver said yes, or asks for another beginning. */
  async want(message: Heard<'want'>): Promise<void> {
    if (isOver(this.state)) return
    this.#wants += 1
    const tooMany = this.#wants > MAX_WANTS
    if (message.run <= this.#run || message.from > blockCount(this.source.size) || tooMany) return this.#refuse('rules')
    const { run, from } = message
    this.state = 'moving'
    this.#run = run
    this.#checking = true
    this.#halt()
    try {
      const same = from === 0 || (await this.#matches(from, message.prefix))
      if (run !== this.#run || isOver(this.state)) return
      this.#checking = false
      if (same) this.#startAt(from)
      else this.#tell({ t: 'restart', id: this.id, run })
      this.#ended = !same
    } catch {
      if (run === this.#run) this.#refuse('unreadable')
    }
  }

  #startAt(block: number): void {
    this.#offset = Math.min(block * BLOCK_BYTES, this.source.size)
    this.#received = this.#offset
    this.#kept = this.#offset
    this.#sealed = block
  }

  async #matches(blocks: number, prefix: Bytes): Promise<boolean> {
    const run = this.#run
    for (let index = 0; index < blocks && run === this.#run; index++) await this.#hash(index)
    return equalBytes(await rootOf(this.source.size, this.#hashes.slice(0, blocks)), prefix)
  }

  async #hash(index: number): Promise<Bytes> {
    const known = this.#hashes[index]
    if (known) return known
    const hash = await sha256((await this.#load(index)).bytes)
    this.#hashes[index] = hash
    return hash
  }

  async #load(index: number): Promise<Block> {
    if (this.#block?.index === index) return this.#block
    const start = index * BLOCK_BYTES
    const end = blockEnd(index, this.source.size)
    const bytes = await this.source.read(start, end)
    if (bytes.length !== end - start) throw new Error('the file is shorter than it was')
    this.#block = { index, start, bytes }
    return this.#block
  }

  /**
   * The next message, or nothing when it is the receiver's turn.
   * @param chunk largest piece, bytes
   */
  async next(chunk: number): Promise<Message | undefined> {
    const run = this.#run
    if (this.state !== 'moving' || this.#checking || this.#ended) return undefined
    try {
      const message = await this.#following(run, chunk)
      return run === this.#run && this.state === 'moving' ? message : undefined
    } catch {
      if (run === this.#run && this.state === 'moving') this.#refuse('unreadable')
      return undefined
    }
  }

  async #following(run: number, chunk: number): Promise<Message | undefined> {
    const { id } = this
    const { size } = this.source
    const index = this.#sealed
    if (index === blockCount(size)) return { t: 'end', id, run, root: await rootOf(size, this.#hashes) }
    if (this.#offset === blockEnd(index, size)) return { t: 'block', id, run, index, hash: await this.#hash(index) }
    if (this.#offset - this.#kept >= MOST_AHEAD_BYTES) return undefined
    const block = await this.#load(index)
    const at = this.#offset - block.start
    return { t: 'data', id, run, offset: this.#offset, bytes: block.bytes.slice(at, at + chunk) }
  }

  /**
   * What `next` gave is about to go to the channel.
   * @returns false when it is stale: the receiver asked for another beginning, or the transfer ended, in between
   */
  take(message: Message, at: number): boolean {
    if (this.state !== 'moving' || !('run' in message) || message.run !== this.#run) return false
    if (message.t === 'data') {
      this.#offset += message.bytes.length
      this.#sent.push({ end: this.#offset, at })
    } else if (message.t === 'block') this.#sealed += 1
    else if (message.t === 'end') this.#ended = true
    return true
  }

  /** How far the receiver is. */
  have(message: Heard<'have'>): Arrival | undefined {
    if (this.state !== 'moving' || message.run !== this.#run || this.#checking) return undefined
    const { received, kept } = message
    if (received > this.#offset || received < this.#received || kept < this.#kept || kept > received) {
      this.#refuse('rules')
      return undefined
    }
    const bytes = received - this.#received
    this.#received = received
    this.#kept = kept
    let sentAt: number | undefined
    while (this.#sent[0] && this.#sent[0].end <= received) sentAt = this.#sent.shift()?.at
    return sentAt === undefined ? undefined : { bytes, sentAt }
  }

  refused({ why }: Heard<'refuse'>): void {
    this.end(why === 'declined' || why === 'cancelled' ? 'cancelled' : 'failed', why, 'theirs')
  }

  finished(): void {
    if (isOver(this.state)) return
    this.state = 'done'
    this.#halt()
  }
}
