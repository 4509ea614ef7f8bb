import type { Bytes } from '../kit/bytes.ts'
import { fail, ok, type Result } from '../kit/result.ts'
import { unpackBody } from './body.ts'
import { HEADER_LENGTH, SIGNATURE_LENGTH } from './header.ts'
import type { SpaceKeys } from './keys.ts'
import { BODY_LIMIT } from './limits.ts'
import type { Refusal } from './refusals.ts'
import { type Expected, type VerifiedEnvelope, verifyEnvelope } from './verify.ts'

/** An opened envelope: proven writer, whole body. */
export interface OpenedEnvelope extends VerifiedEnvelope {
  readonly body: Bytes
}

/** The last checks of E6: decryption, padding, body. Comes after `verifyEnvelope` and, for kinds that chain, `placeInLease`. */
export async function openVerified(envelope: VerifiedEnvelope, keys: SpaceKeys): Promise<Result<Bytes, Refusal>> {
  const { header, bytes } = envelope
  if (header.space !== keys.space) return fail('wrong-space')
  const key = keys.envelopeKey(header.document, header.epoch, header.device)
  if (key === undefined) return fail('wrong-epoch')
  const form = { name: 'AES-GCM', iv: header.iv, additionalData: bytes.subarray(0, HEADER_LENGTH) }
  const sealed = bytes.subarray(HEADER_LENGTH, bytes.length - SIGNATURE_LENGTH)
  let plaintext: ArrayBuffer
  try {
    plaintext = await crypto.subtle.decrypt(form, await key, sealed)
  } catch {
    return fail('bad-seal')
  }
  return unpackBody(new Uint8Array(plaintext), BODY_LIMIT[header.kind])
}

/** Verifies and opens in one call what does not chain: presence and signal envelopes (E8), and envelopes met for the first time. */
export async function openEnvelope(
  bytes: Bytes,
  expected: Expected,
  keys: SpaceKeys,
): Promise<Result<OpenedEnvelope, Refusal>> {
  const verified = await verifyEnvelope(bytes, expected)
  if (!verified.ok) return verified
  const body = await openVerified(verified.value, keys)
  return body.ok ? ok({ ...verified.value, body: body.value }) : body
}
