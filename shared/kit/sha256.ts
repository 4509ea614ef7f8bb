import { sha256 as hashHere } from '@noble/hashes/sha2.js'
import { type Bytes, concatAll } from './bytes.ts'

/** Beyond this the browser's own hash, on a thread of its own, is faster than a task here; below it the way there costs many times the hash. */
const LARGE = 1 << 16

/** SHA-256 (FIPS 180-4) over the parts in order, 32 bytes. */
export async function sha256(...parts: readonly Uint8Array[]): Promise<Bytes> {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  if (length > LARGE) return new Uint8Array(await crypto.subtle.digest('SHA-256', concatAll(parts)))
  const hash = hashHere.create()
  for (const part of parts) hash.update(part)
  return Uint8Array.from(hash.digest())
}
