import { describe, expect, it, vi } from 'vitest'
import { example, vectorSpace } from '../../test/vectors/fixture.ts'
import type { VerifiedCertificate } from './certificate.ts'
import { createDevice } from './party.ts'
import { foresee, verifyEnvelope } from './verify.ts'

const space = await vectorSpace()
const { draft, record } = example('update')
const expected = space.expect(draft)
const certificate = expected.certificateOf(draft.device, draft.epoch)
const outcome = async (bytes: typeof record, of = expected) => {
  const result = await verifyEnvelope(bytes, of)
  return result.ok ? 'verified' : result.error
}
const checks = () => vi.spyOn(crypto.subtle, 'verify')

describe('E6 a signature that is checked ahead', () => {
  it('is checked once, and decides as it would have', async () => {
    const spy = checks()
    const good = record.slice()
    foresee(good, expected)
    expect(await outcome(good)).toBe('verified')
    expect(await outcome(good)).toBe('verified')
    expect(spy).toHaveBeenCalledTimes(1)
    const bad = record.slice()
    bad[bad.length - 70] = (bad[bad.length - 70] as number) ^ 1
    foresee(bad, expected)
    expect(await outcome(bad)).toBe('bad-signature')
    spy.mockRestore()
  })

  it('counts for the key it was checked with only', async () => {
    const other = await createDevice(space.member)
    const foreign = { ...(certificate as VerifiedCertificate), devicePublic: other.publicKey }
    const bytes = record.slice()
    foresee(bytes, expected)
    expect(await outcome(bytes, { ...expected, certificateOf: () => foreign })).toBe('bad-signature')
    foresee(bytes, { certificateOf: () => foreign })
    expect(await outcome(bytes)).toBe('verified')
  })

  it('passes over what is no record, and whose device is not known', () => {
    foresee(new Uint8Array(), expected)
    foresee(record.slice(), { certificateOf: () => undefined })
  })
})
