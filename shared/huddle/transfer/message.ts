import { ByteReader, ByteWriter, Malformed } from '../../kit/binary.ts'
import { type Bytes, fromHex, fromUtf8, toHex, utf8 } from '../../kit/bytes.ts'
import { fail, ok, type Result } from '../../kit/result.ts'
import { MAX_CHUNK_BYTES, MAX_MESSAGE_BYTES, MAX_RAW_NAME_BYTES, MAX_TYPE_BYTES } from './limits.ts'

/** 16 bytes as lower-case hexadecimal text: the same for the same file (SPEC HF1). */
export type FileId = string & { readonly '~id': 'file' }

/** Why a transfer ends without its file. The position is the number on the wire. */
export const REASONS = [
  'declined',
  'cancelled',
  'too-large',
  'too-many',
  'no-room',
  'disk',
  'damaged',
  'unreadable',
  'rules',
] as const
export type Reason = (typeof REASONS)[number]

/** What a file is announced with. `modified`: milliseconds since 1970 by the sender's file system. */
export interface Announcement {
  readonly id: FileId
  readonly name: string
  readonly size: number
  readonly type: string
  readonly modified: number
}

/** `run` numbers the beginnings within one connection: the receiver asks, and pieces of an earlier run are stale. */
export type Message =
  | (Announcement & {
      readonly t: 'offer'
      /** Not a new wish of the person: the connection was away. */
      readonly again: boolean
    })
  | { readonly t: 'data'; readonly id: FileId; readonly run: number; readonly offset: number; readonly bytes: Bytes }
  | { readonly t: 'block'; readonly id: FileId; readonly run: number; readonly index: number; readonly hash: Bytes }
  | { readonly t: 'end'; readonly id: FileId; readonly run: number; readonly root: Bytes }
  | { readonly t: 'restart'; readonly id: FileId; readonly run: number }
  | { readonly t: 'withdraw'; readonly id: FileId; readonly why: Reason }
  | { readonly t: 'hello' /** Answers theirs. */; readonly answer: boolean }
  | { readonly t: 'ready' }
  | { readonly t: 'want'; readonly id: FileId; readonly run: number; readonly from: number; readonly prefix: Bytes }
  | { readonly t: 'have'; readonly id: FileId; readonly run: number; readonly received: number; readonly kept: number }
  | { readonly t: 'refuse'; readonly id: FileId; readonly why: Reason }
  | { readonly t: 'done'; readonly id: FileId }

/** The first byte. Those below 16 are said by senders, or by both; those from there on by receivers. */
const NUMBER = {
  offer: 1,
  data: 2,
  block: 3,
  end: 4,
  restart: 5,
  withdraw: 6,
  ready: 7,
  hello: 8,
  want: 16,
  have: 17,
  refuse: 18,
  done: 19,
} as const satisfies Record<Message['t'], number>
const NAMES = new Map<number, Message['t']>(
  Object.entries(NUMBER).map(([name, number]) => [number, name as Message['t']]),
)

function fields(writer: ByteWriter, message: Exclude<Message, { t: 'ready' | 'hello' }>): ByteWriter {
  writer.bytes(fromHex(message.id))
  switch (message.t) {
    case 'offer':
      writer.u64(message.size).u64(message.modified)
      return writer
        .u8(message.again ? 1 : 0)
        .block(utf8(message.name))
        .block(utf8(message.type))
    case 'data':
      return writer.u32(message.run).u64(message.offset).bytes(message.bytes)
    case 'block':
      return writer.u32(message.run).u32(message.index).bytes(message.hash)
    case 'end':
      return writer.u32(message.run).bytes(message.root)
    case 'restart':
      return writer.u32(message.run)
    case 'want':
      return writer.u32(message.run).u32(message.from).bytes(message.prefix)
    case 'have':
      return writer.u32(message.run).u64(message.received).u64(message.kept)
    case 'withdraw':
    case 'refuse':
      return writer.u8(REASONS.indexOf(message.why))
    case 'done':
      return writer
  }
}

/** Bytes of one message of the `files` channel (SPEC HF2). */
export function encode(message: Message): Bytes {
  const writer = new ByteWriter().u8(NUMBER[message.t])
  if (message.t === 'ready') return writer.done()
  if (message.t === 'hello') return writer.u8(message.answer ? 1 : 0).done()
  return fields(writer, message).done()
}

function reason(reader: ByteReader): Reason {
  const why = REASONS[reader.u8()]
  if (why === undefined) throw new Malformed('unknown reason')
  return why
}

function flag(reader: ByteReader): boolean {
  const value = reader.u8()
  if (value > 1) throw new Malformed('not a flag')
  return value === 1
}

function piece(reader: ByteReader): Bytes {
  if (reader.left === 0 || reader.left > MAX_CHUNK_BYTES) throw new Malformed(`a piece of ${reader.left} bytes`)
  return reader.rest()
}

function read(t: Message['t'], reader: ByteReader): Message {
  if (t === 'ready') return { t }
  if (t === 'hello') return { t, answer: flag(reader) }
  const id = toHex(reader.bytes(16)) as FileId
  switch (t) {
    case 'offer': {
      const [size, modified, again] = [reader.u64(), reader.u64(), flag(reader)]
      const name = fromUtf8(reader.block(MAX_RAW_NAME_BYTES))
      return { t, id, size, modified, again, name, type: fromUtf8(reader.block(MAX_TYPE_BYTES)) }
    }
    case 'data':
      return { t, id, run: reader.u32(), offset: reader.u64(), bytes: piece(reader) }
    case 'block':
      return { t, id, run: reader.u32(), index: reader.u32(), hash: reader.bytes(32) }
    case 'end':
      return { t, id, run: reader.u32(), root: reader.bytes(32) }
    case 'restart':
      return { t, id, run: reader.u32() }
    case 'want':
      return { t, id, run: reader.u32(), from: reader.u32(), prefix: reader.bytes(32) }
    case 'have':
      return { t, id, run: reader.u32(), received: reader.u64(), kept: reader.u64() }
    case 'withdraw':
    case 'refuse':
      return { t, id, why: reason(reader) }
    case 'done':
      return { t, id }
  }
}

/**
 * Reads one message. A type that this version does not know is `undefined`: later versions may say more.
 * @returns a refusal with its reason when the bytes are not what the format says
 */
export function parse(bytes: Uint8Array): Result<Message | undefined, string> {
  if (bytes.length > MAX_MESSAGE_BYTES) return fail(`a message of ${bytes.length} bytes`)
  const t = NAMES.get(bytes[0] ?? 0)
  if (t === undefined) return bytes.length === 0 ? fail('an empty message') : ok(undefined)
  try {
    const reader = new ByteReader(bytes)
    reader.u8()
    const message = read(t, reader)
    reader.end()
    return ok(message)
  } catch (error) {
    if (error instanceof Malformed || error instanceof TypeError) return fail(error.message)
    throw error
  }
}
