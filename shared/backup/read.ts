import { ByteReader } from '../kit/binary.ts'
import { type Bytes, concat } from '../kit/bytes.ts'
import { fail, ok, type Result } from '../kit/result.ts'
import { type Entry, EntryCutter } from './entries.ts'
import { CHUNK, MOST_CHUNKS, TAG } from './limits.ts'
import { type BackupRefusal, HEAD, type Lock, openHead, type Unlocked } from './lock.ts'
import { ivOf, LAST } from './write.ts'

type Entries = Result<readonly Entry[], BackupRefusal>

/** Opens a backup as it comes, in parts of any length. What it gives out is authentic; that all of it came, only `end` says. */
export class BackupReader {
  readonly #lock: Lock
  readonly #cutter = new EntryCutter()
  #unlocked: Unlocked | undefined
  #rest: Bytes = new Uint8Array()
  #index = 0
  #last = false
  #refused: BackupRefusal | undefined

  constructor(lock: Lock) {
    this.#lock = lock
  }

  /** Entries so far. */
  get count(): number {
    return this.#cutter.count
  }

  /** @returns the entries that are whole now; after a refusal always the same refusal */
  async push(bytes: Bytes): Promise<Entries> {
    if (this.#refused !== undefined) return fail(this.#refused)
    const entries = await this.#push(bytes)
    if (!entries.ok) this.#refused = entries.error
    return entries
  }

  /** After the last part: whether the backup was whole. */
  end(): Result<void, BackupRefusal> {
    if (this.#refused !== undefined) return fail(this.#refused)
    if (this.#unlocked === undefined || !this.#last) return fail(this.#unlocked === undefined ? 'not-a-backup' : 'cut')
    return this.#cutter.ended ? ok(undefined) : fail('damaged')
  }

  async #push(bytes: Bytes): Promise<Entries> {
    this.#rest = this.#rest.length === 0 ? bytes : concat(this.#rest, bytes)
    if (this.#unlocked === undefined) {
      if (this.#rest.length < HEAD) return ok([])
      const opened = await openHead(this.#lock, this.#rest.slice(0, HEAD))
      if (!opened.ok) return opened
      this.#unlocked = opened.value
      this.#rest = this.#rest.slice(HEAD)
    }
    const entries: Entry[] = []
    for (;;) {
      const chunk = this.#cut()
      if (!chunk.ok) return chunk
      if (chunk.value === undefined) return ok(entries)
      const plain = await this.#open(this.#unlocked, chunk.value)
      if (!plain.ok) return plain
      const cut = this.#cutter.push(plain.value)
      if (!cut.ok) return cut
      for (const entry of cut.value) entries.push(entry)
    }
  }

  /** The next whole chunk's ciphertext, if it is here. */
  #cut(): Result<Bytes | undefined, BackupRefusal> {
    if (this.#last) return this.#rest.length === 0 ? ok(undefined) : fail('damaged')
    if (this.#rest.length < 4) return ok(undefined)
    const word = new ByteReader(this.#rest).u32()
    const last = (word & LAST) !== 0
    const length = (word & ~LAST) >>> 0
    const fits = last ? length >= TAG && length <= CHUNK + TAG : length === CHUNK + TAG
    if (!fits || this.#index >= MOST_CHUNKS) return fail('damaged')
    if (this.#rest.length < 4 + length) return ok(undefined)
    const sealed = this.#rest.slice(4, 4 + length)
    this.#rest = this.#rest.slice(4 + length)
    this.#last = last
    return ok(sealed)
  }

  async #open({ key, head }: Unlocked, sealed: Bytes): Promise<Result<Bytes, BackupRefusal>> {
    const how = { name: 'AES-GCM', iv: ivOf(this.#index++, this.#last), additionalData: head, tagLength: 8 * TAG }
    try {
      return ok(new Uint8Array(await crypto.subtle.decrypt(how, key, sealed)))
    } catch {
      return fail('damaged')
    }
  }
}
