/**
 * The seams between the engine's own parts, so that each can be built and tested alone:
 * spaces/ (who we are, keys) <- documents/ (content) <- relay-link/, peers/, presence/ (carriage) <- contexts/ (what people see) <- engine.ts.
 * Events change state; each part has one function that looks at all of its state and decides.
 */

import type { HuddleStatus } from '../domain/huddle.ts'
import type { AnnotationId, DeviceId, DocumentId, MemberId, SpaceId } from '../domain/ids.ts'
import type { MemberCard, Role } from '../domain/member.ts'
import type { VerifiedCertificate } from '../envelope/certificate.ts'
import type { Frame } from '../envelope/frame.ts'
import type { Refusal } from '../envelope/refusals.ts'
import type { Bytes } from '../kit/bytes.ts'
import type { Result } from '../kit/result.ts'
import type { Signal } from '../kit/signal.ts'
import type { Deletion } from '../protocol/deletion.ts'
import type { SpaceInvites, SpaceKnocks } from './at-the-door.ts'
import type { Connection } from './connection.ts'
import type { DocumentHandle, PageDocument, SpaceDocument } from './document-parts.ts'
import type { RelayRequest, RelayResponse } from './ports.ts'
import type { PresenceCard } from './presence/body.ts'

/** Who we are in one space, with everything needed to seal, open and prove. Built by spaces/, kept in the store. */
export interface SpaceSelf {
  readonly space: SpaceId
  readonly member: MemberId
  readonly device: DeviceId
  readonly role: Role
  /** Undefined: private, no relay. */
  readonly relay: string | undefined
  readonly spaceDocument: DocumentId
  /** Of the newest epoch that we hold the keys of. */
  readonly epoch: number
  /** Set: it goes on on this device only, and nothing is sent or fetched. */
  readonly ended: 'removed' | 'left-behind' | 'closed' | undefined
  readonly mayWrite: boolean
  /** Why nothing can be written, in words for people. */
  readonly readOnlyWords: string
  /** Epoch, keyrings, certificate, role or `ended` are others now. */
  readonly changed: Signal<void>
  /** Somebody says that there is a new keyring: this one, or whichever the relay gives out. Resolves when it is adopted, or is nothing new. */
  learn(record: Bytes | undefined): Promise<void>
  /** By the newest keyring. */
  isAdmin(member: MemberId): boolean
  /** Whether a device with a certificate of this epoch is still in, by the newest keyring. */
  admits(device: DeviceId, epoch: number): boolean
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
  /** The same, with the reason when it does not: `unknown-epoch` while its keyring has not come. */
  prove(certificate: Bytes): Promise<Result<VerifiedCertificate, Refusal>>
  /** Seals and opens presence and signal envelopes (kinds 5 and 7) under the space document; opening checks the signature by a known device. */
  sealSession(kind: 'presence' | 'signal', session: Bytes, counter: number, body: Bytes): Promise<Bytes>
  openSession(
    record: Bytes,
    certificateOf: (device: DeviceId, epoch: number) => Bytes | undefined,
  ): Promise<
    | {
        readonly kind: 'presence' | 'signal'
        readonly device: DeviceId
        readonly epoch: number
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
  /** @param epoch of the presence envelope that announced its session (F1) */
  openFrame(record: Bytes, epoch: number): Promise<Frame | undefined>
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
    /** Of these, our own device's: what people are told of (N7). Absent where nothing moves. */
    readonly own?: number
    /** Records that the relay refused for good, over the documents open now. */
    readonly refused: number
    /** What the relay shows does not fit (D11, D20); `words` say how. */
    readonly distrusted?: true
    readonly direct: number
  }
  /** Once after each outage: what became of what had waited (N25). */
  readonly cameBack: Signal<{ readonly sent: number; readonly refused: number }>
  /** All that can be told about how it is connected. */
  connection(): Connection
  /** Keeps a document followed (relay stream, live room, peers) until the signal ends. `room`: also join its live room (a page somebody looks at). */
  carry(document: DocumentHandle, room: boolean, until: AbortSignal): void
  /** The relay says that an admin deleted the space, with that admin's word. Not judged yet. */
  readonly deleted: Signal<Deletion>
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
  /** How far our person has seen a device's work, to that device (`seen/`); like a signal, and kept apart from them. */
  tellSeen(to: DeviceId, body: Bytes): Promise<void>
  readonly toldSeen: Signal<{ readonly device: DeviceId; readonly member: MemberId; readonly body: Bytes }>
  /** To another browser of our own person (`own/`); like a signal, and kept apart from them. */
  tellOwn(to: DeviceId, body: Bytes): Promise<void>
  readonly toldOwn: Signal<{ readonly device: DeviceId; readonly member: MemberId; readonly body: Bytes }>
  /** Where nothing moves: what is sealed in the documents handed to it, for `own/`. */
  readonly written?: Signal<{ readonly document: DocumentId; readonly record: Bytes }>
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
  /** Asks the space's relay with the session's token. @throws RelayFailure when there is no session, or no answer came. */
  ask(request: Omit<RelayRequest, 'token'>): Promise<RelayResponse>
  /** Shows our card to those who are here: a reader's, who cannot write it down (W11). */
  introduce(card: PresenceCard): void
  readonly introduced: Signal<{ readonly member: MemberId; readonly card: PresenceCard }>
  /** Somebody knocks, by the relay's word (for admins). */
  readonly knocked: Signal<void>
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
  /** Nothing moves any more, and what is here can be read only. @throws SpaceRefusal in words for people */
  leave(space: SpaceId): Promise<void>
  /** Nothing of the space stays on this device. Finished at the next start when it is cut short. @throws SpaceRefusal */
  forget(space: SpaceId): Promise<void>
  /** An accepted invite that still waits is given up. A copy that one had before stays. @throws SpaceRefusal */
  giveUp(space: SpaceId): Promise<void>
  /** Has the relay erase the space for everybody; only for its admins. @throws SpaceRefusal, RelayFailure */
  deleteEverywhere(space: SpaceId): Promise<void>
  pending(): readonly {
    readonly space: SpaceId
    readonly name: string
    readonly relay: string
    readonly words: string
    readonly waits?: true
  }[]
}

