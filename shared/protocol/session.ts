import * as v from 'valibot'
import { type Bytes, concat, toBase64Url, utf8 } from '../kit/bytes.ts'
import type { Result } from '../kit/result.ts'
import { type Deletion, deletionJson, deletionSchema } from './deletion.ts'
import { carried, parseJson, spaceId } from './json.ts'
import { MAX_PROOFS, MAX_TOKEN } from './limits.ts'

const CHALLENGE_MAX = 256
const CERTIFICATE_MAX = 1024
const SIGNATURE_LENGTH = 64

/** Opaque to the client: it signs these bytes and sends them back. */
const challengeAnswer = v.object({ challenge: carried(CHALLENGE_MAX) })

export const encodeChallenge = (challenge: Bytes): string => JSON.stringify({ challenge: toBase64Url(challenge) })
export const parseChallenge = (text: string): Result<{ readonly challenge: Bytes }, string> =>
  parseJson(challengeAnswer, text)

/** S1: what a device signs to prove itself, `T("session") ‖ challenge`. */
export const sessionMessage = (challenge: Bytes): Bytes => concat(utf8('huddlemark/v1/session'), challenge)

export interface Proof {
  /** The certificate record; it names the space. */
  readonly certificate: Bytes
  readonly signature: Bytes
}

export interface SessionRequest {
  readonly challenge: Bytes
  readonly proofs: readonly Proof[]
  /** The `peer.token` of the session before: the new session then keeps its PeerJS id, and open links keep their name. */
  readonly peerToken?: string
}

const token = v.pipe(v.string(), v.maxLength(MAX_TOKEN), v.regex(/^[A-Za-z0-9_.-]+$/))

const sessionRequest = v.strictObject({
  challenge: carried(CHALLENGE_MAX),
  proofs: v.pipe(
    v.array(v.strictObject({ certificate: carried(CERTIFICATE_MAX), signature: carried(SIGNATURE_LENGTH) })),
    v.minLength(1),
    v.maxLength(MAX_PROOFS),
  ),
  peerToken: v.exactOptional(token),
})

export const encodeSessionRequest = ({ challenge, proofs, peerToken }: SessionRequest): string =>
  JSON.stringify({
    peerToken,
    challenge: toBase64Url(challenge),
    proofs: proofs.map(({ certificate, signature }) => ({
      certificate: toBase64Url(certificate),
      signature: toBase64Url(signature),
    })),
  })
export const parseSessionRequest = (text: string): Result<SessionRequest, string> => parseJson(sessionRequest, text)

const sessionAnswer = v.object({
  token,
  /** Milliseconds that the token lives from now on: independent of the client's clock. */
  expires: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  spaces: v.array(spaceId),
  refused: v.array(
    v.object({
      space: spaceId,
      error: v.pipe(v.string(), v.maxLength(64)),
      /** With `deleted`: by whose word (Z3). */
      deletion: v.exactOptional(deletionSchema),
    }),
  ),
  peer: v.object({ id: v.pipe(v.string(), v.regex(/^[0-9a-f]{16,64}$/)), token }),
})
/** What a session request brings: proofs are judged one by one, so `spaces` and `refused` together cover them all. */
export type SessionAnswer = v.InferOutput<typeof sessionAnswer>

const refusedJson = ({ deletion, ...rest }: SessionAnswer['refused'][number]) =>
  deletion === undefined ? rest : { ...rest, deletion: deletionJson(deletion satisfies Deletion) }

export const encodeSessionAnswer = (answer: SessionAnswer): string =>
  JSON.stringify({ ...answer, refused: answer.refused.map(refusedJson) })
export const parseSessionAnswer = (text: string): Result<SessionAnswer, string> => parseJson(sessionAnswer, text)
