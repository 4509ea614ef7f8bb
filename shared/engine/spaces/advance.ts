import type { DeviceId } from '../../domain/ids.ts'
import { openEpochs } from '../../envelope/epochs.ts'
import { isRevoked, type VerifiedKeyring, verifyKeyrings } from '../../envelope/keyring.ts'
import type { RoleSeed } from '../../envelope/keys.ts'
import type { Member } from '../../envelope/party.ts'
import { openSeed } from '../../envelope/wrap.ts'
import { type Bytes, equalBytes } from '../../kit/bytes.ts'
import { enterEpoch } from './membership.ts'
import type { Ended, StoredSpace } from './stored.ts'

/**
 * What keyrings that somebody shows us mean. `behind`: they are fewer than ours; `fork`: another keyring stands where we have one;
 * `lies`: they are not this space's.
 */
export type Advance =
  | { readonly kind: 'same' | 'behind' | 'fork' | 'lies' }
  | { readonly kind: 'moved'; readonly stored: StoredSpace }

/**
 * S10, S11: where a space stands after these keyrings. Ours are never given up for others, whoever shows them.
 * @param records from genesis on
 */
export async function advance(
  stored: StoredSpace,
  records: readonly Bytes[],
  member: Member,
  now: number,
): Promise<Advance> {
  const common = Math.min(records.length, stored.keyrings.length)
  for (let epoch = 0; epoch < common; epoch++) {
    const [theirs, ours] = [records[epoch], stored.keyrings[epoch]]
    if (!theirs || !ours || !equalBytes(theirs, ours)) return { kind: epoch === 0 ? 'lies' : 'fork' }
  }
  if (records.length <= stored.keyrings.length)
    return { kind: records.length < stored.keyrings.length ? 'behind' : 'same' }
  const chain = await verifyKeyrings(records, stored.space)
  if (!chain.ok) return { kind: 'lies' }
  return { kind: 'moved', stored: await follow(stored, chain.value, records, member, now) }
}

async function follow(
  stored: StoredSpace,
  chain: readonly VerifiedKeyring[],
  records: readonly Bytes[],
  member: Member,
  now: number,
): Promise<StoredSpace> {
  const newest = chain.at(-1)
  const device = stored.device.id as DeviceId
  const ended = (why: Ended): StoredSpace => ({ ...stored, keyrings: [...records], ended: why })
  if (newest === undefined || isRevoked(newest, device)) return ended('removed')
  const held = await unwrap(newest, device, stored.device.exchange)
  const keys = held && (await openEpochs(chain, held))
  // Without a wrap that fits, the keys went past us. What we already hold must come out the same, or an admin lies.
  if (!held || !keys?.ok || !equalBytes(keys.value.indexKey, stored.indexKey)) return ended('left-behind')
  if (stored.contentKeys.some((key, epoch) => !sameKey(key, keys.value.contentKeys[epoch]))) return ended('left-behind')
  return enterEpoch(stored, chain, held, keys.value, member, now)
}

const sameKey = (ours: Bytes, theirs: Bytes | undefined): boolean => theirs !== undefined && equalBytes(ours, theirs)

async function unwrap(keyring: VerifiedKeyring, device: DeviceId, exchange: CryptoKey): Promise<RoleSeed | undefined> {
  const wrap = keyring.wraps.find((one) => one.device === device)
  if (wrap === undefined) return undefined
  const place = { name: 'wrap', space: keyring.space, epoch: keyring.epoch, device } as const
  const opened = await openSeed(wrap.sealed, place, exchange)
  return opened.ok ? opened.value : undefined
}
