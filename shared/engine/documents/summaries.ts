import { type DeviceId, isId, type MemberId } from '../../domain/ids.ts'
import { parseHeader } from '../../envelope/header.ts'
import { type Bytes, toHex } from '../../kit/bytes.ts'
import type { OfferedCheckpoint } from '../../protocol/checkpoint.ts'
import type { DocumentAlarm, DocumentSummary, Received, RelayCursor, Vouched } from '../document-parts.ts'
import type { Random } from '../ports.ts'
import { encodeSummary, MAX_CERTIFICATES, MAX_LEASES } from './checkpoint.ts'
import { contentDigest, headsDigest } from './digest.ts'
import type { Arriving } from './inbox.ts'
import type { StateKeeper } from './keeper.ts'
import type { DocumentState } from './state.ts'

/** What a document lets its summaries do. */
export interface SummaryDesk {
  readonly random: Random
  readonly keeper: StateKeeper
  /** Takes a certificate, then the checkpoint; then `stage` adds its own changes to the same write. */
  receive(records: readonly Arriving[], stage: (received: Received) => void): Promise<readonly Received[]>
  /** Anew from the envelopes (CK7). */
  rebuild(why: string): Promise<void>
}

/** A document's checkpoints: those taken, and those made (rules CK1-CK6). */
export class Summaries implements DocumentSummary {
  readonly #desk: SummaryDesk
  #alarm: DocumentAlarm | undefined
  #wanting = false

  constructor(desk: SummaryDesk) {
    this.#desk = desk
  }

  get alarm(): DocumentAlarm | undefined {
    return this.#alarm
  }

  raise(alarm: DocumentAlarm): void {
    this.#alarm = alarm
    if (alarm.kind !== 'diverged' && alarm.kind !== 'twice') this.#wanting = true
  }

  get covered(): number {
    return this.#desk.keeper.state.cursor.covered ?? 0
  }

  /** CK6: a better one is due: the newest was found wanting, or the relay has none and no envelopes of what we know. */
  get remedy(): boolean {
    return this.#wanting || (this.covered === 0 && this.vouched.envelopes > 0)
  }

  get vouched(): Vouched {
    const by = new Set<MemberId>()
    let envelopes = 0
    for (const lease of this.#desk.keeper.state.leases.all()) {
      if (lease.by === undefined) continue
      by.add(lease.by)
      for (const arrival of lease.arrivals) if (arrival === 0) envelopes++
    }
    return { envelopes, by: [...by] }
  }

  offered({ sequence, record, certificate }: OfferedCheckpoint, at?: RelayCursor): Promise<Received> {
    const arriving = [certificate, record].map((one) => ({ record: one, source: 'relay' as const, at: undefined }))
    const { keeper } = this.#desk
    return keeper.run(async () => {
      const received = await this.#desk.receive(arriving, (last) => {
        const { state } = keeper
        const header = parseHeader(record)
        if (last.kind === 'refused' || !header.ok) return
        if (at && fits(header.value.seen, at) && state.cursor.sequence < at.sequence) state.passed(at)
        state.moveCursor({ ...state.cursor, covered: Math.max(state.cursor.covered ?? 0, sequence) })
      })
      return received.at(-1) ?? { kind: 'refused', code: 'lost' }
    })
  }

  async digest(): Promise<string | undefined> {
    const state = this.#desk.keeper.state
    const heads = await headsDigest(state)
    const arrivals = state.arrivals
    const unchanged = () => this.#desk.keeper.state === state && state.arrivals === arrivals
    const content = state.unsettled().length === 0 ? await contentDigest(state, unchanged) : undefined
    return content && heads === (await headsDigest(state)) ? heads + content : undefined
  }

  diverged(): Promise<void> {
    return this.#desk.keeper.run(async () => {
      await this.#desk.rebuild('diverged')
      this.raise({ kind: 'diverged', member: undefined })
    })
  }

  /** The relay keeps this one of ours. */
  kept(sequence: number): Promise<void> {
    return this.#desk.keeper.run(async () => {
      const state = this.#desk.keeper.state
      this.#wanting = false
      state.moveCursor({ ...state.cursor, covered: Math.max(state.cursor.covered ?? 0, sequence) })
      await this.#desk.keeper.guarded(() => this.#desk.keeper.write())
    })
  }

  /** CK6: everything up to our cursor, as one record; undefined while something is still on its way, or for a reader. */
  sumUp(): Promise<{ readonly record: Bytes; readonly sequence: number } | undefined> {
    return this.#desk.keeper.run(async () => {
      const state = this.#desk.keeper.state
      const { keys, cursor } = state
      const unsent = state.waiting.size > 0
      if (!keys.mayWrite || cursor.sequence === 0 || unsent || state.unsettled().length > 0) return undefined
      const leases = state.leases.all()
      if (leases.length === 0) return undefined
      const certificates = certificatesFor(state)
      if (leases.length > MAX_LEASES || !certificates) return undefined
      const { incarnation, sequence, chain } = cursor
      const body = encodeSummary({
        leases: leases.map(({ device, nonce, hashes, ends, by }) => ({
          device,
          nonce,
          counter: hashes.length,
          hash: hashes.at(-1) ?? '',
          end: ends.at(-1) ?? 0,
          voucher: by,
        })),
        certificates,
        history: state.content.history(),
      })
      const nonce = toHex(this.#desk.random.bytes(8))
      const place = { document: state.id, class: state.class, nonce, seen: { incarnation, sequence, chain } }
      const record = await keys.sealCheckpoint(place, body)
      return record && { record, sequence }
    })
  }
}

/** The signed place is the relay's; a relay that was restored has the same entries under another chain. */
function fits(seen: RelayCursor, at: RelayCursor): boolean {
  if (seen.sequence !== at.sequence || !isId(at.incarnation)) return false
  return seen.incarnation === at.incarnation ? seen.chain === at.chain : true
}

/**
 * CK1: those of the devices that wrote, and then of all others: a certificate stands before its device's first envelope, which the log may
 * show only after what is summed up. Undefined: too many.
 */
function certificatesFor({ leases, certificates }: DocumentState): readonly Bytes[] | undefined {
  const writers = new Set(leases.all().map(({ device }) => device))
  const of = (device: DeviceId) => certificates.of(device).map(({ record }) => record)
  const needed = [...writers].flatMap(of)
  const others = [...certificates.devices()].filter((device) => !writers.has(device)).flatMap(of)
  return needed.length > MAX_CERTIFICATES ? undefined : [...needed, ...others].slice(0, MAX_CERTIFICATES)
}
