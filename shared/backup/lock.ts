import { ByteReader, ByteWriter, Malformed } from '../kit/binary.ts'
import { type Bytes, equalBytes, utf8 } from '../kit/bytes.ts'
import { fail, ok, type Result } from '../kit/result.ts'
import { FEWEST_ITERATIONS, ITERATIONS, MOST_ITERATIONS } from './limits.ts'

/** What opens a backup: a passphrase that somebody remembers, or a secret that two browsers share for minutes. */
export type Lock = { readonly passphrase: string } | { readonly secret: Bytes }

/** BK6. */
export type BackupRefusal = 'not-a-backup' | 'newer-version' | 'wrong-passphrase' | 'damaged' | 'cut'

const MAGIC = utf8('HMBK')
const VERSION = 1
const BY_PASSPHRASE = 1
const BY_SECRET = 2
const SALT = 16
const CHECK = 16
/** Bytes of the head (BK1). */
export const HEAD = MAGIC.length + 2 + 4 + SALT + CHECK

export interface Unlocked {
  /** All of the head: authenticated with each chunk. */
  readonly head: Bytes
  readonly key: CryptoKey
}

interface Keys {
  readonly key: CryptoKey
  readonly check: Bytes
}

/** BK2. @param iterations counts for a passphrase only */
async function keysOf(lock: Lock, salt: Bytes, iterations: number): Promise<Keys> {
  const master =
    'secret' in lock ? lock.secret : await stretched(utf8(lock.passphrase.normalize('NFKC')), salt, iterations)
  const base = await crypto.subtle.importKey('raw', master, 'HKDF', false, ['deriveBits'])
  const how = { name: 'HKDF', hash: 'SHA-256', salt, info: utf8('huddlemark/v1/backup') }
  const bits = new Uint8Array(await crypto.subtle.deriveBits(how, base, 8 * (32 + CHECK)))
  const key = await crypto.subtle.importKey('raw', bits.slice(0, 32), 'AES-GCM', false, ['encrypt', 'decrypt'])
  return { key, check: bits.slice(32) }
}

async function stretched(passphrase: Bytes, salt: Bytes, iterations: number): Promise<Bytes> {
  const base = await crypto.subtle.importKey('raw', passphrase, 'PBKDF2', false, ['deriveBits'])
  return new Uint8Array(
    await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations }, base, 256),
  )
}

/** A new head. @param salt 16 random bytes, never used before: the key and with it every IV hang on it */
export async function newHead(lock: Lock, salt: Bytes): Promise<Unlocked> {
  const byPassphrase = 'passphrase' in lock
  const iterations = byPassphrase ? ITERATIONS : 0
  const { key, check } = await keysOf(lock, salt, iterations)
  const head = new ByteWriter()
    .bytes(MAGIC)
    .u8(VERSION)
    .u8(byPassphrase ? BY_PASSPHRASE : BY_SECRET)
    .u32(iterations)
    .bytes(salt)
    .bytes(check)
    .done()
  return { head, key }
}

/** Opens a head. @param head its `HEAD` bytes */
export async function openHead(lock: Lock, head: Bytes): Promise<Result<Unlocked, BackupRefusal>> {
  const read = readHead(head)
  if (!read.ok) return read
  const { by, iterations, salt, check } = read.value
  if (by !== ('passphrase' in lock ? BY_PASSPHRASE : BY_SECRET)) return fail('not-a-backup')
  const [least, most] = by === BY_SECRET ? [0, 0] : [FEWEST_ITERATIONS, MOST_ITERATIONS]
  if (iterations < least || iterations > most) return fail('damaged')
  const keys = await keysOf(lock, salt, iterations)
  if (!equalBytes(keys.check, check)) return fail('wrong-passphrase')
  return ok({ head, key: keys.key })
}

function readHead(head: Bytes) {
  try {
    const reader = new ByteReader(head)
    if (!equalBytes(reader.bytes(MAGIC.length), MAGIC)) return fail<BackupRefusal>('not-a-backup')
    if (reader.u8() !== VERSION) return fail<BackupRefusal>('newer-version')
    const by = reader.u8()
    if (by !== BY_PASSPHRASE && by !== BY_SECRET) return fail<BackupRefusal>('newer-version')
    const fields = { by, iterations: reader.u32(), salt: reader.bytes(SALT), check: reader.bytes(CHECK) }
    reader.end()
    return ok(fields)
  } catch (error) {
    if (error instanceof Malformed) return fail<BackupRefusal>('cut')
    throw error
  }
}
