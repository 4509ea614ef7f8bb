import type { DeviceId, MemberId, SpaceId } from '../domain/ids.ts'
import { MEMBER_COLOURS, type MemberCard } from '../domain/member.ts'
import { ByteReader, ByteWriter, Malformed } from '../kit/binary.ts'
import { type Bytes, concat, fromHex, fromUtf8, utf8 } from '../kit/bytes.ts'
import { fail, ok, type Result } from '../kit/result.ts'
import { deviceIdOf, hashId, memberIdOf, tag } from './digest.ts'
import { verifySignature } from './ed25519.ts'
import { KIND, KNOCK_HEADER_LENGTH, type KnockHeader, parseKnockHeader, VERSION } from './header.ts'
import { hkdf } from './keys.ts'
import { type Device, type Exchange, exchangeFromSeed, type Member, sign } from './party.ts'
import type { Refusal } from './refusals.ts'
import { openTo, sealTo } from './wrap.ts'

/** A name in a knock, bytes of UTF-8; the rest up to it is zeros, so that a knock's length says nothing. */
const NAME_LENGTH = 240

/** Somebody who asks to be let in. The card is their own claim; the keys are proven to be theirs. */
export interface Knock extends KnockHeader {
  readonly member: MemberId
  readonly device: DeviceId
  readonly card: MemberCard
  readonly memberPublic: Bytes
  readonly exchangePublic: Bytes
}

/** KN5: the X25519 pair that knocks of an epoch are sealed to. @param contentKey the epoch's */
export const knockKey = async (contentKey: Bytes, space: SpaceId): Promise<Exchange> =>
  exchangeFromSeed(await hkdf(contentKey, tag('knock'), fromHex(space)))

/** KN4: 16 bytes as hex. */
export const knockIdOf = (record: Bytes): Promise<string> => hashId('knock', record)

const place = (header: KnockHeader) => ({
  salt: fromHex(header.space),
  info: concat(tag('knock-seal'), fromHex(header.invite)),
})

/** KN6: a knock's record. @param ephemeral 32 bytes of chance; given for the examples only */
export async function sealKnock(
  header: KnockHeader,
  knockPublic: Bytes,
  who: { readonly card: MemberCard; readonly member: Member; readonly device: Device },
  ephemeral?: Bytes,
): Promise<Bytes> {
  const { card, member, device } = who
  const outside = new ByteWriter().u8(VERSION).u8(KIND.knock).bytes(fromHex(header.space))
  const start = outside.bytes(fromHex(header.invite)).u32(header.epoch).done()
  const name = utf8(card.name)
  if (name.length > NAME_LENGTH) throw new RangeError('the name is too long')
  const fields = new ByteWriter()
    .bytes(member.publicKey)
    .bytes(device.publicKey)
    .bytes(device.exchangePublic)
    .u8(MEMBER_COLOURS.indexOf(card.colour))
    .u8(name.length)
    .bytes(name)
    .bytes(new Uint8Array(NAME_LENGTH - name.length))
    .done()
  const signatures = [
    await sign(member.signing, 'knock', start, fields),
    await sign(device.signing, 'knock', start, fields),
  ]
  const to = { ...place(header), exchangePublic: knockPublic }
  return concat(start, await sealTo(to, concat(fields, ...signatures), start, ephemeral))
}

/** Opens and proves a knock. @param exchange the private half of its epoch's `knockKey` */
export async function openKnock(record: Bytes, exchange: CryptoKey): Promise<Result<Knock, Refusal>> {
  const header = parseKnockHeader(record)
  if (!header.ok) return header
  const start = record.slice(0, KNOCK_HEADER_LENGTH)
  const opened = await openTo(exchange, place(header.value), record.slice(KNOCK_HEADER_LENGTH), start)
  if (!opened.ok) return opened
  try {
    return await prove(header.value, start, opened.value)
  } catch (error) {
    if (error instanceof Malformed || error instanceof TypeError) return fail('malformed')
    throw error
  }
}

async function prove(header: KnockHeader, start: Bytes, body: Bytes): Promise<Result<Knock, Refusal>> {
  const reader = new ByteReader(body)
  const [memberPublic, devicePublic, exchangePublic] = [reader.bytes(32), reader.bytes(32), reader.bytes(32)]
  const colour = MEMBER_COLOURS[reader.u8()]
  const length = reader.u8()
  const padded = reader.bytes(NAME_LENGTH)
  if (colour === undefined || length > NAME_LENGTH || padded.subarray(length).some(Boolean)) throw new Malformed('card')
  const name = fromUtf8(padded.slice(0, length))
  const fields = body.slice(0, reader.offset)
  const [byMember, byDevice] = [reader.bytes(64), reader.bytes(64)]
  reader.end()
  const proofs = await Promise.all([
    verifySignature(memberPublic, byMember, 'knock', start, fields),
    verifySignature(devicePublic, byDevice, 'knock', start, fields),
  ])
  if (!proofs.every(Boolean)) return fail('bad-signature')
  const [member, device] = [await memberIdOf(memberPublic), await deviceIdOf(memberPublic, devicePublic)]
  return ok({ ...header, member, device, card: { v: 1, name, colour }, memberPublic, exchangePublic })
}
