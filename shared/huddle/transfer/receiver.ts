import type { Bytes } from '../../kit/bytes.ts'
import { Kept } from './kept.ts'
import {
  BLOCK_BYTES,
  blockCount,
  blockEnd,
  MAX_REPEATS,
  MAX_REPEATS_OF_BLOCK,
  MOST_HELD_BYTES,
  MOST_STALE_BYTES,
} from './limits.ts'
import type { Announcement, Message, Reason } from './message.ts'
import { isOver, type Place, type TransferState } from './ports.ts'
import { type Side, wordsFor } from './words.ts'

type Heard<T extends Message['t']> = Extract<Message, { t: T }>

export interface ReceiverPorts {
  tell(message: Message): void
  /** Progress or another state. */
  changed(): void
}

/** The receiving end of one file. Takes only what it asked for, in order; writes only whole blocks whose hash is right. */
export class Incoming {
  readonly about: Announcement
  readonly #ports: ReceiverPorts
  state: TransferState = 'offered'
  words: string | undefined
  #on: Kept | undefined
  /** 0 while nothing is asked for. */
  #run = 0
  #lastRun = 0
  #block: Bytes | undefined
  /** Blocks that came whole in this run or were there; bytes that arrived; bytes on disk. */
  #sealed = 0
  #received = 0
  #kept = 0
  #stale = 0
  #repeats = 0
  #repeatsOfBlock = 0

  constructor(about: Announcement, ports: ReceiverPorts) {
    this.about = about
    this.#ports = ports
  }

  /** An earlier window kept some or all of it. */
  async restore(place: Place, finished: boolean): Promise<void> {
    this.#on = new Kept(place, this.about.size)
    this.state = finished ? 'done' : 'unfinished'
    if (finished) this.#kept = this.about.size
    const blocks = await this.#on.count()
    if (this.state === 'unfinished') this.#kept = Math.min(blocks * BLOCK_BYTES, this.about.size)
    this.#ports.changed()
  }

