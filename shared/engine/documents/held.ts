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
}

/** A device whose records cannot be placed must not fill the memory of others, nor crowd out other devices' records. */
export const MAX_HELD_PER_DEVICE = 512
export const MAX_HELD = 4_096

/** Records held back, by hash. A device's own bound keeps one device's junk from costing another's records. */
export class Held {
  readonly #records = new Map<string, HeldRecord>()
  readonly #perDevice = new Map<DeviceId, number>()

  get size(): number {
    return this.#records.size
  }

  get(hash: string): HeldRecord | undefined {
    return this.#records.get(hash)
  }

  hasRoom(device: DeviceId): boolean {
    return this.size < MAX_HELD && (this.#perDevice.get(device) ?? 0) < MAX_HELD_PER_DEVICE
  }

  set(held: HeldRecord): void {
    if (!this.#records.has(held.hash)) {
      this.#perDevice.set(held.device, (this.#perDevice.get(held.device) ?? 0) + 1)
    }
    this.#records.set(held.hash, held)
  }

  delete(hash: string): void {
    const held = this.#records.get(hash)
    if (!held || !this.#records.delete(hash)) return
    this.#perDevice.set(held.device, (this.#perDevice.get(held.device) ?? 1) - 1)
  }

  noncesOf(device: DeviceId): readonly string[] {
    if ((this.#perDevice.get(device) ?? 0) === 0) return []
    return [...new Set(this.#of(device).map(({ nonce }) => nonce))]
  }

  /** Those of one lease that can be judged once `counter` is its next, lowest first. */
  upTo(device: DeviceId, nonce: string, counter: number): readonly HeldRecord[] {
    if ((this.#perDevice.get(device) ?? 0) === 0) return []
    const found = this.#of(device).filter((held) => held.nonce === nonce && held.counter <= counter)
    return found.sort((a, b) => a.counter - b.counter)
  }

  #of(device: DeviceId): HeldRecord[] {
    return [...this.#records.values()].filter((held) => held.device === device)
  }
}
