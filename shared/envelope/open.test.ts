import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { must } from '../../test/kit/must.ts'
import { DEVICE, documentAt, example, SPACE, vectorSpace, vectors } from '../../test/vectors/fixture.ts'
import { type Bytes, concat, fromHex, utf8 } from '../kit/bytes.ts'
import { sha256 } from '../kit/sha256.ts'
import { verifyCertificate } from './certificate.ts'
import { deflate } from './deflate.ts'
import { encodeHeader } from './header.ts'
import { issueCertificate } from './issue.ts'
import { openSpaceKeys } from './keys.ts'
import { BODY_LIMIT, RECORD_LIMIT } from './limits.ts'
import { openEnvelope, openVerified } from './open.ts'
import { paddedLength } from './padding.ts'
import { createDevice, createMember, sign } from './party.ts'
import { type Draft, sealEnvelope } from './seal.ts'
import { verifyEnvelope } from './verify.ts'

const space = await vectorSpace()
const { draft, record } = example('update')
const expected = space.expect(draft)
const open = async (bytes: Bytes, change: Partial<typeof expected> = {}) => {
  const result = await openEnvelope(bytes, { ...expected, ...change }, space.keys)
  return result.ok ? 'opened' : result.error
}
const seal = async (change: Partial<Draft>) => sealEnvelope({ ...draft, ...change }, space.keys, space.device.signing)

/** An envelope by a device that packs its plaintext as it likes. */
async function sealPlaintext(plaintext: Bytes, change: Partial<Draft> = {}, keys = space.keys): Promise<Bytes> {
  const iv = new Uint8Array(12)
  const header = encodeHeader({ ...draft, ...change, space: SPACE, iv })
  const key = await keys.envelopeKey(draft.document, 0, DEVICE)
  if (key === undefined) throw new Error('epoch 0 is known')
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: header }, key, plaintext)
  const unsigned = concat(header, new Uint8Array(sealed))
  return concat(unsigned, await sign(space.device.signing, 'envelope', await sha256(unsigned)))
}
function plaintext(flags: number, length: number, content: Bytes, size = paddedLength(5 + content.length)): Bytes {
  const bytes = new Uint8Array(size)
  new DataView(bytes.buffer).setUint32(1, length)
  bytes[0] = flags
  bytes.set(content, 5)
  return bytes
}

describe('sealing', () => {
  it('E3 E4 any body comes back as it was, of a record whose length shows only its bucket', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 3_000 }), fc.boolean(), async (noise, repeated) => {
        const body = repeated ? concat(noise, noise, noise) : concat(noise)
        const sealed = must(await seal({ body }))
        expect(must(await openEnvelope(sealed, expected, space.keys)).body).toEqual(body)
        expect(sealed.length).toBeLessThanOrEqual(251 + paddedLength(5 + body.length))
      }),
      { numRuns: 60 },
    )
  })

  it('E3 a body that compresses takes a smaller bucket', async () =>
    expect(must(await seal({ body: utf8('again and '.repeat(500)) })).length).toBe(251 + 256))

  it('E1 two envelopes of the same content share no IV and no ciphertext', async () => {
    const [one, two] = [must(await seal({})), must(await seal({}))]
    expect(one.subarray(159, 200)).not.toEqual(two.subarray(159, 200))
  })

  it('R1 what its kind cannot carry is not sealed', async () => {
    const noise = crypto.getRandomValues(new Uint8Array(65_536))
    const incompressible = concat(
      noise,
      ...Array.from({ length: 4 }, () => crypto.getRandomValues(new Uint8Array(65_536))),
    )
    expect(incompressible.length).toBeGreaterThan(RECORD_LIMIT.update)
    expect(await seal({ body: incompressible })).toEqual({ ok: false, error: 'too-large' })
    expect(await seal({ body: new Uint8Array(BODY_LIMIT.update + 1) })).toEqual({ ok: false, error: 'too-large' })
    expect((await seal({ body: new Uint8Array(BODY_LIMIT.update) })).ok).toBe(true)
  })

  it('K8 an epoch without a known key seals nothing', async () =>
    expect(await seal({ epoch: 1 })).toEqual({ ok: false, error: 'wrong-epoch' }))
})

