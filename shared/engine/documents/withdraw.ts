import { parseHeader } from '../../envelope/header.ts'
import { type Bytes, toHex } from '../../kit/bytes.ts'
import { recordHash } from '../../protocol/chain.ts'
import type { Store } from '../ports.ts'
import { type Place, type Put, ROOTS } from './content.ts'
import { AGAIN } from './kept.ts'
import type { StoredEnvelope } from './layout.ts'
import type { Lease } from './leases.ts'
import { readEnvelopes } from './load.ts'
import { placesOf } from './places.ts'
import type { DocumentState } from './state.ts'

/**
 * Rule D14. The relay will never take this record, nor what follows in its lease. Loro cannot forget an operation, and whatever is written
 * later depends on it: so the document is to be loaded again from its envelopes, without these. Stages all that this needs, in one batch:
 * the marks, the end of the snapshot, and our own values that would go with it. The caller writes the batch and loads again.
 * @returns the places that may read differently afterwards, and how many records went; undefined when the record is not in the document
 */
export async function withdraw(
  store: Store,
  state: DocumentState,
  record: Bytes,
  code: string,
): Promise<{ readonly places: readonly Place[]; readonly records: number } | undefined> {
  const header = parseHeader(record)
  if (!header.ok) return undefined
  const { device, nonce, counter } = header.value
  const lease = state.leases.get(device, nonce)
  if (lease?.hashes[counter - 1] !== toHex(await recordHash(record))) return undefined
  keepOwn(state, lease, counter, code)
  const arrivals = lease.arrivals.slice(counter - 1)
  const envelopes = await readEnvelopes(store, state.layout, arrivals)
  for (const [i, arrival] of arrivals.entries()) {
    const envelope = envelopes[i]
    if (!envelope) continue
    state.waitNoLonger(arrival)
    const marked: StoredEnvelope = { schema: 1, record: envelope.record, era: 0, refused: code }
    state.stage(state.layout.put('e', arrival, marked))
  }
  state.kept.refuse(device, nonce, counter)
  state.stage({ table: 'documents', key: state.layout.snapshot, value: undefined })
  return { places: placesOf(state, ROOTS), records: arrivals.length }
}

/**
 * What this device wrote in the refused envelopes stays as it is, here alone. What it wrote after the first of them came may depend on it and
 * then never settles anywhere: it is to be written again.
 */
function keepOwn(state: DocumentState, refused: Lease, counter: number, code: string): void {
  const since = refused.arrivals[counter - 1] ?? 0
  for (const lease of state.leases.all()) {
    if (lease.device !== state.keys.device) continue
    for (const written of state.writtenBy(lease)) {
      const gone = lease === refused && written.counter >= counter
      const after = (lease.arrivals[written.counter - 1] ?? 0) > since
      if (!gone && !after) continue
      const { root, key } = written
      const { value } = state.content.read(root, key)
      state.kept.put({ root, key, value, code: gone ? code : AGAIN })
    }
  }
}

/** What is to be written again. What stands in the document all the same needs nothing more. */
export function toWriteAgain(state: DocumentState): readonly Put[] {
  const again = state.kept.values.filter(({ code }) => code === AGAIN)
  const puts = again.filter(({ root, key, value }) => {
    const now = state.content.read(root, key)
    const lease = now.peer === undefined ? undefined : state.leases.byPeer(now.peer)
    return lease?.device !== state.keys.device || JSON.stringify(now.value) !== JSON.stringify(value)
  })
  for (const kept of again) if (!puts.includes(kept)) state.kept.drop(kept)
  return puts.map(({ root, key, value }) => ({ root, key, value }))
}
