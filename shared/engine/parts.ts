/**
 * The seams between the engine's own parts, so that each can be built and tested alone:
 * spaces/ (who we are, keys) <- documents/ (content) <- relay-link/, peers/, presence/ (carriage) <- contexts/ (what people see) <- engine.ts.
 * Events change state; each part has one function that looks at all of its state and decides.
 */

import type { Annotation, Comment, StoredAnnotation, StoredComment, ThreadState } from '../domain/annotation.ts'
import type { HuddleStatus } from '../domain/huddle.ts'
import type { AnnotationId, CommentId, DeviceId, DocumentId, MemberId, SpaceId } from '../domain/ids.ts'
import type { MemberCard, Role } from '../domain/member.ts'
import type { Frame } from '../envelope/frame.ts'
import type { Bytes } from '../kit/bytes.ts'
import type { Result } from '../kit/result.ts'
import type { Signal } from '../kit/signal.ts'

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
  acknowledged(record: Bytes): Promise<void>
  /** The relay will not take it, for good. The content stays here and is counted. */
  refusedByRelay(record: Bytes, code: string): Promise<void>
  /** Records the relay is not known to have, own and others', in an order in which they can be applied. */
  unacknowledged(): readonly Bytes[]
  /** How many of them the relay will never take. They stay here, and people are told. */
  readonly refused: number
  readonly cursor: RelayCursor
  /** The relay began anew (incarnation changed, or reset): forget what it acknowledged, so that everything kept is offered again. */
  relayRestarted(incarnation: string): Promise<void>

  heads(): readonly LeaseHead[]
  /** Records the other side lacks according to its heads, certificates first, verbatim, in applicable order. */
  missing(heads: readonly LeaseHead[]): Promise<readonly Bytes[]>
}

export interface DocumentChange {
  readonly annotations: readonly AnnotationId[]
  readonly comments: readonly CommentId[]
  /** Annotations whose thread state changed. */
  readonly states: readonly AnnotationId[]
  readonly members: boolean
  readonly pages: boolean
  /** The space's name. */
  readonly name?: true
}

/** A page's document: content by key, never a whole-document dump. Edits resolve once stored; they throw `StoreFull`. */
export interface PageDocument extends DocumentHandle {
  annotations(): ReadonlyMap<AnnotationId, StoredAnnotation>
  comments(): ReadonlyMap<CommentId, StoredComment>
  state(annotation: AnnotationId): { readonly value: ThreadState; readonly writer: MemberId } | undefined
  putAnnotation(id: AnnotationId, value: Annotation): Promise<void>
  putComment(id: CommentId, value: Comment): Promise<void>
  /** Both in one commit: a new highlight with its first comment. */
  putThread(annotation: readonly [AnnotationId, Annotation], comment: readonly [CommentId, Comment]): Promise<void>
  putState(annotation: AnnotationId, value: ThreadState): Promise<void>
}

export interface PageEntry {
  readonly v: 1
  readonly address: string
  readonly title: string
}

/** The space's own document, written rarely: members, pages, name. */
export interface SpaceDocument extends DocumentHandle {
  readonly name: string
  members(): ReadonlyMap<MemberId, MemberCard>
  /** Entries whose id is not the keyed hash of their address are not listed. */
  pages(): ReadonlyMap<DocumentId, PageEntry>
  putMember(card: MemberCard): Promise<void>
  putPage(id: DocumentId, entry: PageEntry): Promise<void>
  putName(name: string): Promise<void>
  /** Whether people may be rung all at once: false where an admin said so (W5). */
  readonly ringEveryone: boolean
  /** @throws NotYours unless we are an admin */
  putRingEveryone(on: boolean): Promise<void>
}

/** Who we are in one space, with everything needed to seal, open and prove. Built by spaces/, kept in the store. */
export interface SpaceSelf {
  readonly space: SpaceId
  readonly member: MemberId
  readonly device: DeviceId
  readonly role: Role
  /** Undefined: private, no relay. */
  readonly relay: string | undefined
  readonly spaceDocument: DocumentId
  /** Our certificate record, and the chain of keyring records from genesis. */
  readonly certificate: Bytes
  readonly keyrings: readonly Bytes[]
  pageDocument(address: string): Promise<DocumentId>
  /** Signs with the device key (sessions). */
  sign(message: Bytes): Promise<Bytes>
  /** Verifies a certificate record against the keyring; undefined when it does not hold. */
  verifyCertificate(
    record: Bytes,
  ): Promise<{ readonly device: DeviceId; readonly member: MemberId; readonly epoch: number } | undefined>
  /** Seals and opens presence and signal envelopes (kinds 5 and 7) under the space document; opening checks the signature by a known device. */
  sealSession(kind: 'presence' | 'signal', session: Bytes, counter: number, body: Bytes): Promise<Bytes>
  openSession(
    record: Bytes,
    certificateOf: (device: DeviceId) => Bytes | undefined,
  ): Promise<
    | {
        readonly kind: 'presence' | 'signal'
        readonly device: DeviceId
        readonly session: string
        readonly counter: number
        readonly body: Bytes
      }
    | undefined
  >
  /** A member's inbox (K9); a notice (kind 8) for it, under a nonce of its own. */
  inboxOf(member: MemberId): Promise<DocumentId>
  sealNotice(inbox: DocumentId, body: Bytes): Promise<Bytes>
  /** Verifies and opens a notice in our inbox, under a certificate record of its device and epoch. */
  openNotice(
    record: Bytes,
    inbox: DocumentId,
    certificate: Bytes,
  ): Promise<Result<{ readonly member: MemberId; readonly body: Bytes }, string>>
  sealFrame(document: DocumentId, session: Bytes, counter: number, body: Bytes): Promise<Bytes>
  openFrame(record: Bytes): Promise<Frame | undefined>
}

