import type { DeviceId, DocumentId, SpaceId } from '../domain/ids.ts'
import { ByteReader, ByteWriter, Malformed } from '../kit/binary.ts'
import { type Bytes, fromHex, toHex } from '../kit/bytes.ts'
import { fail, ok, type Result } from '../kit/result.ts'
import { sha256 } from '../kit/sha256.ts'
import { RECORD_LIMIT, SEALED_OVERHEAD } from './limits.ts'
import { isPaddedLength } from './padding.ts'
import type { Refusal } from './refusals.ts'

export const VERSION = 1
export const HEADER_LENGTH = 171
export const SIGNATURE_LENGTH = 64
/** AES-GCM's. */
export const TAG_LENGTH = 16
export const FRAME_HEADER_LENGTH = 46

/** Kind bytes on the wire. */
export const KIND = {
  update: 1,
  checkpoint: 2,
  keyring: 3,
  certificate: 4,
  presence: 5,
  frame: 6,
  signal: 7,
  notice: 8,
  blob: 9,
  knock: 10,
} as const
export type Kind = keyof typeof KIND
/** Kinds with the sealed envelope's header, ciphertext and signature. */
export type SealedKind = Exclude<Kind, 'keyring' | 'certificate' | 'frame' | 'knock'>
/** K9: 1 page, 2 space, 3 inbox. */
export type DocumentClass = 1 | 2 | 3

const KIND_OF = new Map<number, Kind>(Object.entries(KIND).map(([name, byte]) => [byte, name as Kind]))
const NOT_SEALED: readonly Kind[] = ['keyring', 'certificate', 'frame', 'knock']
const isSealed = (kind: Kind): kind is SealedKind => !NOT_SEALED.includes(kind)
/** E8: these belong to a session, are never stored, and do not chain. */
export const isSession = (kind: Kind): boolean => kind === 'presence' || kind === 'signal'

/** The log head a writer had applied. All texts are hex; nothing seen: sequence 0 and empty texts (zeros on the wire). */
export interface Seen {
  /** 16 bytes. */
  readonly incarnation: string
  readonly sequence: number
  /** 32 bytes. */
  readonly chain: string
}
export const NOTHING_SEEN: Seen = { incarnation: '', sequence: 0, chain: '' }
/** `previous` of a lease's first envelope and of all session envelopes: 32 zero bytes as hex. */
export const NO_PREVIOUS = '00'.repeat(32)

/** What the relay may read of a sealed envelope. Ids, nonce and hashes are lower-case hex. */
export interface Header {
  readonly kind: SealedKind
  readonly space: SpaceId
  readonly document: DocumentId
  readonly class: DocumentClass
  readonly epoch: number
  readonly device: DeviceId
  /** 8 bytes: the lease's, or the presence or signal session's. */
  readonly nonce: string
  /** From 1. */
  readonly counter: number
  /** 32 bytes: hash of this nonce's envelope with counter - 1, or `NO_PREVIOUS`. */
  readonly previous: string
  readonly seen: Seen
  /** 12 bytes. */
  readonly iv: Bytes
}

/** First look at any record (R1): version, kind, and the kind's longest length. Nothing else is checked. */
export function recordKind(bytes: Uint8Array): Result<Kind, Refusal> {
  if (bytes.length < 2) return fail('malformed')
  if (bytes[0] !== VERSION) return fail('wrong-version')
  const kind = KIND_OF.get(bytes[1] ?? 0)
  if (kind === undefined) return fail('wrong-kind')
  return bytes.length > RECORD_LIMIT[kind] ? fail('too-large') : ok(kind)
}

/** Runs a parser over a record of one kind; what it finds malformed becomes a refusal. For this folder's parsers. */
export function parseRecord<Value>(
  bytes: Uint8Array,
  expected: Kind,
  read: (reader: ByteReader) => Value,
): Result<Value, Refusal> {
  const kind = recordKind(bytes)
  if (!kind.ok) return kind
  if (kind.value !== expected) return fail('wrong-kind')
  try {
    const reader = new ByteReader(bytes)
    reader.bytes(2)
    return ok(read(reader))
  } catch (error) {
    if (error instanceof Malformed) return fail('malformed')
    throw error
  }
}

/** Parses the header of a sealed envelope (kinds 1, 2, 5, 7, 8, 9) and checks its whole length (E4); proves nothing. */
export function parseHeader(bytes: Uint8Array): Result<Header, Refusal> {
  const kind = recordKind(bytes)
  if (!kind.ok) return kind
  const sealedKind = kind.value
  if (!isSealed(sealedKind)) return fail('wrong-kind')
  if (!isPaddedLength(bytes.length - SEALED_OVERHEAD)) return fail('malformed')
  return parseRecord(bytes, sealedKind, (reader) => checked(readHeader(reader, sealedKind)))
}

