import type { AnnotationId } from '../../domain/ids.ts'
import type { MemberCard } from '../../domain/member.ts'
import { encodeInvite } from '../../envelope/invite.ts'
import type { PageDocument, SpaceDocument } from '../document-parts.ts'
import type { Closable } from '../documents/open.ts'
import type { Ended, OpenSpace, Seen, SpaceCarriage } from '../parts.ts'
import type { EnginePorts } from '../ports.ts'
import type { LastHere } from './last-here.ts'
import { OpenPages } from './open-pages.ts'
import type { Self } from './self.ts'
import type { StoredSpace } from './stored.ts'

/** How often per engine start our card is put back after somebody wrote over it: an answer to accidents, not a war with an attacker. */
const MOST_CARD_REPAIRS = 5

/** A space while the engine runs: its document, its carriage, and the pages that are open in it. */
export class LiveSpace implements OpenSpace {
  readonly self: Self
  readonly document: SpaceDocument & Closable
  readonly carriage: SpaceCarriage
  readonly #stored: StoredSpace
  readonly #pages: OpenPages
  readonly #lastHere: LastHere
  #repairs = 0

  constructor(
    ports: Pick<EnginePorts, 'clock' | 'random' | 'store'>,
    stored: StoredSpace,
    self: Self,
    document: SpaceDocument & Closable,
    carriage: SpaceCarriage,
    lastHere: LastHere,
  ) {
    this.#stored = stored
    this.self = self
    this.document = document
    this.carriage = carriage
    this.#pages = new OpenPages(ports, self, carriage)
    this.#lastHere = lastHere
    lastHere.follow(carriage)
  }

  get name(): string {
    return this.document.name || this.#stored.name
  }

  get ended(): Ended | undefined {
    return this.#stored.ended
  }

  get stored(): StoredSpace {
    return this.#stored
  }

  get private(): boolean {
    return this.self.relay === undefined
  }

  async openPage(address: string, until: AbortSignal): Promise<PageDocument> {
    return this.#pages.open(await this.self.pageDocument(address), until)
  }

  /** Sends what an earlier run of the engine could not. */
  async resume(): Promise<void> {
    if (!this.ended) await this.#pages.resume()
  }

  async invite(inviter: string, page: string, annotation?: AnnotationId): Promise<string> {
    const { relay, space } = this.self
    if (this.ended) throw new Error('nobody is invited into a space that has ended')
    if (relay === undefined) throw new Error('a private space has no relay to be joined through')
    const { writeSeed } = this.#stored
    const names = { relay, spaceName: this.name, inviter, page }
    return encodeInvite({ space, writeSeed, ...names, ...(annotation === undefined ? {} : { annotation }) })
  }

  get seen(): Seen {
    return this.#lastHere.seen
  }

  /** Puts our card into the space's document unless it stands there, written by us. */
  async showCard(card: MemberCard): Promise<void> {
    const shown = this.document.members().get(this.self.member)
    if (this.ended || (shown?.name === card.name && shown.colour === card.colour)) return
    await this.document.putMember(card)
  }

  /** Our card was changed by somebody else: put it back, a few times. */
  async repairCard(card: MemberCard): Promise<void> {
    if (this.#repairs >= MOST_CARD_REPAIRS || this.document.members().get(this.self.member) !== undefined) return
    this.#repairs++
    await this.showCard(card)
  }

  async close(): Promise<void> {
    await this.carriage.close()
    await this.#lastHere.close()
    await this.#pages.close()
    await this.document.close()
  }
}
