import { type DocumentId, isId, type MemberId } from '../../domain/ids.ts'
import { cleanName, MAX_SPACE_NAME, type MemberCard } from '../../domain/member.ts'
import type { Mute, SaidRole } from '../../domain/people.ts'
import type { SiteAliases } from '../../domain/site-alias.ts'
import type { VerifiedCertificate } from '../../envelope/certificate.ts'
import type { ListedInvite } from '../at-the-door.ts'
import type { DocumentChange, PageEntry, SpaceDocument } from '../document-parts.ts'
import type { Place, Root } from './content.ts'
import { type DocumentPorts, OpenDocument } from './document.ts'
import { NotYours } from './edit.ts'
import type { DocumentKeys } from './keys.ts'
import type { DocumentIdentity } from './load.ts'
import { placesOf } from './places.ts'
import { provesCard, type SignedCard } from './reader-card.ts'
import { Shelf } from './shelf.ts'
import { DOOR_ROOTS, SpaceDoor } from './space-door.ts'
import { PEOPLE_ROOTS, SpacePeople } from './space-people.ts'
import { SpaceSites } from './space-sites.ts'
import type { DocumentState } from './state.ts'
import {
  type Claim,
  checked,
  claimValue,
  listedValue,
  memberValue,
  muteValue,
  nameValue,
  pageValue,
  type ReaderEntry,
  readerValue,
  revokedValue,
  ringingValue,
  saidRoleValue,
  secondSelfValue,
} from './values.ts'

const isMember = (key: string): key is MemberId => isId(key)
const isDocument = (key: string): key is DocumentId => isId(key)
const isRinging = (key: string): key is 'ringing' => key === 'ringing'
const isName = (key: string): key is 'name' => key === 'name'

