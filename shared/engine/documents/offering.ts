/** What this document offers to the relay and to other devices. */
import { parseHeader } from '../../envelope/header.ts'
import type { Bytes } from '../../kit/bytes.ts'
import { fromHex, toHex } from '../../kit/bytes.ts'
import { chainStart, recordHash } from '../../protocol/chain.ts'
import type { LeaseHead, RelayCursor } from '../document-parts.ts'
import type { Store } from '../ports.ts'
import type { StoredEnvelope } from './layout.ts'
import { readEnvelopes, storedCheckpoints, upTo, waitFor } from './load.ts'
import type { DocumentState } from './state.ts'

/**
 * Records that a side with these heads lacks, in order of arrival, the certificates of their devices first. Also of devices that the heads
 * name: these may be known there by a certificate of an older epoch alone, without which nothing newer of theirs counts.
 */
export async function missingRecords(
  store: Store,
  state: DocumentState,
  heads: readonly LeaseHead[],
): Promise<readonly Bytes[]> {
  const known = new Map(heads.map((head) => [`${head.device}.${head.nonce}`, head.counter]))
  let summed = false
  const lacking = state.leases.all().flatMap((lease) => {
    const counter = known.get(`${lease.device}.${lease.nonce}`) ?? 0
    const beyond = lease.arrivals.slice(counter)
    summed ||= beyond.includes(0)
    return beyond.filter(Boolean).map((arrival) => ({ arrival, device: lease.device }))
  })
  lacking.sort((a, b) => a.arrival - b.arrival)
  const devices = new Set(summed ? state.certificates.devices() : lacking.map(({ device }) => device))
  const certificates = [...devices].flatMap((device) => state.certificates.of(device).map(({ record }) => record))
  const envelopes = await readEnvelopes(
    store,
    state.layout,
    lacking.map(({ arrival }) => arrival),
  )
  const checkpoints = summed ? await storedCheckpoints(store, state.layout) : []
  return [...certificates, ...checkpoints, ...envelopes.flatMap((envelope) => (envelope ? [envelope.record] : []))]
}

/** The relay has this record durably, at a place that its log must show. One that is not known here says nothing. */
export async function acknowledge(state: DocumentState, record: Bytes, at?: RelayCursor): Promise<void> {
  if (at) state.shown(at)
  const header = parseHeader(record)
  const hash = toHex(await recordHash(record))
  if (!header.ok) return state.acknowledgeCertificate(hash)
  const { device, nonce, counter } = header.value
  const lease = state.leases.get(device, nonce)
  const arrival = lease?.arrivals[counter - 1]
  if (lease?.hashes[counter - 1] === hash && arrival) state.acknowledge(arrival)
}

/** The relay began anew: nothing counts as acknowledged, so that everything kept is offered again. */
export async function forgetRelay(store: Store, state: DocumentState, incarnation: string): Promise<void> {
  const chain = toHex(await chainStart(fromHex(incarnation), state.id))
  state.restart(incarnation, chain)
  const arrivals = upTo(state.arrivals)
  const envelopes = await readEnvelopes(store, state.layout, arrivals)
  state.waiting.clear()
  for (const [i, arrival] of arrivals.entries()) waitFor(state, arrival, envelopes[i])
}

/** The relay had these and may let them go: they are offered again, which is harmless (L2). */
export async function waitAgain(store: Store, state: DocumentState, arrivals: readonly number[]): Promise<void> {
  const envelopes = await readEnvelopes(store, state.layout, arrivals)
  for (const [i, arrival] of arrivals.entries()) {
    const envelope = envelopes[i]
    if (!envelope) continue
    const unknown: StoredEnvelope = { ...envelope, era: 0 }
    waitFor(state, arrival, unknown)
    state.stage(state.layout.put('e', arrival, unknown))
  }
  // It says who of those inside it waits.
  state.stage(state.snapshot())
}

/** The relay does not take this record now, and says why: it is offered again by itself. */
export function putOff(state: DocumentState, record: Bytes, code: string): void {
  const header = parseHeader(record)
  if (!header.ok) return
  const { device, nonce, counter } = header.value
  const arrival = state.leases.get(device, nonce)?.arrivals[counter - 1]
  const waiting = arrival === undefined ? undefined : state.waiting.get(arrival)
  if (waiting) waiting.code = code
}
