import type { DeviceId, SpaceId } from '../../shared/domain/ids.ts'
import { parseCertificate, type VerifiedCertificate, verifyCertificate } from '../../shared/envelope/certificate.ts'
import { isRevoked } from '../../shared/envelope/keyring.ts'
import { Recent } from '../../shared/envelope/recent.ts'
import type { Bytes } from '../../shared/kit/bytes.ts'
import { fail, ok, type Result } from '../../shared/kit/result.ts'
import type { ProofCode } from '../../shared/protocol/codes.ts'
import { MAX_LISTED_CERTIFICATES } from '../../shared/protocol/limits.ts'
import type { Log } from '../log/log.ts'
import type { Keyrings } from './keyrings.ts'

export interface KnownCertificate {
  readonly certificate: VerifiedCertificate
  readonly record: Bytes
}

const CACHED = 10_000
const nameOf = (space: SpaceId, device: DeviceId, epoch: number): string => `${space}/${device}/${epoch}`

/** The devices' certificates that this relay has seen and proven. */
export class Certificates {
  readonly #log: Log
  readonly #keyrings: Keyrings
  readonly #cache = new Recent<KnownCertificate>(CACHED)

  constructor(log: Log, keyrings: Keyrings) {
    this.#log = log
    this.#keyrings = keyrings
  }

  /** Proves a certificate against the keyring of its epoch, and that its device was not revoked since. Keeps nothing. */
  async prove(record: Bytes): Promise<Result<VerifiedCertificate, ProofCode>> {
    const parsed = parseCertificate(record)
    if (!parsed.ok) return fail('bad-certificate')
    const keyrings = await this.#keyrings.of(parsed.value.space)
    if (keyrings.length === 0) return fail('unknown-space')
    const keyring = keyrings[parsed.value.epoch]
    if (keyring === undefined) return fail('bad-certificate')
    const verified = await verifyCertificate(record, keyring)
    if (!verified.ok) return fail(verified.error === 'revoked' ? 'revoked' : 'bad-certificate')
    const newest = keyrings.at(-1)
    return newest && isRevoked(newest, verified.value.device) ? fail('revoked') : ok(verified.value)
  }

  async keep(certificate: VerifiedCertificate, record: Bytes): Promise<void> {
    await this.#log.putCertificate(certificate.space, certificate.device, certificate.epoch, record)
    this.#cache.put(nameOf(certificate.space, certificate.device, certificate.epoch), { certificate, record })
  }

  /** A certificate kept earlier. Revocation is looked at again, since it may have come later. */
  async find(space: SpaceId, device: DeviceId, epoch: number): Promise<KnownCertificate | 'revoked' | undefined> {
    const newest = (await this.#keyrings.of(space)).at(-1)
    if (newest === undefined) return undefined
    if (isRevoked(newest, device)) return 'revoked'
    const name = nameOf(space, device, epoch)
    const cached = this.#cache.find(name)
    if (cached !== undefined) return cached
    const record = await this.#log.certificate(space, device, epoch)
    const proven = record && (await this.prove(record))
    if (record === undefined || !proven?.ok) return undefined
    return this.#cache.put(name, { certificate: proven.value, record })
  }

  /** The records of all devices that showed one, the newest of each (KR5). */
  all(space: SpaceId): Promise<readonly Bytes[]> {
    return this.#log.certificates(space, MAX_LISTED_CERTIFICATES)
  }

  /** The certificate under which a device now has a session. */
  async newest(space: SpaceId, device: DeviceId): Promise<KnownCertificate | 'revoked' | undefined> {
    const keyring = (await this.#keyrings.of(space)).at(-1)
    return keyring && this.find(space, device, keyring.epoch)
  }
}
