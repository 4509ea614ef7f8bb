import type { DeviceId, DocumentId, MemberId, SpaceId } from '../../domain/ids.ts'
import type { Bytes } from '../../kit/bytes.ts'
import type { Result } from '../../kit/result.ts'
import type { DocumentClass } from '../parts.ts'

/** Who stands behind a certificate record. */
export interface Certified {
  readonly device: DeviceId
  readonly member: MemberId
}

/** What a writer states in an update's header about its place in its lease and in the relay's log. Byte strings raw. */
export interface UpdatePlace {
  readonly document: DocumentId
  readonly class: DocumentClass
  /** The lease's, 8 bytes. */
  readonly nonce: Bytes
  readonly counter: number
  /** Hash of the lease's previous envelope, 32 bytes; zeros for the first. */
  readonly previous: Bytes
  readonly seen: { readonly incarnation: Bytes; readonly sequence: number; readonly chain: Bytes }
}

/** An update's header as read from its bytes, before anything in it is believed. */
export interface UpdateHeader extends UpdatePlace {
  readonly space: SpaceId
  readonly epoch: number
  readonly device: DeviceId
}

/**
 * The part of a space's keys that documents need: sealing, opening, judging certificates. Built by spaces/ from the envelope's
 * functions; documents hold no key themselves.
 */
export interface DocumentKeys {
  readonly space: SpaceId
  readonly member: MemberId
  readonly device: DeviceId
  /** Our own certificate record. */
  readonly certificate: Bytes
  /** Readers hold no write key: their edits are refused before they begin. */
  readonly mayWrite: boolean
  sealUpdate(place: UpdatePlace, body: Bytes): Promise<Bytes>
  /** Parses an update's header (rule R1). The error is a refusal code. */
  readHeader(record: Bytes): Result<UpdateHeader, string>
  /** Signature, decryption, padding and inflation (rule E6 from the signature on), by the device of that certificate. The error is a refusal code. */
  openUpdate(record: Bytes, certificate: Bytes): Promise<Result<Bytes, string>>
  /** Opens without checking the signature: only for records of our own store, which were checked when they came. */
  reopenUpdate(record: Bytes): Promise<Result<Bytes, string>>
  /** Both signatures against the keyring; undefined when one does not hold. */
  verifyCertificate(record: Bytes): Promise<Certified | undefined>
  /** Loro's PeerID of a lease (rule K3), as Loro wants it: a decimal. */
  peerOf(device: DeviceId, document: DocumentId, nonce: Bytes): Promise<`${number}`>
}
