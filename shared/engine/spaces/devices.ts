import type { DeviceId, MemberId } from '../../domain/ids.ts'
import type { VerifiedCertificate } from '../../envelope/certificate.ts'
import { RECORD_LIMIT } from '../../envelope/limits.ts'
import { certificatesPath } from '../../protocol/append.ts'
import { decodeBatch } from '../../protocol/batch.ts'
import { MAX_LISTED_CERTIFICATES } from '../../protocol/limits.ts'
import type { SpaceDocument } from '../document-parts.ts'
import type { SpaceCarriage, SpaceSelf } from '../parts.ts'
import { RelayFailure } from '../ports.ts'
import type { Self } from './self.ts'

export type KnownDevices = ReadonlyMap<DeviceId, VerifiedCertificate>

/**
 * Every device of a space that can be known: from its document, and from the relay, which saw those that never wrote (KR5). Each is
 * proven; a relay that leaves some out, or asks us to believe others, gains nothing.
 * @throws RelayFailure while the relay cannot be asked
 */
export async function allDevices(self: Self, document: SpaceDocument, carriage: SpaceCarriage): Promise<KnownDevices> {
  const answer = await carriage.ask({ method: 'GET', path: certificatesPath(self.space) })
  const bounds = { records: MAX_LISTED_CERTIFICATES, record: RECORD_LIMIT.certificate }
  const listed = answer.status === 200 ? decodeBatch(answer.body, bounds) : undefined
  if (!listed?.ok) throw new RelayFailure('refused', 'forbidden')
  const devices = new Map<DeviceId, VerifiedCertificate>()
  for (const certificate of document.devices()) keepNewest(devices, certificate)
  for (const record of listed.value) {
    const proven = await self.prove(record)
    if (proven.ok) keepNewest(devices, proven.value)
  }
  return devices
}

/** In one epoch a writer's certificate allows all that a reader's does. */
function keepNewest(devices: Map<DeviceId, VerifiedCertificate>, certificate: VerifiedCertificate): void {
  const { device, epoch, role } = certificate
  const known = devices.get(device)
  if (known && (known.epoch > epoch || (known.epoch === epoch && (known.role === 'writer' || role === 'reader'))))
    return
  devices.set(device, certificate)
}

/** The devices of a member that are still in. */
export const standingDevices = (self: Self, devices: Iterable<VerifiedCertificate>, member: MemberId) =>
  [...devices].filter((one) => one.member === member && self.admits(one.device, one.epoch))

type Keys = Pick<SpaceSelf, 'admits'>
type Listed = Pick<SpaceDocument, 'devices'>

/** Of each member of whom the space's document knows devices, whether one of them is in. */
export function standingMembers(self: Keys, document: Listed): ReadonlyMap<MemberId, boolean> {
  const standing = new Map<MemberId, boolean>()
  for (const { member, device, epoch } of document.devices())
    standing.set(member, standing.get(member) === true || self.admits(device, epoch))
  return standing
}

/** Whether a member was in and is not any more: none of their devices that the space's document knows of is in (S12). */
export const isOut = (self: Keys, document: Listed, member: MemberId): boolean =>
  standingMembers(self, document).get(member) === false
