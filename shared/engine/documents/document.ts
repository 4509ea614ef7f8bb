import { type DocumentId, type OwnedKey, ownerOf, type SpaceId } from '../../domain/ids.ts'
import { parseHeader } from '../../envelope/header.ts'
import type { Bytes } from '../../kit/bytes.ts'
import { Serial } from '../../kit/serial.ts'
import { Signal } from '../../kit/signal.ts'
import type {
  DocumentChange,
  DocumentClass,
  DocumentHandle,
  LeaseHead,
  Received,
  RelayCursor,
  Source,
} from '../document-parts.ts'
import type { EnginePorts } from '../ports.ts'
import type { Place, Put } from './content.ts'
import { Closed, drawLease, NotYours, type OwnLease, ReadOnly, sealEdit } from './edit.ts'
import { type Arriving, Inbox } from './inbox.ts'
import { isEarly, take } from './intake.ts'
import { type DocumentIdentity, loadState } from './load.ts'
import { acknowledge, forgetRelay, missingRecords, refuseForGood } from './offering.ts'
import { placeInLog } from './place-in-log.ts'
import type { DocumentState } from './state.ts'

/** What a document needs of the world; an `EnginePorts` will do. */
export type DocumentPorts = Pick<EnginePorts, 'clock' | 'random' | 'store'>

/** Envelopes after which the snapshot is written again: bounds what opening must replay. */
const TAIL = 100

/**
 * What page and space documents have in common: one queue through which every import and every edit goes, the state behind it, and the
 * store kept at the same point. A change is seen by others (`changed`, `sealed`) only after it is stored.
 */
export abstract class OpenDocument implements DocumentHandle {
  readonly id: DocumentId
  readonly space: SpaceId
  readonly class: DocumentClass
  readonly changed = new Signal<DocumentChange>()
  readonly sealed = new Signal<Bytes>()
  readonly #ports: DocumentPorts
  readonly #identity: DocumentIdentity
  readonly #queue = new Serial()
  readonly #inbox: Inbox
  /** Refusals by code, for the connection's state and for tests. */
  readonly refusals = new Map<string, number>()
  #state: DocumentState
  /** Drawn at the first write of each start (K3); given up when an edit could not be stored. */
  #lease: OwnLease | undefined
  /** A change could not be stored, and the store could not be read again since: memory is ahead of it. */
  #stale = false
  #closed = false

  constructor(ports: DocumentPorts, identity: DocumentIdentity, state: DocumentState) {
    this.#ports = ports
    this.#identity = identity
    this.#state = state
    this.id = identity.id
    this.space = identity.keys.space
    this.class = identity.class
    this.#inbox = new Inbox((records) => this.#run(() => this.#receive(records)))
  }

  /** Brings the views up to date with these places of the content and says which keys changed. */
  protected abstract project(places: readonly Place[], state: DocumentState): Promise<DocumentChange> | DocumentChange

  get refused(): number {
    return this.#state.cursor.refused ?? 0
  }

  get contradicted(): boolean {
    return this.#state.cursor.contradicted ?? false
  }

  get cursor(): RelayCursor {
    const { incarnation, sequence, chain } = this.#state.cursor
    return { incarnation, sequence, chain }
  }

  protected certified() {
    return this.#state.certificates.newest()
  }

  heads(): readonly LeaseHead[] {
    return this.#state.leases.heads()
  }

  unacknowledged(): readonly Bytes[] {
    return this.#state.unacknowledged()
  }

  receive(record: Bytes, source: Source, at?: RelayCursor): Promise<Received> {
    return this.#inbox.add({ record, source, at })
  }

  missing(heads: readonly LeaseHead[]): Promise<readonly Bytes[]> {
    return this.#run(() => missingRecords(this.#ports.store, this.#state, heads))
  }

