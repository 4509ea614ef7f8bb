import { inviteKeys, sealInviteRecord } from '../../envelope/invite-record.ts'
import { readSeedFrom } from '../../envelope/keys.ts'
import { knockKey } from '../../envelope/knock.ts'
import type { Bytes } from '../../kit/bytes.ts'
import type { Self } from './self.ts'
import type { StoredInvite } from './stored.ts'

/** I6: an invite's record, with the seed of the present epoch, or where to knock. */
export async function sealInvite(self: Self, { secret, role, askFirst, expires }: StoredInvite): Promise<Bytes> {
  const { seed } = self.stored
  const shown = role === 'reader' ? await readSeedFrom({ role: 'writer', seed }) : seed
  const { publicKey } = await knockKey(self.oldKeys.contentKey, self.space)
  const key = askFirst ? { knockPublic: publicKey } : { seed: shown }
  const record = { role, epoch: self.epoch, expires, inviter: self.member, key }
  return sealInviteRecord(record, self.space, await inviteKeys(secret, self.space))
}