/** Somebody's device that is here now, proven by its signed presence. Never ourselves. */
export interface Present {
  readonly device: DeviceId
  readonly member: MemberId
  /** The page they look at, if any. */
  readonly page: DocumentId | undefined
  /** The huddle it is in, while it says so often enough (HUDDLE_LIFE_MS). */
  readonly huddle: HuddleStatus | undefined
}

/**
 * Everything that moves for one space: its documents to and from the relay and peers, and who is here.
 * Built from a SpaceSelf; documents are handed to it while they are open.
 */
export interface SpaceCarriage {
  /** Fires whenever `link` would answer differently. */
  readonly linkChanged: Signal<void>
  readonly link: {
    readonly state: 'none' | 'connecting' | 'online' | 'offline'
    readonly words: string
    readonly waiting: number
    /** Records that the relay refused for good, over the documents open now. */
    readonly refused: number
    readonly direct: number
  }
  /** Keeps a document followed (relay stream, live room, peers) until the signal ends. `room`: also join its live room (a page somebody looks at). */
  carry(document: DocumentHandle, room: boolean, until: AbortSignal): void
  readonly presentChanged: Signal<void>
  present(): readonly Present[]
  /** What we let others see. Undefined: on no page; presence goes on in the space while the engine runs with `here` true. */
  announce(status: { readonly here: boolean; readonly page: DocumentId | undefined }): void
  /** Which huddle we are in. While it is set, presence is repeated every HUDDLE_HEARTBEAT_MS. */
  huddle(status: HuddleStatus | undefined): void
  /** A sealed signal to one device, over every way that leads there: its link, and the relay's live socket. At most once each arrives. */
  signal(to: DeviceId, body: Bytes): Promise<void>
  /** Signals to us, proven to come from the device, each once, in no certain order. */
  readonly signalled: Signal<{ readonly device: DeviceId; readonly member: MemberId; readonly body: Bytes }>
  /** A sealed notice into the inboxes of members; kept until the relay has it or `until` ends. */
  notify(members: readonly MemberId[], body: Bytes, until: AbortSignal): Promise<void>
  /** Notices to us, proven to come from the device, each once over all starts of the engine. */
  readonly noticed: Signal<{ readonly device: DeviceId; readonly member: MemberId; readonly body: Bytes }>
  /** STUN and TURN servers of the relay, with credentials that are good for hours. Empty while there are none. */
  ice(): Promise<
    readonly { readonly urls: readonly string[]; readonly username?: string; readonly credential?: string }[]
  >
  /** Our cursor on a page, or null when it left. Sent at most 30 times a second. */
  point(document: DocumentId, place: unknown): void
  readonly pointed: Signal<{ readonly document: DocumentId; readonly device: DeviceId; readonly place: unknown }>
  /** The browser says the network is back, or the computer woke: try now instead of after the waiting time. */
  wake(): void
  close(): Promise<void>
}

/** The person, their spaces, and the open documents. What contexts/ works with. */
export interface Spaces {
  readonly changed: Signal<void>
  readonly profile: MemberCard | undefined
  setProfile(card: MemberCard): Promise<void>
  list(): readonly OpenSpace[]
  get(space: SpaceId): OpenSpace | undefined
  /** The private space is made with the first profile; it needs no relay. */
  create(name: string, relay: string | undefined): Promise<OpenSpace>
  /** Accepts an invite. Stored first; completed when the relay has given the keyring; retried with backoff, `pending` tells why it waits. */
  join(invite: Bytes): Promise<SpaceId>
  pending(): readonly {
    readonly space: SpaceId
    readonly name: string
    readonly relay: string
    readonly words: string
  }[]
}

export interface OpenSpace {
  readonly self: SpaceSelf
  readonly name: string
  readonly private: boolean
  readonly document: SpaceDocument
  readonly carriage: SpaceCarriage
  /** Opens (or joins the already open) page document; closed when every signal given for it has ended. */
  openPage(address: string, until: AbortSignal): Promise<PageDocument>
  /** The invite as code text; `page` may be empty. */
  invite(inviter: string, page: string): Promise<string>
}