  acknowledged(record: Bytes, at?: RelayCursor): Promise<void> {
    return this.#run(async () => {
      await acknowledge(this.#state, record, at)
      await this.#store()
    })
  }

  refusedByRelay(record: Bytes, code: string): Promise<void> {
    return this.#run(async () => {
      this.#count(`relay:${code}`)
      const header = parseHeader(record)
      // What follows in a refused lease is refused too: our next edit begins another.
      if (header.ok && header.value.nonce === this.#lease?.nonce) this.#lease = undefined
      await refuseForGood(this.#state, record, code)
      await this.#store()
    })
  }

  relayRestarted(incarnation: string): Promise<void> {
    return this.#run(async () => {
      await forgetRelay(this.#ports.store, this.#state, incarnation)
      await this.#store()
    })
  }

  /** Puts values in one commit. Resolves when stored. @throws StoreFull, and then nothing of it is left */
  protected edit(puts: readonly Put[], kind: string): Promise<void> {
    return this.#run(async () => {
      const { keys } = this.#identity
      if (!keys.mayWrite) throw new ReadOnly(keys.readOnlyWords)
      const lease = this.#lease ?? (await drawLease(this.#ports.random, keys.device, this.id))
      this.#lease = lease
      const records = await this.#guarded(async () => {
        const seconds = Math.floor(this.#ports.clock.now() / 1_000)
        const sealed = await sealEdit(this.#state, lease, puts, kind, seconds)
        await this.#write()
        return sealed
      })
      if (records.length === 0) return
      this.changed.emit(await this.project(puts, this.#state))
      for (const record of records) this.sealed.emit(record)
      this.#tidySoon()
    })
  }

  /** W1: our own client writes under its own member's keys only. @throws NotYours */
  protected own<Key extends OwnedKey>(key: Key): Key {
    if (ownerOf(key) !== this.#identity.keys.member) throw new NotYours('this belongs to somebody else')
    return key
  }

  async #receive(records: readonly Arriving[]): Promise<readonly Received[]> {
    const places: Place[] = []
    const received = await this.#guarded(async () => {
      const outcomes: Received[] = []
      for (const arriving of records) outcomes.push(await this.#receiveOne(arriving, places))
      await this.#write()
      return outcomes
    })
    for (const outcome of received) if (outcome.kind === 'refused') this.#count(outcome.code)
    if (places.length > 0) this.changed.emit(await this.project(places, this.#state))
    this.#tidySoon()
    return received
  }

  async #receiveOne({ record, source, at }: Arriving, places: Place[]): Promise<Received> {
    const next = at && (await placeInLog(this.#state.cursor, at, record, this.id))
    if (next && !next.ok) return { kind: 'refused', code: next.error }
    const taken = await take(this.#state, record, source === 'relay' ? this.#state.cursor.era : 0)
    places.push(...taken.places)
    if (next?.value && !isEarly(taken.received)) this.#state.passed(next.value)
    if (taken.damaged) {
      await this.#write()
      await this.#reload()
    }
    return taken.received
  }

  /** Behind what waits in the queue now: nobody waits for a snapshot. */
  #tidySoon(): void {
    if (!this.#closed && this.#state.arrivals - this.#state.through >= TAIL)
      void this.#queue.run(() => this.#tidy(TAIL))
  }

  /** The snapshot is a convenience: when there is no room for it, the tail stays longer. */
  async #tidy(least: number): Promise<void> {
    const state = this.#state
    if (this.#stale || state.arrivals - state.through < least) return
    await this.#ports.store.write([state.snapshot()]).then(
      () => {
        state.through = state.arrivals
      },
      () => this.#count('snapshot'),
    )
  }

  async #write(): Promise<void> {
    const state = this.#state
    const staged = state.takeStaged()
    if (staged.length > 0) await this.#ports.store.write(staged)
    state.stored = state.arrivals
  }

  /** Writes what was staged, for changes that touch no content. */
  #store(): Promise<void> {
    return this.#guarded(() => this.#write())
  }

  /** D9: memory and store never stay apart. When the change cannot be stored it is undone by loading what is stored. */
  async #guarded<Value>(change: () => Promise<Value>): Promise<Value> {
    try {
      return await change()
    } catch (error) {
      this.#lease = undefined
      this.#stale = true
      // A store that cannot even be read now is read again before the next change.
      await this.#reload().catch(() => undefined)
      throw error
    }
  }

  async #reload(): Promise<void> {
    const damaged = this.#state
    this.#state = await loadState(this.#ports.store, this.#identity)
    this.#stale = false
    damaged.content.free()
  }

  #run<Value>(task: () => Promise<Value>): Promise<Value> {
    if (this.#closed) return Promise.reject(new Closed('the document is closed'))
    return this.#queue.run(async () => {
      if (this.#stale) await this.#reload()
      return task()
    })
  }

  /** Resolves when what is under way now is stored or refused. */
  settled(): Promise<void> {
    return this.#queue.idle()
  }

  #count(code: string): void {
    this.refusals.set(code, (this.refusals.get(code) ?? 0) + 1)
  }

  /** Waits for what is queued, writes the snapshot and gives the memory back. */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await this.#queue.run(async () => {
      await this.#tidy(1)
      this.#state.content.free()
    })
  }
}
