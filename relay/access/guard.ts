import type { DeviceId, SpaceId } from '../../shared/domain/ids.ts'
import { isRevoked } from '../../shared/envelope/keyring.ts'
import { type Bytes, equalBytes } from '../../shared/kit/bytes.ts'
import type { Certificates } from './certificates.ts'
import type { Keyrings } from './keyrings.ts'
import type { Session, Standing } from './session.ts'

/** How it stands with somebody who had a session. `stale`: a later keyring removed somebody, and this device has not shown itself since. */
export type Holding = 'good' | 'stale' | 'revoked'

/** Whether what a token says still holds (KR1, KR2): tokens are stateless, keyrings are not. */
export class Guard {
  readonly #keyrings: Keyrings
  readonly #certificates: Certificates

  constructor(keyrings: Keyrings, certificates: Certificates) {
    this.#keyrings = keyrings
    this.#certificates = certificates
  }

  async holding(space: SpaceId, { device, epoch }: Standing): Promise<Holding> {
    const chain = await this.#keyrings.of(space)
    const newest = chain.at(-1)
    if (newest === undefined) return 'stale'
    if (isRevoked(newest, device)) return 'revoked'
    const removed = chain.findLast(({ revoked }) => revoked.length > 0)
    return removed === undefined || epoch >= removed.epoch ? 'good' : 'stale'
  }

  /** Whether a session is as good as when it was issued, in all its spaces. */
  async holds(session: Session): Promise<boolean> {
    for (const [space, standing] of session.spaces) if ((await this.holding(space, standing)) !== 'good') return false
    return true
  }

  /** Whether any of these devices is not revoked: a browser may be in several spaces. */
  async anyStays(spaces: ReadonlyMap<SpaceId, Standing>): Promise<boolean> {
    for (const [space, standing] of spaces) if ((await this.holding(space, standing)) !== 'revoked') return true
    return false
  }

  /** Whether two devices are one member's, by certificates of whichever epochs. One that was revoked is nobody's. */
  async ofOneMember(space: SpaceId, one: DeviceId, other: DeviceId): Promise<boolean> {
    const [a, b] = [await this.#memberOf(space, one), await this.#memberOf(space, other)]
    return a !== undefined && b !== undefined && equalBytes(a, b)
  }

  async #memberOf(space: SpaceId, device: DeviceId): Promise<Bytes | undefined> {
    for (const { epoch } of [...(await this.#keyrings.of(space))].reverse()) {
      const known = await this.#certificates.find(space, device, epoch)
      if (known === 'revoked') return undefined
      if (known) return known.certificate.memberPublic
    }
    return undefined
  }

  /** By the newest keyring. */
  async isAdmin(space: SpaceId, device: DeviceId): Promise<boolean> {
    const newest = (await this.#keyrings.of(space)).at(-1)
    const known = newest && (await this.#certificates.find(space, device, newest.epoch))
    if (newest === undefined || known === undefined || known === 'revoked') return false
    return newest.admins.some((admin) => equalBytes(admin, known.certificate.memberPublic))
  }
}
