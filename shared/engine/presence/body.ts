import { HUDDLE_KINDS, type HuddleId, type HuddleKind, type HuddleStatus } from '../../domain/huddle.ts'
import { type DocumentId, isId } from '../../domain/ids.ts'
import { MEMBER_COLOURS, type MemberCard } from '../../domain/member.ts'
import { type Bytes, fromUtf8, utf8 } from '../../kit/bytes.ts'

/** What a device lets the others of its space see, as signed in a presence envelope. */
export interface PresenceBody {
  /** False: leaving now. */
  readonly here: boolean
  /** The page looked at. */
  readonly page: DocumentId | undefined
  /** PeerJS id under which the device can be dialled; empty when it cannot. */
  readonly peer: string
  /** The huddle it is in. Never beside `here: false`. */
  readonly huddle: HuddleStatus | undefined
  /** A reader's own card, signed (W11); others' stand in the space's document. */
  readonly card?: PresenceCard | undefined
  /** What the device holds of its page (CK8), as 32 hex digits. */
  readonly sum?: string | undefined
}

export interface PresenceCard extends Pick<MemberCard, 'name' | 'colour'> {
  /** Base64url. */
  readonly certificate: string
  readonly signature: string
}

/** Memory and parsing cost by one member: longest presence body in bytes. Ours has about a hundred, in a huddle three hundred, with a reader's card
 * nine hundred more. */
export const MAX_PRESENCE_BODY = 1_536
const SUM = /^[0-9a-f]{32}$/
const PEER = /^[0-9A-Za-z-]{0,64}$/

export const encodePresence = ({ here, page, peer, huddle, card, sum }: PresenceBody): Bytes =>
  utf8(
    JSON.stringify({
      here,
      page: page ?? null,
      peer,
      ...(huddle && { huddle }),
      ...(card && { card }),
      ...(sum && { sum }),
    }),
  )

/** Undefined for whatever is not a presence body. Unknown fields are ignored: a newer version may say more. */
export function parsePresence(bytes: Uint8Array): PresenceBody | undefined {
  if (bytes.length > MAX_PRESENCE_BODY) return undefined
  try {
    const value: unknown = JSON.parse(fromUtf8(bytes))
    if (typeof value !== 'object' || value === null) return undefined
    const { here, page, peer, huddle, card, sum } = value as { readonly [Name in keyof PresenceBody]?: unknown }
    if (typeof here !== 'boolean' || typeof peer !== 'string' || !PEER.test(peer)) return undefined
    if (page !== null && (typeof page !== 'string' || !isId(page))) return undefined
    const status = here ? parseHuddle(huddle) : undefined
    const told = typeof sum === 'string' && SUM.test(sum) ? { sum } : {}
    const where = page === null ? undefined : (page as DocumentId)
    return { here, page: where, peer, huddle: status, ...parseCard(card), ...told }
  } catch {
    return undefined
  }
}

/** What is no card hides the card, not the person. Whether it is its member's own, `provesCard` finds out. */
function parseCard(value: unknown): { readonly card?: PresenceCard } {
  if (typeof value !== 'object' || value === null) return {}
  const { name, colour, certificate, signature } = value as { readonly [Name in keyof PresenceCard]?: unknown }
  const known = MEMBER_COLOURS.find((one) => one === colour)
  if (typeof name !== 'string' || typeof certificate !== 'string' || typeof signature !== 'string') return {}
  return known === undefined ? {} : { card: { name, colour: known, certificate, signature } }
}

/** A status that this version does not understand hides the huddle, not the person. */
function parseHuddle(value: unknown): HuddleStatus | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { id, kind, since, muted, camera, screen, at } = value as { readonly [Name in keyof HuddleStatus]?: unknown }
  if (typeof id !== 'string' || !isId(id) || !isKind(kind)) return undefined
  if (!Number.isSafeInteger(since) || (since as number) < 0) return undefined
  if (typeof muted !== 'boolean' || typeof camera !== 'boolean' || typeof screen !== 'boolean') return undefined
  const page = typeof at === 'string' && isId(at) ? { at: at as DocumentId } : {}
  return { id: id as HuddleId, kind, since: since as number, muted, camera, screen, ...page }
}

const isKind = (value: unknown): value is HuddleKind => HUDDLE_KINDS.some((kind) => kind === value)

export const sameHuddle = (a: HuddleStatus | undefined, b: HuddleStatus | undefined): boolean =>
  a === b ||
  (a !== undefined &&
    b !== undefined &&
    a.id === b.id &&
    a.kind === b.kind &&
    a.since === b.since &&
    a.muted === b.muted &&
    a.camera === b.camera &&
    a.screen === b.screen &&
    a.at === b.at)
