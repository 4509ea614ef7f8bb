import { type DocumentId, isId, type MemberId } from '../../domain/ids.ts'
import { cleanName, MAX_SPACE_NAME, type MemberCard } from '../../domain/member.ts'
import { isAlias, MAX_ALIASES, type SiteAlias, type SiteAliases, siteOf } from '../../domain/site-alias.ts'
import type { VerifiedCertificate } from '../../envelope/certificate.ts'
import type { DocumentChange, PageEntry, SpaceDocument } from '../document-parts.ts'
import type { Place, Root } from './content.ts'
import { type DocumentPorts, OpenDocument } from './document.ts'
import { NotYours } from './edit.ts'
import type { DocumentKeys } from './keys.ts'
import type { DocumentIdentity } from './load.ts'
import { provesCard, type SignedCard } from './reader-card.ts'
import { Shelf } from './shelf.ts'
import type { DocumentState } from './state.ts'
import {
  aliasValue,
  BadValue,
  type Claim,
  checked,
  claimValue,
  memberValue,
  nameValue,
  pageValue,
  type ReaderEntry,
  readerValue,
  ringingValue,
} from './values.ts'

const isMember = (key: string): key is MemberId => isId(key)
const isDocument = (key: string): key is DocumentId => isId(key)
const isRinging = (key: string): key is 'ringing' => key === 'ringing'
const isName = (key: string): key is 'name' => key === 'name'
const isSite = (key: string): key is string => {
  const site = siteOf(key)
  return site.ok && site.value === key
}

/** The space's own document: its people, its pages, its name. Written rarely: every engine start that writes adds a Loro peer. */
export class OpenSpaceDocument extends OpenDocument implements SpaceDocument {
  readonly #cards = new Shelf<MemberId, MemberCard>(memberValue, isMember)
  readonly #entries = new Shelf<DocumentId, PageEntry>(pageValue, isDocument)
  readonly #settings = new Shelf<'name', { readonly v: 1; readonly name: string }>(nameValue, isName)
  readonly #ringing = new Shelf<'ringing', { readonly v: 1; readonly everyone: boolean }>(ringingValue, isRinging)
  readonly #sites = new Shelf<string, SiteAlias>(aliasValue, isSite)
  readonly #readers = new Shelf<MemberId, ReaderEntry>(readerValue, isMember)
  /** Those of the readers' cards that are proven (W11). */
  readonly #proven = new Map<MemberId, { readonly card: MemberCard; readonly certificate: VerifiedCertificate }>()
  readonly #claims = new Shelf<MemberId, Claim>(claimValue, isMember)
  readonly #members = new Map<MemberId, MemberCard>()
  readonly #pages = new Map<DocumentId, PageEntry>()
  readonly #pageId: (address: string) => Promise<DocumentId>
  readonly #member: MemberId
  readonly #keys: Pick<DocumentKeys, 'prove'>
  readonly #isAdmin: (member: MemberId) => boolean
  /** Found when it is asked for, until an alias changes. */
  #aliases: SiteAliases | undefined

  constructor(
    ports: DocumentPorts,
    identity: DocumentIdentity,
    state: DocumentState,
    pageId: (address: string) => Promise<DocumentId>,
  ) {
    super(ports, identity, state)
    this.#pageId = pageId
    this.#member = identity.keys.member
    this.#keys = identity.keys
    this.#isAdmin = (member) => identity.keys.isAdmin(member)
  }

  /** Brings all views up to date. Called once, before anybody sees the document. */
  async begin(state: DocumentState): Promise<this> {
    const roots: readonly Root[] = ['members', 'pages', 'settings', 'aliases', 'claims', 'readers']
    await this.project(
      roots.flatMap((root) => state.keysOf(root).map((key) => ({ root, key }))),
      state,
    )
    return this
  }

  protected override async project(places: readonly Place[], state: DocumentState): Promise<DocumentChange> {
    const of = (root: Root) => new Set(places.filter((place) => place.root === root).map(({ key }) => key))
    const [members, pages, settings, aliases] = [of('members'), of('pages'), of('settings'), of('aliases')]
    const [claims, readers] = [of('claims'), of('readers')]
    for (const key of readers) await this.#placeReader(key, state)
    for (const key of claims) this.#place('claims', this.#claims, key, state)
    for (const key of members) this.#placeMember(key, state)
    for (const key of pages) await this.#placePage(key, state)
    for (const key of settings) this.#place('settings', isRinging(key) ? this.#ringing : this.#settings, key, state)
    for (const key of aliases) this.#place('aliases', this.#sites, key, state)
    if (aliases.size > 0) this.#aliases = undefined
    return {
      annotations: [],
      comments: [],
      states: [],
      members: members.size + claims.size + readers.size > 0,
      pages: pages.size > 0,
      ...(settings.size > 0 ? { name: true } : {}),
      ...(aliases.size > 0 ? { aliases: true } : {}),
    }
  }

