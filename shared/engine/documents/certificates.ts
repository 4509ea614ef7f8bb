import type { DeviceId, MemberId } from '../../domain/ids.ts'
import type { VerifiedCertificate } from '../../envelope/certificate.ts'
import type { Bytes } from '../../kit/bytes.ts'

export interface KnownCertificate {
  readonly hash: string
  readonly record: Bytes
  readonly proven: VerifiedCertificate
  /** The relay's era in which it is known to have it in this document's log; 0: none. */
  readonly era: number
}

/** Proven certificates of the devices met in one document; a device has one per epoch, and possibly renewed ones. */
export class Certificates {
  readonly #byHash = new Map<string, KnownCertificate>()
  readonly #byDevice = new Map<DeviceId, KnownCertificate[]>()

  get(hash: string): KnownCertificate | undefined {
    return this.#byHash.get(hash)
  }

  /** Replaces the one of the same hash. */
  set(known: KnownCertificate): void {
    const others = this.of(known.proven.device).filter((other) => other.hash !== known.hash)
    this.#byHash.set(known.hash, known)
    this.#byDevice.set(known.proven.device, [...others, known])
  }

  devices(): Iterable<DeviceId> {
    return this.#byDevice.keys()
  }

  of(device: DeviceId): readonly KnownCertificate[] {
    return this.#byDevice.get(device) ?? []
  }

  forEpoch(device: DeviceId, epoch: number): VerifiedCertificate | undefined {
    const fitting = this.of(device).filter(({ proven }) => proven.epoch === epoch)
    // A writer's certificate allows all that a reader's does: a device holding both is a writer, whichever came first.
    return (fitting.find(({ proven }) => proven.role === 'writer') ?? fitting[0])?.proven
  }

  /** The newest epoch's of each device. */
  newest(): readonly VerifiedCertificate[] {
    return [...this.#byDevice.values()].flatMap(
      (all) => all.map(({ proven }) => proven).sort((a, b) => b.epoch - a.epoch)[0] ?? [],
    )
  }

  /** All certificates of a device are the same member's: its id says so (K2). */
  memberOf(device: DeviceId): MemberId | undefined {
    return this.of(device)[0]?.proven.member
  }
}
