/** What a document shows of itself to the engine's other parts (parts.ts). */
import type {
  Annotation,
  Comment,
  PageVersion,
  Placement,
  StoredAnnotation,
  StoredComment,
  ThreadState,
  VersionKey,
} from '../domain/annotation.ts'
import type { AnnotationId, CommentId, DeviceId, DocumentId, MemberId, OwnedKey, SpaceId } from '../domain/ids.ts'
import type { MemberCard } from '../domain/member.ts'
import type { Hiding, Mute, SaidRole } from '../domain/people.ts'
import type { SiteAliases } from '../domain/site-alias.ts'
import type { VerifiedCertificate } from '../envelope/certificate.ts'
import type { Bytes } from '../kit/bytes.ts'
import type { Signal } from '../kit/signal.ts'
import type { OfferedCheckpoint } from '../protocol/checkpoint.ts'
import type { ListedInvite } from './at-the-door.ts'

export const CLASS = { page: 1, space: 2, inbox: 3 } as const
export type DocumentClass = (typeof CLASS)[keyof typeof CLASS]

/** How far a document's log at the relay has been applied here. `incarnation` and `chain` are hex; zero cursor: sequence 0, empty strings. */
export interface RelayCursor {
  readonly incarnation: string
  readonly sequence: number
  readonly chain: string
}

/** The last envelope known of one lease. */
export interface LeaseHead {
  readonly device: DeviceId
  /** Hex, 8 bytes. */
  readonly nonce: string
  readonly counter: number
}

/** A member as the space knows it: the keys are proven, the card is their own claim. */
export interface KnownMember {
  readonly member: MemberId
  readonly card: MemberCard
}

/** What came of a record. `held`: kept until what it depends on arrives (certificate, earlier counter). Refusals are counted. */
export type Received =
  | { readonly kind: 'applied' | 'duplicate' | 'held' }
  | { readonly kind: 'refused'; readonly code: string }

export type Source = 'relay' | 'peer'

/** Where a value has come to (D15). */
export interface ValueFate {
  /** `relay`: it has acknowledged it durably. */
  readonly at: 'here' | 'relay'
  /** The envelope of its last write; absent when the relay refused that one. */
  readonly envelope?: LeaseHead
  /** The relay refused it for good: its code. The value is here only (D14). */
  readonly refused?: string
  /** The relay does not take it now: its code. */
  readonly putOff?: string
}

/** What we have on others' word only: not as envelopes that prove their writers (CK3). */
export interface Vouched {
  readonly envelopes: number
  readonly by: readonly MemberId[]
}

/**
 * Something that people should know. A checkpoint of `member`'s `differs` from what we know, `lacks` what the log held, or was proven
 * `false` by an envelope; a content that `diverged` from the same envelopes; two envelopes that `member` signed for one place (`twice`, D21).
 */
export interface DocumentAlarm {
  readonly kind: 'differs' | 'lacks' | 'false' | 'diverged' | 'twice'
  readonly member: MemberId | undefined
}

/** A document's checkpoints (rules CK1-CK6). */
export interface DocumentSummary {
  /** Takes what the relay offers. `at`: its place in the log, when reading begins after it; the cursor then goes there. */
  offered(checkpoint: OfferedCheckpoint, at?: RelayCursor): Promise<Received>
  /** Everything as one record for the relay, and how far in the log it reaches; undefined when this device cannot make one now. */
  sumUp(): Promise<{ readonly record: Bytes; readonly sequence: number } | undefined>
  /** The relay keeps the one that reached up to `sequence`. */
  kept(sequence: number): Promise<void>
  readonly vouched: Vouched
  /** How far the newest one reaches that was looked at here, in the relay's present life. */
  readonly covered: number
  /** A better one than the relay's is due, whatever its size. */
  readonly remedy: boolean
  readonly alarm: DocumentAlarm | undefined
  /** CK8: 8 bytes for which envelopes, 8 for what they make, as hex; undefined while it changes. */
  digest(): Promise<string | undefined>
  /** Another device holds the same envelopes and shows something else: put together again. */
  diverged(): Promise<void>
}

