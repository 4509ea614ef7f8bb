import type { MemberId, SpaceId } from '../domain/ids.ts'
import type { Role } from '../domain/member.ts'
import { ByteReader, ByteWriter, Malformed } from '../kit/binary.ts'
import { type Bytes, concat, fromHex, toHex } from '../kit/bytes.ts'
import { fail, ok, type Result } from '../kit/result.ts'
import { tag } from './digest.ts'
import { hkdf } from './keys.ts'
import { randomBytes } from './party.ts'
import type { Refusal } from './refusals.ts'

const VERSION = 1
const ROLES = { reader: 1, writer: 2, admin: 3 } as const
const ASK_FIRST = 1
const IV_LENGTH = 12

/** What an invite's record on the relay says (I6). */
export interface InviteRecord {
  /** Whoever joins by it becomes; an admin begins as a writer (I8). */
  readonly role: Role
  readonly epoch: number
  /** Milliseconds since 1970 by the inviter's clock, to be shown. The relay ends it by its own. */
  readonly expires: number
  readonly inviter: MemberId
  /** The epoch's write or read seed, by the role; or the public key to knock at (KN5), 32 bytes. */
  readonly key: { readonly seed: Bytes } | { readonly knockPublic: Bytes }
}

/** I5: what follows from an invite's secret. */
export interface InviteKeys {
  /** Of its record on the relay: 16 bytes as hex. */
  readonly id: string
  /** Raw, 32 bytes. */
  readonly recordKey: Bytes
  readonly proofKey: Bytes
}

/** I5. @param secret 16 bytes */
export async function inviteKeys(secret: Bytes, space: SpaceId): Promise<InviteKeys> {
  const salt = fromHex(space)
  const [id, recordKey, proofKey] = await Promise.all([
    hkdf(secret, tag('invite-id'), salt),
    hkdf(secret, tag('invite-key'), salt),
    hkdf(secret, tag('invite-proof'), salt),
  ])
  return { id: toHex(id.subarray(0, 16)), recordKey, proofKey }
}

const header = (space: SpaceId, id: string): Bytes => concat(tag('invite-record'), fromHex(space), fromHex(id))
const gcmKey = (raw: Bytes) => crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt'])

/** I6. @param iv 12 bytes; given for the examples only */
export async function sealInviteRecord(
  record: InviteRecord,
  space: SpaceId,
  { id, recordKey }: InviteKeys,
  iv: Bytes = randomBytes(IV_LENGTH),
): Promise<Bytes> {
  const asks = 'knockPublic' in record.key
  const body = new ByteWriter().u8(VERSION).u8(ROLES[record.role])
  body
    .u8(asks ? ASK_FIRST : 0)
    .u32(record.epoch)
    .u64(record.expires)
    .bytes(fromHex(record.inviter))
  body.bytes('knockPublic' in record.key ? record.key.knockPublic : record.key.seed)
  const form = { name: 'AES-GCM', iv, additionalData: header(space, id) }
  return concat(iv, new Uint8Array(await crypto.subtle.encrypt(form, await gcmKey(recordKey), body.done())))
}

export async function openInviteRecord(
  sealed: Bytes,
  space: SpaceId,
  { id, recordKey }: InviteKeys,
): Promise<Result<InviteRecord, Refusal>> {
  const form = { name: 'AES-GCM', iv: sealed.slice(0, IV_LENGTH), additionalData: header(space, id) }
  try {
    const key = await gcmKey(recordKey)
    const body = new Uint8Array(await crypto.subtle.decrypt(form, key, sealed.subarray(IV_LENGTH)))
    return ok(readRecord(body))
  } catch (error) {
    return fail(error instanceof Malformed ? 'malformed' : 'bad-seal')
  }
}

function readRecord(body: Bytes): InviteRecord {
  const reader = new ByteReader(body)
  if (reader.u8() !== VERSION) throw new Malformed('version')
  const byte = reader.u8()
  const role = (['reader', 'writer', 'admin'] as const).find((name) => ROLES[name] === byte)
  const flags = reader.u8()
  if (role === undefined || flags > ASK_FIRST) throw new Malformed('role or flags')
  const [epoch, expires] = [reader.u32(), reader.u64()]
  const inviter = toHex(reader.bytes(16)) as MemberId
  const key = reader.bytes(32)
  reader.end()
  return { role, epoch, expires, inviter, key: flags === ASK_FIRST ? { knockPublic: key } : { seed: key } }
}

/** I8: shows the invite's maker, and nobody else, that this member joined by it. 32 bytes. */
export async function inviteProof({ proofKey }: InviteKeys, member: MemberId): Promise<Bytes> {
  const key = await crypto.subtle.importKey('raw', proofKey, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, fromHex(member)))
}
