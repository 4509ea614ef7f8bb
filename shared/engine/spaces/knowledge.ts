import type { MemberId } from '../../domain/ids.ts'
import { memberIdOf } from '../../envelope/digest.ts'
import { type VerifiedKeyring, verifyKeyrings } from '../../envelope/keyring.ts'
import { importSpaceKeys, type SpaceKeys } from '../../envelope/keys.ts'
import { KeysDoNotFit } from './membership.ts'
import type { StoredSpace } from './stored.ts'

/** What we know of one space's keys at one moment: what is stored, and what follows from it. */
export interface Knowledge {
  readonly stored: StoredSpace
  readonly keys: SpaceKeys
  /** Proven, from genesis on. */
  readonly chain: readonly VerifiedKeyring[]
  readonly admins: ReadonlySet<MemberId>
}

/** Verifies the stored keyrings again and derives what follows. @throws KeysDoNotFit */
export async function knowledgeOf(stored: StoredSpace): Promise<Knowledge> {
  const chain = await verifyKeyrings(stored.keyrings, stored.space)
  if (!chain.ok) throw new KeysDoNotFit(`the stored keyring does not hold: ${chain.error}`)
  const keys = await importSpaceKeys(stored.space, stored.indexKey, new Map(stored.contentKeys.entries()))
  const admins = new Set(await Promise.all((chain.value.at(-1)?.admins ?? []).map(memberIdOf)))
  return { stored, keys, chain: chain.value, admins }
}
