/** Two envelopes that a device signed for one place of a lease: everybody goes by the one that the relay's log has first (rule D21). */
import { parseHeader } from '../../envelope/header.ts'
import type { Bytes } from '../../kit/bytes.ts'
import type { Store } from '../ports.ts'
import type { Taken } from './intake.ts'
import { readEnvelopes } from './load.ts'
import type { DocumentState } from './state.ts'

/**
 * What stands here in the way of a record that the log shows, and gives way to it: it came by a link, and the log has it later or not at all.
 * Undefined where what we have was first, or came by a checkpoint (CK5).
 * @param sequence where the log shows the record
 */
export async function rivalOf(
  store: Store,
  state: DocumentState,
  record: Bytes,
  { received }: Taken,
  sequence: number,
): Promise<Bytes | undefined> {
  if (received.kind !== 'refused') return undefined
  const header = parseHeader(record)
  if (!header.ok) return undefined
  const { device, nonce, counter } = header.value
  const lease = state.leases.get(device, nonce)
  const at = received.code === 'equivocation' ? counter : received.code === 'broken-chain' ? counter - 1 : 0
  const arrival = lease?.arrivals[at - 1]
  if (!lease || !arrival) return undefined
  const place = lease.places[at - 1] ?? 0
  if (place > 0 && place < sequence) return undefined
  const [stored] = await readEnvelopes(store, state.layout, [arrival])
  return stored?.record
}
