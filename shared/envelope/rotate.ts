import type { DeviceId } from '../domain/ids.ts'
import { type Bytes, concat } from '../kit/bytes.ts'
import { encodeKeyringBody, type VerifiedKeyring, type Wrap } from './keyring.ts'
import { commitmentOf, contentKeyOf, type RoleSeed, readSeedOf, readSigner, writeSigner } from './keys.ts'
import { type Member, randomBytes, sign } from './party.ts'
import { type OldKeys, sealOld, wrapSeed } from './wrap.ts'

/** A device that goes on: it gets the write seed or the read seed, as its role is. */
export interface StayingDevice {
  readonly device: DeviceId
  readonly role: RoleSeed['role']
  readonly exchangePublic: Bytes
}

export interface RotationRequest {
  readonly before: VerifiedKeyring
  /** Content key of the epoch before, and the index key. */
  readonly old: OldKeys
  /** Member public keys of the new epoch's admins. */
  readonly admins: readonly Bytes[]
  readonly staying: readonly StayingDevice[]
  readonly revoked: readonly DeviceId[]
  /** An admin of the epoch before (Y3). */
  readonly signer: Pick<Member, 'publicKey' | 'signing'>
}

/** What chance gives a rotation; given for the examples only. */
export interface RotationChance {
  /** 32 bytes. */
  readonly writeSeed: Bytes
  /** 16 bytes. */
  readonly random: Bytes
  /** 32 bytes for each wrap. */
  readonly ephemeral: (index: number) => Bytes
}

const CHANCE = (): RotationChance => ({
  writeSeed: randomBytes(32),
  random: randomBytes(16),
  ephemeral: () => randomBytes(32),
})

/** The record of the next epoch's keyring, with fresh seeds sealed to everybody who stays (Y3, Y5, Y6). */
export async function rotate(request: RotationRequest, chance = CHANCE()): Promise<Bytes> {
  const { before, old, admins, staying, revoked, signer } = request
  const { writeSeed, random } = chance
  const { space } = before
  const epoch = before.epoch + 1
  const readSeed = await readSeedOf(writeSeed)
  const contentKey = await contentKeyOf(readSeed)
  const wraps = await Promise.all(
    staying.map(async ({ device, role, exchangePublic }, index): Promise<Wrap> => {
      const held = { role, seed: role === 'writer' ? writeSeed : readSeed }
      const place = { name: 'wrap', space, epoch, device } as const
      return { device, sealed: await wrapSeed(held, place, exchangePublic, chance.ephemeral(index)) }
    }),
  )
  const body = encodeKeyringBody({
    epoch,
    previous: before.hash,
    random,
    admins,
    writePublic: (await writeSigner(writeSeed)).publicKey,
    readPublic: (await readSigner(readSeed)).publicKey,
    commitment: await commitmentOf(contentKey),
    revoked,
    wraps,
    oldSealed: await sealOld(old, contentKey, space, epoch),
    signer: signer.publicKey,
  })
  return concat(body, await sign(signer.signing, 'keyring', body))
}
