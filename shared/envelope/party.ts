import type { DeviceId, MemberId } from '../domain/ids.ts'
import { type Bytes, concat, fromBase64Url } from '../kit/bytes.ts'
import { deviceIdOf, memberIdOf, tag } from './digest.ts'

/** A person's key in all their spaces. `seed` is stored raw; the key itself cannot be exported. */
export interface Member {
  readonly id: MemberId
  readonly publicKey: Bytes
  readonly seed: Bytes
  readonly signing: CryptoKey
}

/** One browser profile in one space. A plain record that IndexedDB stores as it is; the private keys cannot be exported. */
export interface Device {
  readonly id: DeviceId
  /** Raw Ed25519 public key. */
  readonly publicKey: Bytes
  readonly signing: CryptoKey
  /** Raw X25519 public key. */
  readonly exchangePublic: Bytes
  readonly exchange: CryptoKey
}

/** An Ed25519 key pair: `publicKey` raw, `signing` not extractable. */
export interface Signer {
  readonly publicKey: Bytes
  readonly signing: CryptoKey
}

export const randomBytes = (length: number): Bytes => crypto.getRandomValues(new Uint8Array(length))

export const createMember = (): Promise<Member> => memberFromSeed(randomBytes(32))

/** @param seed 32 bytes */
export async function memberFromSeed(seed: Bytes): Promise<Member> {
  const signer = await signerFromSeed(seed)
  return { ...signer, id: await memberIdOf(signer.publicKey), seed }
}

/** A new device of this member's, whose id only that member's certificates can name (K2). */
export async function createDevice(member: Pick<Member, 'publicKey'>): Promise<Device> {
  const [pair, exchangePair] = await Promise.all([
    crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify']),
    crypto.subtle.generateKey('X25519', false, ['deriveBits']),
  ])
  if (!('privateKey' in pair) || !('privateKey' in exchangePair)) throw new Error('a key pair was asked for')
  const publicKey = await rawKey(pair.publicKey)
  return {
    id: await deviceIdOf(member.publicKey, publicKey),
    publicKey,
    signing: pair.privateKey,
    exchangePublic: await rawKey(exchangePair.publicKey),
    exchange: exchangePair.privateKey,
  }
}

const rawKey = async (key: CryptoKey): Promise<Bytes> => new Uint8Array(await crypto.subtle.exportKey('raw', key))

/** The last byte of the algorithm's object identifier (RFC 8410, section 3). */
const ALGORITHM = { Ed25519: 0x70, X25519: 0x6e } as const

/** PKCS #8 (RFC 8410, section 7): the only private form all browsers import. @param seed 32 bytes */
async function pairFromSeed(name: keyof typeof ALGORITHM, seed: Bytes, use: 'sign' | 'deriveBits') {
  if (seed.length !== 32) throw new RangeError('a seed has 32 bytes')
  const frame = Uint8Array.of(0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, ALGORITHM[name], 4, 0x22, 4, 0x20)
  const framed = concat(frame, seed)
  const [key, readable] = await Promise.all([
    crypto.subtle.importKey('pkcs8', framed, name, false, [use]),
    crypto.subtle.importKey('pkcs8', framed, name, true, [use]),
  ])
  const { x } = await crypto.subtle.exportKey('jwk', readable)
  if (x === undefined) throw new Error('this browser does not give the public half of a key')
  return { publicKey: fromBase64Url(x), key }
}

/** K5: the key pair whose private seed is given. @param seed 32 bytes */
export async function signerFromSeed(seed: Bytes): Promise<Signer> {
  const { publicKey, key } = await pairFromSeed('Ed25519', seed, 'sign')
  return { publicKey, signing: key }
}

/** An X25519 key pair: `publicKey` raw, `exchange` not extractable. */
export interface Exchange {
  readonly publicKey: Bytes
  readonly exchange: CryptoKey
}

/** The X25519 key pair whose private seed is given. @param seed 32 bytes */
export async function exchangeFromSeed(seed: Bytes): Promise<Exchange> {
  const { publicKey, key } = await pairFromSeed('X25519', seed, 'deriveBits')
  return { publicKey, exchange: key }
}

/** Signs `T(name) ‖ message`: 64 bytes. */
export async function sign(signing: CryptoKey, name: string, ...message: readonly Uint8Array[]): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.sign('Ed25519', signing, concat(tag(name), ...message)))
}
