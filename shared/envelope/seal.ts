import { type Bytes, concat } from '../kit/bytes.ts'
import { fail, ok, type Result } from '../kit/result.ts'
import { sha256 } from '../kit/sha256.ts'
import { packBody } from './body.ts'
import { encodeHeader, type Header } from './header.ts'
import type { SpaceKeys } from './keys.ts'
import { BODY_LIMIT, RECORD_LIMIT, SEALED_OVERHEAD } from './limits.ts'
import { randomBytes, sign } from './party.ts'
import type { Refusal } from './refusals.ts'

/** What goes into an envelope; the IV is drawn when it is sealed. */
export interface Draft extends Omit<Header, 'iv' | 'space'> {
  readonly body: Bytes
}

/**
 * Seals and signs (E1-E4). Refuses with `too-large` a body that its kind cannot carry, and with `wrong-epoch` an epoch
 * whose content key is not known.
 * @param signing the device's private key
 * @throws Malformed when a header field is not what `parseHeader` would accept
 */
export function sealEnvelope(draft: Draft, keys: SpaceKeys, signing: CryptoKey): Promise<Result<Bytes, Refusal>> {
  return sealWithIv(draft, keys, signing, randomBytes(12))
}

/** `sealEnvelope` with a given IV, for the test vectors only: an IV used twice under one key gives the content away. */
export async function sealWithIv(
  draft: Draft,
  keys: SpaceKeys,
  signing: CryptoKey,
  iv: Bytes,
): Promise<Result<Bytes, Refusal>> {
  if (draft.body.length > BODY_LIMIT[draft.kind]) return fail('too-large')
  const key = keys.envelopeKey(draft.document, draft.epoch, draft.device)
  if (key === undefined) return fail('wrong-epoch')
  const additionalData = encodeHeader({ ...draft, space: keys.space, iv })
  const plaintext = await packBody(draft.body)
  if (plaintext.length + SEALED_OVERHEAD > RECORD_LIMIT[draft.kind]) return fail('too-large')
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, await key, plaintext)
  const unsigned = concat(additionalData, new Uint8Array(sealed))
  return ok(concat(unsigned, await sign(signing, 'envelope', await sha256(unsigned))))
}
