/** Taking in what a member says that a document's log held (rules CK1-CK5): their word, until the envelopes themselves are here. */
import type { DeviceId, MemberId } from '../../domain/ids.ts'
import type { VerifiedCertificate } from '../../envelope/certificate.ts'
import { peerIdOf } from '../../envelope/lease.ts'
import type { VerifiedEnvelope } from '../../envelope/verify.ts'
import { type Bytes, toHex } from '../../kit/bytes.ts'
import { fail, ok, type Result } from '../../kit/result.ts'
import { recordHash } from '../../protocol/chain.ts'
import { breathe } from './breathe.ts'
import { parseSummary, type Summary, type SummedLease } from './checkpoint.ts'
import { enterConfirmed } from './confirmed.ts'
import { Content, type Peer } from './content.ts'
import { follow, refused, type Taken, verifyHere } from './intake.ts'
import { endOf, type Lease, newLease } from './leases.ts'
import { endsOf, spanOf } from './operations.ts'
import { everywhere } from './places.ts'
import type { DocumentState } from './state.ts'

interface Claim extends Summary {
  readonly ends: ReadonlyMap<Peer, number>
  readonly peers: ReadonlyMap<SummedLease, Peer>
  readonly proven: readonly { readonly hash: string; readonly record: Bytes; readonly proven: VerifiedCertificate }[]
}

/** Operations compared in one go. */
const SLICE = 2_000

/** CK2-CK4. What is known here stays as it is; only what is not known is taken, on the signer's word. */
export async function takeCheckpoint(state: DocumentState, record: Bytes): Promise<Taken> {
  const envelope = await verifyHere(state, record)
  if (!envelope.ok) return refused(envelope.error)
  const { hash, certificate } = envelope.value
  if (state.cursor.distrusted?.includes(hash)) return refused('distrusted')
  const body = await state.keys.open(envelope.value)
  if (!body.ok) return refused(body.error)
  const claim = await judge(state, body.value)
  await breathe()
  if (!claim.ok) return refused(claim.error)
  const { member } = certificate
  if (!(await agrees(state, claim.value)))
    return { ...refused('checkpoint-differs'), alarm: { kind: 'differs', member } }
  const lacking = lackedBy(state, claim.value, envelope.value)
  const taken = await merge(state, claim.value, record, hash, member)
  return lacking.length === 0 ? taken : { ...taken, lacking, alarm: { kind: 'lacks', member } }
}

/** CK1, CK2: certificates that hold, and operations of exactly the leases that are named. */
async function judge(state: DocumentState, body: Bytes): Promise<Result<Claim, string>> {
  const summary = parseSummary(body)
  if (!summary.ok) return summary
  const ends = endsOf(summary.value.history)
  if (!ends || ends.size !== summary.value.leases.length) return fail('bad-checkpoint')
  const proven: Claim['proven'][number][] = []
  for (const record of summary.value.certificates) {
    const found = await state.keys.prove(record)
    if (found.ok) proven.push({ hash: toHex(await recordHash(record)), record, proven: found.value })
  }
  const devices = new Set<DeviceId>([...state.certificates.devices(), ...proven.map((one) => one.proven.device)])
  const peers = new Map<SummedLease, Peer>()
  for (const lease of summary.value.leases) {
    if (!devices.has(lease.device)) return fail('unknown-device')
    const peer = await peerIdOf(lease.device, state.id, lease.nonce)
    if (ends.get(peer) !== lease.end) return fail('foreign-peer')
    peers.set(lease, peer)
  }
  return ok({ ...summary.value, ends, peers, proven })
}

/** CK4: what both know must be the same. */
async function agrees(state: DocumentState, { leases, history, ends }: Claim): Promise<boolean> {
  const known = leases.flatMap((lease) => {
    const ours = state.leases.get(lease.device, lease.nonce)
    return ours ? [{ lease, ours }] : []
  })
  if (known.length === 0) return true
  // Cheaper than operations, and finds what was signed twice.
  if (known.some(({ lease, ours }) => (ours.hashes[lease.counter - 1] || lease.hash) !== lease.hash)) return false
  const theirs = new Content()
  try {
    if (!theirs.merge(history, ends)) return false
    const reached = state.content.reached()
    for (const { lease, ours } of known) {
      const end = Math.min(lease.end, reached.get(ours.peer) ?? 0)
      for (let at = 0; at < end; at += SLICE) {
        if (!state.content.agrees(theirs, ours.peer, at, Math.min(end, at + SLICE))) return false
        await breathe()
      }
    }
    return true
  } finally {
    theirs.free()
  }
}