/** Everything one document can do; the only door to its Loro document, its envelopes and its place in the relay's log. */
export interface DocumentHandle {
  readonly id: DocumentId
  readonly space: SpaceId
  readonly class: DocumentClass

  /** After every change, local or remote: which keys changed. Never fires inside an edit's or import's own call. */
  readonly changed: Signal<DocumentChange>
  /** A record of our own is stored and may be sent now, the certificate before the first. */
  readonly sealed: Signal<Bytes>

  /** Takes a record as it arrived. Resolves when applied and stored, or refused. `at` is its place in the relay's log when it came from there. */
  receive(record: Bytes, source: Source, at?: RelayCursor): Promise<Received>
  /** The relay has it durably, at this place (an append's acknowledgement). */
  acknowledged(record: Bytes, at?: RelayCursor): Promise<void>
  /** The relay will not take it, for good: the document goes on without it, and what of it is ours stays here (D14). Answers how many records went. */
  refusedByRelay(record: Bytes, code: string): Promise<number>
  /** The relay does not take it now, but may later. */
  putOffByRelay(record: Bytes, code: string): void
  /** Records the relay is not known to have, own and others', in an order in which they can be applied. */
  unacknowledged(): readonly Bytes[]
  /** How many of our values the relay refused for good. They stay here, and people are told. */
  readonly refused: number
  /** The relay, in this life of its, was found to show different histories to different people, or a member lies about it (D20). */
  readonly contradicted: boolean
  /** When the oldest record was written that the relay is not known to have, by its writer's clock. Milliseconds since 1970. */
  readonly waitingSince: number | undefined
  /** Records of our device that the relay is not known to have, and how many of them it does not take now. */
  readonly ownWaiting: { readonly records: number; readonly putOff: number }
  readonly cursor: RelayCursor
  /** The relay began anew (incarnation changed, or reset): forget what it acknowledged, so that everything kept is offered again. */
  relayRestarted(incarnation: string): Promise<void>

  /** Inboxes have none. */
  readonly summary?: DocumentSummary

  heads(): readonly LeaseHead[]
  /** Records the other side lacks according to its heads, certificates first, verbatim, in applicable order. */
  missing(heads: readonly LeaseHead[]): Promise<readonly Bytes[]>
}

export interface DocumentChange {
  readonly annotations: readonly AnnotationId[]
  readonly comments: readonly CommentId[]
  /** Annotations whose thread state or placement changed, or which were hidden or shown again. */
  readonly states: readonly AnnotationId[]
  /** Who they are, who is muted, who is whose second self. */
  readonly members: boolean
  readonly pages: boolean
  /** The space's name. */
  readonly name?: true
  readonly aliases?: true
}

/** A page's document: content by key, never a whole-document dump. Edits resolve once stored; they throw `StoreFull`. */
export interface PageDocument extends DocumentHandle {
  annotations(): ReadonlyMap<AnnotationId, StoredAnnotation>
  comments(): ReadonlyMap<CommentId, StoredComment>
  state(annotation: AnnotationId): { readonly value: ThreadState; readonly writer: MemberId } | undefined
  /** How far each lease's content is part of what is read here, and whose lease it is. */
  applied(): readonly (LeaseHead & { readonly member: MemberId })[]
  fateOf(root: 'annotations' | 'comments', key: AnnotationId | CommentId): ValueFate
  putAnnotation(id: AnnotationId, value: Annotation): Promise<void>
  putComment(id: CommentId, value: Comment): Promise<void>
  /** Both in one commit: a new highlight with its first comment. */
  putThread(annotation: readonly [AnnotationId, Annotation], comment: readonly [CommentId, Comment]): Promise<void>
  putState(annotation: AnnotationId, value: ThreadState): Promise<void>
  /** Where somebody placed it again, and who. */
  placement(annotation: AnnotationId): { readonly value: Placement; readonly writer: MemberId } | undefined
  putPlacement(annotation: AnnotationId, value: Placement): Promise<void>
  /** Hidden by an admin (W21): who. Of an annotation or a comment. */
  hidden(key: OwnedKey): { readonly by: MemberId } | undefined
  /** @throws NotYours unless we are an admin */
  putHidden(key: OwnedKey, value: Hiding): Promise<void>
  /** Versions of the page that annotations refer to; those that somebody else wrote over are left out. */
  versions(): ReadonlyMap<VersionKey, PageVersion>
  putVersion(key: VersionKey, value: PageVersion): Promise<void>
  /** Many of our own in one commit: an import, or an act taken back. At most a few hundred at a time, since a commit is one envelope. */
  putMany(
    annotations: readonly (readonly [AnnotationId, Annotation])[],
    comments: readonly (readonly [CommentId, Comment])[],
    states?: readonly (readonly [AnnotationId, ThreadState])[],
    kind?: 'import' | 'share' | 'undo',
  ): Promise<void>
}

