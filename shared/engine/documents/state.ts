import type { DeviceId, DocumentId, MemberId } from '../../domain/ids.ts'
import type { VerifiedCertificate } from '../../envelope/certificate.ts'
import type { VerifiedEnvelope } from '../../envelope/verify.ts'
import type { Bytes } from '../../kit/bytes.ts'
import type { DocumentClass, RelayCursor } from '../document-parts.ts'
import type { StoreChange } from '../ports.ts'
import { Certificates } from './certificates.ts'
import { Content, type Place, type Reach, type Root } from './content.ts'
import { Held, type HeldRecord } from './held.ts'
import { Kept } from './kept.ts'
import type { DocumentKeys } from './keys.ts'
import { LastWrites } from './last-writes.ts'
import { FIRST_CURSOR, Layout, type StoredCursor, type StoredEnvelope } from './layout.ts'
import { type Lease, Leases, newLease, type StoredLease } from './leases.ts'
import { Witness } from './witness.ts'

/** An envelope of this document that the relay is not known to have. */
export interface Waiting {
  readonly record: Bytes
  readonly device: DeviceId
  readonly nonce: string
  /** Why the relay does not take it yet, when it said so; it is offered again by itself. */
  code?: string
}

/**
 * All that one document knows, in memory, with the store changes that bring the store to the same point. Whoever changes it writes
 * `takeStaged()` in one batch, or throws the whole state away and loads it again: the two never stay apart.
 */
export class DocumentState {
  readonly id: DocumentId
  readonly class: DocumentClass
  readonly keys: DocumentKeys
  readonly layout: Layout
  readonly content: Content
  readonly leases: Leases
  readonly certificates = new Certificates()
  readonly held = new Held()
  readonly kept: Kept
  readonly #lastWrites: LastWrites
  /** By arrival number, hence in an order in which they can be applied. Empty in a private space. */
  readonly waiting = new Map<number, Waiting>()
  cursor: StoredCursor = FIRST_CURSOR
  /** Number of the newest envelope, from 1. */
  arrivals: number
  /** Newest envelope that the store holds: only what is stored is offered. */
  stored: number
  /** Newest envelope inside the stored snapshot. */
  through: number
  readonly #witness = new Witness()
  #staged: StoreChange[] = []

  constructor(
    identity: { readonly id: DocumentId; readonly class: DocumentClass; readonly keys: DocumentKeys },
    from?: { readonly content: Bytes; readonly leases: readonly StoredLease[]; readonly through: number },
  ) {
    this.id = identity.id
    this.class = identity.class
    this.keys = identity.keys
    this.layout = new Layout(identity.keys.space, identity.id)
    this.content = new Content(from?.content)
    this.leases = new Leases(from?.leases)
    this.kept = new Kept(this.layout, (change) => this.stage(change))
    this.#lastWrites = new LastWrites(this.content)
    this.through = from?.through ?? 0
    this.arrivals = this.through
    this.stored = this.through
  }

