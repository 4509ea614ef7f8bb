import { ByteReader, ByteWriter } from '../kit/binary.ts'
import { type Bytes, concat, fromBase64Url, fromUtf8, toBase64Url, utf8 } from '../kit/bytes.ts'
import { fail, ok, type Result } from '../kit/result.ts'
import { MOST_ENTRIES, MOST_ENTRY } from './limits.ts'
import type { BackupRefusal } from './lock.ts'

/** BK4. The numbers stand in files: they never change their meaning. */
export const ENTRY_TYPES = {
  summary: 1,
  person: 2,
  settings: 3,
  space: 4,
  document: 5,
  certificate: 6,
  envelope: 7,
  held: 8,
  draft: 9,
  end: 10,
  invite: 11,
} as const
export type EntryType = keyof typeof ENTRY_TYPES

export interface Entry {
  readonly type: EntryType
  readonly content: Bytes
}

const NAMES = new Map<number, EntryType>(
  Object.entries(ENTRY_TYPES).map(([name, number]) => [number, name as EntryType]),
)
const HEAD = 5

/** An entry as bytes. @throws RangeError when it is longer than a reader takes */
export function encodeEntry({ type, content }: Entry): Bytes {
  if (content.length > MOST_ENTRY) throw new RangeError(`an entry of ${content.length} bytes`)
  return new ByteWriter().u8(ENTRY_TYPES[type]).block(content).done()
}

/** Cuts opened bytes, as they come, into entries. */
export class EntryCutter {
  #rest: Bytes = new Uint8Array()
  #count = 0
  #ended = false

  /** Entries so far. */
  get count(): number {
    return this.#count
  }

  /** The last entry was the end. */
  get ended(): boolean {
    return this.#ended && this.#rest.length === 0
  }

  push(bytes: Bytes): Result<readonly Entry[], BackupRefusal> {
    this.#rest = this.#rest.length === 0 ? bytes : concat(this.#rest, bytes)
    const reader = new ByteReader(this.#rest)
    const entries: Entry[] = []
    let taken = 0
    while (reader.left >= HEAD) {
      const type = NAMES.get(reader.u8())
      const length = reader.u32()
      if (type === undefined) return fail('newer-version')
      if (this.#ended || length > MOST_ENTRY || this.#count >= MOST_ENTRIES) return fail('damaged')
      if (reader.left < length) break
      entries.push({ type, content: reader.bytes(length) })
      taken = reader.offset
      this.#count++
      this.#ended = type === 'end'
    }
    this.#rest = this.#rest.slice(taken)
    return ok(entries)
  }
}

/** Bytes inside JSON, by the one key that no value of ours has. */
const BYTES = '~bytes'

/** A structured value of plain JSON and bytes. */
export const encodeValue = (value: unknown): Bytes =>
  utf8(JSON.stringify(value, (_, one: unknown) => (one instanceof Uint8Array ? { [BYTES]: toBase64Url(one) } : one)))

/** Fails for what `encodeValue` did not write. The value is not checked further: its reader does. */
export function decodeValue(bytes: Bytes): Result<unknown, BackupRefusal> {
  try {
    return ok(JSON.parse(fromUtf8(bytes), (_, one: unknown) => revived(one)))
  } catch {
    return fail('damaged')
  }
}

function revived(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, BYTES)) return value
  const text = (value as Record<string, unknown>)[BYTES]
  if (typeof text !== 'string') throw new SyntaxError('not bytes')
  return fromBase64Url(text)
}
