import * as v from 'valibot'
import type { DeviceId, DocumentId, MemberId, SpaceId } from '../../domain/ids.ts'
import { parseHeader, recordKind } from '../../envelope/header.ts'
import { type Bytes, fromHex, toHex } from '../../kit/bytes.ts'
import { Serial } from '../../kit/serial.ts'
import { Signal } from '../../kit/signal.ts'
import { chainStart, recordHash } from '../../protocol/chain.ts'
import {
  CLASS,
  type DocumentChange,
  type DocumentHandle,
  type Received,
  type RelayCursor,
  type Source,
} from '../document-parts.ts'
import { UnreadableStore } from '../documents/load.ts'
import { placeInLog } from '../documents/place-in-log.ts'
import type { SpaceSelf } from '../parts.ts'
import type { Clock, Store, StoreChange } from '../ports.ts'
import { Flood } from './flood.ts'

/** Notices remembered by their hash, so that a log that is told anew delivers none of them twice. */
const REMEMBERED = 512
/** Memory and disk by members who make devices without end: certificates kept in one inbox. */
const MAX_CERTIFICATES = 2_000

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const storedInbox = v.object({
  schema: v.literal(1),
  incarnation: v.string(),
  sequence: whole,
  chain: v.string(),
  /** First 16 bytes of the hashes of notices that were delivered, as hex, oldest first. */
  seen: v.array(v.string()),
})
type StoredInbox = v.InferOutput<typeof storedInbox>
const storedCertificate = v.object({
  schema: v.literal(1),
  record: v.custom<Bytes>((one) => one instanceof Uint8Array),
})

/** A notice, proven to come from the device. */
export interface Notice {
  readonly device: DeviceId
  readonly member: MemberId
  readonly body: Bytes
}

interface Judged {
  readonly received: Received
  readonly writes?: readonly StoreChange[]
  readonly notice?: Notice & { readonly hash: string }
}

const refused = (code: string): Judged => ({ received: { kind: 'refused', code } })

/**
 * Our own inbox: a log of notices that anybody in the space may append to. It holds no content, only how far it was read. Each notice is
 * delivered at most once over all starts: what was read is stored before it is told.
 */
export class InboxDocument implements DocumentHandle {
  readonly id: DocumentId
  readonly space: SpaceId
  readonly class = CLASS.inbox
  readonly changed = new Signal<DocumentChange>()
  readonly sealed = new Signal<Bytes>()
  readonly refused = 0
  readonly contradicted = false
  readonly waitingSince = undefined
  readonly ownWaiting = { records: 0, putOff: 0 }
  /** Notices that were not believed, by reason. */
  readonly refusals = new Map<string, number>()
  readonly #store: Store
  readonly #self: SpaceSelf
  readonly #deliver: (notice: Notice) => void
  readonly #queue = new Serial()
  readonly #flood: Flood
  readonly #certificates: Map<string, Bytes>
  #state: StoredInbox

  private constructor(
    ports: { readonly store: Store; readonly clock: Clock },
    self: SpaceSelf,
    deliver: (notice: Notice) => void,
    found: { readonly id: DocumentId; readonly state: StoredInbox; readonly certificates: Map<string, Bytes> },
  ) {
    this.id = found.id
    this.space = self.space
    this.#store = ports.store
    this.#self = self
    this.#deliver = deliver
    this.#flood = new Flood(ports.clock)
    this.#state = found.state
    this.#certificates = found.certificates
  }

  /** @throws UnreadableStore when a newer version wrote what is there */
  static async open(
    ports: { readonly store: Store; readonly clock: Clock },
    self: SpaceSelf,
    deliver: (notice: Notice) => void,
  ): Promise<InboxDocument> {
    const id = await self.inboxOf(self.member)
    const base = `${self.space}.${id}`
    const raw = await ports.store.get('documents', `${base}.cursor`)
    const state = v.safeParse(storedInbox, raw ?? { schema: 1, incarnation: '', sequence: 0, chain: '', seen: [] })
    if (!state.success) throw new UnreadableStore('an inbox cannot be read')
    const certificates = new Map<string, Bytes>()
    for (const { key, value } of await ports.store.list('envelopes', `${base}.c.`)) {
      const stored = v.safeParse(storedCertificate, value)
      if (stored.success) certificates.set(key.slice(base.length + 3), stored.output.record)
    }
    return new InboxDocument(ports, self, deliver, { id, state: state.output, certificates })
  }

