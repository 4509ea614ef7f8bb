import { describe, expect, it } from 'vitest'
import { concat, fromHex, utf8 } from '../kit/bytes.ts'
import { isSoundPoint, verifySignature } from './ed25519.ts'
import { createDevice, createMember, memberFromSeed, sign, signerFromSeed } from './party.ts'
import { Recent } from './recent.ts'

describe('signatures', () => {
  it('K1 hold for their key, name and message, and for no other', async () => {
    const [ada, ben] = await Promise.all([createMember(), createMember()])
    const message = utf8('a message')
    const signature = await sign(ada.signing, 'keyring', message)
    expect(await verifySignature(ada.publicKey, signature, 'keyring', message)).toBe(true)
    expect(await verifySignature(ben.publicKey, signature, 'keyring', message)).toBe(false)
    expect(await verifySignature(ada.publicKey, signature, 'certificate', message)).toBe(false)
    expect(await verifySignature(ada.publicKey, signature, 'keyring', utf8('another'))).toBe(false)
    expect(await verifySignature(ada.publicKey, signature.slice(1), 'keyring', message)).toBe(false)
    expect(await verifySignature(ada.publicKey.slice(1), signature, 'keyring', message)).toBe(false)
  })

  it('K5 RFC 8032, 7.1, test 1: the public half of a seed', async () => {
    const seed = fromHex('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60')
    const { publicKey } = await signerFromSeed(seed)
    expect(publicKey).toEqual(fromHex('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a'))
  })

  it('K1 a member is the same again from their seed', async () => {
    const ada = await createMember()
    expect(await memberFromSeed(ada.seed)).toMatchObject({ id: ada.id, publicKey: ada.publicKey })
    await expect(memberFromSeed(new Uint8Array(31))).rejects.toThrow(RangeError)
  })

  it('K2 private keys of devices and members cannot be exported, and survive structured cloning', async () => {
    const ada = await createMember()
    const device = structuredClone(await createDevice(ada))
    for (const key of [device.signing, device.exchange, ada.signing]) {
      expect(key.extractable).toBe(false)
      await expect(crypto.subtle.exportKey('pkcs8', key)).rejects.toThrow()
    }
    const signature = await sign(device.signing, 'session', utf8('challenge'))
    expect(await verifySignature(device.publicKey, signature, 'session', utf8('challenge'))).toBe(true)
  })
})

/** The curve of RFC 8032, for finding its points of small order instead of trusting a copied list. */
const P = 2n ** 255n - 19n
const mod = (a: bigint): bigint => ((a % P) + P) % P
const power = (base: bigint, exponent: bigint): bigint =>
  exponent === 0n ? 1n : mod(power(mod(base * base), exponent / 2n) * (exponent % 2n === 1n ? base : 1n))
const D = mod(-121665n * power(121666n, P - 2n))
const encode = (y: bigint): Uint8Array<ArrayBuffer> =>
  fromHex(y.toString(16).padStart(64, '0')).reverse() as Uint8Array<ArrayBuffer>
const decode = (bytes: Uint8Array): bigint => bytes.reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n)
/** y of 2P, from y of P on the curve -x² + y² = 1 + d x² y². */
function doubled(y: bigint): bigint {
  const xx = mod((y * y - 1n) * power(mod(D * y * y + 1n), P - 2n))
  return mod((y * y + xx) * power(mod(1n - D * xx * y * y), P - 2n))
}

describe('points', () => {
  const SMALL = [
    '00'.repeat(32),
    `01${'00'.repeat(31)}`,
    `ec${'ff'.repeat(30)}7f`,
    '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
    'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  ].map(fromHex)

  it.each(SMALL)('K10 is of small order, and refused with either sign: %#', (point) => {
    expect(doubled(doubled(doubled(decode(point))))).toBe(1n)
    expect(isSoundPoint(point)).toBe(false)
    const negative = point.slice()
    negative[31] = (negative[31] as number) | 0x80
    expect(isSoundPoint(negative)).toBe(false)
  })

  it('K10 y at or above the prime is not canonical', () => {
    for (let above = 0n; above < 19n; above++) expect(isSoundPoint(encode(P + above))).toBe(false)
    expect(isSoundPoint(encode(P - 2n))).toBe(true)
    expect(isSoundPoint(encode(2n))).toBe(true)
  })

  it('K10 the identity as key or as half a signature signs nothing', async () => {
    const identity = fromHex(`01${'00'.repeat(31)}`)
    expect(await verifySignature(identity, concat(identity, new Uint8Array(32)), 'x')).toBe(false)
    const { publicKey } = await createMember()
    expect(await verifySignature(publicKey, concat(identity, new Uint8Array(32)), 'x')).toBe(false)
  })

  it('K10 the identity as key does not sign everything', async () => {
    // R = 1·B, s = 1 satisfies the equation under the identity for any message; some browsers say yes to it.
    const base = fromHex(`58${'66'.repeat(31)}`)
    const identity = fromHex(`01${'00'.repeat(31)}`)
    const signature = concat(base, identity)
    expect(isSoundPoint(base)).toBe(true)
    expect(await verifySignature(identity, signature, 'x')).toBe(false)
  })

  it('K10 a key that is no point of the curve signs nothing', async () => {
    const off = encode(2n)
    expect(await verifySignature(off, concat(off, new Uint8Array(32)), 'x')).toBe(false)
  })
})

it('imported keys are kept up to a number, the ones used last', () => {
  const cache = new Recent<number>(2)
  let made = 0
  const get = (key: string) => cache.get(key, () => ++made)
  expect([get('a'), get('b'), get('a'), get('c'), get('a'), get('b')]).toEqual([1, 2, 1, 3, 1, 4])
})
