import type { MemberId, SpaceId } from '../../domain/ids.ts'
import { cleanName, type MemberCard } from '../../domain/member.ts'
import type { VerifiedCertificate } from '../../envelope/certificate.ts'
import { verifySignature } from '../../envelope/ed25519.ts'
import type { Refusal } from '../../envelope/refusals.ts'
import { type Bytes, concat, fromBase64Url, fromHex, utf8 } from '../../kit/bytes.ts'
import type { Result } from '../../kit/result.ts'

/** W11: what a reader's device signs of its member's card. */
export const readerCardMessage = (space: SpaceId, { name, colour }: Pick<MemberCard, 'name' | 'colour'>): Bytes =>
  concat(fromHex(space), utf8(JSON.stringify([name, colour])))

/** A reader's card with its proof; bytes are base64url. */
export interface SignedCard {
  readonly name: string
  readonly colour: MemberCard['colour']
  readonly certificate: string
  readonly signature: string
}

/** W11: whether a card is the member's own, whoever brought it. */
export async function provesCard(
  member: MemberId,
  card: SignedCard,
  space: SpaceId,
  prove: (certificate: Bytes) => Promise<Result<VerifiedCertificate, Refusal>>,
): Promise<VerifiedCertificate | undefined> {
  if (cleanName(card.name) !== card.name) return undefined
  try {
    const proven = await prove(fromBase64Url(card.certificate))
    if (!proven.ok || proven.value.member !== member) return undefined
    const signature = fromBase64Url(card.signature)
    const message = readerCardMessage(space, card)
    return (await verifySignature(proven.value.devicePublic, signature, 'reader-card', message))
      ? proven.value
      : undefined
  } catch {
    return undefined // not base64url
  }
}
