import { type AnnotationId, isOwnedKey, type SpaceId } from '../domain/ids.ts'
import { ByteReader, ByteWriter, Malformed } from '../kit/binary.ts'
import {
  type Bytes,
  concat,
  equalBytes,
  fromBase64Url,
  fromHex,
  fromUtf8,
  toBase64Url,
  toHex,
  utf8,
} from '../kit/bytes.ts'
import { fail, ok, type Result } from '../kit/result.ts'
import { sha256 } from '../kit/sha256.ts'
import { tag } from './digest.ts'
import { MAX_INVITE_FIELD, MAX_INVITE_TEXT } from './limits.ts'

const VERSION = 1
/** Kind 1 carries the write seed itself; kind 2 the secret that opens a sealed record on the relay (I5). */
const WITH_SEED = 1
const WITH_SECRET = 2
const SECRET_LENGTH = 16
const CHECK_LENGTH = 4

/** Everything one needs to join. One of the two keys is there. */
export interface Invite extends InviteNames {
  /** Kind 1. */
  readonly writeSeed?: Bytes | undefined
  /** Kind 2: 16 bytes. */
  readonly secret?: Bytes | undefined
}

/** What an invite shows. Names are the inviter's claims. */
export interface InviteNames {
  readonly space: SpaceId
  /** Address of the space's relay, http or https; empty when it has none. */
  readonly relay: string
  readonly spaceName: string
  readonly inviter: string
  /** Address of a page to begin with; may be empty. */
  readonly page: string
  /** What to show on it (I4). */
  readonly annotation?: AnnotationId
}

/** Why a pasted text is not taken (I3). `does-not-fit`: its keys are not those of the space it names. */
export type InviteRefusal = 'not-an-invite' | 'damaged' | 'newer-version' | 'does-not-fit'

/** I1: the invite as code. @throws RangeError when a text is longer than 2,048 bytes of UTF-8 */
export async function encodeInvite(invite: Invite): Promise<string> {
  const texts = [invite.relay, invite.spaceName, invite.inviter, invite.page].map(utf8)
  if (texts.some((text) => text.length > MAX_INVITE_FIELD)) throw new RangeError('a text of the invite is too long')
  const writer = new ByteWriter().u8(VERSION).u8(invite.secret ? WITH_SECRET : WITH_SEED)
  const key = invite.secret ?? invite.writeSeed
  if (key === undefined) throw new RangeError('an invite opens something')
  writer.bytes(fromHex(invite.space)).bytes(key)
  for (const text of texts) writer.block(text)
  if (invite.annotation !== undefined) writer.block(utf8(invite.annotation))
  const fields = writer.done()
  return toBase64Url(concat(fields, await check(fields)))
}

/** I2. @param relay the relay's address; @param code from `encodeInvite` */
export const inviteLink = (relay: string, code: string): string => `${relay.replace(/\/+$/, '')}/join#${code}`

/** The bytes of a pasted link or code; white space around and inside is ignored (I2). */
export function inviteBytes(text: string): Result<Bytes, InviteRefusal> {
  if (text.length > MAX_INVITE_TEXT) return fail('not-an-invite')
  const code = text.slice(text.lastIndexOf('#') + 1).replace(/[\s\u200b-\u200d\u2060\ufeff]/g, '')
  try {
    return ok(fromBase64Url(code))
  } catch {
    return fail('not-an-invite')
  }
}

/** Reads a pasted link or code. Whether its seed fits its space shows only when the keyring is there (I3, `seedFits`). */
export async function decodeInvite(text: string): Promise<Result<Invite, InviteRefusal>> {
  const bytes = inviteBytes(text)
  return bytes.ok ? parseInvite(bytes.value) : bytes
}

/** `decodeInvite` for the bytes of a code. */
export async function parseInvite(bytes: Bytes): Promise<Result<Invite, InviteRefusal>> {
  const looksLikeOurs = bytes[0] === VERSION && (bytes[1] === WITH_SEED || bytes[1] === WITH_SECRET)
  if (bytes.length <= 2 + CHECK_LENGTH) return fail(looksLikeOurs ? 'damaged' : 'not-an-invite')
  const fields = bytes.slice(0, -CHECK_LENGTH)
  if (!equalBytes(await check(fields), bytes.subarray(-CHECK_LENGTH))) {
    return fail(looksLikeOurs ? 'damaged' : 'not-an-invite')
  }
  if (!looksLikeOurs) return fail('newer-version')
  try {
    return ok(readFields(fields))
  } catch (error) {
    if (error instanceof Malformed || error instanceof TypeError) return fail('damaged')
    throw error
  }
}

function readFields(fields: Bytes): Invite {
  const reader = new ByteReader(fields)
  const [, kind] = reader.bytes(2)
  const space = toHex(reader.bytes(16)) as SpaceId
  const key = kind === WITH_SECRET ? { secret: reader.bytes(SECRET_LENGTH) } : { writeSeed: reader.bytes(32) }
  const invite = {
    space,
    ...key,
    relay: text(reader),
    spaceName: text(reader),
    inviter: text(reader),
    page: text(reader),
    ...(reader.left === 0 ? {} : { annotation: annotation(reader) }),
  }
  reader.end()
  if (!/^(?:https?:\/\/.*)?$/i.test(invite.relay)) throw new Malformed('not a relay address')
  return invite
}

function annotation(reader: ByteReader): AnnotationId {
  const key = text(reader)
  if (!isOwnedKey(key)) throw new Malformed('not an annotation')
  return key
}

const text = (reader: ByteReader): string => fromUtf8(reader.block(MAX_INVITE_FIELD))

/** The first bytes of a hash, so that a cut or mistyped code is noticed; the same in every version (I1). */
const check = async (fields: Bytes): Promise<Bytes> => (await sha256(tag('invite'), fields)).slice(0, CHECK_LENGTH)
