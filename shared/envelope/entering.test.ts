import { describe, expect, it } from 'vitest'
import { must } from '../../test/kit/must.ts'
import { flipped, SPACE, vectorSpace, vectors } from '../../test/vectors/fixture.ts'
import type { MemberId } from '../domain/ids.ts'
import { concat, fromHex, toHex } from '../kit/bytes.ts'
import { decodeInvite, encodeInvite } from './invite.ts'
import { inviteKeys, inviteProof, openInviteRecord, sealInviteRecord } from './invite-record.ts'
import { knockIdOf, knockKey, openKnock, sealKnock } from './knock.ts'
import { createDevice, createMember, exchangeFromSeed, randomBytes } from './party.ts'
import { openSeed, wrapSeed } from './wrap.ts'

const { inputs, outputs } = vectors
const space = await vectorSpace()
const secret = fromHex(inputs.inviteRecord.secret)
const keys = await inviteKeys(secret, SPACE)
const contentKey = fromHex(outputs.contentKey)
const seed = fromHex(inputs.writeSeeds[0])
const record = {
  role: 'writer',
  epoch: 0,
  expires: inputs.inviteRecord.expires,
  inviter: outputs.memberId as MemberId,
  key: { seed },
} as const
const knocks = await knockKey(contentKey, SPACE)
const exchange = await exchangeFromSeed(fromHex(inputs.exchangeSeed))
const device = {
  id: space.certificate.device,
  publicKey: space.device.publicKey,
  signing: space.device.signing,
  exchangePublic: exchange.publicKey,
  exchange: exchange.exchange,
}
const header = { space: SPACE, invite: keys.id, epoch: 0 }
const card = { v: 1, name: inputs.knock.name, colour: 'teal' } as const

describe('invites behind a sealed record', () => {
  it('I5 I1 the code is as the example says, and reads back', async () => {
    const invite = { space: SPACE, secret, ...inputs.invite }
    expect(await encodeInvite(invite)).toBe(outputs.inviteRecord.code)
    expect(must(await decodeInvite(outputs.inviteRecord.code))).toEqual(invite)
    expect(keys.id).toBe(outputs.inviteRecord.id)
  })

  it('I6 KN5 the record is as the example says, with and without asking first', async () => {
    const sealed = await sealInviteRecord(record, SPACE, keys, fromHex(inputs.inviteRecord.iv))
    expect(toHex(sealed)).toBe(outputs.inviteRecord.record)
    expect(must(await openInviteRecord(sealed, SPACE, keys))).toEqual(record)
    const asks = { ...record, key: { knockPublic: knocks.publicKey } }
    const iv = fromHex(inputs.inviteRecord.askFirst.iv)
    const asking = await sealInviteRecord(asks, SPACE, keys, iv)
    expect(toHex(asking)).toBe(outputs.inviteRecord.askFirst)
    expect(must(await openInviteRecord(asking, SPACE, keys))).toEqual(asks)
  })

  it('I6 every role is written and read; nothing else opens it, cut or with a bit turned', async () => {
    for (const role of ['reader', 'writer', 'admin'] as const) {
      const sealed = await sealInviteRecord({ ...record, role }, SPACE, keys)
      expect(must(await openInviteRecord(sealed, SPACE, keys)).role).toBe(role)
    }
    const sealed = fromHex(outputs.inviteRecord.record)
    for (let at = 0; at < sealed.length; at++)
      expect((await openInviteRecord(flipped(sealed, at), SPACE, keys)).ok, `bit at ${at}`).toBe(false)
    for (let length = 0; length < sealed.length; length++)
      expect((await openInviteRecord(sealed.slice(0, length), SPACE, keys)).ok, `cut at ${length}`).toBe(false)
    const other = await inviteKeys(randomBytes(16), SPACE)
    expect((await openInviteRecord(sealed, SPACE, other)).ok).toBe(false)
    expect((await openInviteRecord(sealed, 'ab'.repeat(16) as typeof SPACE, keys)).ok).toBe(false)
  })

  it('I7 a record names its epoch', async () => {
    const sealed = await sealInviteRecord({ ...record, epoch: 7 }, SPACE, keys)
    expect(must(await openInviteRecord(sealed, SPACE, keys)).epoch).toBe(7)
  })

  it('I8 the proof is as the example says, and another’s for another member or invite', async () => {
    const proof = await inviteProof(keys, outputs.memberId as MemberId)
    expect(toHex(proof)).toBe(outputs.inviteRecord.proof)
    expect(await inviteProof(keys, 'ab'.repeat(16) as MemberId)).not.toEqual(proof)
    const other = await inviteKeys(randomBytes(16), SPACE)
    expect(await inviteProof(other, outputs.memberId as MemberId)).not.toEqual(proof)
  })
})

describe('knocks', () => {
  it('KN4 KN5 KN6 are as the example says, and open to whoever holds the epoch’s content key', async () => {
    const who = { card, member: space.member, device }
    const sealed = await sealKnock(header, knocks.publicKey, who, fromHex(inputs.knock.ephemeralSeed))
    expect(toHex(sealed)).toBe(outputs.knock.record)
    expect(await knockIdOf(sealed)).toBe(outputs.knock.id)
    expect(must(await openKnock(sealed, knocks.exchange))).toEqual({
      ...header,
      member: outputs.memberId,
      device: outputs.deviceId,
      card,
      memberPublic: space.member.publicKey,
      exchangePublic: exchange.publicKey,
    })
  })

  it('KN6 R1 a bit turned anywhere, a cut, a byte more, another key: refused', async () => {
    const sealed = fromHex(outputs.knock.record)
    for (let at = 0; at < sealed.length; at += 3)
      expect((await openKnock(flipped(sealed, at), knocks.exchange)).ok, `bit at ${at}`).toBe(false)
    for (let length = 0; length < sealed.length; length += 7)
      expect((await openKnock(sealed.slice(0, length), knocks.exchange)).ok, `cut at ${length}`).toBe(false)
    expect((await openKnock(concat(sealed, new Uint8Array(1)), knocks.exchange)).ok).toBe(false)
    expect((await openKnock(sealed, exchange.exchange)).ok).toBe(false)
  })

  it('KN6 nobody knocks with keys that are not theirs', async () => {
    const mallory = await createMember()
    const own = await createDevice(mallory)
    const claims = [
      // Ada's member key with Mallory's signature, and Ada's device with Mallory's.
      { card, member: { ...space.member, signing: mallory.signing }, device: own },
      { card, member: mallory, device: { ...device, signing: own.signing } },
    ]
    for (const who of claims) {
      const sealed = await sealKnock(header, knocks.publicKey, who)
      expect(await openKnock(sealed, knocks.exchange)).toEqual({ ok: false, error: 'bad-signature' })
    }
  })

  it('KN7 the answer is as the example says, and opens for the device that knocked', async () => {
    const place = { name: 'answer', space: SPACE, epoch: 0, device: device.id } as const
    const held = { role: 'writer', seed } as const
    const sealed = await wrapSeed(held, place, exchange.publicKey, fromHex(inputs.knock.answerSeed))
    expect(toHex(concat(new Uint8Array(4), sealed))).toBe(outputs.knock.answer)
    expect(must(await openSeed(sealed, place, exchange.exchange))).toEqual(held)
    expect((await openSeed(sealed, { ...place, name: 'wrap' }, exchange.exchange)).ok).toBe(false)
  })
})
