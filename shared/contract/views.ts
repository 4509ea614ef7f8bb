/**
 * What the engine tells extension contexts. JSON only (Chrome before 148 cannot carry bytes). The overlay's views hold no comment
 * text: what a page might find in a shadow root never gets there.
 */
import type { AnnotationKind, Colour, Shape, VersionKey } from '../domain/annotation.ts'
import type { AnnotationId, CommentId, DeviceId, SpaceId } from '../domain/ids.ts'
import type { MemberColour } from '../domain/member.ts'
import type { AnchorState, ElementName, Selector } from '../domain/selector.ts'
import type { LinkingView } from './devices.ts'
import type { FateView } from './fate.ts'
import type { AliasesView, FrontPage } from './home-parts.ts'
import type { HuddleChatView, HuddlesView, TastesView } from './huddle.ts'
import type { CursorPlace } from './intents.ts'
import type { Managed } from './managed.ts'
import type { Knocking, OurStanding } from './members.ts'
import type { HiddenView, SpaceDetail } from './spaces.ts'
import type { StepsView } from './steps.ts'
import type { VersionView } from './versions.ts'

/** The link to the relay, in the words of the dock. `none`: a private space, which needs none. */
export type LinkState = 'none' | 'connecting' | 'online' | 'offline'

export interface LinkView {
  readonly state: LinkState
  /** Plain words when not online: what is wrong and what still works. */
  readonly words: string
  /** Envelopes of the space not yet acknowledged by the relay. */
  readonly waiting: number
  /** Refused by the relay for good: kept on this device only. */
  readonly refused: number
  /** What the relay shows does not fit, or is not what others are shown; `words` say which. */
  readonly distrusted?: true
  /** Devices reached directly at this moment. */
  readonly direct: number
}

export interface SpaceView extends OurStanding {
  readonly id: SpaceId
  readonly name: string
  readonly private: boolean
  readonly people: number
  readonly link: LinkView
  /** The computer is shared: what is not sent is lost when the browser closes. */
  readonly forgets?: true
  /** An invitation accepted but not yet completed (relay unreachable): why, in plain words. */
  readonly pending?: string
}

export interface PersonView {
  readonly device: DeviceId
  readonly name: string
  /** Their card has not arrived yet: `name` only stands in for it. */
  readonly unnamed?: true
  readonly colour: MemberColour
  readonly me: boolean
  /** On this page (else elsewhere in the space). */
  readonly here: boolean
  /** Title of the page they are on, when it is known to the space. */
  readonly at?: string
  /** An admin of the space. */
  readonly admin?: true
}

export interface AnnotationView {
  readonly id: AnnotationId
  readonly kind: AnnotationKind
  readonly colour: Colour
  /** Where it is now said to be: as it was placed, or as somebody placed it again. */
  readonly selectors: readonly Selector[]
  /** Of a drawing. */
  readonly shapes?: readonly Shape[]
  /** The page's text when that was said. */
  readonly version?: VersionKey
  /** Somebody placed it again: who. */
  readonly placedBy?: string
  /** Imported: the author whom the file names. `author` is who imported it. */
  readonly from?: string
  readonly author: string
  readonly authorColour: MemberColour
  readonly mine: boolean
  readonly comments: number
  /** Who wrote the last comment; absent when that was ourselves, or there is none. */
  readonly lastBy?: string
  readonly resolved: boolean
  readonly created: number
  /** Removed by its author while others' comments remain: kept in the panel, not painted. */
  readonly removed?: true
  readonly hidden?: HiddenView // not painted, but listed, as what was removed
  readonly onlyMe?: true // in the private space: nobody else has it
  /** Last written by somebody else than its author: who. */
  readonly overwrittenBy?: string
}

export interface CommentView {
  readonly id: CommentId
  readonly author: string
  readonly authorColour: MemberColour
  readonly mine: boolean
  readonly body: string
  readonly created: number
  readonly edited?: number
  readonly from?: string
  readonly hidden?: HiddenView
  readonly overwrittenBy?: string
  /** Of one's own. */
  readonly fate?: FateView
}

export type OverlayView =
  /** Why nothing is shown: no name yet, site switched off, not an address that can be annotated. */
  | { readonly see: 'asleep'; readonly why: 'no-profile' | 'site-off' | 'address' }
  | {
      readonly see: 'page'
      readonly space: SpaceView
      readonly annotations: readonly AnnotationView[]
      readonly people: readonly PersonView[]
    }
  | { readonly see: 'annotations'; readonly put: readonly AnnotationView[]; readonly drop: readonly AnnotationId[] }
  /** Before the annotations that refer to them. */
  | { readonly see: 'versions'; readonly versions: readonly VersionView[] }
  /** The person wants to place this annotation on other words; `keep`: on those that stand at its place now. */
  | { readonly see: 'place-again'; readonly annotation: AnnotationId; readonly keep?: true }
  | { readonly see: 'people'; readonly people: readonly PersonView[] }
  | { readonly see: 'space'; readonly space: SpaceView }
  | {
      readonly see: 'cursors'
      readonly cursors: readonly { readonly device: DeviceId; readonly place: CursorPlace | null }[]
    }
  | { readonly see: 'card-size'; readonly ticket: string; readonly height: number }
  /** The draft became this annotation, or the thread was closed from inside the card. */
  | { readonly see: 'card-posted'; readonly ticket: string; readonly annotation: AnnotationId }
  | { readonly see: 'card-close'; readonly ticket: string }
  | { readonly see: 'reveal'; readonly annotation: AnnotationId }
  | { readonly see: 'notice'; readonly words: string }
  /** The relay is back after an outage: what became of what had waited. */
  | { readonly see: 'came-back'; readonly sent: number; readonly refused: number }
  | { readonly see: 'huddles'; readonly huddles: HuddlesView }

