import type { DeviceId } from '../../domain/ids.ts'
import { parseHeader, recordKind } from '../../envelope/header.ts'
import { peerIdOf, placeInLease } from '../../envelope/lease.ts'
import { foresee, type VerifiedEnvelope, verifyEnvelope } from '../../envelope/verify.ts'
import { type Bytes, toHex } from '../../kit/bytes.ts'
import { recordHash } from '../../protocol/chain.ts'
import type { DocumentAlarm, Received } from '../document-parts.ts'
import type { Place } from './content.ts'
import { endOf } from './leases.ts'
import { rememberPlace } from './place-in-log.ts'
import { rivalOf } from './rival.ts'
import type { DocumentState } from './state.ts'
import { confirm, contradicted, takeCheckpoint } from './summed.ts'

/** What came of a record, and what it changed. `damaged`: Loro found something else than was judged; the state must be loaded again. */
export interface Taken {
  readonly received: Received
  readonly places: readonly Place[]
  readonly damaged?: true
  /** What people should be told. */
  readonly alarm?: DocumentAlarm
  /** Arrivals of what a checkpoint lacks: to be offered again. */
  readonly lacking?: readonly number[]
}

/** Its keyring has not come yet: to be shown again then. */
export const isEarly = (received: Received): boolean => received.kind === 'refused' && received.code === 'unknown-epoch'

export const refused = (code: string): Taken => ({ received: { kind: 'refused', code }, places: [] })
const plain = (kind: 'applied' | 'duplicate' | 'held'): Taken => ({ received: { kind }, places: [] })
const DAMAGED: Taken = { ...refused('not-an-update'), damaged: true }

/**
 * Judges one record (rules E6, E7, D4-D6) and takes it in; what it makes good among the held ones follows at once.
 * @param era the relay's era in which it is known to have the record; 0 when it came from a peer
 */
export async function take(state: DocumentState, record: Bytes, era: number): Promise<Taken> {
  const kind = recordKind(record)
  if (!kind.ok) return refused(kind.error)
  if (kind.value === 'checkpoint') return takeCheckpoint(state, record)
  if (kind.value === 'certificate') return takeCertificate(state, record, era)
  if (kind.value !== 'update') return refused('wrong-kind')
  const taken = await takeUpdate(state, record, era)
  if (taken.received.kind !== 'applied') return taken
  const header = parseHeader(record)
  return header.ok ? joined(taken, await follow(state, header.value.device, header.value.nonce)) : taken
}

const joined = (first: Taken, then: Taken): Taken => ({
  received: first.received,
  places: [...first.places, ...then.places],
  ...(then.damaged && { damaged: true }),
  ...(then.alarm && { alarm: then.alarm }),
})

async function takeCertificate(state: DocumentState, record: Bytes, era: number): Promise<Taken> {
  const hash = toHex(await recordHash(record))
  if (state.certificates.get(hash)) {
    if (era > 0) state.acknowledgeCertificate(hash)
    return plain('duplicate')
  }
  const proven = await state.keys.prove(record)
  if (!proven.ok) return refused(proven.error)
  const { device } = proven.value
  state.addCertificate(hash, record, proven.value, era)
  let taken = plain('applied')
  for (const nonce of state.held.noncesOf(device)) {
    if (!taken.damaged) taken = joined(taken, await follow(state, device, nonce))
  }
  return taken
}

async function takeUpdate(state: DocumentState, record: Bytes, era: number): Promise<Taken> {
  if (isWithdrawn(state, record, era)) return refused('refused-by-relay')
  const verified = await verifyHere(state, record)
  if (!verified.ok) return verified.error === 'unknown-device' ? hold(state, record, era) : refused(verified.error)
  const { header, hash } = verified.value
  const lease = state.leases.get(header.device, header.nonce)
  const place = placeInLease(
    header,
    hash,
    lease?.hashes.length ?? 0,
    (counter) => lease?.hashes[counter - 1] || undefined,
  )
  if (place === 'gap') return hold(state, record, era)
  if (lease?.arrivals[header.counter - 1] === 0) {
    return place === 'duplicate' ? confirm(state, lease, verified.value, era) : contradicted(lease)
  }
  if (place === 'duplicate') {
    const arrival = lease?.arrivals[header.counter - 1]
    if (era > 0 && arrival !== undefined) state.acknowledge(arrival)
    return plain('duplicate')
  }
  return place === 'next' ? apply(state, verified.value, era) : refused(place)
}

