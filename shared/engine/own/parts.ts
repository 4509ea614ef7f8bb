import { ByteReader, ByteWriter, Malformed } from '../../kit/binary.ts'
import { type Bytes, concatAll } from '../../kit/bytes.ts'

/** Leaves room in a signal's body (N24) for what stands before it, whether or not it can be compressed. */
export const PART_BYTES = 12 * 1_024
/** Threat: a browser that makes us hold without end. With it a message has at most 1.2 MiB: more than any record of an edit. */
export const MOST_PARTS = 100
export const MOST_MESSAGE_BYTES = PART_BYTES * MOST_PARTS
/** A browser sends one message after the other: what is still unfinished when so many newer ones have begun has lost a part. */
const MOST_UNFINISHED = 3

/** `u32 message ‖ u16 index ‖ u16 count ‖ bytes`, each for one signal. @throws RangeError when the message is too large */
export function cut(message: Bytes, number: number): readonly Bytes[] {
  const count = Math.max(1, Math.ceil(message.length / PART_BYTES))
  if (count > MOST_PARTS) throw new RangeError('a message has at most 1.2 MiB')
  return Array.from({ length: count }, (_, index) =>
    new ByteWriter()
      .u32(number)
      .u16(index)
      .u16(count)
      .bytes(message.subarray(index * PART_BYTES, (index + 1) * PART_BYTES))
      .done(),
  )
}

interface Part {
  readonly message: number
  readonly index: number
  readonly count: number
  readonly bytes: Bytes
}

function parsePart(body: Bytes): Part | undefined {
  try {
    const reader = new ByteReader(body)
    const [message, index, count, bytes] = [reader.u32(), reader.u16(), reader.u16(), reader.rest()]
    const last = index === count - 1
    const fits = last ? bytes.length > 0 && bytes.length <= PART_BYTES : bytes.length === PART_BYTES
    return index < count && count <= MOST_PARTS && fits ? { message, index, count, bytes } : undefined
  } catch (error) {
    if (error instanceof Malformed) return undefined
    throw error
  }
}

/** Puts one browser's messages together from parts that come in any order. */
export class Gathering {
  readonly #unfinished = new Map<number, { readonly count: number; readonly parts: Map<number, Bytes> }>()

  /** @returns the message that is whole now */
  take(body: Bytes): Bytes | undefined {
    const part = parsePart(body)
    if (!part) return undefined
    const { message, index, count, bytes } = part
    if (count === 1) return bytes
    const before = this.#unfinished.get(message)
    // Another count: the browser began anew, and counts its messages anew.
    const entry = before?.count === count ? before : { count, parts: new Map<number, Bytes>() }
    if (entry !== before) this.#unfinished.delete(message)
    this.#unfinished.set(message, entry)
    entry.parts.set(index, bytes)
    if (entry.parts.size === count) return this.#whole(message, entry)
    for (const oldest of this.#unfinished.keys())
      if (this.#unfinished.size > MOST_UNFINISHED) this.#unfinished.delete(oldest)
    return undefined
  }

  #whole(message: number, { count, parts }: { readonly count: number; readonly parts: Map<number, Bytes> }): Bytes {
    this.#unfinished.delete(message)
    return concatAll(Array.from({ length: count }, (_, index) => parts.get(index) ?? new Uint8Array()))
  }

  /** How many bytes wait for the rest of their message. */
  get held(): number {
    let sum = 0
    for (const { parts } of this.#unfinished.values()) for (const { length } of parts.values()) sum += length
    return sum
  }
}
