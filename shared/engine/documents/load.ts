import * as v from 'valibot'
import type { DeviceId, DocumentId } from '../../domain/ids.ts'
import { parseHeader } from '../../envelope/header.ts'
import { placeInLease } from '../../envelope/lease.ts'
import type { VerifiedEnvelope } from '../../envelope/verify.ts'
import { type Bytes, toHex } from '../../kit/bytes.ts'
import { recordHash } from '../../protocol/chain.ts'
import type { DocumentClass } from '../document-parts.ts'
import type { Store } from '../ports.ts'
import { enterConfirmed } from './confirmed.ts'
import { ROOTS } from './content.ts'
import { importBody, verifyHere } from './intake.ts'
import type { DocumentKeys } from './keys.ts'
import {
  Layout,
  type StoredEnvelope,
  storedCertificate,
  storedCheckpoint,
  storedCursor,
  storedEnvelope,
  storedHeld,
  storedKept,
  storedRefused,
  storedSnapshot,
} from './layout.ts'
import type { Lease } from './leases.ts'
import { spanOf } from './operations.ts'
import { DocumentState } from './state.ts'
import { takeCheckpoint } from './summed.ts'

/** The local store holds what this version cannot read: written by a newer one, or damaged. Nothing is overwritten. */
export class UnreadableStore extends Error {
  override name = 'UnreadableStore'
}

function read<Value>(schema: v.GenericSchema<unknown, Value>, value: unknown, what: string): Value {
  const parsed = v.safeParse(schema, value)
  if (!parsed.success) throw new UnreadableStore(`${what} cannot be read`)
  return parsed.output
}

/** Reading ahead so many envelopes at a time. */
const PAGE = 32

export interface DocumentIdentity {
  readonly id: DocumentId
  readonly class: DocumentClass
  readonly keys: DocumentKeys
}

/** Rule D8: a document is its snapshot and the envelopes that arrived after it. */
export async function loadState(store: Store, identity: DocumentIdentity): Promise<DocumentState> {
  const layout = new Layout(identity.keys.space, identity.id)
  const [rawSnapshot, rawCursor] = await Promise.all([
    store.get('documents', layout.snapshot),
    store.get('documents', layout.cursor),
  ])
  const snapshot = rawSnapshot === undefined ? undefined : read(storedSnapshot, rawSnapshot, 'a snapshot')
  const state = new DocumentState(identity, snapshot)
  if (rawCursor !== undefined) state.resume(read(storedCursor, rawCursor, 'a cursor'))
  // The relay began anew since: nothing of the snapshot counts as acknowledged, nor stands where it stood.
  const stale = snapshot?.era !== undefined && snapshot.era !== state.cursor.era
  if (stale) for (const lease of state.leases.all()) lease.places.length = 0
  await loadCertificates(store, state)
  await loadHeld(store, state)
  await loadKept(store, state)
  // Without a snapshot (D14), what we have by checkpoints only is in no envelope.
  if (!snapshot) await beginAtCheckpoints(store, state)
  await replayUnsettled(store, state)
  await loadWaiting(store, state, stale ? upTo(state.through) : (snapshot?.waiting ?? []))
  await replayTail(store, state)
  state.takeStaged()
  state.stored = state.arrivals
  return state
}

/** D14, CK2: older envelopes may be gone everywhere, and what follows builds on what these hold. */
async function beginAtCheckpoints(store: Store, state: DocumentState): Promise<void> {
  for (const record of await storedCheckpoints(store, state.layout)) {
    const { received } = await takeCheckpoint(state, record)
    if (received.kind === 'refused') throw new UnreadableStore(`a stored checkpoint is refused: ${received.code}`)
  }
}

/** In no certain order. */
export async function storedCheckpoints(store: Store, layout: Layout): Promise<readonly Bytes[]> {
  const found = await store.list('documents', layout.checkpoints)
  return found.map(({ value }) => read(storedCheckpoint, value, 'a checkpoint').record)
}

async function loadCertificates(store: Store, state: DocumentState): Promise<void> {
  for (const { value } of await store.list('envelopes', state.layout.certificates)) {
    const { record, era } = read(storedCertificate, value, 'a certificate')
    const proven = await state.keys.prove(record)
    // A later keyring may have revoked it.
    if (proven.ok) state.addCertificate(toHex(await recordHash(record)), record, proven.value, era)
  }
}

async function loadHeld(store: Store, state: DocumentState): Promise<void> {
  const { held: prefix } = state.layout
  for (const { key, value } of await store.list('envelopes', prefix)) {
    const held = read(storedHeld, value, 'a held record')
    state.held.set({ ...held, hash: key.slice(prefix.length), device: held.device as DeviceId })
  }
}