  /** Bytes that have arrived; while nothing moves, those that are on disk. */
  get done(): number {
    return this.state === 'moving' ? Math.max(this.#received, this.#kept) : this.#kept
  }

  /** Where it is kept, once the person said yes. */
  get place(): Place | undefined {
    return this.#on?.place
  }

  /** The person said yes. Nothing moves before `begin`. */
  keepIn(place: Place): void {
    this.#on = new Kept(place, this.about.size)
    this.state = 'paused'
  }

  /** Asks for what is missing: the person said yes, or the sender is back. */
  async begin(): Promise<void> {
    if (!this.#on || isOver(this.state)) return
    this.state = 'moving'
    this.#repeats = 0
    this.#repeatsOfBlock = 0
    await this.#ask(this.#on)
  }

  /** Starts a run behind the last kept block. What is still under way from the run before is stale. */
  async #ask(on: Kept): Promise<void> {
    this.#run = 0
    this.#lastRun += 1
    const run = this.#lastRun
    const prefix = await on.prefix().catch(() => undefined)
    if (run !== this.#lastRun || this.state !== 'moving') return
    if (!prefix) return this.fail('disk')
    this.#run = run
    this.#block = undefined
    this.#sealed = prefix.blocks
    this.#kept = Math.min(prefix.blocks * BLOCK_BYTES, this.about.size)
    this.#received = this.#kept
    this.#ports.tell({ t: 'want', id: this.about.id, run, from: prefix.blocks, prefix: prefix.root })
    this.#ports.changed()
  }

  /** The channel is away. `unfinished`: the sender is there, but knows nothing of it any more. */
  pause(state: 'paused' | 'unfinished'): void {
    if (isOver(this.state) || this.state === 'offered') return
    this.state = state
    this.#halt()
  }

  #halt(): void {
    this.#run = 0
    // What is being read for a run must not speak later.
    this.#lastRun += 1
    this.#block = undefined
    this.#stale = 0
  }

  /** Nothing of it is kept. */
  end(state: 'cancelled' | 'failed', why: Reason, side: Side): void {
    if (isOver(this.state)) return
    this.state = state
    this.words = wordsFor(why, side)
    this.#halt()
    this.#on?.remove()
    this.#on = undefined
    this.#ports.changed()
  }

  /** It cannot go on, for a reason that this end found; the sender is told. */
  fail(why: Reason): void {
    if (isOver(this.state)) return
    this.#ports.tell({ t: 'refuse', id: this.about.id, why })
    this.end('failed', why, 'ours')
  }

  withdrawn({ why }: Heard<'withdraw'>): void {
    this.end(why === 'cancelled' ? 'cancelled' : 'failed', why, 'theirs')
  }

  /** @returns whether a message of this run was asked for; one that never was ends the transfer */
  #expected(run: number, size: number): boolean {
    if (this.state === 'moving' && run === this.#run && run !== 0) return true
    this.#stale += size
    if (this.state === 'offered' || run > this.#lastRun || this.#stale > MOST_STALE_BYTES) this.fail('rules')
    return false
  }

  data({ run, offset, bytes }: Heard<'data'>): void {
    if (!this.#expected(run, bytes.length)) return
    const start = this.#sealed * BLOCK_BYTES
    const end = blockEnd(this.#sealed, this.about.size)
    const past = offset + bytes.length
    if (offset !== this.#received || past > end || past - this.#kept > MOST_HELD_BYTES) {
      this.fail('rules')
      return
    }
    this.#block ??= new Uint8Array(end - start)
    this.#block.set(bytes, offset - start)
    this.#received = past
    this.#have()
  }

  #have(): void {
    const { id } = this.about
    this.#ports.tell({ t: 'have', id, run: this.#run, received: this.#received, kept: this.#kept })
    this.#ports.changed()
  }

  async block({ run, index, hash }: Heard<'block'>): Promise<void> {
    if (!this.#expected(run, 0)) return
    const [on, bytes] = [this.#on, this.#block]
    if (!on || !bytes || index !== this.#sealed || this.#received !== blockEnd(index, this.about.size)) {
      return this.fail('rules')
    }
    this.#block = undefined
    this.#sealed += 1
    const outcome = await on.keep(index, bytes, hash, () => run === this.#run)
    if (outcome === 'stale' || run !== this.#run) return
    if (outcome === 'damaged') return this.#repeat(on)
    if (outcome !== 'kept') return this.fail(outcome)
    this.#repeatsOfBlock = 0
    this.#kept = blockEnd(index, this.about.size)
    this.#have()
  }

  /** A block came damaged: once more from there. */
  async #repeat(on: Kept): Promise<void> {
    this.#repeats += 1
    this.#repeatsOfBlock += 1
    if (this.#repeats > MAX_REPEATS || this.#repeatsOfBlock > MAX_REPEATS_OF_BLOCK) return this.fail('damaged')
    await this.#ask(on)
  }

  /** The sender's file begins otherwise than what is kept: all of it anew. */
  async restart({ run }: Heard<'restart'>): Promise<void> {
    if (!this.#expected(run, 0) || !this.#on) return
    this.#repeats += 1
    if (this.#repeats > MAX_REPEATS_OF_BLOCK) return this.fail('damaged')
    this.#on.restart()
    await this.#ask(this.#on)
  }

  async finish({ run, root }: Heard<'end'>): Promise<void> {
    if (!this.#expected(run, 0)) return
    if (!this.#on || this.#sealed !== blockCount(this.about.size) || this.#block) return this.fail('rules')
    const outcome = await this.#on.complete(root, () => run === this.#run)
    if (outcome === 'stale' || run !== this.#run) return
    if (outcome !== 'complete') return this.fail(outcome)
    this.#halt()
    this.state = 'done'
    this.#kept = this.about.size
    this.#ports.tell({ t: 'done', id: this.about.id })
    this.#ports.changed()
  }
}