/** Devices of others that this one has seen in the space. */
export type Seen = ReadonlyMap<DeviceId, { readonly member: MemberId; readonly at: number }>

/** Why a space is only looked at any more: we left it and kept our copy, or an admin deleted it. */
export type Closed = { readonly how: 'left' } | { readonly how: 'deleted'; readonly by: MemberId }

/** What an admin wants of a member: out, or a role. */
export type MemberWish = 'remove' | Role

/** What admins do to a space's members (S13). */
export interface SpaceAdministration {
  /** What is not done yet, by member. */
  readonly waiting: ReadonlyMap<MemberId, MemberWish>
  /** Resolves when it is stored: it is done as soon as the relay takes it. @throws SpaceRefusal when it may not be asked for */
  want(member: MemberId, wish: MemberWish): Promise<void>
}

export interface OpenSpace {
  readonly self: SpaceSelf
  readonly administration: SpaceAdministration
  readonly name: string
  readonly private: boolean
  /** Nothing is written here and nothing moves (S9, S11). */
  readonly closed: Closed | undefined
  /** The relay gives out other keys than ours, of which nothing is taken (S11). */
  readonly forked: boolean
  readonly document: SpaceDocument
  readonly carriage: SpaceCarriage
  /** When others' devices were last here, as far as this one knows. */
  readonly seen: Seen
  /** Opens (or joins the already open) page document; closed when every signal given for it has ended. */
  openPage(address: string, until: AbortSignal): Promise<PageDocument>
  readonly knocks: SpaceKnocks
  readonly invites: SpaceInvites
  /**
   * A new invite as code text: for a writer, without asking, for 30 days, unless `wanted` says otherwise. `page` may be empty, and
   * `annotation` is on it. @throws SpaceRefusal
   */
  invite(
    inviter: string,
    page: string,
    wanted?: { readonly role?: Role; readonly askFirst?: boolean; readonly life?: number },
    annotation?: AnnotationId,
  ): Promise<{ readonly code: string; readonly id: string; readonly expires: number }>
}
