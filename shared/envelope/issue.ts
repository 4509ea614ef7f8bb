import type { SpaceId } from '../domain/ids.ts'
import { type Bytes, concat } from '../kit/bytes.ts'
import { type CertificateRole, encodeCertificateFields } from './certificate.ts'
import { hashId } from './digest.ts'
import { encodeKeyringBody } from './keyring.ts'
import { commitmentOf, contentKeyOf, readSeedOf, readSigner, writeSigner } from './keys.ts'
import { type Device, type Member, randomBytes, sign } from './party.ts'

/** A new space: everything that must be stored to have it. */
export interface NewSpace {
  readonly space: SpaceId
  /** The genesis keyring's record. */
  readonly keyring: Bytes
  readonly writeSeed: Bytes
}

/** Makes a space whose only admin is `admin` (Y2). The last two parameters are for the test vectors. */
export async function createSpace(
  admin: Member,
  writeSeed: Bytes = randomBytes(32),
  random: Bytes = randomBytes(16),
): Promise<NewSpace> {
  const readSeed = await readSeedOf(writeSeed)
  const body = encodeKeyringBody({
    epoch: 0,
    previous: new Uint8Array(32),
    random,
    admins: [admin.publicKey],
    writePublic: (await writeSigner(writeSeed)).publicKey,
    readPublic: (await readSigner(readSeed)).publicKey,
    commitment: await commitmentOf(await contentKeyOf(readSeed)),
    revoked: [],
    wraps: [],
    oldSealed: new Uint8Array(0),
    signer: admin.publicKey,
  })
  const keyring = concat(body, await sign(admin.signing, 'keyring', body))
  return { space: (await hashId('space', body)) as SpaceId, keyring, writeSeed }
}

export interface CertificateRequest {
  readonly space: SpaceId
  readonly epoch: number
  readonly role: CertificateRole
  /** Milliseconds since 1970. */
  readonly notAfter: number
  readonly member: Member
  readonly device: Pick<Device, 'publicKey' | 'exchangePublic'>
  /** The epoch's write seed for a writer, its read seed for a reader. */
  readonly roleSeed: Bytes
}

/** A certificate record for a device of ours, signed by our member key and by the role's (C1). */
export async function issueCertificate(request: CertificateRequest): Promise<Bytes> {
  const role = await (request.role === 'writer' ? writeSigner(request.roleSeed) : readSigner(request.roleSeed))
  const signed = encodeCertificateFields({
    space: request.space,
    epoch: request.epoch,
    role: request.role,
    notAfter: request.notAfter,
    memberPublic: request.member.publicKey,
    devicePublic: request.device.publicKey,
    deviceExchangePublic: request.device.exchangePublic,
  })
  const [byMember, byRole] = await Promise.all([
    sign(request.member.signing, 'certificate', signed),
    sign(role.signing, 'certificate', signed),
  ])
  return concat(signed, byMember, byRole)
}
