import type { DeviceId, MemberId, SpaceId } from '../domain/ids.ts'
import { type ByteReader, ByteWriter, Malformed } from '../kit/binary.ts'
import { type Bytes, fromHex, toHex } from '../kit/bytes.ts'
import { fail, ok, type Result } from '../kit/result.ts'
import { deviceIdOf, memberIdOf } from './digest.ts'
import { verifySignature } from './ed25519.ts'
import { KIND, parseRecord, VERSION } from './header.ts'
import { isRevoked, type VerifiedKeyring } from './keyring.ts'
import type { Refusal } from './refusals.ts'

const ROLE = { reader: 1, writer: 2 } as const
/** C2: admin is not a certificate role; an admin's member key stands in the keyring. */
export type CertificateRole = keyof typeof ROLE

export interface CertificateFields {
  readonly space: SpaceId
  readonly epoch: number
  readonly role: CertificateRole
  /** Milliseconds since 1970; judged by the relay when it issues a session, never by readers (C4). */
  readonly notAfter: number
  /** Raw Ed25519 public keys and the X25519 one, 32 bytes each. */
  readonly memberPublic: Bytes
  readonly devicePublic: Bytes
  readonly deviceExchangePublic: Bytes
}

/** A certificate as written. Nothing is proven until `verifyCertificate`. */
export interface Certificate extends CertificateFields {
  /** The bytes both signatures are over. */
  readonly signed: Bytes
  readonly memberSignature: Bytes
  readonly roleSignature: Bytes
}

/** A certificate whose two signatures hold, with the ids of its keys. Only `verifyCertificate` makes one. */
export interface VerifiedCertificate extends Certificate {
  readonly '~verified': true
  readonly member: MemberId
  readonly device: DeviceId
}

const SIGNED_LENGTH = 127

export function parseCertificate(record: Uint8Array): Result<Certificate, Refusal> {
  return parseRecord(record, 'certificate', (reader) => {
    const certificate = {
      ...readFields(reader),
      signed: record.slice(0, SIGNED_LENGTH) as Bytes,
      memberSignature: reader.bytes(64),
      roleSignature: reader.bytes(64),
    }
    reader.end()
    return certificate
  })
}

function readFields(reader: ByteReader): CertificateFields {
  return {
    space: toHex(reader.bytes(16)) as SpaceId,
    epoch: reader.u32(),
    role: roleOf(reader.u8()),
    notAfter: reader.u64(),
    memberPublic: reader.bytes(32),
    devicePublic: reader.bytes(32),
    deviceExchangePublic: reader.bytes(32),
  }
}

function roleOf(byte: number): CertificateRole {
  if (byte !== ROLE.reader && byte !== ROLE.writer) throw new Malformed(`role ${byte}`)
  return byte === ROLE.writer ? 'writer' : 'reader'
}

/** The part that both signatures are over (C1): everything before `memberSignature`. */
export function encodeCertificateFields(fields: CertificateFields): Bytes {
  return new ByteWriter()
    .u8(VERSION)
    .u8(KIND.certificate)
    .bytes(fromHex(fields.space))
    .u32(fields.epoch)
    .u8(ROLE[fields.role])
    .u64(fields.notAfter)
    .bytes(fields.memberPublic)
    .bytes(fields.devicePublic)
    .bytes(fields.deviceExchangePublic)
    .done()
}

/**
 * Parses and proves a certificate against the keyring of its epoch (C1, C2, C5). Expiry is not looked at (C4): the relay
 * compares `notAfter` with its clock when it issues a session.
 */
export async function verifyCertificate(
  record: Uint8Array,
  keyring: VerifiedKeyring,
): Promise<Result<VerifiedCertificate, Refusal>> {
  const parsed = parseCertificate(record)
  if (!parsed.ok) return parsed
  const certificate = parsed.value
  if (certificate.space !== keyring.space) return fail('wrong-space')
  if (certificate.epoch !== keyring.epoch) return fail('wrong-epoch')
  const device = await deviceIdOf(certificate.memberPublic, certificate.devicePublic)
  if (isRevoked(keyring, device)) return fail('revoked')
  const rolePublic = certificate.role === 'writer' ? keyring.writePublic : keyring.readPublic
  const [byMember, byRole, member] = await Promise.all([
    verifySignature(certificate.memberPublic, certificate.memberSignature, 'certificate', certificate.signed),
    verifySignature(rolePublic, certificate.roleSignature, 'certificate', certificate.signed),
    memberIdOf(certificate.memberPublic),
  ])
  if (!byMember || !byRole) return fail('bad-signature')
  return ok({ ...certificate, '~verified': true, member, device })
}
