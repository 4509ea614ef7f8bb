/** The keys of a handover (DV7): from the code's secret, and from a key pair that the browser which takes it draws for this once. */
import { type Bytes, concat, toHex, utf8 } from '../../kit/bytes.ts'
import { sha256 } from '../../kit/sha256.ts'

const EMPTY = new Uint8Array()
const tag = (name: string): Bytes => utf8(`huddlemark/v1/handover/${name}`)
const IV = 12
const PUBLIC = 32

async function hkdf(secret: Bytes, salt: Bytes, info: Bytes): Promise<Bytes> {
  const key = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits'])
  return new Uint8Array(await crypto.subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt, info }, key, 256))
}

/** Where at the relay it lies, as hex: whoever does not know the secret cannot find it. */
export const slotOf = async (secret: Bytes): Promise<string> => toHex((await sha256(tag('id'), secret)).slice(0, 16))

/**
 * What both browsers show: six digits over the code and the key that asks. Somebody who has seen the code and answers first asks with another key,
 * and shows another number.
 */
export async function numberOf(secret: Bytes, asking: Bytes): Promise<string> {
  const digest = await sha256(tag('number'), secret, asking)
  const digits = String(new DataView(digest.buffer).getUint32(0) % 1_000_000).padStart(6, '0')
  return `${digits.slice(0, 3)} ${digits.slice(3)}`
}

export interface Asker {
  readonly publicKey: Bytes
  readonly privateKey: CryptoKey
}

/** A key pair for one handover. */
export async function drawAsker(): Promise<Asker> {
  const pair = (await crypto.subtle.generateKey('X25519', false, ['deriveBits'])) as CryptoKeyPair
  const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey))
  return { publicKey, privateKey: pair.privateKey }
}

const askKey = async (secret: Bytes): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', await hkdf(secret, EMPTY, tag('ask')), 'AES-GCM', false, ['encrypt', 'decrypt'])

/** The asking key, sealed for who showed the code: the relay must not put its own in its place. @param iv 12 random bytes */
export async function sealAsking(secret: Bytes, asking: Bytes, iv: Bytes): Promise<Bytes> {
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, await askKey(secret), asking)
  return concat(iv, new Uint8Array(sealed))
}

/** Undefined for whatever was not sealed by somebody who knows the code. */
export async function openAsking(secret: Bytes, sealed: Bytes): Promise<Bytes | undefined> {
  try {
    const how = { name: 'AES-GCM', iv: sealed.slice(0, IV) }
    const asking = new Uint8Array(await crypto.subtle.decrypt(how, await askKey(secret), sealed.slice(IV)))
    return asking.length === PUBLIC ? asking : undefined
  } catch {
    return undefined
  }
}

/** The secret that locks what is handed over: only who holds the private half of the asking key, or of the giving one, has it. */
async function locked(secret: Bytes, own: CryptoKey, other: Bytes, giving: Bytes, asking: Bytes): Promise<Bytes> {
  const key = await crypto.subtle.importKey('raw', other, 'X25519', false, [])
  const agreed = new Uint8Array(await crypto.subtle.deriveBits({ name: 'X25519', public: key }, own, 256))
  return hkdf(agreed, secret, concat(tag('give'), giving, asking))
}

/** @returns the first bytes of what is handed over, and the secret that locks the rest @throws when the key is none */
export async function lockFor(
  secret: Bytes,
  asking: Bytes,
): Promise<{ readonly first: Bytes; readonly secret: Bytes }> {
  const giving = await drawAsker()
  const { publicKey, privateKey } = giving
  return { first: publicKey, secret: await locked(secret, privateKey, asking, publicKey, asking) }
}

/** Undefined when it is too short to be a handover. @returns the secret that opens the rest, and the rest */
export async function unlock(
  secret: Bytes,
  { publicKey, privateKey }: Asker,
  given: Bytes,
): Promise<{ readonly secret: Bytes; readonly rest: Bytes } | undefined> {
  if (given.length <= PUBLIC) return undefined
  const giving = given.slice(0, PUBLIC)
  try {
    return { secret: await locked(secret, privateKey, giving, giving, publicKey), rest: given.slice(PUBLIC) }
  } catch {
    return undefined
  }
}
