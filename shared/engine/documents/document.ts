import { type DocumentId, type MemberId, type OwnedKey, ownerOf, type SpaceId } from '../../domain/ids.ts'
import type { Bytes } from '../../kit/bytes.ts'
import { Signal } from '../../kit/signal.ts'
import type {
  DocumentChange,
  DocumentClass,
  DocumentHandle,
  LeaseHead,
  Received,
  RelayCursor,
  Source,
  ValueFate,
} from '../document-parts.ts'
import type { EnginePorts } from '../ports.ts'
import type { Place, Put } from './content.ts'
import { drawLease, NotYours, type OwnLease, ReadOnly, sealEdit } from './edit.ts'
import { fateOf } from './fate.ts'
import { type Arriving, Inbox } from './inbox.ts'
import { StateKeeper } from './keeper.ts'
import type { DocumentIdentity } from './load.ts'
import { acknowledge, forgetRelay, missingRecords, putOff } from './offering.ts'
import { applied, ownWaiting, waitingSince } from './standing.ts'
import type { DocumentState } from './state.ts'
import { Summaries } from './summaries.ts'
import { toWriteAgain, withdraw } from './withdraw.ts'

/** What a document needs of the world; an `EnginePorts` will do. */
export type DocumentPorts = Pick<EnginePorts, 'clock' | 'random' | 'store'>

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
  readonly #keeper: StateKeeper
  readonly summary: Summaries
  readonly #inbox: Inbox
  /** Refusals by code, for the connection's state and for tests. */
  readonly refusals = new Map<string, number>()
  /** Drawn at the first write of each start (K3); given up when an edit could not be stored. */
  #lease: OwnLease | undefined

  constructor(ports: DocumentPorts, identity: DocumentIdentity, state: DocumentState) {
    this.#ports = ports
    this.#identity = identity
    this.#keeper = new StateKeeper(ports.store, identity, state, {
      leaseOver: () => {
        this.#lease = undefined
      },
      count: (code) => this.#count(code),
    })
    this.id = identity.id
    this.space = identity.keys.space
    this.class = identity.class
    this.#inbox = new Inbox((records) => this.#keeper.run(() => this.#receive(records)))
    this.summary = new Summaries({
      random: ports.random,
      keeper: this.#keeper,
      receive: (records, stage) => this.#receive(records, stage),
      rebuild: (why) => this.#rebuild(why),
    })
  }

  /** Brings the views up to date with these places of the content and says which keys changed. */
  protected abstract project(places: readonly Place[], state: DocumentState): Promise<DocumentChange> | DocumentChange

  get refused(): number {
    return this.#state.kept.refused
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

  get #state(): DocumentState {
    return this.#keeper.state
  }

  get waitingSince(): number | undefined {
    return waitingSince(this.#state)
  }

  get ownWaiting(): { readonly records: number; readonly putOff: number } {
    return ownWaiting(this.#state)
  }

  applied(): readonly (LeaseHead & { readonly member: MemberId })[] {
    return applied(this.#state)
  }

  protected fate(place: Place): ValueFate {
    return fateOf(this.#state, place)
  }

  /** What we keep of a place that the relay refused; undefined when nothing. */
  protected keptAt(place: Place): unknown {
    return this.#state.kept.at(place)?.value
  }

  receive(record: Bytes, source: Source, at?: RelayCursor): Promise<Received> {
    return this.#inbox.add({ record, source, at })
  }

  missing(heads: readonly LeaseHead[]): Promise<readonly Bytes[]> {
    return this.#keeper.run(() => missingRecords(this.#keeper.store, this.#state, heads))
  }

  acknowledged(record: Bytes, at?: RelayCursor): Promise<void> {
    return this.#keeper.run(async () => {
      await acknowledge(this.#state, record, at)
      await this.#store()
    })
  }

  refusedByRelay(record: Bytes, code: string): Promise<number> {
    return this.#keeper.run(async () => {
      this.#count(`relay:${code}`)
      const touched = await this.#keeper.guarded(async () => {
        const withdrawn = await withdraw(this.#keeper.store, this.#state, record, code)
        await this.#keeper.write()
        return withdrawn
      })
      if (!touched) return 0
      await this.#keeper.reload()
      this.changed.emit(await this.project(touched.places, this.#state))
      await this.#writeAgain()
      return touched.records
    })
  }

  putOffByRelay(record: Bytes, code: string): void {
    putOff(this.#state, record, code)
  }

  /** D14: what a run of the engine that ended in between did not come to write again. Called once, when the document was opened. */
  async mend(): Promise<this> {
    await this.#keeper.run(() => this.#writeAgain())
    return this
  }

  async #writeAgain(): Promise<void> {
    const puts = toWriteAgain(this.#state)
    if (puts.length > 0 && this.#identity.keys.mayWrite) await this.#commit(puts, 'again')
    else await this.#store()
  }

  relayRestarted(incarnation: string): Promise<void> {
    return this.#keeper.run(async () => {
      await forgetRelay(this.#keeper.store, this.#state, incarnation)
      await this.#store()
    })
  }

  /** Puts values in one commit. Resolves when stored. @throws StoreFull, and then nothing of it is left */
  protected edit(puts: readonly Put[], kind: string): Promise<void> {
    return this.#keeper.run(() => {
      const { keys } = this.#identity
      if (!keys.mayWrite) throw new ReadOnly(keys.readOnlyWords)
      return this.#commit(puts, kind)
    })
  }

  async #commit(puts: readonly Put[], kind: string): Promise<void> {
    const lease = this.#lease ?? (await drawLease(this.#ports.random, this.#identity.keys.device, this.id))
    this.#lease = lease
    const { records, shown } = await this.#keeper.guarded(async () => {
      const seconds = Math.floor(this.#ports.clock.now() / 1_000)
      const records = await sealEdit(this.#state, lease, puts, kind, seconds)
      const kept = puts.filter((put) => this.#state.kept.drop(put))
      await this.#keeper.write()
      return { records, shown: records.length > 0 || kept.length > 0 }
    })
    if (!shown) return
    this.changed.emit(await this.project(puts, this.#state))
    for (const record of records) this.sealed.emit(record)
    this.#keeper.tidySoon()
  }

  /** W1: our own client writes under its own member's keys only. @throws NotYours */
  protected own<Key extends OwnedKey>(key: Key): Key {
    if (ownerOf(key) !== this.#identity.keys.member) throw new NotYours('this belongs to somebody else')
    return key
  }

  /** One write for all of them. @param stage adds its own changes to it */
  async #receive(records: readonly Arriving[], stage?: (last: Received) => void): Promise<readonly Received[]> {
    const taken = await this.#keeper.take(records, stage)
    for (const { received } of taken) if (received.kind === 'refused') this.#count(received.code)
    const places = taken.flatMap((one) => one.places)
    if (places.length > 0) this.changed.emit(await this.project(places, this.#state))
    for (const { alarm } of taken) if (alarm) this.summary.raise(alarm)
    if (taken.some(({ alarm }) => alarm?.kind === 'false')) await this.#rebuild('false')
    if (taken.some(({ alarm }) => alarm?.kind === 'twice')) await this.#writeAgain()
    this.#keeper.tidySoon()
    return taken.map(({ received }) => received)
  }

  /** CK5, CK7: anew from the envelopes; views follow, also those of what is gone. */
  async #rebuild(why: string): Promise<void> {
    const places = await this.#keeper.rebuild(why, this.#ports.clock.now())
    this.changed.emit(await this.project(places, this.#state))
  }

  /** Writes what was staged, for changes that touch no content. */
  #store(): Promise<void> {
    return this.#keeper.guarded(() => this.#keeper.write())
  }

  #count(code: string): void {
    this.refusals.set(code, (this.refusals.get(code) ?? 0) + 1)
  }

  /** Resolves when what is under way now is stored or refused. */
  settled(): Promise<void> {
    return this.#keeper.settled()
  }

  /** Waits for what is queued, writes the snapshot and gives the memory back. */
  close(): Promise<void> {
    return this.#keeper.close()
  }
}
