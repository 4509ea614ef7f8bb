import { ByteWriter } from '../kit/binary.ts'
import { type Bytes, concatAll } from '../kit/bytes.ts'
import { type Entry, encodeEntry } from './entries.ts'
import { CHUNK, MOST_CHUNKS, TAG } from './limits.ts'
import { type Lock, newHead, type Unlocked } from './lock.ts'

/** The top bit of a chunk's length: it is the last one. */
export const LAST = 0x8000_0000

/** BK3: never the same twice under one key. */
export function ivOf(index: number, last: boolean): Bytes {
  return new ByteWriter()
    .bytes(new Uint8Array(7))
    .u32(index)
    .u8(last ? 1 : 0)
    .done()
}

/** Seals entries into chunks, one after the other; holds less than one chunk between calls. */
export class BackupWriter {
  readonly #unlocked: Unlocked
  #waiting: Bytes[] = []
  #size = 0
  #index = 0
  #entries = 0

  private constructor(unlocked: Unlocked) {
    this.#unlocked = unlocked
  }

  /** @param salt 16 random bytes, never used before */
  static async begin(lock: Lock, salt: Bytes): Promise<BackupWriter> {
    return new BackupWriter(await newHead(lock, salt))
  }

  /** The first bytes of the backup. */
  get head(): Bytes {
    return this.#unlocked.head
  }

  get entries(): number {
    return this.#entries
  }

  /** @returns the chunks that are full now @throws RangeError for an entry, or a backup, that no reader would take */
  async add(entry: Entry): Promise<Bytes> {
    const bytes = encodeEntry(entry)
    this.#waiting.push(bytes)
    this.#size += bytes.length
    this.#entries++
    // One byte more than a chunk: the last chunk may be full, and must not be sealed before it is known to be the last.
    if (this.#size <= CHUNK) return new Uint8Array()
    const whole = concatAll(this.#waiting)
    const sealed: Bytes[] = []
    let at = 0
    for (; whole.length - at > CHUNK; at += CHUNK) sealed.push(await this.#seal(whole.slice(at, at + CHUNK), false))
    this.#waiting = [whole.slice(at)]
    this.#size = whole.length - at
    return concatAll(sealed)
  }

  /** The last chunk. Nothing may be added after it. */
  end(): Promise<Bytes> {
    return this.#seal(concatAll(this.#waiting), true)
  }

  async #seal(plain: Bytes, last: boolean): Promise<Bytes> {
    if (this.#index >= MOST_CHUNKS) throw new RangeError('the backup is larger than 4 GiB')
    const { key, head } = this.#unlocked
    const how = { name: 'AES-GCM', iv: ivOf(this.#index++, last), additionalData: head, tagLength: 8 * TAG }
    const sealed = new Uint8Array(await crypto.subtle.encrypt(how, key, plain))
    return new ByteWriter()
      .u32((sealed.length | (last ? LAST : 0)) >>> 0)
      .bytes(sealed)
      .done()
  }
}
