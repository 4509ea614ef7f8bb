import type { VerifiedEnvelope } from '../../envelope/verify.ts'
import type { StoredEnvelope } from './layout.ts'
import type { Lease } from './leases.ts'
import type { DocumentState } from './state.ts'

/** CK3: an envelope that we had by a checkpoint only is here now, and holds what the checkpoint said. @param end of its operations */
export function enterConfirmed(
  state: DocumentState,
  lease: Lease,
  envelope: VerifiedEnvelope,
  end: number,
  era: number,
): void {
  const { counter, device, nonce } = envelope.header
  const record = envelope.bytes
  const arrival = ++state.arrivals
  lease.hashes[counter - 1] = envelope.hash
  lease.arrivals[counter - 1] = arrival
  lease.ends[counter - 1] = end
  if (lease.arrivals.every((one) => one > 0)) lease.by = undefined
  if (era !== state.cursor.era) state.wait(arrival, { record, device, nonce })
  state.stage(state.layout.put('e', arrival, { schema: 1, record, era } satisfies StoredEnvelope))
}
