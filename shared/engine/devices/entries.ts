/** What the entries of a backup hold (DV3), each with its parser: a backup may come from anybody who knows its passphrase. */
import * as v from 'valibot'
import { decodeValue, type Entry, type EntryType, encodeValue } from '../../backup/entries.ts'
import { MAX_COMMENT } from '../../domain/annotation.ts'
import { type DocumentId, isId, type SpaceId } from '../../domain/ids.ts'
import { ByteReader, ByteWriter, Malformed } from '../../kit/binary.ts'
import { type Bytes, fromUtf8, utf8 } from '../../kit/bytes.ts'
import { MAX_RECORD } from '../../protocol/limits.ts'
import { storedCursor } from '../documents/layout.ts'

const text = (most: number) => v.pipe(v.string(), v.maxLength(most))
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const spaceId = v.custom<SpaceId>((value) => typeof value === 'string' && isId(value))
const documentId = v.custom<DocumentId>((value) => typeof value === 'string' && isId(value))

/** Spaces of one person; what is shown of a backup before it is believed. */
const MOST_SPACES = 1_000

export const summary = v.object({
  v: v.literal(1),
  /** Milliseconds since 1970. */
  made: count,
  name: text(200),
  spaces: v.pipe(
    v.array(v.object({ name: text(2_048), private: v.boolean(), pages: count, people: count })),
    v.maxLength(MOST_SPACES),
  ),
})
export type Summary = v.InferOutput<typeof summary>

export const documentHead = v.strictObject({
  space: spaceId,
  document: documentId,
  /** How far its log was read. Absent: nowhere. */
  cursor: v.exactOptional(storedCursor),
  /** Something of it waits for the relay. */
  unsent: v.boolean(),
})
export type DocumentHead = v.InferOutput<typeof documentHead>

/** A draft's key in the store, and its text. */
export const draft = v.strictObject({
  key: v.pipe(v.string(), v.regex(/^draft\/[0-9a-f.]{32,49}(?:\/[a-z]{1,16})?$/)),
  body: text(MAX_COMMENT),
})

export const end = v.strictObject({ entries: count })

export const valueEntry = (type: EntryType, value: unknown): Entry => ({ type, content: encodeValue(value) })

/** Undefined for whatever is not of the form. */
export function readValue<Value>(schema: v.GenericSchema<unknown, Value>, { content }: Entry): Value | undefined {
  const value = decodeValue(content)
  const parsed = value.ok ? v.safeParse(schema, value.value) : undefined
  return parsed?.success ? parsed.output : undefined
}

/** A record as it was stored: the relay's beginning in which it was acknowledged, and why it never will be. */
export interface Kept {
  readonly record: Bytes
  readonly era: number
  readonly refused?: string
}

const MOST_CODE = 64

/** `u64 era ‖ block refused ‖ record`. */
export function keptEntry(type: 'certificate' | 'envelope' | 'held', { record, era, refused = '' }: Kept): Entry {
  return { type, content: new ByteWriter().u64(era).block(utf8(refused)).bytes(record).done() }
}

export function keptOf({ content }: Entry): Kept | undefined {
  try {
    const reader = new ByteReader(content)
    const era = reader.u64()
    const refused = fromUtf8(reader.block(MOST_CODE))
    const record = reader.rest()
    if (record.length === 0 || record.length > MAX_RECORD) return undefined
    return { record, era, ...(refused === '' ? {} : { refused }) }
  } catch (error) {
    if (error instanceof Malformed || error instanceof TypeError) return undefined
    throw error
  }
}
