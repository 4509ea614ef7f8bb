import { expect, it } from 'vitest'
import { FakeClock } from '../../../test/kit/clock.ts'
import { MemoryStore } from '../../../test/kit/memory-store.ts'
import { must } from '../../../test/kit/must.ts'
import { verifyKeyrings } from '../../envelope/keyring.ts'
import { createMember } from '../../envelope/party.ts'
import { rotate } from '../../envelope/rotate.ts'
import type { Bytes } from '../../kit/bytes.ts'
import { encodeBatch } from '../../protocol/batch.ts'
import type { RelayDoor } from '../ports.ts'
import { KeyWatch } from './key-watch.ts'
import { foundSpace } from './membership.ts'
import { openSelf } from './self.ts'

it('S11 that a relay gives out other keys than ours is told, and taken back when it does no longer; nothing of them is taken', async () => {
  const ada = await createMember()
  const stored = await foundSpace(ada, 'Team', 'https://relay.example', 0)
  const [genesis] = must(await verifyKeyrings(stored.keyrings, stored.space))
  const [contentKey] = stored.contentKeys
  if (!genesis || !contentKey) throw new Error('a space has a keyring')
  const staying = [
    { device: stored.device.id as never, role: 'writer' as const, exchangePublic: stored.device.exchangePublic },
  ]
  const old = { contentKey, indexKey: stored.indexKey }
  const next = () => rotate({ before: genesis, old, admins: [ada.publicKey], staying, revoked: [], signer: ada })
  const [ours, theirs] = [await next(), await next()]
  let given: readonly Bytes[] = [...stored.keyrings, ours]
  const door = { request: async () => ({ status: 200, body: encodeBatch(given) }) } as unknown as RelayDoor
  const random = { bytes: (length: number) => new Uint8Array(length), fraction: () => 0.5 }
  const self = await openSelf(stored, ada)
  const watch = new KeyWatch({ clock: new FakeClock(), random, store: new MemoryStore(), relay: () => door }, self, ada)
  let told = 0
  watch.forkChanged.listen(() => void told++)
  await watch.look()
  expect([self.epoch, watch.forked, told]).toEqual([1, false, 0])
  given = [...stored.keyrings, theirs]
  await watch.look()
  await watch.look()
  expect([self.epoch, self.keyrings.at(-1), watch.forked, told]).toEqual([1, ours, true, 1])
  given = [...stored.keyrings, ours]
  await watch.look()
  expect([watch.forked, told]).toEqual([false, 2])
  watch.close()
})
