import type { DeviceId, DocumentId } from '../domain/ids.ts'
import { fromHex } from '../kit/bytes.ts'
import { sha256 } from '../kit/sha256.ts'
import { tag } from './digest.ts'
import { type Header, NO_PREVIOUS } from './header.ts'

/**
 * K3: the Loro PeerID of a lease, as the decimal text Loro takes.
 * @param nonce 8 bytes as hex
 */
export async function peerIdOf(device: DeviceId, document: DocumentId, nonce: string): Promise<`${number}`> {
  const hash = await sha256(tag('peer'), fromHex(device), fromHex(document), fromHex(nonce))
  const first = new DataView(hash.buffer).getBigUint64(0)
  return `${first & 0x7fffffffffffffffn}` as `${number}`
}

/** Where an envelope stands in its lease (E6). `gap` is held back; `equivocation` and `broken-chain` are refused for good. */
export type Place = 'next' | 'duplicate' | 'gap' | 'equivocation' | 'broken-chain'

/**
 * Places a verified envelope after what is known of its lease. Not for session kinds, which do not chain (E8).
 * @param last counter of the lease's last applied envelope, 0 when none
 * @param hashAt hash (hex) of the lease's envelope with a counter up to `last`; undefined once a checkpoint covers it
 */
export function placeInLease(
  header: Header,
  hash: string,
  last: number,
  hashAt: (counter: number) => string | undefined,
): Place {
  if (header.counter > last + 1) return 'gap'
  if (header.counter <= last) {
    const known = hashAt(header.counter)
    return known === undefined || known === hash ? 'duplicate' : 'equivocation'
  }
  const expected = last === 0 ? NO_PREVIOUS : hashAt(last)
  return expected === undefined || header.previous === expected ? 'next' : 'broken-chain'
}
