import type { DeviceId, DocumentId } from '../../domain/ids.ts'
import { RECORD_LIMIT } from '../../envelope/limits.ts'
import { ByteReader, ByteWriter, Malformed } from '../../kit/binary.ts'
import { type Bytes, fromHex, toHex } from '../../kit/bytes.ts'
import { MAX_CHECKPOINT } from '../../protocol/limits.ts'
import type { LeaseHead } from '../document-parts.ts'

/** Longest message of a link in bytes: a record of the log, or a checkpoint, with its document. The transport refuses longer ones unread. */
export const MAX_LINK_MESSAGE = MAX_CHECKPOINT + 64
/** Memory by a forged list: leases named in one message. 2,500 leases already make a document slow. */
export const MAX_HEADS = 16_384
const MAX_CERTIFICATE = 1_024
const MAX_SIGNAL = 8_192
const MAX_PRESENCE = 8_192

/** N18: what two engines say to each other over a link. */
export type LinkMessage =
  | { readonly type: 'hello'; readonly certificate: Bytes; readonly signal: Bytes }
  /** `ask`: please say your heads too. */
  | {
      readonly type: 'heads'
      readonly document: DocumentId
      readonly ask: boolean
      readonly heads: readonly LeaseHead[]
    }
  | { readonly type: 'record'; readonly document: DocumentId; readonly record: Bytes }
  | { readonly type: 'presence'; readonly record: Bytes }
  | { readonly type: 'bye'; readonly reason: ByeReason }
  | { readonly type: 'frame'; readonly record: Bytes }
  /** Are you still there? Answered by a pong at once. */
  | { readonly type: 'ping' | 'pong' }
  /** A sealed signal to the device at the other end (N24). */
  | { readonly type: 'signal'; readonly record: Bytes }
  /** A keyring that the other may not have, or the sender's certificate of a new epoch (N26). */
  | { readonly type: 'keys'; readonly record: Bytes }

/** Why a link is ended on purpose; the byte on the wire is the place in this list. */
export const BYE_REASONS = ['leaving', 'unwanted', 'replaced', 'full', 'refused', 'overrun'] as const
export type ByeReason = (typeof BYE_REASONS)[number]

const TYPE = {
  hello: 1,
  heads: 2,
  record: 3,
  presence: 4,
  bye: 5,
  frame: 6,
  ping: 7,
  pong: 8,
  signal: 9,
  keys: 10,
} as const

export function encodeLinkMessage(message: LinkMessage): Bytes {
  const writer = new ByteWriter().u8(TYPE[message.type])
  switch (message.type) {
    case 'hello':
      return writer.block(message.certificate).block(message.signal).done()
    case 'heads':
      writer
        .bytes(fromHex(message.document))
        .u8(message.ask ? 1 : 0)
        .u16(Math.min(message.heads.length, MAX_HEADS))
      for (const { device, nonce, counter } of message.heads.slice(0, MAX_HEADS))
        writer.bytes(fromHex(device)).bytes(fromHex(nonce)).u64(counter)
      return writer.done()
    case 'record':
      return writer.bytes(fromHex(message.document)).bytes(message.record).done()
    case 'bye':
      return writer.u8(BYE_REASONS.indexOf(message.reason)).done()
    case 'ping':
    case 'pong':
      return writer.done()
    default:
      return writer.bytes(message.record).done()
  }
}

/** Undefined for whatever is not a link message: the link is then closed, since its other end does not keep to the format. */
export function parseLinkMessage(bytes: Uint8Array): LinkMessage | undefined {
  if (bytes.length > MAX_LINK_MESSAGE) return undefined
  try {
    const reader = new ByteReader(bytes)
    const message = read(reader)
    reader.end()
    return message
  } catch (error) {
    if (error instanceof Malformed) return undefined
    throw error
  }
}

function read(reader: ByteReader): LinkMessage {
  switch (reader.u8()) {
    case TYPE.hello:
      return { type: 'hello', certificate: reader.block(MAX_CERTIFICATE), signal: reader.block(MAX_SIGNAL) }
    case TYPE.heads:
      return readHeads(reader)
    case TYPE.record:
      return {
        type: 'record',
        document: toHex(reader.bytes(16)) as DocumentId,
        record: bounded(reader, MAX_CHECKPOINT),
      }
    case TYPE.presence:
      return { type: 'presence', record: bounded(reader, MAX_PRESENCE) }
    case TYPE.bye: {
      const reason = BYE_REASONS[reader.u8()]
      if (reason === undefined) throw new Malformed('reason')
      return { type: 'bye', reason }
    }
    case TYPE.ping:
      return { type: 'ping' }
    case TYPE.pong:
      return { type: 'pong' }
    case TYPE.signal:
      return { type: 'signal', record: bounded(reader, RECORD_LIMIT.signal) }
    case TYPE.keys:
      return { type: 'keys', record: bounded(reader, RECORD_LIMIT.keyring) }
    case TYPE.frame:
      return { type: 'frame', record: bounded(reader, 1_023) }
    default:
      throw new Malformed('type')
  }
}

function readHeads(reader: ByteReader): LinkMessage {
  const document = toHex(reader.bytes(16)) as DocumentId
  const ask = reader.u8()
  const count = reader.u16()
  if (ask > 1 || count > MAX_HEADS || reader.left !== count * 32) throw new Malformed('heads')
  const heads = Array.from({ length: count }, () => ({
    device: toHex(reader.bytes(16)) as DeviceId,
    nonce: toHex(reader.bytes(8)),
    counter: reader.u64(),
  }))
  return { type: 'heads', document, ask: ask === 1, heads }
}

function bounded(reader: ByteReader, most: number): Bytes {
  if (reader.left === 0 || reader.left > most) throw new Malformed('record')
  return reader.rest()
}
