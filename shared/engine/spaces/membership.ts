import type { SpaceId } from '../../domain/ids.ts'
import { createSpace, issueCertificate } from '../../envelope/issue.ts'
import { createDevice, type Device, type Member } from '../../envelope/party.ts'
import type { Bytes } from '../../kit/bytes.ts'
import type { EnginePorts } from '../ports.ts'
import { JOINED, type StoredSpace } from './stored.ts'

/** A certificate's life; it is renewed when half of it is over. The relay asks at every session (C4). */
const LIFE_MS = 400 * 24 * 3_600_000

interface Certified {
  readonly certificate: Bytes
  readonly notAfter: number
}

async function certify(
  space: SpaceId,
  writeSeed: Bytes,
  member: Member,
  device: Pick<Device, 'publicKey' | 'exchangePublic'>,
  now: number,
): Promise<Certified> {
  const notAfter = now + LIFE_MS
  const request = { space, epoch: 0, role: 'writer', notAfter, member, device, roleSeed: writeSeed } as const
  return { certificate: await issueCertificate(request), notAfter }
}

/** A new space with us as its only admin. Needs no network: the relay learns of it when it is first reached. */
export async function foundSpace(
  member: Member,
  name: string,
  relay: string | undefined,
  now: number,
): Promise<StoredSpace> {
  const { space, keyring, writeSeed } = await createSpace(member)
  return enterSpace({ space, keyrings: [keyring], writeSeed, name, relay }, member, now)
}

/** Our device and certificate in a space whose keyrings and seed are known to fit. */
export async function enterSpace(
  known: Pick<StoredSpace, 'space' | 'keyrings' | 'writeSeed' | 'name'> & { readonly relay: string | undefined },
  member: Member,
  now: number,
): Promise<StoredSpace> {
  const { relay, ...rest } = known
  const device = await createDevice(member)
  const certified = await certify(known.space, known.writeSeed, member, device, now)
  const { id, publicKey, signing, exchangePublic, exchange } = device
  return {
    schema: 1,
    ...rest,
    ...(relay !== undefined && { relay }),
    ...certified,
    device: { id, publicKey, signing, exchangePublic, exchange },
    since: now,
  }
}

/** The same membership with a new certificate when the old one is past half its life. */
async function renewed(stored: StoredSpace, member: Member, now: number): Promise<StoredSpace> {
  if (stored.notAfter - now > LIFE_MS / 2) return stored
  const certified = await certify(stored.space, stored.writeSeed, member, stored.device, now)
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
