/** The seams of parts.ts in memory, without keys, envelopes or relay: for tests of contexts alone. Whole engines are in world.ts. */
import type {
  Annotation,
  Comment,
  PageVersion,
  Placement,
  StoredAnnotation,
  StoredComment,
  ThreadState,
  VersionKey,
} from '../../shared/domain/annotation.ts'
import type { HuddleStatus } from '../../shared/domain/huddle.ts'
import type { AnnotationId, CommentId, DeviceId, DocumentId, MemberId, SpaceId } from '../../shared/domain/ids.ts'
import type { MemberCard } from '../../shared/domain/member.ts'
import { type Hiding, type Mute, toldApart } from '../../shared/domain/people.ts'
import { type Connection, NOT_CONNECTED } from '../../shared/engine/connection.ts'
import type {
  DocumentChange,
  LeaseHead,
  PageDocument,
  PageEntry,
  SpaceDocument,
  ValueFate,
} from '../../shared/engine/document-parts.ts'
import type { Closed, OpenSpace, Present, SpaceCarriage, SpaceSelf, Spaces } from '../../shared/engine/parts.ts'
import { StoreFull } from '../../shared/engine/ports.ts'
import { Signal } from '../../shared/kit/signal.ts'

const hex = (digit: string): string => digit.repeat(32)
const NOTHING: DocumentChange = { annotations: [], comments: [], states: [], members: false, pages: false }

/** What both kinds of stand-in documents share. Changes are told after the edit's own call, as parts.ts demands. */
class Standing {
  readonly sealed = new Signal<Uint8Array>()
  readonly changed = new Signal<DocumentChange>()
  /** The next edits fail like a full disk. */
  full = false
  readonly id: DocumentId

  constructor(id: string) {
    this.id = id as DocumentId
  }

  protected async edit(change: Partial<DocumentChange>, put: () => void): Promise<void> {
    if (this.full) throw new StoreFull('full')
    put()
    queueMicrotask(() => this.changed.emit({ ...NOTHING, ...change }))
  }
}

export class StandInPage extends Standing {
  readonly #member: MemberId
  readonly #annotations = new Map<AnnotationId, StoredAnnotation>()
  readonly #comments = new Map<CommentId, StoredComment>()
  readonly #states = new Map<AnnotationId, { value: ThreadState; writer: MemberId }>()
  readonly #placements = new Map<AnnotationId, { value: Placement; writer: MemberId }>()
  readonly #versions = new Map<VersionKey, PageVersion>()

  constructor(id: string, member: MemberId) {
    super(id)
    this.#member = member
  }

