import type { DeviceId, MemberId } from '../../domain/ids.ts'
import type { Bytes } from '../../kit/bytes.ts'

/** Devices whose certificates were learnt in live rooms and over links, remembered at most. */
const MOST = 4_000
/** A device's certificates of so many epochs: what it said just before a new one must still find its own. */
const EPOCHS = 2

interface Proven {
  readonly device: DeviceId
  readonly member: MemberId
  readonly epoch: number
}

/** Whose the devices are that we met in one space: their proven certificates. */
export class Acquaintances {
  readonly #certificates = new Map<DeviceId, Map<number, Bytes>>()
  readonly #members = new Map<DeviceId, MemberId>()

  /** False when there is no room for another device. */
  add({ device, member, epoch }: Proven, certificate: Bytes): boolean {
    const known = this.#certificates.get(device) ?? new Map<number, Bytes>()
    if (this.#certificates.size >= MOST && !this.#certificates.has(device)) return false
    this.#certificates.set(device, known.set(epoch, certificate))
    this.#members.set(device, member)
    if (known.size > EPOCHS) known.delete(Math.min(...known.keys()))
    return true
  }

  memberOf(device: DeviceId): MemberId | undefined {
    return this.#members.get(device)
  }

  certificateOf(device: DeviceId, epoch: number): Bytes | undefined {
    return this.#certificates.get(device)?.get(epoch)
  }

  /** The newest one's epoch. */
  epochOf(device: DeviceId): number | undefined {
    const known = this.#certificates.get(device)
    return known && Math.max(...known.keys())
  }
}
