import { type Bytes, equalBytes } from '../kit/bytes.ts'
import { fail, ok, type Result } from '../kit/result.ts'
import type { VerifiedKeyring } from './keyring.ts'
import { commitmentOf, contentKeyOf, indexKeyOf, type RoleSeed, readSeedFrom, roleSeedFits } from './keys.ts'
import type { Refusal } from './refusals.ts'
import { openOld } from './wrap.ts'

/** All keys that one seed opens: each epoch's content key, by epoch from 0, and the index key. Raw, 32 bytes each. */
export interface OpenedEpochs {
  readonly contentKeys: readonly Bytes[]
  readonly indexKey: Bytes
}

/**
 * Y6: from the newest epoch's seed back through all epochs before it.
 * @param chain proven, from genesis on; `held` is the seed of its last epoch
 * @returns `wrong-keys` where a seed, a content key or the index key does not fit: an admin, or whoever gave the seed, lies
 */
export async function openEpochs(
  chain: readonly VerifiedKeyring[],
  held: RoleSeed,
): Promise<Result<OpenedEpochs, Refusal>> {
  const newest = chain.at(-1)
  if (newest === undefined || !(await roleSeedFits(held, newest))) return fail('wrong-keys')
  const readSeed = await readSeedFrom(held)
  let contentKey = await contentKeyOf(readSeed)
  const contentKeys = [contentKey]
  let indexKey = newest.epoch === 0 ? await indexKeyOf(readSeed) : undefined
  for (const keyring of chain.slice(1).reverse()) {
    const old = await openOld(keyring.oldSealed, contentKey, keyring.space, keyring.epoch)
    if (!old.ok) return old
    const before = chain[keyring.epoch - 1]
    if (!before || !equalBytes(await commitmentOf(old.value.contentKey), before.commitment)) return fail('wrong-keys')
    if (indexKey !== undefined && !equalBytes(indexKey, old.value.indexKey)) return fail('wrong-keys')
    contentKey = old.value.contentKey
    indexKey = old.value.indexKey
    contentKeys.unshift(contentKey)
  }
  return indexKey === undefined ? fail('wrong-keys') : ok({ contentKeys, indexKey })
}
