import { describe, expect, it } from 'vitest'
import { must } from '../../test/kit/must.ts'
import { flipped, SPACE, vectorSpace, vectors } from '../../test/vectors/fixture.ts'
import type { DeviceId } from '../domain/ids.ts'
import { type Bytes, concat, fromHex, toHex } from '../kit/bytes.ts'
import { verifyCertificate } from './certificate.ts'
import { openEpochs } from './epochs.ts'
import { createSpace, issueCertificate } from './issue.ts'
import { encodeKeyringBody, isRevoked, parseKeyring, type VerifiedKeyring, verifyKeyrings } from './keyring.ts'
import { contentKeyOf, indexKeyOf, type RoleSeed, readSeedOf } from './keys.ts'
import { createDevice, createMember, exchangeFromSeed, randomBytes, sign } from './party.ts'
import { type RotationRequest, rotate, type StayingDevice } from './rotate.ts'
import { openOld, openSeed, sealOld, wrapSeed } from './wrap.ts'

const { inputs, outputs } = vectors
const space = await vectorSpace()
const writeSeed = fromHex(inputs.writeSeeds[1])
const readSeed = await readSeedOf(writeSeed)
const old = {
  contentKey: fromHex(outputs.contentKey),
  indexKey: fromHex(outputs.indexKey),
}
const chainOf = async (...records: readonly Bytes[]) => must(await verifyKeyrings(records, SPACE))
const genesis = fromHex(outputs.keyrings[0])
const rotated = fromHex(outputs.rotation)

const staying = await Promise.all(
  inputs.rotation.staying.map(async ({ device, role, exchangeSeed }): Promise<StayingDevice> => {
    const { publicKey } = await exchangeFromSeed(fromHex(exchangeSeed))
    return { device: device as DeviceId, role, exchangePublic: publicKey }
  }),
)
const request = (before: VerifiedKeyring): RotationRequest => ({
  before,
  old,
  admins: [space.member.publicKey],
  staying,
  revoked: [inputs.rotation.revoked as DeviceId],
  signer: space.member,
})
const chance = {
  writeSeed,
  random: fromHex(inputs.rotation.random),
  ephemeral: (index: number) => fromHex(inputs.rotation.staying[index]?.ephemeralSeed ?? ''),
}

async function opened(chain: readonly VerifiedKeyring[], held: RoleSeed) {
  const keys = await openEpochs(chain, held)
  return keys.ok
    ? { contents: keys.value.contentKeys.map(toHex), index: toHex(keys.value.indexKey) }
    : { error: keys.error }
}

describe('a new epoch', () => {
  it('Y3 Y5 Y6 is made as the example says', async () => {
    expect(toHex(await rotate(request(space.genesis), chance))).toBe(outputs.rotation)
  })

  it('Y5 each device opens its own wrap, with the seed of its role', async () => {
    const [, second] = await chainOf(genesis, rotated)
    for (const [index, { device, role, exchangeSeed }] of inputs.rotation.staying.entries()) {
      const { exchange } = await exchangeFromSeed(fromHex(exchangeSeed))
      const wrap = second?.wraps[index]
      expect(wrap?.device).toBe(device)
      const place = { name: 'wrap', space: SPACE, epoch: 1, device: device as DeviceId } as const
      const seed = must(await openSeed(wrap?.sealed ?? new Uint8Array(), place, exchange))
      expect(seed).toEqual({ role, seed: role === 'writer' ? writeSeed : readSeed })
    }
  })

  it('Y5 nobody else does: another device, epoch, space, purpose or key; a bit turned; a cut', async () => {
    const { exchange, publicKey } = await exchangeFromSeed(randomBytes(32))
    const place = { name: 'wrap', space: SPACE, epoch: 1, device: 'ab'.repeat(16) as DeviceId } as const
    const sealed = await wrapSeed({ role: 'writer', seed: writeSeed }, place, publicKey)
    expect((await openSeed(sealed, place, exchange)).ok).toBe(true)
    const others = [
      { ...place, device: 'ac'.repeat(16) as DeviceId },
      { ...place, epoch: 2 },
      { ...place, space: 'ab'.repeat(16) as typeof SPACE },
      { ...place, name: 'answer' as const },
    ]
    for (const other of others) expect((await openSeed(sealed, other, exchange)).ok).toBe(false)
    const stranger = await exchangeFromSeed(randomBytes(32))
    expect((await openSeed(sealed, place, stranger.exchange)).ok).toBe(false)
    for (let at = 0; at < sealed.length; at++)
      expect((await openSeed(flipped(sealed, at), place, exchange)).ok, `bit at ${at}`).toBe(false)
    for (let length = 0; length < sealed.length; length++)
      expect((await openSeed(sealed.slice(0, length), place, exchange)).ok, `cut at ${length}`).toBe(false)
    // An ephemeral key of small order would agree on a secret that everybody knows.
    const small = concat(new Uint8Array(32), sealed.slice(32))
    expect(await openSeed(small, place, exchange)).toEqual({ ok: false, error: 'bad-seal' })
  })

  it('Y4 Y6 the newest seed opens all epochs before, a reader’s as well as a writer’s', async () => {
    const first = must(await verifyKeyrings([genesis, rotated], SPACE))
    const last = first.at(-1)
    if (!last) throw new Error('two keyrings')
    const newest = randomBytes(32)
    const secondOld = { contentKey: await contentKeyOf(readSeed), indexKey: old.indexKey }
    const third = await rotate({ ...request(last), old: secondOld }, { ...chance, writeSeed: newest })
    const chain = await chainOf(genesis, rotated, third)
    const expected = {
      contents: [outputs.contentKey, toHex(secondOld.contentKey), toHex(await contentKeyOf(await readSeedOf(newest)))],
      index: outputs.indexKey,
    }
    expect(await opened(chain, { role: 'writer', seed: newest })).toEqual(expected)
    expect(await opened(chain, { role: 'reader', seed: await readSeedOf(newest) })).toEqual(expected)
    // An older seed is no seed of the newest epoch, and opens nothing of it.
    expect(await opened(chain, { role: 'writer', seed: writeSeed })).toEqual({ error: 'wrong-keys' })
    expect(await opened(chain.slice(0, 1), { role: 'writer', seed: fromHex(inputs.writeSeeds[0]) })).toEqual({
      contents: [outputs.contentKey],
      index: outputs.indexKey,
    })
  })

  it('Y6 an admin who seals other old keys, or another index key later, is found to lie', async () => {
    const lies = [
      { contentKey: randomBytes(32), indexKey: old.indexKey },
      { contentKey: old.contentKey, indexKey: randomBytes(32) },
    ]
    const [content, index] = await Promise.all(
      lies.map(async (lie) => {
        const record = await rotate({ ...request(space.genesis), old: lie }, chance)
        return chainOf(genesis, record)
      }),
    )
    expect(await opened(content ?? [], { role: 'writer', seed: writeSeed })).toEqual({ error: 'wrong-keys' })
    // The second epoch alone cannot tell; the third, which an honest admin made with the true index key, can.
    const before = index?.at(-1)
    if (!before) throw new Error('two keyrings')
    const newest = randomBytes(32)
    const honest = { contentKey: await contentKeyOf(readSeed), indexKey: old.indexKey }
    const third = await rotate({ ...request(before), old: honest }, { ...chance, writeSeed: newest })
    const second = concat(before.body, before.signature)
    const chain = await chainOf(genesis, second, third)
    expect(await opened(chain, { role: 'writer', seed: newest })).toEqual({ error: 'wrong-keys' })
  })

  it('Y6 old keys open under the new content key, space and epoch only', async () => {
    const content = await contentKeyOf(readSeed)
    const sealed = await sealOld(old, content, SPACE, 1)
    expect(must(await openOld(sealed, content, SPACE, 1))).toEqual(old)
    const refused = [
      await openOld(sealed, content, SPACE, 2),
      await openOld(sealed, old.contentKey, SPACE, 1),
      await openOld(sealed, content, 'ab'.repeat(16) as typeof SPACE, 1),
      await openOld(flipped(sealed, 3), content, SPACE, 1),
      await openOld(new Uint8Array(0), content, SPACE, 1),
    ]
    for (const result of refused) expect(result).toEqual({ ok: false, error: 'bad-seal' })
  })
})

