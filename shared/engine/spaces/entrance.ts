import type { Invite } from '../../envelope/invite.ts'
import { type InviteRecord, inviteKeys, inviteProof, openInviteRecord } from '../../envelope/invite-record.ts'
import { verifyKeyrings } from '../../envelope/keyring.ts'
import { type RoleSeed, roleSeedFits } from '../../envelope/keys.ts'
import type { Device, Member } from '../../envelope/party.ts'
import { type Bytes, toHex } from '../../kit/bytes.ts'
import { fail, ok, type Result } from '../../kit/result.ts'
import { invitePath } from '../../protocol/entries.ts'
import { askRelay, fetchKeyrings, type RelayPorts, reasonOf } from './fetch-keyrings.ts'
import type { WaitReason } from './pending-words.ts'

/** What a join needs besides the invite: the keyrings, and the seed of their newest epoch. They are known to fit. */
export interface Entrance {
  readonly keyrings: readonly Bytes[]
  readonly held: RoleSeed
  /** The device that knocked, to go on with; otherwise a new one is made. */
  readonly device?: Device
  /** I8: to be shown to whoever made the invite for an admin. Hex. */
  readonly claim?: { readonly invite: string; readonly proof: string }
}

/** The keyrings of an invited space, proven against its id (S4) and against a seed (I3, Y4). @param epoch the seed's, when known */
export async function entranceBy(
  ports: RelayPorts,
  invite: Invite,
  held: RoleSeed,
  epoch: number | undefined,
  signal: AbortSignal,
): Promise<Result<Entrance, WaitReason>> {
  const records = await fetchKeyrings(ports, invite, signal)
  if (!records.ok) return records
  const chain = await verifyKeyrings(records.value, invite.space)
  if (!chain.ok) return fail('lies')
  const newest = chain.value.at(-1)
  if (newest && epoch !== undefined && epoch < newest.epoch) return fail('stale-invite')
  if (!newest || !(await roleSeedFits(held, newest))) return fail(newest?.epoch === 0 ? 'does-not-fit' : 'keys-moved')
  return ok({ keyrings: records.value, held })
}

/** I5, I6: the record behind an invite's secret. */
export async function fetchRecord(
  ports: RelayPorts,
  { relay, space, secret }: Invite & { readonly secret: Bytes },
  signal: AbortSignal,
): Promise<Result<InviteRecord, WaitReason>> {
  const keys = await inviteKeys(secret, space)
  const answer = await askRelay(ports, relay, { method: 'GET', path: invitePath(space, keys.id) }, signal)
  if (!answer.ok) return answer
  if (answer.value.status !== 200) return fail(reasonOf(answer.value))
  const record = await openInviteRecord(answer.value.body, space, keys)
  return record.ok ? record : fail('lies')
}

/** What to show the maker of an invite for an admin (I8). */
export async function claimOf(invite: Invite & { readonly secret: Bytes }, { role }: InviteRecord, member: Member) {
  if (role !== 'admin') return {}
  const keys = await inviteKeys(invite.secret, invite.space)
  return { claim: { invite: keys.id, proof: toHex(await inviteProof(keys, member.id)) } }
}
