import type { DeviceId, DocumentId, SpaceId } from '../domain/ids.ts'
import { type Bytes, equalBytes, toHex } from '../kit/bytes.ts'
import { fail, ok, type Result } from '../kit/result.ts'
import { sha256 } from '../kit/sha256.ts'
import type { VerifiedCertificate } from './certificate.ts'
import { verifySignature } from './ed25519.ts'
import { type DocumentClass, envelopeHash, type Header, isSession, parseHeader, SIGNATURE_LENGTH } from './header.ts'
import type { Refusal } from './refusals.ts'

/** What an envelope must be to belong here. */
export interface Expected {
  readonly space: SpaceId
  readonly document: DocumentId
  /** Left out by the relay, which does not know a document's class. */
  readonly class?: DocumentClass
  /** The device's proven certificate of that epoch, if one is known. */
  certificateOf(device: DeviceId, epoch: number): VerifiedCertificate | undefined
}

/** An envelope that its device signed and its certificate allows. Only `verifyEnvelope` makes one. */
export interface VerifiedEnvelope {
  readonly '~verified': true
  readonly bytes: Bytes
  readonly header: Header
  /** E2, as hex. */
  readonly hash: string
  readonly certificate: VerifiedCertificate
}

/**
 * The first checks of E6, in its order: length, header, space and document, certificate, signature. Needs no secret.
 * What follows: `placeInLease`, then (engine only) `openVerified`.
 */
export async function verifyEnvelope(bytes: Bytes, expected: Expected): Promise<Result<VerifiedEnvelope, Refusal>> {
  const parsed = parseHeader(bytes)
  if (!parsed.ok) return parsed
  const header = parsed.value
  if (header.space !== expected.space) return fail('wrong-space')
  if (header.document !== expected.document) return fail('wrong-document')
  if (expected.class !== undefined && header.class !== expected.class) return fail('wrong-document')
  const certificate = expected.certificateOf(header.device, header.epoch)
  if (certificate === undefined) return fail('unknown-device')
  const refusal = refuseCertificate(header, certificate)
  if (refusal !== undefined) return fail(refusal)
  const [holds, hash] = await Promise.all([foreseenOrNow(bytes, certificate), envelopeHash(bytes)])
  if (!holds) return fail('bad-signature')
  return ok({ '~verified': true, bytes, header, hash: toHex(hash), certificate })
}

interface Foreseen {
  readonly devicePublic: Bytes
  readonly holds: Promise<boolean>
}
/** Signatures checked ahead, by the record itself. */
const foreseen = new WeakMap<Bytes, Foreseen>()

/**
 * Begins to check the signature of a record that `verifyEnvelope` is going to be given: those of a batch side by side, on the browser's own
 * threads, instead of one after the other. Decides nothing: with another key than this one it is checked again.
 */
export function foresee(bytes: Bytes, { certificateOf }: Pick<Expected, 'certificateOf'>): void {
  const parsed = parseHeader(bytes)
  if (!parsed.ok) return
  const certificate = certificateOf(parsed.value.device, parsed.value.epoch)
  if (!certificate) return
  const { devicePublic } = certificate
  foreseen.set(bytes, { devicePublic, holds: signatureHolds(bytes, certificate) })
}

function foreseenOrNow(bytes: Bytes, certificate: VerifiedCertificate): Promise<boolean> {
  const early = foreseen.get(bytes)
  if (early && equalBytes(early.devicePublic, certificate.devicePublic)) return early.holds
  return signatureHolds(bytes, certificate)
}

/** C5: readers may be present and signal; what stays needs a writer. */
function refuseCertificate(header: Header, certificate: VerifiedCertificate): Refusal | undefined {
  if (certificate.space !== header.space) return 'wrong-space'
  if (certificate.device !== header.device) return 'wrong-device'
  if (certificate.epoch !== header.epoch) return 'wrong-epoch'
  return certificate.role === 'writer' || isSession(header.kind) ? undefined : 'not-a-writer'
}

/** E1: the signature is over `T("envelope") ‖ H(all before the signature)`. */
async function signatureHolds(bytes: Bytes, certificate: VerifiedCertificate): Promise<boolean> {
  const end = bytes.length - SIGNATURE_LENGTH
  const hash = await sha256(bytes.subarray(0, end))
  return verifySignature(certificate.devicePublic, bytes.slice(end), 'envelope', hash)
}