describe('revocation', () => {
  it('Y7 Y8 C5 lasts: no certificate of that epoch or a later one, whoever signs it; the earlier ones stay valid', async () => {
    const admin = await createMember()
    const made = await createSpace(admin)
    const ben = await createMember()
    const device = await createDevice(ben)
    const certify = (epoch: number, roleSeed: Bytes) =>
      issueCertificate({ space: made.space, epoch, role: 'writer', notAfter: 1e15, member: ben, device, roleSeed })
    const chain = async (...records: readonly Bytes[]) => must(await verifyKeyrings(records, made.space))
    const [first] = await chain(made.keyring)
    if (!first) throw new Error('one keyring')
    const firstRead = await readSeedOf(made.writeSeed)
    const keys = { contentKey: await contentKeyOf(firstRead), indexKey: await indexKeyOf(firstRead) }
    const next = { before: first, old: keys, admins: [admin.publicKey], staying: [], signer: admin }
    const seeds = [randomBytes(32), randomBytes(32)] as const
    const more = (seed: Bytes) => ({ writeSeed: seed, random: randomBytes(16), ephemeral: () => randomBytes(32) })
    const second = await rotate({ ...next, revoked: [device.id] }, more(seeds[0]))
    const before = (await chain(made.keyring, second)).at(-1)
    if (!before) throw new Error('two keyrings')
    const third = await rotate({ ...next, before, revoked: [] }, more(seeds[1]))
    const all = await chain(made.keyring, second, third)
    const outcome = async (epoch: number, seed: Bytes) => {
      const keyring = all[epoch]
      if (!keyring) throw new Error('three keyrings')
      const result = await verifyCertificate(await certify(epoch, seed), keyring)
      return result.ok ? 'valid' : result.error
    }
    expect(await outcome(0, made.writeSeed)).toBe('valid')
    // Even with the new seed, which somebody still in might have given away.
    expect(await outcome(1, seeds[0])).toBe('revoked')
    expect(await outcome(2, seeds[1])).toBe('revoked')
    expect(all.map((keyring) => isRevoked(keyring, device.id))).toEqual([false, true, true])
    // With the old seed: it signs for no other epoch than its own.
    expect(await outcome(1, made.writeSeed)).toBe('revoked')
  })

  it('Y3 only an admin of the epoch before makes the next one', async () => {
    const body = encodeKeyringBody(must(parseKeyring(rotated)))
    const mallory = await createMember()
    const foreign = concat(body, await sign(mallory.signing, 'keyring', body))
    expect(await verifyKeyrings([genesis, foreign], SPACE)).toEqual({ ok: false, error: 'bad-signature' })
  })
})
