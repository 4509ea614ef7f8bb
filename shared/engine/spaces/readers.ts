import type { MemberId } from '../../domain/ids.ts'
import type { MemberCard } from '../../domain/member.ts'
import { toBase64Url } from '../../kit/bytes.ts'
import type { SpaceDocument } from '../document-parts.ts'
import { readerCardMessage, type SignedCard } from '../documents/reader-card.ts'
import type { SpaceCarriage } from '../parts.ts'
import type { EnginePorts } from '../ports.ts'
import { isOut } from './devices.ts'
import type { Self } from './self.ts'

/** Everybody who may write hears a reader at the same moment: one of them is to write the card, the others find it there. Milliseconds. */
const PATIENCE_MS = 5_000

/** Our card as a reader's presence carries it (W11). */
export async function signedCard(self: Self, card: MemberCard): Promise<SignedCard> {
  const signature = toBase64Url(await self.signAs('reader-card', readerCardMessage(self.space, card)))
  return { name: card.name, colour: card.colour, certificate: toBase64Url(self.certificate), signature }
}

/** Keeps the cards of readers who are here in the space's document, for those who come later (W11). */
export function keepReaders(
  { clock, random }: Pick<EnginePorts, 'clock' | 'random'>,
  {
    self,
    document,
    carriage,
  }: { readonly self: Self; readonly document: SpaceDocument; readonly carriage: SpaceCarriage },
  until: AbortSignal,
): void {
  const isNews = (member: MemberId, { name, colour }: SignedCard): boolean => {
    const known = document.members().get(member)
    // Who was removed and comes in again is known by a device that is out.
    return known?.name !== name || known.colour !== colour || isOut(self, document, member)
  }
  carriage.introduced.listen(({ member, card }) => {
    if (!self.mayWrite || !isNews(member, card)) return
    const cancel = clock.after(random.fraction() * PATIENCE_MS, () => {
      if (self.mayWrite && isNews(member, card)) document.putReader(member, card).catch(() => undefined)
    })
    until.addEventListener('abort', cancel, { once: true })
  }, until)
}
