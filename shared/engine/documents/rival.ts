/**
 * Two envelopes that a device signed for one place of a lease: everybody goes by the log (rule D21). At each counter stands the first in
 * the log that follows what stands before it, so what stands is read from the log alone, whatever links brought meanwhile and in what order.
 */
import { type Header, NO_PREVIOUS, parseHeader } from '../../envelope/header.ts'
import type { Bytes } from '../../kit/bytes.ts'
import type { Received } from '../document-parts.ts'
import type { Lease } from './leases.ts'
import type { DocumentState } from './state.ts'

/** Arrival number of what is to give way to the record; `later`: it may stand once something before it has given way. */
export type Rival = number | 'later' | undefined

/**
 * What is to become of a record that the log shows and that does not fit what stands here.
 * @param sequence where the log shows it
 */
export function rivalOf(state: DocumentState, record: Bytes, received: Received, sequence: number): Rival {
  const header = misfit(record, received)
  const lease = header && state.leases.get(header.device, header.nonce)
  if (!lease) return undefined
  const { counter } = header
  const before = lease.hashes[counter - 2] ?? NO_PREVIOUS
  const arrival = lease.arrivals[counter - 1]
  const place = lease.places[counter - 1] ?? 0
  if (arrival && before === header.previous && (place === 0 || place > sequence)) return arrival
  return isFounded(lease, counter) ? undefined : 'later'
}

/** The header of what was refused because of another envelope of its lease. */
function misfit(record: Bytes, received: Received): Header | undefined {
  const isMisfit = received.kind === 'refused' && (received.code === 'equivocation' || received.code === 'broken-chain')
  const header = isMisfit ? parseHeader(record) : undefined
  return header?.ok ? header.value : undefined
}

/** Whether all of a lease before this counter stands in the log, or came by a checkpoint: then nothing of it gives way any more. */
const isFounded = ({ arrivals, places }: Lease, counter: number): boolean =>
  arrivals.slice(0, counter - 1).every((arrival, i) => arrival === 0 || (places[i] ?? 0) > 0)