  /** Store changes made since the last call, of each key the last. */
  takeStaged(): readonly StoreChange[] {
    const staged = new Map(this.#staged.map((change) => [`${change.table} ${change.key}`, change]))
    this.#staged = []
    return [...staged.values()]
  }

  stage(change: StoreChange): void {
    this.#staged.push(change)
  }

  moveCursor(cursor: StoredCursor): void {
    this.cursor = cursor
    this.stage({ table: 'documents', key: this.layout.cursor, value: cursor })
  }

  /** The log was applied up to here (D11). */
  passed(head: RelayCursor): void {
    this.moveCursor({ ...this.cursor, ...head })
    if (this.#witness.passed(head)) this.#contradicted()
  }

  /** Somebody was shown this head of the log (D20). */
  shown(head: RelayCursor): void {
    if (this.#witness.claimed(head)) this.#contradicted()
  }

  #contradicted(): void {
    if (!this.cursor.contradicted) this.moveCursor({ ...this.cursor, contradicted: true })
  }

  /** What the store says. */
  resume(cursor: StoredCursor): void {
    this.cursor = cursor
    this.#witness.passed(cursor)
  }

  /** The relay began anew, or its log is read from the start: nothing counts as acknowledged any more. */
  restart(incarnation: string, chain: string): void {
    const { contradicted, ...cursor } = this.cursor
    const still = contradicted && incarnation === cursor.incarnation ? { contradicted } : {}
    this.moveCursor({ ...cursor, ...still, incarnation, sequence: 0, chain, era: cursor.era + 1, covered: 0 })
    for (const lease of this.leases.all()) lease.places.length = 0
    this.#witness.restart(incarnation)
  }

  addCertificate(hash: string, record: Bytes, proven: VerifiedCertificate, era: number): void {
    this.certificates.set({ hash, record, proven, era })
    this.stage(this.layout.put('c', hash, { schema: 1, record, era }))
  }

  hold(held: HeldRecord): void {
    const { hash, ...value } = held
    this.held.set(held)
    this.stage(this.layout.put('h', hash, { schema: 1, ...value }))
  }

  release(hash: string): void {
    this.held.delete(hash)
    this.stage(this.layout.put('h', hash, undefined))
  }

  /** Takes an envelope that is next in its lease into lease and log; the content has it already. @param era in which the relay is known to have it; 0: none */
  enter(envelope: VerifiedEnvelope, reach: Reach, era: number): void {
    const { record, device, nonce } = { record: envelope.bytes, ...envelope.header }
    const arrival = ++this.arrivals
    let lease = this.leases.get(device, nonce)
    if (!lease) {
      lease = newLease(device, nonce, reach.peer)
      this.leases.add(lease)
    }
    lease.hashes.push(envelope.hash)
    lease.arrivals.push(arrival)
    lease.ends.push(reach.end)
    if (this.held.get(envelope.hash)) this.release(envelope.hash)
    if (era !== this.cursor.era) this.wait(arrival, { record, device, nonce })
    this.stage(this.layout.put('e', arrival, { schema: 1, record, era } satisfies StoredEnvelope))
  }

  wait(arrival: number, waiting: Waiting): void {
    if (!this.keys.carried) return
    this.waiting.set(arrival, waiting)
    if (this.waiting.size === 1) this.stage({ table: 'settings', key: this.layout.unsent, value: { schema: 1 } })
  }

  /** The relay has it, or will never take it. */
  waitNoLonger(arrival: number): void {
    if (!this.waiting.delete(arrival)) return
    if (this.waiting.size === 0) this.stage({ table: 'settings', key: this.layout.unsent, value: undefined })
  }

  /** The relay has this envelope. */
  acknowledge(arrival: number): void {
    const waiting = this.waiting.get(arrival)
    if (!waiting) return
    this.waitNoLonger(arrival)
    const value: StoredEnvelope = { schema: 1, record: waiting.record, era: this.cursor.era }
    this.stage(this.layout.put('e', arrival, value))
  }

  acknowledgeCertificate(hash: string): void {
    const known = this.certificates.get(hash)
    if (known && known.era !== this.cursor.era) {
      this.addCertificate(hash, known.record, known.proven, this.cursor.era)
    }
  }

  /** What the relay lacks, each device's certificates before its first envelope. */
  unacknowledged(): readonly Bytes[] {
    const records: Bytes[] = []
    const seen = new Set<DeviceId>()
    for (const [arrival, { record, device }] of this.waiting) {
      if (arrival > this.stored) continue
      if (!seen.has(device)) {
        seen.add(device)
        const unknown = this.certificates.of(device).filter(({ era }) => era !== this.cursor.era)
        records.push(...unknown.map((certificate) => certificate.record))
      }
      records.push(record)
    }
    return records
  }

  /** What a place holds, unparsed, and the member whose device wrote it (rule W2). */
  valueAt(root: Root, key: string): { readonly value: unknown; readonly writer: MemberId | undefined } {
    const kept = this.kept.at({ root, key })
    if (kept) return { value: kept.value, writer: this.keys.member }
    const { value, peer } = this.content.read(root, key)
    const lease = peer === undefined ? undefined : this.leases.byPeer(peer)
    return { value, writer: lease && this.certificates.memberOf(lease.device) }
  }

  /** Keys that hold a value, here kept ones included (D14). */
  keysOf(root: Root): readonly string[] {
    const kept = this.kept.keysOf(root)
    return kept.length === 0 ? this.content.keys(root) : [...new Set([...this.content.keys(root), ...kept])]
  }

  /** The envelope that holds the last write of a place: its lease and counter. Undefined where nothing is, or nobody's lease is known. */
  lastWrite(place: Place): { readonly lease: Lease; readonly counter: number } | undefined {
    const { peer } = this.content.read(place.root, place.key)
    const lease = peer === undefined ? undefined : this.leases.byPeer(peer)
    const counter = lease && this.#lastWrites.counterOf(lease, place)
    return lease && counter !== undefined ? { lease, counter } : undefined
  }

  /** Places that a lease was the last to write, with the counters of the envelopes. */
  writtenBy(lease: Lease): readonly (Place & { readonly counter: number })[] {
    return this.#lastWrites.of(lease).filter(({ root, key }) => this.content.read(root, key).peer === lease.peer)
  }

  /** Envelopes that Loro keeps waiting for operations of others: they are in no snapshot. In order of arrival. */
  unsettled(): readonly { readonly arrival: number; readonly reach: Reach }[] {
    const reached = this.content.reached()
    const waiting = this.leases.all().flatMap(({ peer, arrivals, ends }) => {
      const applied = reached.get(peer) ?? 0
      if ((ends.at(-1) ?? 0) <= applied) return []
      return arrivals.flatMap((arrival, i) => {
        if (arrival === 0) return []
        const end = ends[i] ?? 0
        return end > applied ? [{ arrival, reach: { peer, end } }] : []
      })
    })
    return waiting.sort((a, b) => a.arrival - b.arrival)
  }

  /** The change that makes the snapshot cover everything so far, except `unsettled`. */
  snapshot(): StoreChange {
    const value = {
      schema: 1,
      content: this.content.snapshot(),
      through: this.arrivals,
      leases: this.leases.stored(),
      waiting: [...this.waiting.keys()],
      era: this.cursor.era,
    }
    return { table: 'documents', key: this.layout.snapshot, value }
  }
}
