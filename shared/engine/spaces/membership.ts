import type { SpaceId } from '../../domain/ids.ts'
import { openEpochs } from '../../envelope/epochs.ts'
import { createSpace, issueCertificate } from '../../envelope/issue.ts'
import { type VerifiedKeyring, verifyKeyrings } from '../../envelope/keyring.ts'
import type { RoleSeed } from '../../envelope/keys.ts'
import { createDevice, type Device, type Member } from '../../envelope/party.ts'
import { type Bytes, concat } from '../../kit/bytes.ts'
import type { EnginePorts } from '../ports.ts'
import { JOINED, type StoredSpace } from './stored.ts'

/** A certificate's life; it is renewed when half of it is over. The relay asks at every session (C4). */
const LIFE_MS = 400 * 24 * 3_600_000

/** Why a stored or invited space cannot be opened. */
export class KeysDoNotFit extends Error {
  override name = 'KeysDoNotFit'
}

/** What is known of a space by whoever enters it: its keyrings, and the seed of the newest one's epoch. */
export interface KnownSpace {
  readonly space: SpaceId
  readonly keyrings: readonly Bytes[]
  readonly held: RoleSeed
  readonly name: string
  readonly relay: string | undefined
}

interface Certified {
  readonly certificate: Bytes
  readonly notAfter: number
}

async function certify(
  { space, epoch }: { readonly space: SpaceId; readonly epoch: number },
  { role, seed }: RoleSeed,
  member: Member,
  device: Pick<Device, 'publicKey' | 'exchangePublic'>,
  now: number,
): Promise<Certified> {
  const notAfter = now + LIFE_MS
  return {
    certificate: await issueCertificate({ space, epoch, role, notAfter, member, device, roleSeed: seed }),
    notAfter,
  }
}

/** A new space with us as its only admin. Needs no network: the relay learns of it when it is first reached. */
export async function foundSpace(
  member: Member,
  name: string,
  relay: string | undefined,
  now: number,
): Promise<StoredSpace> {
  const { space, keyring, writeSeed } = await createSpace(member)
  const held = { role: 'writer', seed: writeSeed } as const
  return enterSpace({ space, keyrings: [keyring], held, name, relay }, member, now)
}

/**
 * Our device and certificate in a space.
 * @param known as its device, the one that knocked; otherwise a new one
 * @throws KeysDoNotFit when keyrings and seed do not prove each other (Y1-Y6)
 */
export async function enterSpace(
  known: KnownSpace,
  member: Member,
  now: number,
  knocked?: Device,
): Promise<StoredSpace> {
  const { space, held, name, relay } = known
  const chain = await verifyKeyrings(known.keyrings, space)
  if (!chain.ok) throw new KeysDoNotFit(`the keyring does not hold: ${chain.error}`)
  const opened = await openEpochs(chain.value, held)
  if (!opened.ok) throw new KeysDoNotFit(`the seed does not fit: ${opened.error}`)
  const device = knocked ?? (await createDevice(member))
  const certified = await certify({ space, epoch: chain.value.length - 1 }, held, member, device, now)
  const { id, publicKey, signing, exchangePublic, exchange } = device
  return {
    schema: 2,
    space,
    name,
    ...(relay !== undefined && { relay }),
    ...held,
    indexKey: opened.value.indexKey,
    contentKeys: [...opened.value.contentKeys],
    keyrings: [...known.keyrings],
    ...certified,
    device: { id, publicKey, signing, exchangePublic, exchange },
    since: now,
  }
}

/** The same membership in the newest epoch (S10): the seed that its keyring wraps for our device, and a certificate by it. */
export async function enterEpoch(
  stored: StoredSpace,
  chain: readonly VerifiedKeyring[],
  held: RoleSeed,
  keys: { readonly contentKeys: readonly Bytes[] },
  member: Member,
  now: number,
): Promise<StoredSpace> {
  const certified = await certify({ space: stored.space, epoch: chain.length - 1 }, held, member, stored.device, now)
  const { ended: _, ...rest } = stored
  const keyrings = chain.map(({ body, signature }) => concat(body, signature))
  return { ...rest, ...held, keyrings, contentKeys: [...keys.contentKeys], ...certified }
}

/** The same membership with a new certificate when the old one is past half its life. */
async function renewed(stored: StoredSpace, member: Member, now: number): Promise<StoredSpace> {
  if (stored.notAfter - now > LIFE_MS / 2 || stored.ended !== undefined || stored.closed) return stored
  const place = { space: stored.space, epoch: stored.contentKeys.length - 1 }
  const certified = await certify(place, stored, member, stored.device, now)
  return { ...stored, ...certified }
}

/** The same, stored when it is new. */
export async function keptFresh(
  { clock, store }: Pick<EnginePorts, 'clock' | 'store'>,
  stored: StoredSpace,
  member: Member,
): Promise<StoredSpace> {
  const value = await renewed(stored, member, clock.now())
  if (value !== stored) await store.write([{ table: 'spaces', key: JOINED + value.space, value }])
  return value
}
