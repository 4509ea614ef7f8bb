import type { DeviceId, DocumentId, SpaceId } from '../../domain/ids.ts'
import { ByteReader, ByteWriter, Malformed } from '../../kit/binary.ts'
import { type Bytes, fromHex, toHex } from '../../kit/bytes.ts'
import { sha256 } from '../../kit/sha256.ts'
import type { LeaseHead } from '../document-parts.ts'
import { MOST_MESSAGE_BYTES } from './parts.ts'

/** Beyond these the newest are named: what is not named is sent again, which is harmless. */
export const MOST_HEADS = 4_096
export const MOST_SUMS = 20_000
export const MOST_RECORDS = 4_096
const KIND = { heads: 1, records: 2, sums: 3 } as const

/** What the browsers of one person tell each other of a private space. `ask`: say yours as well. */
export type OwnMessage =
  | {
      readonly kind: 'heads'
      readonly space: SpaceId
      readonly document: DocumentId
      readonly ask: boolean
      readonly heads: readonly LeaseHead[]
    }
  | {
      readonly kind: 'records'
      readonly space: SpaceId
      readonly document: DocumentId
      readonly records: readonly Bytes[]
    }
  | {
      readonly kind: 'sums'
      readonly space: SpaceId
      /** Which the sender is in that space: the same browser in whichever shared space it is met. */
      readonly device: DeviceId
      readonly ask: boolean
      readonly sums: readonly Sum[]
    }

/** What of a document is there, as 8 bytes of a hash over its heads (hex): the same wherever the same is. */
export interface Sum {
  readonly document: DocumentId
  readonly sum: string
}

const headBytes = ({ device, nonce, counter }: LeaseHead): Bytes =>
  new ByteWriter().bytes(fromHex(device)).bytes(fromHex(nonce)).u64(counter).done()

export async function sumOf(heads: readonly LeaseHead[]): Promise<string> {
  const sorted = heads.map((head) => toHex(headBytes(head))).sort()
  return toHex(await sha256(fromHex(sorted.join('')))).slice(0, 16)
}

export function encodeOwn(message: OwnMessage): Bytes {
  const writer = new ByteWriter().u8(KIND[message.kind]).bytes(fromHex(message.space))
  if (message.kind === 'records') {
    writer.bytes(fromHex(message.document))
    for (const record of message.records) writer.block(record)
    return writer.done()
  }
  const { kind } = message
  writer.bytes(fromHex(kind === 'heads' ? message.document : message.device)).u8(message.ask ? 1 : 0)
  if (kind === 'heads') for (const head of message.heads.slice(-MOST_HEADS)) writer.bytes(headBytes(head))
  else
    for (const { document, sum } of message.sums.slice(-MOST_SUMS)) writer.bytes(fromHex(document)).bytes(fromHex(sum))
  return writer.done()
}

/** Undefined: not such a message. */
export function parseOwn(bytes: Bytes): OwnMessage | undefined {
  try {
    const reader = new ByteReader(bytes)
    const kind = reader.u8()
    const space = toHex(reader.bytes(16)) as SpaceId
    const id = toHex(reader.bytes(16))
    if (kind === KIND.records) return { kind: 'records', space, document: id as DocumentId, records: records(reader) }
    const ask = reader.u8()
    if (ask > 1) return undefined
    if (kind === KIND.heads)
      return { kind: 'heads', space, document: id as DocumentId, ask: ask === 1, heads: heads(reader) }
    if (kind === KIND.sums) return { kind: 'sums', space, device: id as DeviceId, ask: ask === 1, sums: sums(reader) }
    return undefined
  } catch (error) {
    if (error instanceof Malformed) return undefined
    throw error
  }
}

/** Until nothing is left; at most so many. */
function all<Value>(reader: ByteReader, most: number, read: () => Value): readonly Value[] {
  const values: Value[] = []
  while (reader.left > 0) {
    if (values.length === most) throw new Malformed('too many')
    values.push(read())
  }
  return values
}

const heads = (reader: ByteReader): readonly LeaseHead[] =>
  all(reader, MOST_HEADS, () => ({
    device: toHex(reader.bytes(16)) as DeviceId,
    nonce: toHex(reader.bytes(8)),
    counter: reader.u64(),
  }))

const records = (reader: ByteReader): readonly Bytes[] =>
  all(reader, MOST_RECORDS, () => reader.block(MOST_MESSAGE_BYTES))

const sums = (reader: ByteReader): readonly Sum[] =>
  all(reader, MOST_SUMS, () => ({ document: toHex(reader.bytes(16)) as DocumentId, sum: toHex(reader.bytes(8)) }))
