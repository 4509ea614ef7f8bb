import type { SpaceId } from '../domain/ids.ts'
import { ByteReader, ByteWriter, Malformed } from '../kit/binary.ts'
import type { Bytes } from '../kit/bytes.ts'
import { fail, ok, type Result } from '../kit/result.ts'
import { MAX_INVITE_LIFE_MS, MAX_INVITE_RECORD, MAX_KNOCK_ANSWER } from './limits.ts'

/** Ids are 16 bytes as hex. */
export const invitePath = (space: SpaceId, id: string): string => `/v1/spaces/${space}/invites/${id}`
export const knocksPath = (space: SpaceId): string => `/v1/spaces/${space}/knocks`
export const knockPath = (space: SpaceId, id: string): string => `/v1/spaces/${space}/knocks/${id}`

/** What is put at an invite's address. */
export interface InviteEntry {
  /** Milliseconds that are left, so that clocks need not agree. */
  readonly life: number
  /** Sealed; the relay cannot open it. */
  readonly record: Bytes
}

export const encodeInviteEntry = ({ life, record }: InviteEntry): Bytes =>
  new ByteWriter().u64(life).bytes(record).done()

export const parseInviteEntry = (body: Uint8Array): Result<InviteEntry, 'bad-request'> =>
  parsed(body, (reader) => {
    const life = reader.u64()
    if (life < 1 || life > MAX_INVITE_LIFE_MS) throw new Malformed('life')
    if (reader.left === 0 || reader.left > MAX_INVITE_RECORD) throw new Malformed('record')
    return { life, record: reader.rest() }
  })

/** What an admin says to a knock: the sealed answer for its device, or no. */
export type KnockAnswer = { readonly answer: 'approved'; readonly sealed: Bytes } | { readonly answer: 'declined' }
/** What whoever knocked hears: an empty body while nobody has answered. */
export type KnockState = KnockAnswer | { readonly answer: 'waiting' }

const APPROVED = 1
const DECLINED = 2

export const encodeKnockAnswer = (answer: KnockAnswer): Bytes =>
  answer.answer === 'approved'
    ? new ByteWriter().u8(APPROVED).bytes(answer.sealed).done()
    : new ByteWriter().u8(DECLINED).done()

export const parseKnockAnswer = (body: Uint8Array): Result<KnockAnswer, 'bad-request'> =>
  parsed(body, (reader): KnockAnswer => {
    const said = reader.u8()
    if (said === DECLINED && reader.left === 0) return { answer: 'declined' }
    if (said !== APPROVED || reader.left === 0 || reader.left > MAX_KNOCK_ANSWER) throw new Malformed('answer')
    return { answer: 'approved', sealed: reader.rest() }
  })

export const parseKnockState = (body: Uint8Array): Result<KnockState, 'bad-request'> =>
  body.length === 0 ? ok({ answer: 'waiting' }) : parseKnockAnswer(body)

function parsed<Value>(body: Uint8Array, read: (reader: ByteReader) => Value): Result<Value, 'bad-request'> {
  try {
    return ok(read(new ByteReader(body)))
  } catch (error) {
    if (error instanceof Malformed) return fail('bad-request')
    throw error
  }
}
