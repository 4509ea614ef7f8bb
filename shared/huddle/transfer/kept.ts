import { type Bytes, equalBytes } from '../../kit/bytes.ts'
import { Serial } from '../../kit/serial.ts'
import { sha256 } from '../../kit/sha256.ts'
import { rootOf } from './digest.ts'
import type { Reason } from './message.ts'
import { NoRoom, type Place } from './ports.ts'

/** What of one incoming file is on disk, with the hashes of its blocks. Everything here happens in the order asked for. */
export class Kept {
  readonly place: Place
  readonly #size: number
  /** Unknown until the blocks of an earlier window were read. */
  #hashes: Bytes[] | undefined
  readonly #disk = new Serial()

  constructor(place: Place, size: number) {
    this.place = place
    this.#size = size
  }

  count(): Promise<number> {
    return this.#disk.run(() => this.#hashes?.length ?? this.place.count())
  }

  /** How many blocks there are, and one hash over theirs, for the sender to compare. Reads them unless this window wrote them. */
  prefix(): Promise<{ readonly blocks: number; readonly root: Bytes }> {
    return this.#disk.run(async () => {
      const hashes = this.#hashes ?? (await this.#read())
      this.#hashes = hashes
      return { blocks: hashes.length, root: await rootOf(this.#size, hashes) }
    })
  }

  async #read(): Promise<Bytes[]> {
    const count = await this.place.count()
    const hashes: Bytes[] = []
    while (hashes.length < count) hashes.push(await sha256(await this.place.read(hashes.length)))
    return hashes
  }

  /** Nothing of it counts any more; it is written over from the first block. */
  restart(): void {
    void this.#disk.run(() => {
      this.#hashes = []
    })
  }

  /**
   * Writes the next block, if its hash is the claimed one. One behind a block that was not kept is stale.
   * @param still asked before each step: false when nobody waits for it any more
   */
  keep(index: number, bytes: Bytes, claimed: Bytes, still: () => boolean): Promise<'kept' | Reason | 'stale'> {
    return this.#disk.run(async () => {
      const hashes = this.#hashes
      if (index !== hashes?.length || !still()) return 'stale'
      const hash = await sha256(bytes)
      if (!still()) return 'stale'
      if (!equalBytes(hash, claimed)) return 'damaged'
      try {
        await this.place.write(index, bytes)
      } catch (error) {
        return error instanceof NoRoom ? 'no-room' : 'disk'
      }
      hashes.push(hash)
      return still() ? 'kept' : 'stale'
    })
  }

  /** After the last block: whether it is the sender's whole file. */
  complete(root: Bytes, still: () => boolean): Promise<'complete' | Reason | 'stale'> {
    return this.#disk.run(async () => {
      if (!this.#hashes || !still()) return 'stale'
      if (!equalBytes(await rootOf(this.#size, this.#hashes), root)) return 'damaged'
      try {
        await this.place.finish()
      } catch (error) {
        return error instanceof NoRoom ? 'no-room' : 'disk'
      }
      return still() ? 'complete' : 'stale'
    })
  }

  /** A folder that cannot be deleted now is deleted when it is old. */
  remove(): void {
    this.#disk.run(() => this.place.remove()).catch(() => undefined)
  }
}
