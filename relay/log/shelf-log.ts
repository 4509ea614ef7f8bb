import type { DeviceId, SpaceId } from '../../shared/domain/ids.ts'
import { type Bytes, equalBytes, toHex } from '../../shared/kit/bytes.ts'
import type { Signal } from '../../shared/kit/signal.ts'
import { chainStart } from '../../shared/protocol/chain.ts'
import type {
  CheckpointOutcome,
  Entries,
  Kept,
  KeptCheckpoint,
  Log,
  LogEntry,
  LogName,
  LogPlace,
  NewRecord,
  Page,
  Quota,
} from './log.ts'
import { Sequencer } from './sequencer.ts'
import type { Shelf } from './shelf.ts'
import { ShelfEntries } from './shelf-entries.ts'

/** The log over a shelf in this process: appends go through the sequencer, everything else straight to the shelf. */
export class ShelfLog implements Log {
  readonly incarnation: string
  readonly committed: Signal<readonly LogEntry[]>
  readonly entries: Entries
  readonly #shelf: Shelf
  readonly #sequencer: Sequencer
  readonly #quota: Quota
  #closed = false

  /** @param gather see `Sequencer` */
  constructor(shelf: Shelf, quota: Quota, gather: () => Promise<void>) {
    this.#shelf = shelf
    this.#quota = quota
    this.#sequencer = new Sequencer(shelf, quota, gather)
    this.incarnation = toHex(shelf.incarnation)
    this.committed = this.#sequencer.committed
    this.entries = new ShelfEntries(() => this.#open())
  }

  #open(): Shelf {
    if (this.#closed) throw new Error('the log is closed')
    return this.#shelf
  }

  async append(name: LogName, records: readonly NewRecord[]): Promise<readonly Kept[]> {
    this.#open()
    return this.#sequencer.append(name, records)
  }

  async head(name: LogName): Promise<LogPlace> {
    const head = this.#open().head(name)
    return head ?? { sequence: 0, chain: await chainStart(this.#shelf.incarnation, name.document) }
  }

  async read(name: LogName, after: number, page: Page): Promise<readonly LogEntry[]> {
    return this.#open().read(name, after, page)
  }

  async readAcross(names: readonly LogName[], after: number, page: Page): Promise<readonly LogEntry[]> {
    return this.#open().readAcross(names, after, page)
  }

  async sequenceAt(name: LogName, position: number): Promise<number> {
    return this.#open().sequenceAt(name, position)
  }

  async checkpoints(name: LogName): Promise<readonly KeptCheckpoint[]> {
    return this.#open().checkpoints(name)
  }

  async putCheckpoint(name: LogName, checkpoint: KeptCheckpoint, now: number): Promise<CheckpointOutcome> {
    const shelf = this.#open()
    const kept = shelf.checkpoints(name)
    if (checkpoint.sequence <= (kept[0]?.sequence ?? 0)) return 'stale'
    const chain = shelf.chainAt(name, checkpoint.sequence)
    if (chain === undefined || !equalBytes(chain, checkpoint.chain)) return 'misplaced'
    const freed = kept[1]?.record.length ?? 0
    if (shelf.usage(name.space).bytes - freed + checkpoint.record.length > this.#quota.bytes) return 'over-quota'
    shelf.addCheckpoint(name, checkpoint, now)
    return 'kept'
  }

  async tail(name: LogName, after: number): Promise<{ readonly records: number; readonly bytes: number }> {
    return this.#open().tail(name, after)
  }

  async floor(name: LogName): Promise<number> {
    return this.#open().floor(name)
  }

  async drop(before: number, most: number): Promise<number> {
    return this.#open().drop(before, most)
  }

  async putKeyring(
    space: SpaceId,
    epoch: number,
    record: Bytes,
    erasing = false,
  ): Promise<'kept' | 'known' | 'conflict' | 'deleted'> {
    const shelf = this.#open()
    if (shelf.deletion(space) !== undefined) return 'deleted'
    const kept = shelf.keyrings(space)
    const there = kept[epoch]
    if (there !== undefined) return equalBytes(there, record) ? 'known' : 'conflict'
    if (epoch !== kept.length) return 'conflict'
    shelf.addKeyring(space, epoch, record, erasing)
    return 'kept'
  }

  async keyrings(space: SpaceId): Promise<readonly Bytes[]> {
    return this.#open().keyrings(space)
  }

  async putCertificate(space: SpaceId, device: DeviceId, epoch: number, record: Bytes): Promise<void> {
    const shelf = this.#open()
    if (shelf.deletion(space) !== undefined) return
    const known = shelf.certificate(space, device, epoch)
    if (known === undefined || !equalBytes(known, record)) shelf.putCertificate(space, device, epoch, record)
  }

  async certificate(space: SpaceId, device: DeviceId, epoch: number): Promise<Bytes | undefined> {
    return this.#open().certificate(space, device, epoch)
  }

  async deleteSpace(space: SpaceId, proof: Bytes): Promise<void> {
    this.#open()
    await this.#sequencer.between(() => this.#shelf.deleteSpace(space, proof))
  }

  async deletion(space: SpaceId): Promise<Bytes | undefined> {
    return this.#open().deletion(space)
  }

  async certificates(space: SpaceId, most: number): Promise<readonly Bytes[]> {
    return this.#open().certificates(space, most)
  }

  async ready(): Promise<boolean> {
    return !this.#closed && this.#shelf.ready()
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await this.#sequencer.idle()
    this.#shelf.close()
  }
}
