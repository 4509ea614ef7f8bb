import { describe, expect, it } from 'vitest'
import { must } from '../../test/kit/must.ts'
import { flipped, SPACE, vectorSpace, vectors } from '../../test/vectors/fixture.ts'
import { concat, fromHex } from '../kit/bytes.ts'
import { parseCertificate, verifyCertificate } from './certificate.ts'
import { issueCertificate } from './issue.ts'
import { readSeedOf } from './keys.ts'
import { createDevice, createMember } from './party.ts'

const record = fromHex(vectors.outputs.writerCertificate)
const writeSeed = fromHex(vectors.inputs.writeSeeds[0])
const { genesis, member } = await vectorSpace()
const device = await createDevice(member)
const request = { space: SPACE, epoch: 0, role: 'writer', notAfter: 0, member, device, roleSeed: writeSeed } as const
const outcome = async (bytes: Uint8Array, keyring = genesis) => {
  const result = await verifyCertificate(bytes, keyring)
  return result.ok ? 'verified' : result.error
}

describe('certificates', () => {
  it('C1 say who: member and device are hashes of the keys inside', async () => {
    const verified = must(await verifyCertificate(await issueCertificate(request), genesis))
    expect(verified).toMatchObject({ member: member.id, device: device.id, role: 'writer' })
  })

  it('K2 with somebody else’s device key are of another device', async () => {
    const mallory = await createMember()
    const claim = must(await verifyCertificate(await issueCertificate({ ...request, member: mallory }), genesis))
    expect(claim).toMatchObject({ member: mallory.id, devicePublic: device.publicKey })
    expect(claim.device).not.toBe(device.id)
  })

  it('R1 of any other length are refused', () => {
    for (let length = 0; length < record.length; length++) {
      expect(parseCertificate(record.slice(0, length))).toEqual({ ok: false, error: 'malformed' })
    }
    expect(parseCertificate(concat(record, Uint8Array.of(0)))).toEqual({ ok: false, error: 'too-large' })
  })

  it('C1 with a bit turned anywhere are refused', async () => {
    for (let at = 0; at < record.length; at++) {
      expect(await outcome(flipped(record, at, 1 << (at % 8))), `at ${at}`).not.toBe('verified')
    }
  })

  it('C1 need the member’s own signature', async () => {
    const ben = await createMember()
    const posing = { ...ben, publicKey: member.publicKey }
    expect(await outcome(await issueCertificate({ ...request, member: posing }))).toBe('bad-signature')
  })

  it('C1 need the role’s key: a reader cannot make a writer', async () => {
    const readSeed = await readSeedOf(writeSeed)
    expect(await outcome(await issueCertificate({ ...request, role: 'reader', roleSeed: readSeed }))).toBe('verified')
    expect(await outcome(await issueCertificate({ ...request, roleSeed: readSeed }))).toBe('bad-signature')
  })

  it('C2 are good for their own space and epoch', async () => {
    const elsewhere = await issueCertificate({ ...request, space: 'ab'.repeat(16) as typeof SPACE })
    expect(await outcome(elsewhere)).toBe('wrong-space')
    expect(await outcome(await issueCertificate({ ...request, epoch: 1 }))).toBe('wrong-epoch')
    expect(await outcome(await issueCertificate(request), { ...genesis, epoch: 1 })).toBe('wrong-epoch')
  })

  it('C2 know no other role than reader and writer', () => {
    for (const role of [0, 3, 255]) {
      const changed = record.slice()
      changed[22] = role
      expect(parseCertificate(changed)).toEqual({ ok: false, error: 'malformed' })
    }
  })

  it('C4 do not expire for readers', async () =>
    expect(await outcome(await issueCertificate({ ...request, notAfter: 1 }))).toBe('verified'))

  it('C5 of a device that the keyring revokes are refused', async () =>
    expect(await outcome(await issueCertificate(request), { ...genesis, revocations: new Map([[device.id, 0]]) })).toBe(
      'revoked',
    ))
})
