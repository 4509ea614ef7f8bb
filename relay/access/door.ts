import type { SpaceId } from '../../shared/domain/ids.ts'
import { parseCertificate } from '../../shared/envelope/certificate.ts'
import { verifySignature } from '../../shared/envelope/ed25519.ts'
import { equalBytes, fromUtf8, utf8 } from '../../shared/kit/bytes.ts'
import { fail, ok, type Result } from '../../shared/kit/result.ts'
import type { ProofCode } from '../../shared/protocol/codes.ts'
import {
  DELETE_SPACE,
  type Deletion,
  deletionMessage,
  encodeDeletion,
  parseDeletion,
} from '../../shared/protocol/deletion.ts'
import { CHALLENGE_LIFE_MS, TOKEN_LIFE_MS } from '../../shared/protocol/limits.ts'
import type { Proof, SessionAnswer, SessionRequest } from '../../shared/protocol/session.ts'
import type { Clock, Random } from '../ports.ts'
import type { Certificates } from './certificates.ts'
import type { Keyrings } from './keyrings.ts'
import type { Standing, Tokens } from './session.ts'
import type { Signer } from './signer.ts'

export interface DoorParts {
  readonly clock: Clock
  readonly random: Random
  readonly signer: Signer
  readonly tokens: Tokens
  readonly keyrings: Keyrings
  readonly certificates: Certificates
}

/** Lets browsers in: challenge, then proofs, then a token (S1, S2). */
export class Door {
  readonly #parts: DoorParts

  constructor(parts: DoorParts) {
    this.#parts = parts
  }

  challenge(): Promise<Uint8Array<ArrayBuffer>> {
    const { signer, random } = this.#parts
    return signer.issue('challenge', random.bytes(16), CHALLENGE_LIFE_MS)
  }

  async session(request: SessionRequest): Promise<Result<SessionAnswer, 'bad-challenge'>> {
    const { signer, tokens } = this.#parts
    if (!(await signer.check('challenge', request.challenge))) return fail('bad-challenge')
    const spaces = new Map<SpaceId, Standing>()
    const refused: SessionAnswer['refused'] = []
    for (const proof of request.proofs) {
      const judged = await this.#judge(proof, request.challenge)
      if (judged.ok) spaces.set(judged.value.space, judged.value)
      // A proof whose certificate cannot even be read names no space.
      else if (judged.error.space) refused.push(await this.#refusal(judged.error.space, judged.error.code))
    }
    return ok({
      token: await tokens.issue(spaces),
      expires: TOKEN_LIFE_MS,
      spaces: [...spaces.keys()],
      refused,
      peer: await tokens.issuePeer(request.peerToken, spaces),
    })
  }

  /** Z3: a deleted space is refused with the word of the admin who deleted it. */
  async #refusal(space: SpaceId, error: ProofCode): Promise<SessionAnswer['refused'][number]> {
    const proof = error === 'unknown-space' ? await this.#parts.keyrings.deletion(space) : undefined
    const deletion = proof && parseDeletion(fromUtf8(proof))
    return deletion?.ok ? { space, error: 'deleted', deletion: deletion.value } : { space, error }
  }

  /** Z1. Repeating it is harmless: what is deleted is deleted. */
  async deleteSpace(
    space: SpaceId,
    deletion: Deletion,
  ): Promise<Result<void, 'bad-challenge' | 'unknown-space' | 'forbidden'>> {
    const { signer, keyrings } = this.#parts
    if (!(await signer.check('challenge', deletion.challenge))) return fail('bad-challenge')
    const newest = (await keyrings.of(space)).at(-1)
    if (newest === undefined) return (await keyrings.deletion(space)) ? ok(undefined) : fail('unknown-space')
    const { admin, challenge, signature } = deletion
    if (!newest.admins.some((key) => equalBytes(key, admin))) return fail('forbidden')
    const message = deletionMessage(space, challenge)
    if (!(await verifySignature(admin, signature, DELETE_SPACE, message))) return fail('forbidden')
    await keyrings.delete(space, utf8(encodeDeletion(deletion)))
    return ok(undefined)
  }

  async #judge(
    { certificate: record, signature }: Proof,
    challenge: Uint8Array<ArrayBuffer>,
  ): Promise<Result<Standing & { space: SpaceId }, { code: ProofCode; space: SpaceId | undefined }>> {
    const { certificates, keyrings, clock } = this.#parts
    const parsed = parseCertificate(record)
    const space = parsed.ok ? parsed.value.space : undefined
    const no = (code: ProofCode) => fail({ code, space })
    const proven = await certificates.prove(record)
    if (!proven.ok) return no(proven.error)
    const certificate = proven.value
    if (certificate.epoch !== (await keyrings.of(certificate.space)).at(-1)?.epoch) return no('old-epoch')
    if (certificate.notAfter <= clock.now()) return no('expired')
    if (!(await verifySignature(certificate.devicePublic, signature, 'session', challenge))) return no('bad-signature')
    await certificates.keep(certificate, record)
    const { device, role, epoch } = certificate
    return ok({ space: certificate.space, device, role, epoch })
  }
}
