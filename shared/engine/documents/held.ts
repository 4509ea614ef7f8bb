import type { DeviceId } from '../../domain/ids.ts'
import type { Bytes } from '../../kit/bytes.ts'

/** An envelope kept back until what it depends on is here: its device's certificate, or the lease's envelopes before it. */
export interface HeldRecord {
  readonly hash: string
  readonly record: Bytes
  readonly device: DeviceId
  readonly nonce: string
  readonly counter: number
  /** The relay's era in which it is known to have the record; 0: none. */
  readonly era: number
  /** Its sequence in the relay's log of that era, once seen there. */
  readonly place?: number
}

/** A device whose records cannot be placed must not fill the memory of others, nor crowd out other devices' records. */
export const MAX_HELD_PER_DEVICE = 512
export const MAX_HELD = 4_096
/** Bytes of one device's, and of all: 4,096 of the largest records would be a gigabyte. */
export const MAX_HELD_BYTES_PER_DEVICE = 4 * 1024 * 1024
export const MAX_HELD_BYTES = 32 * 1024 * 1024

interface Share {
  readonly records: number
  readonly bytes: number
}
const NONE: Share = { records: 0, bytes: 0 }

/** Records held back, by hash. A device's own bound keeps one device's junk from costing another's records. */
export class Held {
  readonly #records = new Map<string, HeldRecord>()
  readonly #perDevice = new Map<DeviceId, Share>()
  #bytes = 0

  get size(): number {
    return this.#records.size
  }

  get(hash: string): HeldRecord | undefined {
    return this.#records.get(hash)
  }

  all(): readonly HeldRecord[] {
    return [...this.#records.values()]
  }

  /** @param bytes the record's length */
  hasRoom(device: DeviceId, bytes: number): boolean {
    const share = this.#share(device)
    return (
      this.size < MAX_HELD &&
      this.#bytes + bytes <= MAX_HELD_BYTES &&
      share.records < MAX_HELD_PER_DEVICE &&
      share.bytes + bytes <= MAX_HELD_BYTES_PER_DEVICE
    )
  }

  set(held: HeldRecord): void {
    if (!this.#records.has(held.hash)) this.#count(held, 1)
    this.#records.set(held.hash, held)
  }

  #share(device: DeviceId): Share {
    return this.#perDevice.get(device) ?? NONE
  }

  #count({ device, record }: HeldRecord, by: 1 | -1): void {
    const { records, bytes } = this.#share(device)
    this.#bytes += by * record.length
    if (records + by === 0) this.#perDevice.delete(device)
    else this.#perDevice.set(device, { records: records + by, bytes: bytes + by * record.length })
  }

  delete(hash: string): void {
    const held = this.#records.get(hash)
    if (held && this.#records.delete(hash)) this.#count(held, -1)
  }

  noncesOf(device: DeviceId): readonly string[] {
    if (!this.#perDevice.has(device)) return []
    return [...new Set(this.#of(device).map(({ nonce }) => nonce))]
  }

  /** Those of one lease that can be judged once `counter` is its next, lowest first, and of the same counter the first in the log. */
  upTo(device: DeviceId, nonce: string, counter: number): readonly HeldRecord[] {
    if (!this.#perDevice.has(device)) return []
    const found = this.#of(device).filter((held) => held.nonce === nonce && held.counter <= counter)
    const inLog = ({ place = Number.MAX_SAFE_INTEGER }: HeldRecord) => place
    return found.sort((a, b) => a.counter - b.counter || inLog(a) - inLog(b))
  }

  #of(device: DeviceId): HeldRecord[] {
    return [...this.#records.values()].filter((held) => held.device === device)
  }
}