  #place<Key extends string>(root: Root, shelf: Pick<Shelf<Key, never>, 'place'>, key: string, state: DocumentState) {
    const { value, writer } = state.valueAt(root, key)
    return shelf.place(key, value, writer)
  }

  /** W3: a card counts only when the member wrote it; one that somebody else wrote over theirs is not shown. */
  #placeMember(key: string, state: DocumentState): void {
    const member = this.#place('members', this.#cards, key, state)
    if (member === undefined) return
    const card = this.#cards.values.get(member)
    if (card && card.writer === member) this.#members.set(member, card.value)
    else this.#members.delete(member)
  }

  async #placeReader(key: string, state: DocumentState): Promise<void> {
    const member = this.#place('readers', this.#readers, key, state)
    if (member !== undefined) await this.#proveReader(member)
  }

  /** W11: a reader's card counts by its own signature, whoever wrote it down. */
  async #proveReader(member: MemberId): Promise<void> {
    const entry = this.#readers.values.get(member)?.value
    const certificate = entry && (await provesCard(member, entry, this.space, (record) => this.#keys.prove(record)))
    if (!entry || !certificate) return void this.#proven.delete(member)
    this.#proven.set(member, { card: { v: 1, name: entry.name, colour: entry.colour }, certificate })
  }

  /** W4: an entry counts only when its id is the keyed hash of its address. */
  async #placePage(key: string, state: DocumentState): Promise<void> {
    const id = this.#place('pages', this.#entries, key, state)
    if (id === undefined) return
    const entry = this.#entries.values.get(id)
    if (entry && (await this.#pageId(entry.value.address)) === id) this.#pages.set(id, entry.value)
    else this.#pages.delete(id)
  }

  /** Values found that are none of this document's. */
  get skipped(): number {
    const shelves = [this.#cards, this.#entries, this.#settings, this.#ringing, this.#sites]
    return shelves.reduce((sum, { skipped }) => sum + skipped, 0)
  }

  get name(): string {
    return this.#settings.values.get('name')?.value.name ?? ''
  }

  /** W5: only an admin's word counts. */
  get ringEveryone(): boolean {
    const said = this.#ringing.values.get('ringing')
    return said === undefined || !this.#isAdmin(said.writer) || said.value.everyone
  }

  /** W6, W8: only an admin's word counts, and the first in the order of their names: the same ones for everybody. */
  aliases(): SiteAliases {
    this.#aliases ??= new Map(
      [...this.#sites.values.values()]
        .filter(({ id, value, writer }) => !value.undone && this.#isAdmin(writer) && isAlias(id, value.to))
        .sort((a, b) => (a.id < b.id ? -1 : 1))
        .slice(0, MAX_ALIASES)
        .map(({ id, value }) => [id, value.to]),
    )
    return this.#aliases
  }

  async putAlias(from: string, to: string | undefined): Promise<void> {
    if (!this.#isAdmin(this.#member)) throw new NotYours('only an admin of the space says that')
    const before = this.#sites.values.get(from)?.value.to
    const alias = to === undefined ? { v: 1, to: before, undone: true } : { v: 1, to }
    if (to !== undefined && !isAlias(from, to)) throw new BadValue('to: does not lead to another site')
    if (alias.to === undefined) return
    await this.edit([{ root: 'aliases', key: from, value: checked(aliasValue, alias) }], 'alias')
  }

  /** A card that its member wrote goes before one that was written down for them. */
  members(): ReadonlyMap<MemberId, MemberCard> {
    if (this.#proven.size === 0) return this.#members
    const cards = [...this.#proven].map(([member, { card }]) => [member, card] as const)
    return new Map([...cards, ...this.#members])
  }

  pages(): ReadonlyMap<DocumentId, PageEntry> {
    return this.#pages
  }

  devices(): readonly VerifiedCertificate[] {
    return [...this.certified(), ...[...this.#proven.values()].map(({ certificate }) => certificate)]
  }

  async putReader(member: MemberId, card: SignedCard): Promise<void> {
    const value = checked(readerValue, { v: 1, ...card })
    await this.edit([{ root: 'readers', key: member, value }], 'reader')
  }

  async adminsChanged(): Promise<void> {
    this.#aliases = undefined
    for (const member of this.#readers.values.keys()) await this.#proveReader(member)
    const none = { annotations: [], comments: [], states: [], pages: false }
    this.changed.emit({ ...none, members: true, name: true, aliases: true })
  }

  /** W12: a claim counts as its own member wrote it. */
  claims(): ReadonlyMap<MemberId, Claim> {
    const own = [...this.#claims.values.values()].filter(({ id, writer }) => id === writer)
    return new Map(own.map(({ id, value }) => [id, value]))
  }

  async putClaim(claim: Omit<Claim, 'v'>): Promise<void> {
    const value = checked(claimValue, { v: 1, ...claim })
    await this.edit([{ root: 'claims', key: this.#member, value }], 'claim')
  }

  async putMember(card: MemberCard): Promise<void> {
    await this.edit([{ root: 'members', key: this.#member, value: checked(memberValue, card) }], 'member')
  }

  async putPage(id: DocumentId, entry: PageEntry): Promise<void> {
    await this.edit([{ root: 'pages', key: id, value: checked(pageValue, entry) }], 'page')
  }

  async putRingEveryone(everyone: boolean): Promise<void> {
    if (!this.#isAdmin(this.#member)) throw new NotYours('only an admin of the space says that')
    await this.edit([{ root: 'settings', key: 'ringing', value: checked(ringingValue, { v: 1, everyone }) }], 'ringing')
  }

  async putName(name: string): Promise<void> {
    const value = checked(nameValue, { v: 1, name: cleanName(name, MAX_SPACE_NAME) })
    await this.edit([{ root: 'settings', key: 'name', value }], 'name')
  }
}
