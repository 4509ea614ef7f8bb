import type { AnnotationId } from '../../domain/ids.ts'
import type { MemberCard } from '../../domain/member.ts'
import { encodeInvite } from '../../envelope/invite.ts'
import type { PageDocument, SpaceDocument } from '../document-parts.ts'
import type { Closable } from '../documents/open.ts'
import type { Closed, OpenSpace, Seen, SpaceCarriage } from '../parts.ts'
import type { EnginePorts } from '../ports.ts'
import type { Administration } from './administration.ts'
import { isOut } from './devices.ts'
import type { Entrance } from './entrance.ts'
import type { KeyWatch } from './key-watch.ts'
import type { Knocks } from './knocks.ts'
import type { LastHere } from './last-here.ts'
import { OpenInvites } from './open-invites.ts'
import { OpenPages } from './open-pages.ts'
import { INVITE_LIFE_MS, type NewInvite, type OwnInvites } from './own-invites.ts'
import { signedCard } from './readers.ts'
import type { Self } from './self.ts'

/** How often per engine start our card is put back after somebody wrote over it: an answer to accidents, not a war with an attacker. */
const MOST_CARD_REPAIRS = 5

/** A space while the engine runs: its document, its carriage, and the pages that are open in it. */
export class LiveSpace implements OpenSpace {
  readonly self: Self
  readonly document: SpaceDocument & Closable
  readonly carriage: SpaceCarriage
  readonly administration: Administration
  readonly invites: OpenInvites
  readonly #own: OwnInvites
  readonly knocks: Knocks
  readonly #keys: KeyWatch
  readonly #pages: OpenPages
  readonly #lastHere: LastHere
  #repairs = 0

  constructor(
    ports: Pick<EnginePorts, 'clock' | 'random' | 'store'>,
    keys: KeyWatch,
    offices: { readonly administration: Administration; readonly invites: OwnInvites; readonly knocks: Knocks },
    self: Self,
    document: SpaceDocument & Closable,
    carriage: SpaceCarriage,
    lastHere: LastHere,
  ) {
    this.#keys = keys
    this.administration = offices.administration
    this.#own = offices.invites
    this.invites = new OpenInvites(ports.clock, { self, document }, offices.invites)
    this.knocks = offices.knocks
    this.self = self
    this.document = document
    this.carriage = carriage
    this.#pages = new OpenPages(ports, self, carriage)
    this.#lastHere = lastHere
    lastHere.follow(carriage)
  }

  get name(): string {
    return this.document.name || this.self.stored.name
  }

  get closed(): Closed | undefined {
    return this.self.stored.closed
  }

  get forked(): boolean {
    return this.#keys.forked
  }

  get private(): boolean {
    return this.self.relay === undefined
  }

  async openPage(address: string, until: AbortSignal): Promise<PageDocument> {
    return this.#pages.open(await this.self.pageDocument(address), until)
  }

  /** Sends what an earlier run of the engine could not. */
  async resume(): Promise<void> {
    if (!this.closed) await this.#pages.resume()
  }

  /** Made without a network, too: whoever joins before the relay has it waits (S15). */
  async invite(inviter: string, page: string, wanted: Partial<NewInvite> = {}, annotation?: AnnotationId) {
    const { relay, space } = this.self
    if (this.self.ended) throw new Error('nobody is invited into a space that has ended')
    if (relay === undefined) throw new Error('a private space has no relay to be joined through')
    const invite = { role: 'writer', askFirst: false, life: INVITE_LIFE_MS, ...wanted } as const
    const { secret, id, expires } = await this.#own.create(invite)
    const names = { relay, spaceName: this.name, inviter, page }
    const code = await encodeInvite({ space, secret, ...names, ...(annotation === undefined ? {} : { annotation }) })
    return { code, id, expires }
  }

  /** What follows from how we came in. */
  async entered({ claim }: Entrance): Promise<void> {
    if (claim) await this.document.putClaim(claim)
  }

  /** What the document tells of the ways in has changed. */
  async heedDoor(): Promise<void> {
    this.#own.heed()
    await this.#admitClaims()
  }

  /** I8: whoever joined by an invite of ours for an admin is made one, and the invite is spent. */
  async #admitClaims(): Promise<void> {
    if (this.self.role !== 'admin') return
    for (const { member, invite } of await this.#own.proven(this.document.claims())) {
      if (!this.self.isAdmin(member)) await this.administration.want(member, 'admin')
      await this.#own.revoke(invite)
    }
  }

  get seen(): Seen {
    return this.#lastHere.seen
  }

  /**
   * Puts our card into the space's document unless it stands there, written by us. Who comes in again as a new device writes it
   * anew: without that device's certificate everybody would go on holding them for removed.
   */
  async showCard(card: MemberCard): Promise<void> {
    if (this.self.stored.role === 'reader') return this.carriage.introduce(await signedCard(this.self, card))
    const shown = this.document.members().get(this.self.member)
    const same = shown?.name === card.name && shown.colour === card.colour
    if (this.closed || this.self.ended || (same && !isOut(this.self, this.document, this.self.member))) return
    await this.document.putMember(card)
  }

  /** Our card was changed by somebody else: put it back, a few times. */
  async repairCard(card: MemberCard): Promise<void> {
    if (!this.self.mayWrite) return
    if (this.#repairs >= MOST_CARD_REPAIRS || this.document.members().get(this.self.member) !== undefined) return
    this.#repairs++
    await this.showCard(card)
  }

  async close(): Promise<void> {
    this.administration.close()
    this.#own.close()
    this.knocks.close()
    this.#keys.close()
    await this.carriage.close()
    await this.#lastHere.close()
    await this.#pages.close()
    await this.document.close()
  }
}