export interface CardTicket {
  /** Names a thread or draft for one card; unguessable, good for one page visit. */
  readonly ticket: string
}

export type CardView =
  | {
      readonly see: 'thread'
      readonly audience: string
      /** It lives, or will live, in the private space. */
      readonly onlyMe?: true
      /** While it is a draft that may be for oneself alone: who would read it otherwise. */
      readonly everyone?: string
      /** The space into which it can be put. */
      readonly shareWith?: string
      readonly mayHide?: true // we are an admin of the space
      readonly readOnly?: string // why nothing can be written, in words
      readonly quote: string
      readonly kind: AnnotationKind
      /** Of a pin or drawing. */
      readonly element?: ElementName
      readonly colour: Colour
      /** Absent while it is only a draft. */
      readonly annotation?: AnnotationView
      /** Of one's own annotation. */
      readonly fate?: FateView
      readonly comments: readonly CommentView[]
      readonly draft: string
      readonly anchored?: AnchorState
      /** What stands where the quote stood, when that changed. */
      readonly now?: string
      /** What its author marked, when somebody placed it again on other words. */
      readonly marked?: string
      readonly link: LinkView
      /** It is the chat of a huddle, which nobody owns, resolves or colours; `began`, its first message, when it is told of from outside. */
      readonly chat?: { readonly began?: number }
    }
  /** `restorable`: we removed it ourselves, and may take that back. */
  | { readonly see: 'gone'; readonly words: string; readonly restorable?: true }

/** Quote and last comment are cut to a glimpse, selectors left out: the thread's card has them whole. */
export interface PanelItem extends AnnotationView {
  readonly quote: string
  /** Of a pin or drawing. */
  readonly element?: ElementName
  readonly anchored: AnchorState | 'unknown'
  /** It is in a frame inside the tab's page: on the page of that address, which may have no title. */
  readonly frame?: { readonly page: string; readonly title: string }
  readonly last?: { readonly author: string; readonly body: string; readonly at: number }
  /** Of what is one's own in it: refused when any is, with the relay or seen when all is. */
  readonly fate?: FateView
}

export type PanelView =
  | { readonly see: 'nothing'; readonly why: 'no-page' | 'no-profile' | 'address' | 'site-off' }
  | {
      readonly see: 'panel'
      /** The page's address: another one is another page, whatever its title. */
      readonly page: string
      readonly title: string
      readonly space: SpaceView
      readonly spaces: readonly SpaceView[]
      readonly mayHide?: true // as in a card
      readonly people: readonly PersonView[]
      /** In reading order; page comments first, lost ones at the place they had. After the page's own those of each frame in it, likewise. */
      readonly items: readonly PanelItem[]
      readonly huddles: HuddlesView
      readonly steps: StepsView
      /** Of the space's huddles, the newest first; absent while there are none. */
      readonly chats?: readonly HuddleChatView[]
      /** There is something to lose by now: a backup is suggested, once. */
      readonly suggestsBackup?: true
      /** Everything is forgotten when the browser ends: what is not sent is worth a warning. */
      readonly sharedComputer?: true
    }

export interface HomeView extends Knocking {
  readonly see: 'home'
  readonly profile?: { readonly name: string; readonly colour: MemberColour }
  readonly spaces: readonly SpaceView[]
  readonly active?: SpaceId
  readonly details?: readonly SpaceDetail[] // once they were asked for
  readonly pages: readonly { readonly address: string; readonly title: string }[]
  readonly people: readonly PersonView[]
  readonly defaultRelay?: string
  readonly huddles: HuddlesView
  /** Whether others are told what this person has seen. */
  readonly tellSeen: boolean
  readonly tastes?: TastesView
  /** Whether everyone of the active space may be rung at once; `mine`: we are an admin and may change it. Absent in a private space. */
  readonly ringEveryone?: { readonly on: boolean; readonly mine: boolean }
  readonly aliases?: AliasesView
  /** Another browser of ours is being linked, from either side. */
  readonly linking?: LinkingView
  /** Everything is forgotten when the browser ends. */
  readonly sharedComputer?: true
  /** What an administrator has set; nobody here changes it. */
  readonly managed?: Managed
  readonly lastRelay?: string
  /** Origins where Huddlemark was switched off; absent when there are none. */
  readonly sitesOff?: readonly string[]
  readonly page?: FrontPage
}

/** The one answer to an intent. `words` are for people. */
export type Reply =
  | { readonly reply: number; readonly ok: true; readonly value?: unknown }
  | { readonly reply: number; readonly ok: false; readonly words: string }

/** Port names; the engine refuses others. */
export const PORTS = { overlay: 'overlay', card: 'card', panel: 'panel', home: 'home', huddle: 'huddle' } as const
export type PortName = keyof typeof PORTS
