import { type Bytes, concat, toHex } from '../kit/bytes.ts'
import { tag } from './digest.ts'
import { Recent } from './recent.ts'

/** Imported public keys by their hex. Bounded: whoever makes up keys can only push out others', which are imported again. */
const imported = new Recent<Promise<CryptoKey>>(1_024)

/** y coordinates of the curve's points of small order, little-endian hex without the sign bit. */
const SMALL_ORDER = new Set([
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
])

/**
 * K10: whether an encoded point is canonical (y < p) and not of small order. Platforms disagree about other points
 * (measured: with the identity as key, Chromium 156 and Firefox 153 accept what Node 26 refuses; see also "Taming the many EdDSAs", https://eprint.iacr.org/2020/1244), and what one accepts, all must accept.
 */
export function isSoundPoint(point: Uint8Array): boolean {
  if (point.length !== 32) return false
  const y = point.slice()
  y[31] = (y[31] as number) & 0x7f
  const belowPrime = (y[0] as number) < 0xed || y[31] !== 0x7f || y.subarray(1, 31).some((byte) => byte !== 0xff)
  return belowPrime && !SMALL_ORDER.has(toHex(y))
}

function importKey(publicKey: Bytes): Promise<CryptoKey> {
  return imported.get(toHex(publicKey), () => crypto.subtle.importKey('raw', publicKey, 'Ed25519', true, ['verify']))
}

/**
 * Verifies an Ed25519 signature over `T(name) ‖ message`.
 * @param publicKey raw, 32 bytes
 * @param signature 64 bytes
 */
export async function verifySignature(
  publicKey: Bytes,
  signature: Bytes,
  name: string,
  ...message: readonly Uint8Array[]
): Promise<boolean> {
  if (signature.length !== 64 || !isSoundPoint(publicKey) || !isSoundPoint(signature.subarray(0, 32))) return false
  try {
    const key = await importKey(publicKey)
    return await crypto.subtle.verify('Ed25519', key, signature, concat(tag(name), ...message))
  } catch {
    // Some browsers refuse a point that is not on the curve on import, others on use: both mean no.
    return false
  }
}
