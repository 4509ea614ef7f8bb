import type { DocumentId } from '../../domain/ids.ts'
import type { MemberCard } from '../../domain/member.ts'
import { encodeInvite } from '../../envelope/invite.ts'
import { type Closable, openPageDocument } from '../documents/open.ts'
import type { OpenSpace, PageDocument, SpaceCarriage, SpaceDocument } from '../parts.ts'
import type { EnginePorts } from '../ports.ts'
import type { Self } from './self.ts'
import type { StoredSpace } from './stored.ts'

interface OpenPageEntry {
  readonly document: Promise<PageDocument & Closable>
  readonly ended: AbortController
  users: number
}

/** How often per engine start our card is put back after somebody wrote over it: an answer to accidents, not a war with an attacker. */
const MOST_CARD_REPAIRS = 5

/** A space while the engine runs: its document, its carriage, and the pages that are open in it. */
export class LiveSpace implements OpenSpace {
  readonly self: Self
  readonly document: SpaceDocument & Closable
  readonly carriage: SpaceCarriage
  readonly #ports: Pick<EnginePorts, 'clock' | 'random' | 'store'>
  readonly #stored: StoredSpace
  readonly #pages = new Map<DocumentId, OpenPageEntry>()
  readonly #closing = new Map<DocumentId, Promise<void>>()
  #repairs = 0

  constructor(
    ports: Pick<EnginePorts, 'clock' | 'random' | 'store'>,
    stored: StoredSpace,
    self: Self,
    document: SpaceDocument & Closable,
    carriage: SpaceCarriage,
  ) {
    this.#ports = ports
    this.#stored = stored
    this.self = self
    this.document = document
    this.carriage = carriage
  }

  get name(): string {
    return this.document.name || this.#stored.name
  }

  get private(): boolean {
    return this.self.relay === undefined
  }

  async openPage(address: string, until: AbortSignal): Promise<PageDocument> {
    const id = await this.self.pageDocument(address)
    until.throwIfAborted()
    const page = this.#pages.get(id) ?? this.#open(id)
    page.users++
    until.addEventListener('abort', () => this.#leave(id, page), { once: true })
    return page.document
  }

  #open(id: DocumentId): OpenPageEntry {
    const ended = new AbortController()
    const page: OpenPageEntry = { document: this.#begin(id, ended.signal), ended, users: 0 }
    this.#pages.set(id, page)
    page.document.catch(() => this.#pages.get(id) === page && this.#pages.delete(id))
    return page
  }

  async #begin(id: DocumentId, ended: AbortSignal): Promise<PageDocument & Closable> {
    // A document is open once: what is still being written is read by whoever opens it again.
    await this.#closing.get(id)
    const document = await openPageDocument(this.#ports, this.self, id)
    if (!ended.aborted) this.carriage.carry(document, true, ended)
    return document
  }

  #leave(id: DocumentId, page: OpenPageEntry): void {
    page.users--
    if (page.users > 0) return
    this.#pages.delete(id)
    page.ended.abort()
    const closed = page.document.then((document) => document.close()).catch(() => undefined)
    this.#closing.set(id, closed)
    void closed.then(() => this.#closing.get(id) === closed && this.#closing.delete(id))
  }

  async invite(inviter: string, page: string): Promise<string> {
    const { relay, space } = this.self
    if (relay === undefined) throw new Error('a private space has no relay to be joined through')
    return encodeInvite({ space, writeSeed: this.#stored.writeSeed, relay, spaceName: this.name, inviter, page })
  }

  /** Puts our card into the space's document unless it stands there, written by us. */
  async showCard(card: MemberCard): Promise<void> {
    const shown = this.document.members().get(this.self.member)
    if (shown?.name === card.name && shown.colour === card.colour) return
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
    for (const [id, page] of [...this.#pages]) {
      page.users = 0
      this.#leave(id, page)
    }
    await Promise.all(this.#closing.values())
    await this.document.close()
  }
}