/** D14: other devices may still offer what our relay refused. What its log shows it has taken after all. */
function isWithdrawn({ kept }: DocumentState, record: Bytes, era: number): boolean {
  const header = parseHeader(record)
  if (!header.ok) return false
  const { device, nonce, counter } = header.value
  const from = kept.refusedFrom(device, nonce)
  if (from === undefined || counter < from) return false
  if (era === 0) return true
  kept.forgive(device, nonce)
  return false
}

const expectedHere = (state: DocumentState) => ({
  space: state.keys.space,
  document: state.id,
  class: state.class,
  certificateOf: (device: DeviceId, epoch: number) => state.certificates.forEpoch(device, epoch),
})

/** The checks of E6 up to the signature, against what this document knows. */
export const verifyHere = (state: DocumentState, record: Bytes) => verifyEnvelope(record, expectedHere(state))

/** Bodies opened ahead, by the record. */
const bodies = new WeakMap<Bytes, ReturnType<typeof openHere>>()

async function openHere(state: DocumentState, record: Bytes) {
  const verified = await verifyHere(state, record)
  return verified.ok ? state.keys.open(verified.value) : undefined
}

/**
 * Begins what `take` of each record of a batch will need, as far as it can be known before the others are taken: side by side, on the
 * browser's own threads. Decides nothing. One alone would gain nothing.
 */
export function foreseeAll(state: DocumentState, records: readonly { readonly record: Bytes }[]): void {
  if (records.length < 2) return
  const expected = expectedHere(state)
  for (const { record } of records) {
    foresee(record, expected)
    bodies.set(record, openHere(state, record))
  }
}

async function apply(state: DocumentState, envelope: VerifiedEnvelope, era: number): Promise<Taken> {
  const imported = await importBody(state, envelope)
  if ('received' in imported) return imported
  state.enter(envelope, imported.reach, era)
  state.shown(envelope.header.seen)
  // Ours, and in the document again: nothing more needs to be kept beside it.
  if (envelope.header.device === state.keys.device) for (const place of imported.places) state.kept.drop(place)
  return { received: { kind: 'applied' }, places: imported.places }
}

/** From decryption to Loro (E6, E7). The envelope is verified and next in its lease. */
export async function importBody(state: DocumentState, envelope: VerifiedEnvelope) {
  const { device, nonce } = envelope.header
  const body = (await bodies.get(envelope.bytes)) ?? (await state.keys.open(envelope))
  bodies.delete(envelope.bytes)
  if (!body.ok) return refused(body.error)
  const lease = state.leases.get(device, nonce)
  const peer = lease?.peer ?? (await peerIdOf(device, state.id, nonce))
  const reach = state.content.judge(body.value, peer, endOf(lease))
  if (!reach.ok) return refused(reach.error)
  const places = state.content.apply(body.value, reach.value)
  return places ? { reach: reach.value, places } : DAMAGED
}

/** D5: kept until it can be placed, also over a restart. */
export async function hold(state: DocumentState, record: Bytes, era: number): Promise<Taken> {
  const header = parseHeader(record)
  if (!header.ok) return refused(header.error)
  const { device, nonce, counter } = header.value
  const hash = toHex(await recordHash(record))
  const known = state.held.get(hash)
  if (!known && !state.held.hasRoom(device, record.length)) return refused('too-many-held')
  if (!known || (era > 0 && known.era !== era)) state.hold({ hash, record, device, nonce, counter, era })
  return plain('held')
}

/** Takes in what is held for the lease's next counter, and so on. Of the records held for one counter the first in the log is good (D21). */
export async function follow(state: DocumentState, device: DeviceId, nonce: string): Promise<Taken> {
  let taken = plain('applied')
  for (;;) {
    const counter = (state.leases.get(device, nonce)?.hashes.length ?? 0) + 1
    for (const { hash, record, era, place } of state.held.upTo(device, nonce, counter)) {
      // A checkpoint does not hold what was held: the relay is offered it anew, in case it lets go what it has (CK6).
      const next = await takeUpdate(state, record, state.cursor.covered ? 0 : era)
      const later = place !== undefined && rivalOf(state, record, next.received, place) !== undefined
      if (next.received.kind !== 'held' && !later) state.release(hash)
      if (next.received.kind === 'applied' && place !== undefined && era === state.cursor.era)
        rememberPlace(state, record, place)
      taken = joined(taken, next)
      if (taken.damaged) return taken
    }
    if ((state.leases.get(device, nonce)?.hashes.length ?? 0) < counter) return taken
  }
}
