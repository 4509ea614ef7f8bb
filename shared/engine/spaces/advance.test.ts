import { expect, it } from 'vitest'
import { MemoryStore } from '../../../test/kit/memory-store.ts'
import { must } from '../../../test/kit/must.ts'
import { verifyKeyrings } from '../../envelope/keyring.ts'
import { createMember, type Member, randomBytes } from '../../envelope/party.ts'
import { type RotationRequest, rotate } from '../../envelope/rotate.ts'
import { advance } from './advance.ts'
import { foundSpace } from './membership.ts'
import { JOINED, readSpaces, type StoredSpace } from './stored.ts'

async function founded() {
  const ada = await createMember()
  return { ada, stored: await foundSpace(ada, 'Team', 'https://relay.example', 0) }
}

/** The next keyring, as the admin makes it: sealed to her own device unless told otherwise. */
async function next(stored: StoredSpace, ada: Member, change: Partial<RotationRequest> = {}) {
  const chain = must(await verifyKeyrings(stored.keyrings, stored.space))
  const before = chain.at(-1)
  const contentKey = stored.contentKeys.at(-1)
  if (!before || !contentKey) throw new Error('a space has a keyring')
  const { id, exchangePublic } = stored.device
  const staying = [{ device: id as never, role: 'writer' as const, exchangePublic }]
  const old = { contentKey, indexKey: stored.indexKey }
  return rotate({ before, old, admins: [ada.publicKey], staying, revoked: [], signer: ada, ...change })
}

const moved = async (stored: StoredSpace, records: StoredSpace['keyrings'], ada: Member) => {
  const outcome = await advance(stored, records, ada, 0)
  return outcome.kind === 'moved' ? outcome.stored : outcome.kind
}

it('S10 the next epochs are opened, one or many at a time, and keep what was known', async () => {
  const { ada, stored } = await founded()
  const one = await next(stored, ada)
  const first = await moved(stored, [...stored.keyrings, one], ada)
  if (typeof first === 'string') throw new Error(first)
  expect(first).toMatchObject({ role: 'writer', keyrings: { length: 2 }, contentKeys: { length: 2 } })
  expect(first.contentKeys[0]).toEqual(stored.contentKeys[0])
  expect(first.certificate).not.toEqual(stored.certificate)
  const two = await next(first, ada)
  const both = await moved(stored, [...stored.keyrings, one, two], ada)
  if (typeof both === 'string') throw new Error(both)
  expect(both.contentKeys).toHaveLength(3)
  expect(both.contentKeys.slice(0, 2)).toEqual(first.contentKeys)
})

it('S11 the same, fewer, another one in a place of ours, another space’s, damaged ones: none of them moves us', async () => {
  const { ada, stored } = await founded()
  const [one, other] = [await next(stored, ada), await next(stored, ada)]
  const first = await moved(stored, [...stored.keyrings, one], ada)
  if (typeof first === 'string') throw new Error(first)
  expect(await moved(first, first.keyrings, ada)).toBe('same')
  expect(await moved(first, stored.keyrings, ada)).toBe('behind')
  expect(await moved(first, [...stored.keyrings, other], ada)).toBe('fork')
  expect(await moved(first, [...stored.keyrings, other, one], ada)).toBe('fork')
  const elsewhere = await founded()
  expect(await moved(stored, [...elsewhere.stored.keyrings, one], ada)).toBe('lies')
  expect(await moved(stored, [...stored.keyrings, one.slice(0, -1)], ada)).toBe('lies')
  const mallory = await createMember()
  expect(await moved(stored, [...stored.keyrings, await next(stored, mallory)], ada)).toBe('lies')
})

it('S12 revoked: removed. No wrap, a wrap for somebody else, other old keys: left behind. What was held stays', async () => {
  const { ada, stored } = await founded()
  const { id } = stored.device
  const outcome = async (change: Partial<RotationRequest>) => {
    const after = await moved(stored, [...stored.keyrings, await next(stored, ada, change)], ada)
    if (typeof after === 'string') throw new Error(after)
    expect(after.contentKeys).toEqual(stored.contentKeys)
    expect(after.certificate).toEqual(stored.certificate)
    expect(after.keyrings).toHaveLength(2)
    return after.ended
  }
  expect(await outcome({ revoked: [id as never] })).toBe('removed')
  expect(await outcome({ staying: [] })).toBe('left-behind')
  const stranger = { device: id as never, role: 'writer' as const, exchangePublic: await strangersKey() }
  expect(await outcome({ staying: [stranger] })).toBe('left-behind')
  const contentKey = stored.contentKeys[0] ?? randomBytes(32)
  expect(await outcome({ old: { contentKey, indexKey: randomBytes(32) } })).toBe('left-behind')
  expect(await outcome({ old: { contentKey: randomBytes(32), indexKey: stored.indexKey } })).toBe('left-behind')
})

const strangersKey = async () => (await founded()).stored.device.exchangePublic

it('S14 S7 what an earlier version stored is read as the present form; what a later one wrote is left alone', async () => {
  const { stored } = await founded()
  const { schema: _, role: __, seed, indexKey, contentKeys, ...rest } = stored
  const store = new MemoryStore()
  await store.write([
    { table: 'spaces', key: JOINED + stored.space, value: { schema: 1, writeSeed: seed, ...rest } },
    { table: 'spaces', key: `${JOINED}${'ab'.repeat(16)}`, value: { ...stored, schema: 3 } },
  ])
  const { joined, unreadable } = await readSpaces(store)
  expect(joined).toEqual([stored])
  expect(joined[0]).toMatchObject({ schema: 2, role: 'writer', indexKey, contentKeys })
  expect(unreadable).toEqual(['ab'.repeat(16)])
})