  /** What `fateOf` answers, by key; with the relay where nothing is said. */
  readonly fates = new Map<string, ValueFate>()
  fateOf(_root: string, key: string): ValueFate {
    return this.fates.get(key) ?? { at: 'relay' }
  }
  heads: readonly (LeaseHead & { readonly member: MemberId })[] = []
  applied() {
    return this.heads
  }
  annotations() {
    return this.#annotations
  }
  comments() {
    return this.#comments
  }
  state(annotation: AnnotationId) {
    return this.#states.get(annotation)
  }
  /** As written by somebody else when `writer` is given. */
  putAnnotation(id: AnnotationId, value: Annotation, writer = this.#member) {
    return this.edit({ annotations: [id] }, () => this.#annotations.set(id, { id, value, writer }))
  }
  putComment(id: CommentId, value: Comment, writer = this.#member) {
    return this.edit({ comments: [id] }, () => this.#comments.set(id, { id, value, writer }))
  }
  putThread(annotation: readonly [AnnotationId, Annotation], comment: readonly [CommentId, Comment]) {
    const writer = this.#member
    return this.edit({ annotations: [annotation[0]], comments: [comment[0]] }, () => {
      this.#annotations.set(annotation[0], { id: annotation[0], value: annotation[1], writer })
      this.#comments.set(comment[0], { id: comment[0], value: comment[1], writer })
    })
  }
  putState(annotation: AnnotationId, value: ThreadState) {
    return this.edit({ states: [annotation] }, () => this.#states.set(annotation, { value, writer: this.#member }))
  }
  placement(annotation: AnnotationId) {
    return this.#placements.get(annotation)
  }
  putPlacement(annotation: AnnotationId, value: Placement, writer = this.#member) {
    return this.edit({ states: [annotation] }, () => this.#placements.set(annotation, { value, writer }))
  }
  readonly hiddenBy = new Map<string, MemberId>()
  hidden(key: AnnotationId) {
    const by = this.hiddenBy.get(key)
    return by && { by }
  }
  putHidden(key: AnnotationId, value: Hiding) {
    return this.edit({ states: [key], comments: this.#comments.has(key) ? [key] : [] }, () =>
      value.hidden ? this.hiddenBy.set(key, this.#member) : this.hiddenBy.delete(key),
    )
  }
  versions() {
    return this.#versions
  }
  putVersion(key: VersionKey, value: PageVersion) {
    return this.edit({}, () => this.#versions.set(key, value))
  }
  putMany(
    annotations: readonly (readonly [AnnotationId, Annotation])[],
    comments: readonly (readonly [CommentId, Comment])[],
    states: readonly (readonly [AnnotationId, ThreadState])[] = [],
  ) {
    const change = { annotations: annotations.map(([id]) => id), comments: comments.map(([id]) => id) }
    return this.edit(change, () => {
      for (const [id, value] of annotations) this.#annotations.set(id, { id, value, writer: this.#member })
      for (const [id, value] of comments) this.#comments.set(id, { id, value, writer: this.#member })
      for (const [id, value] of states) this.#states.set(id, { value, writer: this.#member })
    })
  }
}

export class StandInSpaceDocument extends Standing {
  readonly name: string
  readonly #self: MemberId
  readonly #members = new Map<MemberId, MemberCard>()
  readonly #pages = new Map<DocumentId, PageEntry>()

  constructor(id: string, name: string, self: MemberId) {
    super(id)
    this.name = name
    this.#self = self
  }

  members() {
    return this.#members
  }
  shown() {
    return toldApart(this.#members)
  }
  secondSelves() {
    return new Map<MemberId, MemberId>()
  }
  async putSecondSelf() {}
  readonly muted = new Map<MemberId, { since: number; by: MemberId }>()
  roles() {
    return new Map<MemberId, 'reader' | 'writer'>()
  }
  async putRole(): Promise<void> {}
  mutedSince(member: MemberId) {
    return this.muted.get(member)
  }
  putMute(member: MemberId, { on, since }: Mute) {
    return this.edit({ members: true }, () =>
      on ? this.muted.set(member, { since, by: this.#self }) : this.muted.delete(member),
    )
  }
  devices() {
    return []
  }
  pages() {
    return this.#pages
  }
  putMember(card: MemberCard, member = this.#self) {
    return this.edit({ members: true }, () => this.#members.set(member, card))
  }
  putPage(id: DocumentId, entry: PageEntry) {
    return this.edit({ pages: true }, () => this.#pages.set(id, entry))
  }
  async putName() {}
  readonly sites = new Map<string, string>()
  aliases() {
    return this.sites
  }
  putAlias(from: string, to: string | undefined) {
    return this.edit({ aliases: true }, () => (to === undefined ? this.sites.delete(from) : this.sites.set(from, to)))
  }
  ringEveryone = true
}

export class StandInCarriage {
  readonly linkChanged = new Signal<void>()
  readonly presentChanged = new Signal<void>()
  readonly pointed: SpaceCarriage['pointed'] = new Signal()
  link: SpaceCarriage['link'] = { state: 'online', words: '', waiting: 0, refused: 0, direct: 0 }
  people: Present[] = []
  readonly announced: { here: boolean; page: DocumentId | undefined }[] = []
  readonly points: { document: DocumentId; place: unknown }[] = []
  readonly signalled: SpaceCarriage['signalled'] = new Signal()
  readonly noticed: SpaceCarriage['noticed'] = new Signal()
  readonly toldSeen: SpaceCarriage['toldSeen'] = new Signal()
  readonly toldOwn: SpaceCarriage['toldOwn'] = new Signal()
  readonly ownTold: { to: DeviceId; body: Uint8Array }[] = []
  async tellOwn(to: DeviceId, body: Uint8Array) {
    this.ownTold.push({ to, body })
  }
  readonly cameBack: SpaceCarriage['cameBack'] = new Signal()
  readonly seenTold: { to: DeviceId; body: Uint8Array }[] = []
  connected: Connection = NOT_CONNECTED
  connection() {
    return this.connected
  }
  async tellSeen(to: DeviceId, body: Uint8Array) {
    this.seenTold.push({ to, body })
  }
  readonly huddles: (HuddleStatus | undefined)[] = []
  readonly signals: { to: DeviceId; body: Uint8Array }[] = []
  readonly notices: { members: readonly MemberId[]; body: Uint8Array }[] = []
  huddle(status: HuddleStatus | undefined) {
    this.huddles.push(status)
  }
  async signal(to: DeviceId, body: Uint8Array) {
    this.signals.push({ to, body })
  }
  async notify(members: readonly MemberId[], body: Uint8Array) {
    this.notices.push({ members, body })
  }
  servers: { urls: string[]; username: string; credential: string }[] = []
  async ice() {
    return this.servers
  }
  readonly deleted: SpaceCarriage['deleted'] = new Signal()
  carry() {}
  present() {
    return this.people
  }
  announce(status: { here: boolean; page: DocumentId | undefined }) {
    this.announced.push(status)
  }
  point(document: DocumentId, place: unknown) {
    this.points.push({ document, place })
  }
  wake() {}
  async close() {}
}

/** Pages are opened once per address; `open` counts those whose signals have not ended. */
export class StandInSpace {
  readonly self: SpaceSelf
  readonly name: string
  readonly private: boolean
  readonly space: StandInSpaceDocument
  readonly moves = new StandInCarriage()
  readonly pages = new Map<string, StandInPage>()
  readonly seen = new Map<DeviceId, { member: MemberId; at: number }>()
  closed: Closed | undefined
  open = 0

  constructor(name: string, digits: { space: string; member: string }, relay: string | undefined) {
    this.name = name
    this.private = relay === undefined
    const [space, member, device] = [hex(digits.space), hex(digits.member), hex(digits.member)]
    const pageDocument = async (address: string) => this.page(address).id
    this.self = {
      space,
      member,
      device,
      relay,
      role: 'writer',
      mayWrite: true,
      readOnlyWords: '',
      pageDocument,
      isAdmin: () => this.self.role === 'admin',
      admits: () => true,
    } as unknown as SpaceSelf
    this.space = new StandInSpaceDocument(hex(digits.space), name, member as MemberId)
  }

  page(address: string): StandInPage {
    const id = (this.pages.size + 1).toString(16).padStart(32, '0')
    const page = this.pages.get(address) ?? new StandInPage(id, this.self.member)
    this.pages.set(address, page)
    return page
  }

  /** This stand-in as the seam that contexts work with. */
  asOpenSpace(): OpenSpace {
    const openPage = async (address: string, until: AbortSignal) => {
      this.open++
      until.addEventListener('abort', () => this.open--)
      return this.page(address) as unknown as PageDocument
    }
    const closed = () => this.closed
    return {
      self: this.self,
      administration: { waiting: new Map(), want: async () => undefined },
      name: this.name,
      private: this.private,
      document: this.space as unknown as SpaceDocument,
      carriage: this.moves as unknown as SpaceCarriage,
      seen: this.seen,
      forked: false,
      get closed() {
        return closed()
      },
      openPage,
      knocks: { looked: true, waiting: new Map(), answer: async () => undefined },
      invites: { list: () => [], revoke: async () => undefined },
      invite: async (inviter, page, _wanted, annotation) => ({
        code: `code-by-${inviter}-to-${page}${annotation === undefined ? '' : `-at-${annotation}`}`,
        id: 'ab'.repeat(16),
        expires: 1_000,
      }),
    }
  }
}

export class StandInSpaces implements Spaces {
  readonly changed = new Signal<void>()
  profile: MemberCard | undefined
  readonly waiting: { space: SpaceId; name: string; relay: string; words: string }[] = []
  readonly joined: Uint8Array[] = []
  #open: readonly OpenSpace[] = []

  constructor(profile: MemberCard | undefined, ...spaces: StandInSpace[]) {
    this.profile = profile
    this.#open = spaces.map((space) => space.asOpenSpace())
  }

  async setProfile(card: MemberCard) {
    this.profile = card
    for (const { document } of this.#open) await document.putMember(card)
    this.changed.emit()
  }
  list() {
    return this.#open
  }
  get(space: SpaceId) {
    return this.#open.find(({ self }) => self.space === space)
  }
  async create(name: string, relay: string | undefined) {
    const space = new StandInSpace(name, { space: String(this.#open.length + 5), member: 'a' }, relay).asOpenSpace()
    this.#open = [...this.#open, space]
    this.changed.emit()
    return space
  }
  async join(invite: Uint8Array) {
    this.joined.push(invite)
    return hex('7') as SpaceId
  }
  readonly ends: string[] = []
  async leave(space: SpaceId) {
    this.ends.push(`leave ${space}`)
  }
  async forget(space: SpaceId) {
    this.ends.push(`forget ${space}`)
  }
  async giveUp(space: SpaceId) {
    this.ends.push(`give up ${space}`)
  }
  async deleteEverywhere(space: SpaceId) {
    this.ends.push(`delete ${space}`)
  }
  pending() {
    return this.waiting
  }
  wake() {}
  async close() {}
}

export const memberId = (digit: string): MemberId => hex(digit) as MemberId
export const deviceId = (digit: string): DeviceId => hex(digit) as DeviceId
