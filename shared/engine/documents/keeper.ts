import { parseHeader } from '../../envelope/header.ts'
import type { Bytes } from '../../kit/bytes.ts'
import { Serial } from '../../kit/serial.ts'
import type { Received, RelayCursor } from '../document-parts.ts'
import type { Store } from '../ports.ts'
import type { Place } from './content.ts'
import { Closed } from './edit.ts'
import type { Arriving } from './inbox.ts'
import { foreseeAll, hold, isEarly, refused, type Taken, take } from './intake.ts'
import { type DocumentIdentity, loadState, readEnvelopes } from './load.ts'
import { waitAgain } from './offering.ts'
import { placeInLog, rememberHeld, rememberPlace } from './place-in-log.ts'
import { everywhere } from './places.ts'
import { rebuild } from './rebuild.ts'
import { rivalOf } from './rival.ts'
import type { DocumentState } from './state.ts'
import { withdraw } from './withdraw.ts'

/** Envelopes after which the snapshot is written again: bounds what opening must replay. */
const TAIL = 100
/** In a long document it is a share of it instead: a snapshot costs as much as all that is in it. */
const TAIL_SHARE = 1 / 16

export interface KeeperEvents {
  /** A change could not be stored, or the state was loaded anew: a lease drawn before must not be written under again (D9). */
  leaseOver(): void
  count(code: string): void
}

/** One document's state, the one queue through which it is changed, and the store kept at the same point (D9). */
export class StateKeeper {
  readonly store: Store
  readonly #identity: DocumentIdentity
  readonly #events: KeeperEvents
  readonly #queue = new Serial()
  #state: DocumentState
  /** A change could not be stored, and the store could not be read again since: memory is ahead of it. */
  #stale = false
  #closed = false

  constructor(store: Store, identity: DocumentIdentity, state: DocumentState, events: KeeperEvents) {
    this.store = store
    this.#identity = identity
    this.#state = state
    this.#events = events
  }

  get state(): DocumentState {
    return this.#state
  }

  run<Value>(task: () => Promise<Value>): Promise<Value> {
    if (this.#closed) return Promise.reject(new Closed('the document is closed'))
    return this.#queue.run(async () => {
      if (this.#stale) await this.reload()
      return task()
    })
  }

  async write(): Promise<void> {
    const state = this.#state
    const staged = state.takeStaged()
    if (staged.length > 0) await this.store.write(staged)
    state.stored = state.arrivals
  }

  /** Memory and store never stay apart. When the change cannot be stored it is undone by loading what is stored. */
  async guarded<Value>(change: () => Promise<Value>): Promise<Value> {
    try {
      return await change()
    } catch (error) {
      // A store that cannot even be read now is read again before the next change.
      await this.reload().catch(() => undefined)
      throw error
    }
  }

  /** Judges records in order and takes them in, with one write. @param stage adds its own changes to it */
  take(records: readonly Arriving[], stage?: (last: Received) => void): Promise<readonly Taken[]> {
    return this.guarded(async () => {
      const taken: Taken[] = []
      foreseeAll(this.#state, records)
      for (const arriving of records) taken.push(await this.#takeOne(arriving))
      stage?.(taken.at(-1)?.received ?? { kind: 'refused', code: 'lost' })
      await this.write()
      return taken
    })
  }

  async #takeOne({ record, source, at }: Arriving): Promise<Taken> {
    const state = this.#state
    const next = at && (await placeInLog(state.cursor, at, record, state.id))
    if (next && !next.ok) return refused(next.error)
    const era = source === 'relay' ? state.cursor.era : 0
    let taken = await take(state, record, era)
    if (next?.value) {
      taken = await this.#asInLog(record, taken, era, next.value.sequence)
      await this.#passed(record, taken, next.value)
    }
    if (taken.lacking) await waitAgain(this.store, state, taken.lacking)
    if (taken.damaged) {
      await this.write()
      await this.reload()
    }
    return taken
  }

  async #passed(record: Bytes, { received }: Taken, place: RelayCursor): Promise<void> {
    if (isEarly(received)) return
    this.#state.passed(place)
    // What is refused may stand for a counter that another envelope holds.
    if (received.kind === 'held') await rememberHeld(this.#state, record, place.sequence)
    else if (received.kind !== 'refused') rememberPlace(this.#state, record, place.sequence)
  }

  /** D21: what a link brought gives way to what the log shows. */
  async #asInLog(record: Bytes, taken: Taken, era: number, sequence: number): Promise<Taken> {
    const rival = rivalOf(this.#state, record, taken.received, sequence)
    if (rival === undefined) return taken
    if (rival === 'later') return hold(this.#state, record, era)
    const [stored] = await readEnvelopes(this.store, this.#state.layout, [rival])
    return stored ? this.#instead(stored.record, record, era) : taken
  }

  /** The document without the rival, and with the record in its place. */
  async #instead(rival: Bytes, record: Bytes, era: number): Promise<Taken> {
    const before = this.#state
    const gone = await withdraw(this.store, before, rival, 'equivocation')
    await this.write()
    await this.reload()
    const taken = await take(this.#state, record, era)
    const header = parseHeader(rival)
    const member = header.ok ? this.#state.certificates.memberOf(header.value.device) : undefined
    return { ...taken, places: [...taken.places, ...(gone?.places ?? [])], alarm: { kind: 'twice', member } }
  }

  /** Memory becomes what is stored. */
  async reload(): Promise<void> {
    this.#events.leaseOver()
    this.#stale = true
    const before = this.#state
    this.#state = await loadState(this.store, this.#identity)
    this.#stale = false
    before.content.free()
  }

  /** CK5, CK7: the state that the envelopes give takes this one's place. @returns the places of both */
  async rebuild(why: string, now: number): Promise<readonly Place[]> {
    this.#events.leaseOver()
    const old = this.#state
    const { state, changes } = await rebuild(this.store, this.#identity, old, why, now)
    await this.store.write(changes)
    state.through = state.arrivals
    state.stored = state.arrivals
    this.#state = state
    const places = [...everywhere(old), ...everywhere(state)]
    old.content.free()
    return places
  }

  /** Behind what waits in the queue now: nobody waits for a snapshot. */
  tidySoon(): void {
    const { arrivals, through } = this.#state
    const tail = Math.max(TAIL, through * TAIL_SHARE)
    if (!this.#closed && arrivals - through >= tail) void this.#queue.run(() => this.#tidy(tail))
  }

  /** The snapshot is a convenience: when there is no room for it, the tail stays longer. */
  async #tidy(least: number): Promise<void> {
    const state = this.#state
    if (this.#stale || state.arrivals - state.through < least) return
    await this.store.write([state.snapshot()]).then(
      () => {
        state.through = state.arrivals
      },
      () => this.#events.count('snapshot'),
    )
  }

  /** Resolves when what is under way now is stored or refused. */
  settled(): Promise<void> {
    return this.#queue.idle()
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