/** The space's own document: its people, its pages, its name. Written rarely: every engine start that writes adds a Loro peer. */
export class OpenSpaceDocument extends OpenDocument implements SpaceDocument {
  readonly #people = new SpacePeople((member) => this.#isAdmin(member))
  readonly #door = new SpaceDoor((member) => this.#isAdmin(member))
  readonly #entries = new Shelf<DocumentId, PageEntry>(pageValue, isDocument)
  readonly #settings = new Shelf<'name', { readonly v: 1; readonly name: string }>(nameValue, isName)
  readonly #ringing = new Shelf<'ringing', { readonly v: 1; readonly everyone: boolean }>(ringingValue, isRinging)
  readonly #sites = new SpaceSites((member) => this.#isAdmin(member))
  readonly #readers = new Shelf<MemberId, ReaderEntry>(readerValue, isMember)
  /** The certificates of readers whose cards are proven (W11). */
  readonly #proven = new Map<MemberId, VerifiedCertificate>()
  readonly #pages = new Map<DocumentId, PageEntry>()
  readonly #pageId: (address: string) => Promise<DocumentId>
  readonly #member: MemberId
  readonly #keys: Pick<DocumentKeys, 'prove'>
  readonly #isAdmin: (member: MemberId) => boolean

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
    const roots: readonly Root[] = [...PEOPLE_ROOTS, ...DOOR_ROOTS, 'pages', 'settings', 'aliases', 'readers']
    await this.project(placesOf(state, roots), state)
    return this
  }

  protected override async project(places: readonly Place[], state: DocumentState): Promise<DocumentChange> {
    const of = (root: Root) => new Set(places.filter((place) => place.root === root).map(({ key }) => key))
    const [pages, settings, aliases] = [of('pages'), of('settings'), of('aliases')]
    const readers = of('readers')
    for (const key of readers) await this.#placeReader(key, state)
    const placesOf = <Name extends Root>(roots: readonly Name[]) =>
      roots.flatMap((root) => [...of(root)].map((key) => ({ root, key, ...state.valueAt(root, key) })))
    const [people, door] = [placesOf(PEOPLE_ROOTS), placesOf(DOOR_ROOTS)]
    for (const { root, key, value, writer } of people) this.#people.place(root, key, value, writer)
    for (const { root, key, value, writer } of door) this.#door.place(root, key, value, writer)
    for (const key of pages) await this.#placePage(key, state)
    for (const key of settings) this.#place('settings', isRinging(key) ? this.#ringing : this.#settings, key, state)
    for (const key of aliases) this.#place('aliases', this.#sites, key, state)
    return {
      annotations: [],
      comments: [],
      states: [],
      members: people.length + door.length + readers.size > 0,
      pages: pages.size > 0,
      ...(settings.size > 0 ? { name: true } : {}),
      ...(aliases.size > 0 ? { aliases: true } : {}),
    }
  }

  #place<Placed>(
    root: Root,
    shelf: { place(key: string, value: unknown, writer: MemberId | undefined): Placed },
    key: string,
    state: DocumentState,
  ): Placed {
    const { value, writer } = state.valueAt(root, key)
    return shelf.place(key, value, writer)
  }

  async #placeReader(key: string, state: DocumentState): Promise<void> {
    const member = this.#place('readers', this.#readers, key, state)
    if (member !== undefined) await this.#proveReader(member)
  }

  /** W11: a reader's card counts by its own signature, whoever wrote it down. */
  async #proveReader(member: MemberId): Promise<void> {
    const entry = this.#readers.values.get(member)?.value
    const certificate = entry && (await provesCard(member, entry, this.space, (record) => this.#keys.prove(record)))
    if (!entry || !certificate) this.#proven.delete(member)
    else this.#proven.set(member, certificate)
    this.#people.putReader(member, entry && certificate && { v: 1, name: entry.name, colour: entry.colour })
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
    const shelves = [this.#people, this.#door, this.#entries, this.#settings, this.#ringing, this.#sites]
    return shelves.reduce((sum, { skipped }) => sum + skipped, 0)
  }

  /** W20: only an admin's word counts. */
  get name(): string {
    const said = this.#settings.values.get('name')
    return said && this.#isAdmin(said.writer) ? said.value.name : ''
  }

  /** W5: only an admin's word counts. */
  get ringEveryone(): boolean {
    const said = this.#ringing.values.get('ringing')
    return said === undefined || !this.#isAdmin(said.writer) || said.value.everyone
  }

  aliases = (): SiteAliases => this.#sites.aliases()

  async putAlias(from: string, to: string | undefined): Promise<void> {
    if (!this.#isAdmin(this.#member)) throw new NotYours('only an admin of the space says that')
    await this.#decree('aliases', from, this.#sites.alias(from, to), 'alias')
  }

  members = (): ReadonlyMap<MemberId, MemberCard> => this.#people.members()
  shown = (): ReadonlyMap<MemberId, MemberCard> => this.#people.shown()
  secondSelves = (): ReadonlyMap<MemberId, MemberId> => this.#people.secondSelves()
  mutedSince = (member: MemberId) => this.#people.mutedSince(member)
  roles = () => this.#people.roles()

  /** What admins say of the space. @throws NotYours unless we are one */
  async #decree(root: Root, key: string, value: unknown, kind: string): Promise<void> {
    if (!this.#isAdmin(this.#member)) throw new NotYours('only an admin of the space says that')
    if (value !== undefined) await this.edit([{ root, key, value }], kind)
  }

  async putSecondSelf(member: MemberId, as: MemberId | undefined): Promise<void> {
    if (!this.#isAdmin(this.#member)) throw new NotYours('only an admin of the space says that')
    const value = this.#people.secondSelf(member, as)
    await this.#decree('selves', member, value && checked(secondSelfValue, value), 'self')
  }

  putMute(member: MemberId, value: Mute): Promise<void> {
    return this.#decree('mutes', member, checked(muteValue, value), 'mute')
  }

  async putRole(member: MemberId, role: SaidRole['role'] | undefined): Promise<void> {
    const before = this.roles().get(member)
    const value = role === undefined ? before && { v: 1, role: before, undone: true } : { v: 1, role }
    await this.#decree('roles', member, value && checked(saidRoleValue, value), 'role')
  }

  pages = (): ReadonlyMap<DocumentId, PageEntry> => this.#pages
  devices(): readonly VerifiedCertificate[] {
    return [...this.certified(), ...this.#proven.values()]
  }

  async putReader(member: MemberId, card: SignedCard): Promise<void> {
    const value = checked(readerValue, { v: 1, ...card })
    await this.edit([{ root: 'readers', key: member, value }], 'reader')
  }

  async adminsChanged(): Promise<void> {
    this.#sites.adminsChanged()
    this.#people.adminsChanged()
    for (const member of this.#readers.values.keys()) await this.#proveReader(member)
    const none = { annotations: [], comments: [], states: [], pages: false }
    this.changed.emit({ ...none, members: true, name: true, aliases: true })
  }

  claims = (): ReadonlyMap<MemberId, Claim> => this.#door.claims()
  invites = (): readonly ListedInvite[] => this.#door.invites()
  isRevoked = (by: MemberId, id: string): boolean => this.#door.isRevoked(by, id)

  async putInvite({ id, by: _, ...invite }: ListedInvite): Promise<void> {
    const value = checked(listedValue, { v: 1, ...invite })
    await this.edit([{ root: 'invites', key: `${this.#member}.${id}`, value }], 'invite')
  }

  async putRevoked(id: string): Promise<void> {
    const value = checked(revokedValue, { v: 1 })
    await this.edit([{ root: 'revoked', key: `${this.#member}.${id}`, value }], 'revoke')
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

  putRingEveryone(everyone: boolean): Promise<void> {
    return this.#decree('settings', 'ringing', { v: 1, everyone }, 'ringing')
  }

  async putName(name: string): Promise<void> {
    const value = checked(nameValue, { v: 1, name: cleanName(name, MAX_SPACE_NAME) })
    await this.#decree('settings', 'name', value, 'name')
  }
}
