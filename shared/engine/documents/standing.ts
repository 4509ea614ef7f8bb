import type { MemberId } from '../../domain/ids.ts'
import type { LeaseHead } from '../document-parts.ts'
import type { DocumentState } from './state.ts'

/** When the oldest waiting envelope was written, by its writer's clock. Milliseconds since 1970. */
export function waitingSince({ waiting, leases, content }: DocumentState): number | undefined {
  const [arrival] = waiting.keys()
  const oldest = arrival === undefined ? undefined : waiting.get(arrival)
  const lease = oldest && leases.get(oldest.device, oldest.nonce)
  const end = lease?.ends[lease.arrivals.indexOf(arrival ?? 0)]
  const seconds = lease && end !== undefined ? content.writtenAt(lease.peer, end - 1) : undefined
  return seconds === undefined ? undefined : seconds * 1_000
}

/** Records of our device that the relay is not known to have, and how many of them it does not take now. */
export function ownWaiting({ waiting, keys }: DocumentState): { readonly records: number; readonly putOff: number } {
  const own = [...waiting.values()].filter(({ device }) => device === keys.device)
  return { records: own.length, putOff: own.filter(({ code }) => code !== undefined).length }
}

/** How many envelopes of each lease are part of the content, and whose they are: Loro may keep some waiting (D6). */
export function applied({
  content,
  leases,
  certificates,
}: DocumentState): readonly (LeaseHead & { readonly member: MemberId })[] {
  const reached = content.reached()
  return leases.all().flatMap(({ device, nonce, peer, ends }) => {
    const operations = reached.get(peer) ?? 0
    const after = ends.findIndex((end) => end > operations)
    const member = certificates.memberOf(device)
    return member ? [{ device, nonce, counter: after < 0 ? ends.length : after, member }] : []
  })
}