/** CK4: arrivals of envelopes that the log held within its reach, and that are not in it. */
function lackedBy(state: DocumentState, { leases }: Claim, { header: { seen } }: VerifiedEnvelope): readonly number[] {
  if (seen.incarnation !== state.cursor.incarnation) return []
  const jumping = state.cursor.sequence < seen.sequence
  const named = new Map(leases.map(({ device, nonce, counter }) => [`${device}.${nonce}`, counter]))
  return state.leases.all().flatMap(({ device, nonce, places, arrivals }) => {
    const from = named.get(`${device}.${nonce}`) ?? 0
    return arrivals.flatMap((arrival, i) => {
      const place = places[i] ?? 0
      // Acknowledged, and not seen in the log yet: it may stand before where reading goes on.
      const within = place > 0 ? place <= seen.sequence : jumping && !state.waiting.has(arrival)
      return i >= from && arrival > 0 && within ? [arrival] : []
    })
  })
}

/** CK3. */
async function merge(
  state: DocumentState,
  claim: Claim,
  record: Bytes,
  hash: string,
  signer: MemberId,
): Promise<Taken> {
  const fresh = claim.leases.filter(
    ({ device, nonce, counter }) => counter > (state.leases.get(device, nonce)?.hashes.length ?? 0),
  )
  // Also where nothing else is new: those of devices that wrote nothing yet may stand in the part of the log that is passed over.
  const strangers = claim.proven.filter((one) => !state.certificates.get(one.hash))
  for (const one of strangers) state.addCertificate(one.hash, one.record, one.proven, 0)
  const leases = strangers.flatMap(({ proven: { device } }) =>
    state.held.noncesOf(device).map((nonce) => ({ device, nonce })),
  )
  if (fresh.length === 0) return followed(state, { received: { kind: 'duplicate' }, places: [] }, leases)
  if (!state.content.merge(claim.history, claim.ends)) return { ...refused('bad-checkpoint'), damaged: true }
  for (const lease of fresh) extend(state, lease, claim.peers.get(lease) as Peer, lease.voucher ?? signer)
  state.stage({ table: 'documents', key: state.layout.checkpoints + hash, value: { schema: 1, record } })
  const taken = await followed(state, { received: { kind: 'applied' }, places: everywhere(state) }, [
    ...fresh,
    ...leases,
  ])
  await breathe()
  // What came so is in no envelope: the snapshot goes into the same write.
  state.stage(state.snapshot())
  return taken
}

/** What is held, and can be placed now. */
async function followed(
  state: DocumentState,
  first: Taken,
  leases: readonly Pick<Lease, 'device' | 'nonce'>[],
): Promise<Taken> {
  let taken = first
  for (const { device, nonce } of leases) {
    const { places, damaged } = await follow(state, device, nonce)
    taken = { ...taken, places: [...taken.places, ...places], ...(damaged && { damaged }) }
  }
  return taken
}

function extend(state: DocumentState, lease: SummedLease, peer: Peer, by: MemberId): void {
  let ours = state.leases.get(lease.device, lease.nonce)
  if (!ours) {
    ours = newLease(lease.device, lease.nonce, peer)
    state.leases.add(ours)
  }
  while (ours.hashes.length < lease.counter) {
    ours.hashes.push('')
    ours.arrivals.push(0)
    ours.ends.push(0)
  }
  ours.hashes[lease.counter - 1] = lease.hash
  ours.ends[lease.counter - 1] = lease.end
  ours.by = by
}

/** CK3: an envelope that we had by a checkpoint only. It proves its writer; what the checkpoint said of it must be what it holds. */
export async function confirm(
  state: DocumentState,
  lease: Lease,
  envelope: VerifiedEnvelope,
  era: number,
): Promise<Taken> {
  const body = await state.keys.open(envelope)
  if (!body.ok) return refused(body.error)
  const span = spanOf(body.value, lease.peer)
  if (!span) return refused('not-an-update')
  const within = span.end <= endOf(lease)
  if (!within || !state.content.holds(body.value, { peer: lease.peer, end: span.end }, span.start))
    return contradicted(lease)
  enterConfirmed(state, lease, envelope, span.end, era)
  return { received: { kind: 'duplicate' }, places: [] }
}

export const contradicted = (lease: Lease): Taken => ({
  ...refused('checkpoint-false'),
  alarm: { kind: 'false', member: lease.by },
})