describe('opening', () => {
  it('R1 an envelope cut at any length, or with a byte more, is refused', async () => {
    for (let length = 0; length < record.length; length++) expect(await open(record.slice(0, length))).toBe('malformed')
    expect(await open(concat(record, Uint8Array.of(0)))).toBe('malformed')
  })

  it('E6 another space or document is refused before anything is verified', async () => {
    const certificateOf = () => {
      throw new Error('asked for a certificate')
    }
    expect(await open(record, { space: 'ab'.repeat(16) as typeof SPACE, certificateOf })).toBe('wrong-space')
    expect(await open(record, { document: documentAt(1), certificateOf })).toBe('wrong-document')
    expect(await open(record, { class: 2, certificateOf })).toBe('wrong-document')
  })

  it('E6 a device without a known certificate is held, not judged', async () =>
    expect(await open(record, { certificateOf: () => undefined })).toBe('unknown-device'))

  it('C5 a certificate of another device, epoch or space does not serve', async () => {
    const certificate = space.certificate
    const other = (change: object) => open(record, { certificateOf: () => ({ ...certificate, ...change }) })
    expect(await other({ device: 'ab'.repeat(16) })).toBe('wrong-device')
    expect(await other({ epoch: 1 })).toBe('wrong-epoch')
    expect(await other({ space: 'ab'.repeat(16) })).toBe('wrong-space')
  })

  it('K2 somebody who claims the device’s key in a certificate of their own gets none of its envelopes', async () => {
    const [mallory, { genesis, device, certificate }] = [await createMember(), space]
    const claimed = { publicKey: device.publicKey, exchangePublic: certificate.deviceExchangePublic }
    const request = { space: SPACE, epoch: 0, role: 'writer', notAfter: 0, member: mallory, device: claimed } as const
    const issued = await issueCertificate({ ...request, roleSeed: fromHex(vectors.inputs.writeSeeds[0]) })
    const claim = must(await verifyCertificate(issued, genesis))
    expect(await open(record, { certificateOf: () => claim })).toBe('wrong-device')
    const moved = concat(record.subarray(0, 39), fromHex(claim.device), record.subarray(55))
    expect(await open(moved, { certificateOf: () => claim })).toBe('bad-signature')
  })

  it('C5 a reader may be present but may not write', async () => {
    const certificateOf = () => space.readerCertificate
    for (const name of ['update', 'checkpoint', 'notice', 'blob']) {
      const one = example(name)
      const result = await verifyEnvelope(one.record, { ...space.expect(one.draft), certificateOf })
      expect(result).toEqual({ ok: false, error: 'not-a-writer' })
    }
    for (const name of ['presence', 'signal']) {
      const one = example(name)
      expect((await verifyEnvelope(one.record, { ...space.expect(one.draft), certificateOf })).ok).toBe(true)
    }
  })

  it('E1 a signature by another device is refused', async () => {
    const stranger = await createDevice(space.member)
    const forged = must(await sealEnvelope(draft, space.keys, stranger.signing))
    expect(await open(forged)).toBe('bad-signature')
  })

  it('E1 a signature is good for its own envelope only', async () => {
    const other = must(await seal({ counter: 2, previous: 'ab'.repeat(32) }))
    expect(await open(concat(record.subarray(0, -64), other.subarray(-64)))).toBe('bad-signature')
  })

  it('E6 a bit turned anywhere never gets as far as decryption', async () => {
    const allowed = [
      'wrong-version',
      'wrong-kind',
      'wrong-space',
      'wrong-document',
      'malformed',
      'unknown-device',
      'bad-signature',
    ]
    for (let at = 0; at < record.length; at += 3) {
      const damaged = record.slice()
      damaged[at] = (damaged[at] as number) ^ 0x80
      expect(allowed, `at ${at}`).toContain(await open(damaged))
    }
  })

  it('E1 a signed header over somebody else’s ciphertext does not open', async () => {
    const unsigned = record.slice(0, -64)
    unsigned[171] = (unsigned[171] as number) ^ 1
    const resigned = concat(unsigned, await sign(space.device.signing, 'envelope', await sha256(unsigned)))
    expect(await open(resigned)).toBe('bad-seal')
  })

  it('K8 a space of other keys, or without the epoch’s, opens nothing', async () => {
    const verified = must(await verifyEnvelope(record, expected))
    const others = await openSpaceKeys(SPACE, new Uint8Array(32))
    expect(await openVerified(verified, others)).toEqual({ ok: false, error: 'bad-seal' })
    const elsewhere = await openSpaceKeys('ab'.repeat(16) as typeof SPACE, new Uint8Array(32))
    expect(await openVerified(verified, elsewhere)).toEqual({ ok: false, error: 'wrong-space' })
  })

  it('E8 an envelope of one kind is not one of another', async () => {
    const { draft: presence, record: bytes } = example('presence')
    const renamed = bytes.slice()
    renamed[1] = 7
    const result = await openEnvelope(renamed, space.expect(presence), space.keys)
    expect(result).toEqual({ ok: false, error: 'bad-signature' })
  })
})

