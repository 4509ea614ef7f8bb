import type { DeviceId, MemberId, SpaceId } from '../../domain/ids.ts'
import type { VerifiedCertificate } from '../../envelope/certificate.ts'
import type { Header } from '../../envelope/header.ts'
import type { Refusal } from '../../envelope/refusals.ts'
import type { VerifiedEnvelope } from '../../envelope/verify.ts'
import type { Bytes } from '../../kit/bytes.ts'
import type { Result } from '../../kit/result.ts'

/** What a writer states in an update's header; the rest of the header follows from the keys. */
export type UpdatePlace = Pick<Header, 'document' | 'class' | 'nonce' | 'counter' | 'previous' | 'seen'>

/**
 * The part of a space's keys that its documents need: sealing, opening, judging certificates. Built by spaces/; documents hold
 * no key themselves.
 */
export interface DocumentKeys {
  readonly space: SpaceId
  readonly member: MemberId
  readonly device: DeviceId
  /** Our own certificate record. */
  readonly certificate: Bytes
  /** Readers' edits are refused before they begin. */
  readonly mayWrite: boolean
  /** Why not, for people. */
  readonly readOnlyWords: string
  /** False in a private space: no relay will ever ask, so nothing waits for one. */
  readonly carried: boolean
  /** Whether somebody is an admin by the newest keyring. */
  isAdmin(member: MemberId): boolean
  sealUpdate(place: UpdatePlace, body: Bytes): Promise<Bytes>
  /** Undefined: too long to be kept by a relay. @param nonce never used before */
  sealCheckpoint(place: Omit<UpdatePlace, 'counter' | 'previous'>, body: Bytes): Promise<Bytes | undefined>
  /** Decrypts, strips the padding and inflates (rules E3, E5, E6). */
  open(envelope: VerifiedEnvelope): Promise<Result<Bytes, Refusal>>
  /** Proves a certificate against the keyring of its epoch. */
  prove(certificate: Bytes): Promise<Result<VerifiedCertificate, Refusal>>
}
