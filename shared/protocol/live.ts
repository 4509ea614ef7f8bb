import * as v from 'valibot'
import type { DeviceId, DocumentId } from '../domain/ids.ts'
import { ByteReader, ByteWriter } from '../kit/binary.ts'
import { type Bytes, fromHex, toBase64Url, toHex } from '../kit/bytes.ts'
import { fail, ok, type Result } from '../kit/result.ts'
import { carried, deviceId, documentId, parseJson, spaceId } from './json.ts'
import { MAX_LIVE_MESSAGE, MAX_TOKEN } from './limits.ts'

const clientText = v.variant('t', [
  v.strictObject({ t: v.literal('auth'), token: v.pipe(v.string(), v.maxLength(MAX_TOKEN)) }),
  v.strictObject({ t: v.literal('join'), space: spaceId, document: documentId }),
  v.strictObject({ t: v.literal('leave'), space: spaceId, document: documentId }),
  v.strictObject({ t: v.literal('ping') }),
])
/** V1: what the client says in text. `auth` first; again with a renewed token before the old one ends. */
export type LiveRequest = v.InferOutput<typeof clientText>

export const encodeLiveRequest = (message: LiveRequest): string => JSON.stringify(message)
export const parseLiveRequest = (text: string): Result<LiveRequest, string> => parseJson(clientText, text)

const CERTIFICATE_MAX = 1024
const person = { device: deviceId, certificate: carried(CERTIFICATE_MAX) }
const serverText = v.variant('t', [
  v.object({ t: v.literal('ready') }),
  v.object({ t: v.literal('here'), document: documentId, people: v.array(v.object(person)) }),
  v.object({ t: v.literal('came'), document: documentId, ...person }),
  v.object({ t: v.literal('gone'), document: documentId, device: deviceId }),
  v.object({
    t: v.literal('error'),
    error: v.pipe(v.string(), v.maxLength(64)),
    message: v.pipe(v.string(), v.maxLength(1024)),
  }),
  v.object({ t: v.literal('pong') }),
])
/** V1: what the relay says in text. Certificates are bytes here, base64url on the wire. */
export type LiveNews = v.InferOutput<typeof serverText>
export interface LivePerson {
  readonly device: DeviceId
  readonly certificate: Bytes
}

export function encodeLiveNews(message: LiveNews): string {
  return JSON.stringify(message, (_key, value) => (value instanceof Uint8Array ? toBase64Url(value) : value))
}
export const parseLiveNews = (text: string): Result<LiveNews, string> => parseJson(serverText, text)

/** V2: a record for everyone else in the room, or for one device in it. */
export interface LiveSend {
  readonly document: DocumentId
  readonly to: DeviceId | undefined
  readonly record: Bytes
}

const ROOM = 1
const ONE = 2
const ID = 16

export function encodeLiveSend({ document, to, record }: LiveSend): Bytes {
  const writer = new ByteWriter().u8(to === undefined ? ROOM : ONE).bytes(fromHex(document))
  if (to !== undefined) writer.bytes(fromHex(to))
  return writer.bytes(record).done()
}

export function parseLiveSend(message: Uint8Array): Result<LiveSend, 'bad-request' | 'too-large'> {
  if (message.length > MAX_LIVE_MESSAGE) return fail('too-large')
  try {
    const reader = new ByteReader(message)
    const type = reader.u8()
    if (type !== ROOM && type !== ONE) return fail('bad-request')
    const document = toHex(reader.bytes(ID)) as DocumentId
    const to = type === ONE ? (toHex(reader.bytes(ID)) as DeviceId) : undefined
    return ok({ document, to, record: reader.rest() })
  } catch {
    return fail('bad-request')
  }
}

/** V2: a record that arrived in a room; `from` is the sender's session, the record must prove it itself. */
export interface LiveDelivery {
  readonly document: DocumentId
  readonly from: DeviceId
  readonly record: Bytes
}

export const encodeLiveDelivery = ({ document, from, record }: LiveDelivery): Bytes =>
  new ByteWriter().u8(ROOM).bytes(fromHex(document)).bytes(fromHex(from)).bytes(record).done()

export function parseLiveDelivery(message: Uint8Array): Result<LiveDelivery, string> {
  if (message.length > MAX_LIVE_MESSAGE + ID) return fail('too-large')
  try {
    const reader = new ByteReader(message)
    if (reader.u8() !== ROOM) return fail('bad-request')
    const document = toHex(reader.bytes(ID)) as DocumentId
    const from = toHex(reader.bytes(ID)) as DeviceId
    return ok({ document, from, record: reader.rest() })
  } catch {
    return fail('bad-request')
  }
}