describe('plaintexts', () => {
  const body = utf8('hello')
  it.each<[string, string, () => Bytes | Promise<Bytes>]>([
    ['E3 the agreed form opens', 'opened', () => plaintext(0, 5, body)],
    ['E3 unknown flags', 'unknown-flags', () => plaintext(2, 5, body)],
    ['E3 all flags', 'unknown-flags', () => plaintext(255, 5, body)],
    ['E4 a length beyond the plaintext', 'bad-padding', () => plaintext(0, 252, body)],
    ['E4 the largest length', 'bad-padding', () => plaintext(0, 0xffffffff, body)],
    ['E4 a length that cuts the body', 'bad-padding', () => plaintext(0, 4, body)],
    ['E4 something in the padding', 'bad-padding', () => plaintext(0, 5, concat(body, Uint8Array.of(0, 0, 1)))],
    ['E4 a larger bucket than needed', 'bad-padding', () => plaintext(0, 5, body, 1_024)],
    ['E5 not DEFLATE', 'bad-compression', () => plaintext(1, 5, body)],
    ['E5 an empty stream', 'bad-compression', () => plaintext(1, 0, new Uint8Array(0))],
  ])('%s: %s', async (_, outcome, make) => expect(await open(await sealPlaintext(await make()))).toBe(outcome))

  it.each([
    ['small', utf8('hello hello hello hello')],
    ['large', crypto.getRandomValues(new Uint8Array(40_000))],
  ])('E5 a cut or overlong DEFLATE stream is refused: %s', async (_, body) => {
    const whole = await deflate(body)
    const of = async (content: Bytes) => open(await sealPlaintext(plaintext(1, content.length, content)))
    expect(await of(whole)).toBe('opened')
    expect(await of(whole.slice(0, -1))).toBe('bad-compression')
    expect(await of(concat(whole, Uint8Array.of(0)))).toBe('bad-compression')
  })

  it.each([5_000_000, 40_000_000])('E5 what inflates to %d bytes is stopped at the limit', async (length) => {
    const bomb = await deflate(new Uint8Array(length).fill(97))
    expect(bomb.length).toBeLessThan(length / 500)
    expect(await open(await sealPlaintext(plaintext(1, bomb.length, bomb)))).toBe('inflates-too-large')
  })

  it('E5 the limit is the kind’s own, exact to the byte', async () => {
    const presence = example('presence').draft
    const of = async (length: number) => {
      const content = await deflate(new Uint8Array(length).fill(97))
      const key = await space.keys.envelopeKey(presence.document, 0, DEVICE)
      expect(key).toBeDefined()
      const header = encodeHeader({ ...presence, space: SPACE, iv: fromHex('00'.repeat(12)) })
      const form = { name: 'AES-GCM', iv: new Uint8Array(12), additionalData: header }
      const packed = plaintext(1, content.length, content)
      const sealed = await crypto.subtle.encrypt(form, key as CryptoKey, packed)
      const unsigned = concat(header, new Uint8Array(sealed))
      const bytes = concat(unsigned, await sign(space.device.signing, 'envelope', await sha256(unsigned)))
      const result = await openEnvelope(bytes, space.expect(presence), space.keys)
      return result.ok ? result.value.body.length : result.error
    }
    expect(await of(BODY_LIMIT.presence)).toBe(BODY_LIMIT.presence)
    expect(await of(BODY_LIMIT.presence + 1)).toBe('inflates-too-large')
  })
})