export interface PageEntry {
  readonly v: 1
  readonly address: string
  readonly title: string
  /** An address that opens the page (PA16), where it is another one. */
  readonly link?: string
}

/** The space's own document, written rarely: members, pages, name. */
export interface SpaceDocument extends DocumentHandle {
  readonly name: string
  members(): ReadonlyMap<MemberId, MemberCard>
  /** How members are shown (W23, W24): those of the same name told apart, second selves as the one whose they are. */
  shown(): ReadonlyMap<MemberId, MemberCard>
  /** Second selves that count, each with the member whose they are. */
  secondSelves(): ReadonlyMap<MemberId, MemberId>
  /** @param as undefined: takes it back @throws NotYours unless we are an admin @throws BadValue when W23 forbids it */
  putSecondSelf(member: MemberId, as: MemberId | undefined): Promise<void>
  /** Since when an admin hides what a member writes, and who (W22). Of a second self, also what was said of its member. */
  mutedSince(member: MemberId): { readonly since: number; readonly by: MemberId } | undefined
  /** @throws NotYours unless we are an admin */
  putMute(member: MemberId, value: Mute): Promise<void>
  /** What admins say that members may do, whatever they were invited as (W25). */
  roles(): ReadonlyMap<MemberId, SaidRole['role']>
  /** @param role undefined: takes it back @throws NotYours unless we are an admin */
  putRole(member: MemberId, role: SaidRole['role'] | undefined): Promise<void>
  /** Who says that they joined by an invite for an admin (I8). */
  claims(): ReadonlyMap<MemberId, { readonly invite: string; readonly proof: string }>
  putClaim(claim: { readonly invite: string; readonly proof: string }): Promise<void>
  /** Open invites, as their makers list them and nobody who may has taken them back (W26). */
  invites(): readonly ListedInvite[]
  isRevoked(by: MemberId, id: string): boolean
  /** Lists one of our own. */
  putInvite(invite: ListedInvite): Promise<void>
  /** Counts where we made it, or are an admin. */
  putRevoked(id: string): Promise<void>
  /** Proven certificates, the newest of each device that wrote here. */
  devices(): readonly VerifiedCertificate[]
  /** Who is an admin changed: what counts by that (W5, W6) is told anew. */
  adminsChanged(): Promise<void>
  /** W11: writes a reader's own card down, which the reader cannot. */
  putReader(
    member: MemberId,
    card: Pick<MemberCard, 'name' | 'colour'> & { readonly certificate: string; readonly signature: string },
  ): Promise<void>
  /** Entries whose id is not the keyed hash of their address are not listed. */
  pages(): ReadonlyMap<DocumentId, PageEntry>
  putMember(card: MemberCard): Promise<void>
  putPage(id: DocumentId, entry: PageEntry): Promise<void>
  /** @throws NotYours unless we are an admin (W20) */
  putName(name: string): Promise<void>
  /** Whether people may be rung all at once: false where an admin said so (W5). */
  readonly ringEveryone: boolean
  /** @throws NotYours unless we are an admin */
  putRingEveryone(on: boolean): Promise<void>
  /** Sites that an admin declared to be another's (W6, W8). */
  aliases(): SiteAliases
  /** @param to undefined: takes it back @throws NotYours unless we are an admin @throws BadValue when W6 forbids it */
  putAlias(from: string, to: string | undefined): Promise<void>
}