function readHeader(reader: ByteReader, kind: SealedKind): Header {
  return {
    kind,
    space: toHex(reader.bytes(16)) as SpaceId,
    document: toHex(reader.bytes(16)) as DocumentId,
    class: documentClass(reader.u8()),
    epoch: reader.u32(),
    device: toHex(reader.bytes(16)) as DeviceId,
    nonce: toHex(reader.bytes(8)),
    counter: reader.u64(),
    previous: toHex(reader.bytes(32)),
    seen: readSeen(reader),
    iv: reader.bytes(12),
  }
}

function documentClass(byte: number): DocumentClass {
  if (byte !== 1 && byte !== 2 && byte !== 3) throw new Malformed(`class ${byte}`)
  return byte
}

function readSeen(reader: ByteReader): Seen {
  const incarnation = reader.bytes(16)
  const sequence = reader.u64()
  const chain = reader.bytes(32)
  if (sequence > 0) return { incarnation: toHex(incarnation), sequence, chain: toHex(chain) }
  if (incarnation.some(Boolean) || chain.some(Boolean)) throw new Malformed('seen without a sequence')
  return NOTHING_SEEN
}

/** E9: what a header must be whatever its keys. */
function checked(header: Header): Header {
  if (header.counter < 1) throw new Malformed('counter from 1')
  const first = isSession(header.kind) || header.counter === 1
  if (first !== (header.previous === NO_PREVIOUS)) throw new Malformed('previous and counter disagree')
  if (isSession(header.kind) && header.class !== 2) throw new Malformed('a session belongs to the space document')
  return header
}

/** The first 171 bytes of an envelope. @throws Malformed when a field is not what `parseHeader` would accept. */
export function encodeHeader(header: Header): Bytes {
  checked(header)
  const { incarnation, sequence, chain } = header.seen
  const bytes = new ByteWriter()
    .u8(VERSION)
    .u8(KIND[header.kind])
    .bytes(fromHex(header.space))
    .bytes(fromHex(header.document))
    .u8(documentClass(header.class))
    .u32(header.epoch)
    .bytes(fromHex(header.device))
    .bytes(fromHex(header.nonce))
    .u64(header.counter)
    .bytes(fromHex(header.previous))
    .bytes(sequence === 0 ? new Uint8Array(16) : fromHex(incarnation))
    .u64(sequence)
    .bytes(sequence === 0 ? new Uint8Array(32) : fromHex(chain))
    .bytes(header.iv)
    .done()
  if (bytes.length !== HEADER_LENGTH) throw new Malformed('a field of another length')
  return bytes
}

/** What is on the outside of a frame. `session` is 8 bytes as hex; `counter` counts from 1 within it. */
export interface FrameHeader {
  readonly document: DocumentId
  readonly device: DeviceId
  readonly session: string
  readonly counter: number
}

/** Parses the outside of a frame (kind 6), by which the relay checks its sender; proves nothing. */
export function parseFrame(bytes: Uint8Array): Result<FrameHeader, Refusal> {
  return parseRecord(bytes, 'frame', (reader) => {
    const header = {
      document: toHex(reader.bytes(16)) as DocumentId,
      device: toHex(reader.bytes(16)) as DeviceId,
      session: toHex(reader.bytes(8)),
      counter: reader.u32(),
    }
    if (header.counter < 1 || reader.left < TAG_LENGTH) throw new Malformed('counter from 1, and a tag')
    return header
  })
}

/** What is on the outside of a knock (KN1). */
export interface KnockHeader {
  readonly space: SpaceId
  /** Of the invite's record, 16 bytes as hex. */
  readonly invite: string
  /** Whose knock key it is sealed to. */
  readonly epoch: number
}

export const KNOCK_HEADER_LENGTH = 38

/** Parses the outside of a knock (kind 10), by which the relay finds its invite; proves nothing. */
export function parseKnockHeader(bytes: Uint8Array): Result<KnockHeader, Refusal> {
  return parseRecord(bytes, 'knock', (reader) => {
    const header = {
      space: toHex(reader.bytes(16)) as SpaceId,
      invite: toHex(reader.bytes(16)),
      epoch: reader.u32(),
    }
    if (bytes.length !== RECORD_LIMIT.knock) throw new Malformed('a knock has one length')
    return header
  })
}

/** E2: hash of all bytes of a record. The same bytes are the same envelope, whoever brings them. */
export const envelopeHash = (bytes: Uint8Array): Promise<Bytes> => sha256(bytes)
