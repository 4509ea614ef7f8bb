import { type Bytes, concatAll } from './bytes.ts'

/** Thrown by `ByteReader` when the input is shorter than, or not what, the format says. Parsers turn it into a refusal. */
export class Malformed extends Error {
  override name = 'Malformed'
}

/** Reads big-endian fields in order. Every read is bounds-checked; `end()` refuses trailing bytes. */
export class ByteReader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get offset(): number {
    return this.#at
  }

  get left(): number {
    return this.#bytes.length - this.#at
  }

  #take(length: number): number {
    if (length < 0 || length > this.left) throw new Malformed(`needs ${length} bytes at ${this.#at}, has ${this.left}`)
    const at = this.#at
    this.#at += length
    return at
  }

  u8(): number {
    return this.#view.getUint8(this.#take(1))
  }

  u16(): number {
    return this.#view.getUint16(this.#take(2))
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4))
  }

  /** An unsigned 64-bit number that must be a safe integer. */
  u64(): number {
    const value = this.#view.getBigUint64(this.#take(8))
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new Malformed('number too large')
    return Number(value)
  }

  bytes(length: number): Bytes {
    const at = this.#take(length)
    return this.#bytes.slice(at, at + length) as Bytes
  }

  /** Bytes preceded by their length (u32), at most `max`. */
  block(max: number): Bytes {
    const length = this.u32()
    if (length > max) throw new Malformed(`block of ${length} bytes, at most ${max}`)
    return this.bytes(length)
  }

  rest(): Bytes {
    return this.bytes(this.left)
  }

  end(): void {
    if (this.left !== 0) throw new Malformed(`${this.left} trailing bytes`)
  }
}

/** Collects big-endian fields in order. */
export class ByteWriter {
  readonly #parts: Uint8Array[] = []

  #number(length: number, put: (view: DataView) => void): this {
    const part = new Uint8Array(length)
    put(new DataView(part.buffer))
    this.#parts.push(part)
    return this
  }

  u8(value: number): this {
    return this.#number(1, (view) => view.setUint8(0, value))
  }

  u16(value: number): this {
    return this.#number(2, (view) => view.setUint16(0, value))
  }

  u32(value: number): this {
    return this.#number(4, (view) => view.setUint32(0, value))
  }

  u64(value: number): this {
    return this.#number(8, (view) => view.setBigUint64(0, BigInt(value)))
  }

  bytes(value: Uint8Array): this {
    this.#parts.push(value)
    return this
  }

  block(value: Uint8Array): this {
    return this.u32(value.length).bytes(value)
  }

  done(): Bytes {
    return concatAll(this.#parts)
  }
}
