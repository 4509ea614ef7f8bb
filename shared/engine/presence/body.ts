import { type DocumentId, isId } from '../../domain/ids.ts'
import { type Bytes, fromUtf8, utf8 } from '../../kit/bytes.ts'

/** What a device lets the others of its space see, as signed in a presence envelope. */
export interface PresenceBody {
  /** False: leaving now. */
  readonly here: boolean
  /** The page looked at. */
  readonly page: DocumentId | undefined
  /** PeerJS id under which the device can be dialled; empty when it cannot. */
  readonly peer: string
}

/** Memory and parsing cost by one member: longest presence body in bytes. Ours has about a hundred. */
export const MAX_PRESENCE_BODY = 512
const PEER = /^[0-9A-Za-z-]{0,64}$/

export const encodePresence = ({ here, page, peer }: PresenceBody): Bytes =>
  utf8(JSON.stringify({ here, page: page ?? null, peer }))

/** Undefined for whatever is not a presence body. Unknown fields are ignored: a newer version may say more. */
export function parsePresence(bytes: Uint8Array): PresenceBody | undefined {
  if (bytes.length > MAX_PRESENCE_BODY) return undefined
  try {
    const value: unknown = JSON.parse(fromUtf8(bytes))
    if (typeof value !== 'object' || value === null) return undefined
    const { here, page, peer } = value as { readonly here?: unknown; readonly page?: unknown; readonly peer?: unknown }
    if (typeof here !== 'boolean' || typeof peer !== 'string' || !PEER.test(peer)) return undefined
    if (page !== null && (typeof page !== 'string' || !isId(page))) return undefined
    return { here, page: page === null ? undefined : (page as DocumentId), peer }
  } catch {
    return undefined
  }
}