/** D14. A root that this version does not know stays stored. */
async function loadKept(store: Store, state: DocumentState): Promise<void> {
  const { refusedLeases, keptPlaces } = state.layout
  for (const { value } of await store.list('documents', refusedLeases)) {
    const { device, nonce, from } = read(storedRefused, value, 'a refused lease')
    state.kept.refuse(device, nonce, from)
  }
  for (const { value } of await store.list('documents', keptPlaces)) {
    const { root, ...kept } = read(storedKept, value, 'a kept value')
    const known = ROOTS.find((one) => one === root)
    if (known) state.kept.put({ ...kept, root: known })
  }
}

/** All arrival numbers up to the newest. */
export const upTo = (arrivals: number): readonly number[] => Array.from({ length: arrivals }, (_, i) => i + 1)

async function loadWaiting(store: Store, state: DocumentState, arrivals: readonly number[]): Promise<void> {
  if (!state.keys.carried) return
  for (let i = 0; i < arrivals.length; i += PAGE) {
    const page = arrivals.slice(i, i + PAGE)
    const values = await readEnvelopes(store, state.layout, page)
    for (const [j, arrival] of page.entries()) {
      waitFor(state, arrival, values[j])
      placed(state, values[j])
    }
  }
}

/** Puts an envelope among the waiting, unless the relay has it or will never take it. */
export function waitFor(state: DocumentState, arrival: number, envelope: StoredEnvelope | undefined): void {
  if (!envelope || envelope.refused !== undefined || envelope.era === state.cursor.era) return
  const header = parseHeader(envelope.record)
  if (header.ok)
    state.wait(arrival, { record: envelope.record, device: header.value.device, nonce: header.value.nonce })
}

/** @returns undefined where there is none */
export async function readEnvelopes(
  store: Store,
  layout: Layout,
  arrivals: readonly number[],
): Promise<readonly (StoredEnvelope | undefined)[]> {
  const values = await Promise.all(arrivals.map((arrival) => store.get('envelopes', layout.envelope(arrival))))
  return values.map((value) => (value === undefined ? undefined : read(storedEnvelope, value, 'an envelope')))
}

/** D6: what Loro kept waiting when the snapshot was written is given to it again. */
async function replayUnsettled(store: Store, state: DocumentState): Promise<void> {
  for (const { arrival, reach } of state.unsettled()) {
    const [stored] = await readEnvelopes(store, state.layout, [arrival])
    const envelope = stored && (await verifyHere(state, stored.record))
    const body = envelope?.ok ? await state.keys.open(envelope.value) : undefined
    if (!body?.ok || !state.content.apply(body.value, reach)) throw new UnreadableStore('an envelope is damaged')
  }
}

/** All envelopes of a document in order of arrival. */
export async function readAllEnvelopes(store: Store, layout: Layout): Promise<readonly StoredEnvelope[]> {
  const found = await store.list('envelopes', layout.envelopes)
  return found.map(({ value }) => read(storedEnvelope, value, 'an envelope'))
}

/** Arrival numbers have no gaps: the first that is missing is the end. */
async function replayTail(store: Store, state: DocumentState): Promise<void> {
  for (let from = state.through + 1; ; from += PAGE) {
    const page = await readEnvelopes(
      store,
      state.layout,
      Array.from({ length: PAGE }, (_, i) => from + i),
    )
    for (const envelope of page) {
      if (!envelope) return
      await replay(state, envelope)
    }
  }
}

/** CK4: as the log showed it in the relay's present life. */
function placed({ leases, cursor }: DocumentState, envelope: StoredEnvelope | undefined): void {
  if (envelope?.place !== undefined && envelope.era === cursor.era) leases.seenAt(envelope.record, envelope.place)
}

async function replay(state: DocumentState, stored: StoredEnvelope): Promise<void> {
  const { record, era, refused } = stored
  // D14: its number stays taken.
  if (refused !== undefined) return void state.arrivals++
  const envelope = await verifyHere(state, record as Bytes)
  if (!envelope.ok) throw new UnreadableStore(`a stored envelope is refused: ${envelope.error}`)
  const { header, hash } = envelope.value
  const lease = state.leases.get(header.device, header.nonce)
  const place = placeInLease(
    header,
    hash,
    lease?.hashes.length ?? 0,
    (counter) => lease?.hashes[counter - 1] || undefined,
  )
  if (place === 'duplicate' && lease?.arrivals[header.counter - 1] === 0)
    await reconfirm(state, lease, envelope.value, era)
  else if (place !== 'next') throw new UnreadableStore(`a stored envelope is out of place: ${place}`)
  else {
    const imported = await importBody(state, envelope.value)
    if ('received' in imported) throw new UnreadableStore('a stored envelope does not hold an update')
    state.enter(envelope.value, imported.reach, era)
  }
  placed(state, stored)
}

/** It was compared with what we had by a checkpoint before it was stored. */
async function reconfirm(state: DocumentState, lease: Lease, envelope: VerifiedEnvelope, era: number): Promise<void> {
  const body = await state.keys.open(envelope)
  const span = body.ok ? spanOf(body.value, lease.peer) : undefined
  if (!span) throw new UnreadableStore('a stored envelope does not hold an update')
  enterConfirmed(state, lease, envelope, span.end, era)
}