  get cursor(): RelayCursor {
    const { incarnation, sequence, chain } = this.#state
    return { incarnation, sequence, chain }
  }

  receive(record: Bytes, _source: Source, at?: RelayCursor): Promise<Received> {
    return this.#queue.run(() => this.#receive(record, at))
  }

  async #receive(record: Bytes, at: RelayCursor | undefined): Promise<Received> {
    const next = at && (await placeInLog(this.cursor, at, record, this.id))
    if (next && !next.ok) return { kind: 'refused', code: next.error }
    if (next && next.value === undefined) return { kind: 'duplicate' }
    const { received, writes = [], notice } = await this.#judge(record)
    // Seen again once its keyring has come.
    if (received.kind === 'refused' && received.code === 'unknown-epoch') return received
    const seen = notice ? [...this.#state.seen, notice.hash].slice(-REMEMBERED) : this.#state.seen
    await this.#keep({ ...this.#state, ...next?.value, seen }, writes)
    if (received.kind === 'refused') this.refusals.set(received.code, (this.refusals.get(received.code) ?? 0) + 1)
    if (notice) this.#deliver({ device: notice.device, member: notice.member, body: notice.body })
    return received
  }

  #judge(record: Bytes): Promise<Judged> {
    const kind = recordKind(record)
    if (!kind.ok) return Promise.resolve(refused(kind.error))
    if (kind.value === 'certificate') return this.#learn(record)
    return kind.value === 'notice' ? this.#open(record) : Promise.resolve(refused('wrong-kind'))
  }

  async #learn(record: Bytes): Promise<Judged> {
    const judged = await this.#self.prove(record)
    if (!judged.ok) return refused(judged.error)
    const proven = judged.value
    const key = `${proven.device}.${proven.epoch}`
    if (this.#certificates.has(key)) return { received: { kind: 'duplicate' } }
    if (this.#certificates.size >= MAX_CERTIFICATES) return refused('too-many-certificates')
    this.#certificates.set(key, record)
    const write = { table: 'envelopes', key: `${this.#base}.c.${key}`, value: { schema: 1, record } } as const
    return { received: { kind: 'applied' }, writes: [write] }
  }

  /** E6 and C5 for a notice; its nonce is used once, so it chains to nothing (E9). */
  async #open(record: Bytes): Promise<Judged> {
    const header = parseHeader(record)
    if (!header.ok) return refused(header.error)
    const { device, epoch, counter } = header.value
    if (counter !== 1) return refused('malformed')
    const hash = toHex((await recordHash(record)).subarray(0, 16))
    if (this.#state.seen.includes(hash)) return { received: { kind: 'duplicate' } }
    const certificate = this.#certificates.get(`${device}.${epoch}`)
    if (certificate === undefined) return refused('unknown-device')
    const opened = await this.#self.openNotice(record, this.id, certificate)
    if (!opened.ok) return refused(opened.error)
    const { member, body } = opened.value
    if (!this.#flood.believes(member)) return refused('too-many-notices')
    return { received: { kind: 'applied' }, notice: { device, member, body, hash } }
  }

  get #base(): string {
    return `${this.space}.${this.id}`
  }

  async #keep(state: StoredInbox, writes: readonly StoreChange[]): Promise<void> {
    await this.#store.write([...writes, { table: 'documents', key: `${this.#base}.cursor`, value: state }])
    this.#state = state
  }

  relayRestarted(incarnation: string): Promise<void> {
    return this.#queue.run(async () => {
      const chain = toHex(await chainStart(fromHex(incarnation), this.id))
      await this.#keep({ ...this.#state, incarnation, sequence: 0, chain }, [])
    })
  }

  // Nothing of ours stands in it: what we write to others goes into their inboxes (outgoing.ts).
  unacknowledged(): readonly Bytes[] {
    return []
  }
  async acknowledged(): Promise<void> {}
  async refusedByRelay(): Promise<number> {
    return 0
  }
  putOffByRelay(): void {}
  heads(): readonly [] {
    return []
  }
  async missing(): Promise<readonly Bytes[]> {
    return []
  }
}
