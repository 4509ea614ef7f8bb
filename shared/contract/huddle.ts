/**
 * What the huddle window and the engine say to each other. The window owns media and connections; the engine knows who is who, seals
 * and opens signals, rings people, and tells every other context how the huddle stands. JSON only.
 */
import * as v from 'valibot'
import { type HuddleId, type HuddleKind, MAX_IN_HUDDLE } from '../domain/huddle.ts'
import { type DeviceId, isId, type MemberId, type SpaceId } from '../domain/ids.ts'
import type { MemberColour } from '../domain/member.ts'

const id = <Id>() => v.custom<Id>((value) => typeof value === 'string' && isId(value))
/** Longest signal in UTF-16 units: a session description with its candidates has some 10,000. */
export const MAX_SIGNAL_CHARS = 32_000

export const huddleIntent = v.variant('do', [
  /**
   * First. Without `back`: enters what the person asked for elsewhere (start, join); answered with `see: 'huddle'` or `see: 'idle'`
   * when they asked for nothing. With `back`: the window was reloaded, or a notification said which; enters that one again.
   */
  v.strictObject({
    do: v.literal('hello'),
    back: v.optional(v.strictObject({ space: id<SpaceId>(), huddle: id<HuddleId>() })),
  }),
  /** Enters the huddle that the window was asked to change to (see `asked`), or one that is chosen in the idle window. */
  v.strictObject({ do: v.literal('enter'), space: id<SpaceId>(), huddle: v.optional(id<HuddleId>()) }),
  /** How our own end stands; shown in the dock of every page, and to the space. */
  v.strictObject({
    do: v.literal('state'),
    muted: v.boolean(),
    camera: v.boolean(),
    screen: v.boolean(),
    /** Devices whose connection is up now: who is spoken with, for the dock. */
    connected: v.pipe(v.array(id<DeviceId>()), v.maxLength(MAX_IN_HUDDLE)),
  }),
  /** To one device of this huddle, sealed and signed by the engine on its way. `body` is the call's own JSON. */
  v.strictObject({
    do: v.literal('signal'),
    to: id<DeviceId>(),
    body: v.pipe(v.string(), v.maxLength(MAX_SIGNAL_CHARS)),
  }),
  /** Rings people. Who is in the huddle already is left out. */
  v.strictObject({
    do: v.literal('ring'),
    members: v.pipe(v.array(id<MemberId>()), v.minLength(1), v.maxLength(1_000)),
  }),
  /** Answered with a `CardTicket` for this huddle's chat, a thread of the space. */
  v.strictObject({ do: v.literal('chat') }),
  v.strictObject({ do: v.literal('leave') }),
])
export type HuddleIntent = v.InferOutput<typeof huddleIntent>

export interface HuddlePerson {
  readonly device: DeviceId
  readonly member: MemberId
  readonly name: string
  readonly colour: MemberColour
}

/** A member of the space, for choosing whom to ring. */
export interface RingableView extends Omit<HuddlePerson, 'device'> {
  /** Online in the space at this moment. */
  readonly online: boolean
  readonly onPage: boolean
  readonly inHuddle: boolean
  /** Rung by us and not yet in: `ringing`, then `declined` or `no-answer`. */
  readonly rung?: 'ringing' | 'declined' | 'no-answer'
}

export interface IceServerView {
  readonly urls: readonly string[]
  readonly username?: string
  readonly credential?: string
}

/** A huddle that is on, as everybody outside and inside it sees it. */
export interface HuddleView {
  readonly id: HuddleId
  readonly kind: HuddleKind
  readonly space: SpaceId
  /** In the order of joining; ourselves among them when we are in. */
  readonly people: readonly HuddlePerson[]
  /** Title of the page it was started on, when the space knows it. */
  readonly at?: string
  /** Set when we do not fit any more: why, in words. */
  readonly full?: string
}

/** What others wrote in a huddle's chat, for a window that does not show it now. */
export interface ChatGlimpse {
  /** Messages of others that are not deleted. */
  readonly count: number
  /** The latest of them, in one line, cut short. */
  readonly last?: { readonly name: string; readonly body: string }
}

export type HuddleWindowView =
  /** Nothing was asked for: what is on, to choose from. */
  | {
      readonly see: 'idle'
      readonly on: readonly (HuddleView & { readonly spaceName: string })[]
      readonly spaces: readonly { readonly id: SpaceId; readonly name: string; readonly private: boolean }[]
    }
  | {
      readonly see: 'huddle'
      readonly huddle: HuddleId
      readonly kind: HuddleKind
      readonly space: { readonly id: SpaceId; readonly name: string }
      readonly me: HuddlePerson
      /** Everybody else in it by presence, in the order of joining. Who is connected but no longer here is the window's to tell. */
      readonly others: readonly HuddlePerson[]
      readonly members: readonly RingableView[]
      /** Whom the start rings has to be chosen first: the space is large, or an admin forbids ringing everyone. */
      readonly chooseWhom?: string
      readonly ice: readonly IceServerView[]
      /** The person does not want others to learn their address. */
      readonly relayOnly: boolean
      /** The relay's state in words when it is away: the call goes on, nobody new can come. */
      readonly relayWords?: string
      /** Absent until the chat is read from this device's store. */
      readonly chat?: ChatGlimpse
    }
  /** Not let in: the huddle is full, over, or the space is gone. `moved`: another window has it now, and this one is of no use. */
  | { readonly see: 'refused'; readonly words: string; readonly moved?: true }
  | { readonly see: 'signal'; readonly from: DeviceId; readonly body: string }
  /** Pressed elsewhere: in the dock, the popup, a notification. */
  | { readonly see: 'command'; readonly command: 'mute' | 'unmute' | 'leave' }
  /** The person asked for another huddle while in this one. */
  | { readonly see: 'asked'; readonly space: SpaceId; readonly huddle?: HuddleId; readonly words: string }

/** Our own huddle in the dock, popup and panel. */
export interface OwnHuddleView extends HuddleView {
  readonly muted: boolean
  readonly camera: boolean
  readonly screen: boolean
}

/** Somebody rings us. */
export interface RingView {
  readonly huddle: HuddleId
  readonly space: SpaceId
  readonly spaceName: string
  readonly kind: HuddleKind
  readonly from: HuddlePerson
}

/** Everything about huddles that the dock, the panel and the popup show. Those of the space in view, own and rings of any space. */
export interface HuddlesView {
  readonly on: readonly HuddleView[]
  readonly own?: OwnHuddleView
  readonly ring?: RingView
  /** Why none can be started here, in words: a private space, no relay yet. */
  readonly cannot?: string
}

/** Asked of the engine by overlay, panel and home alike. */
export const huddleAsks = [
  /**
   * Starts one in the space in view, opening the window. `ring`: everyone of the space, who is on this page, or nobody. `another`: the
   * person saw that one is on, and wants one of their own; otherwise one that rings them, or has just begun on their page, is joined.
   */
  v.strictObject({
    do: v.literal('huddle-start'),
    ring: v.picklist(['space', 'page', 'nobody']),
    another: v.optional(v.literal(true)),
  }),
  v.strictObject({ do: v.literal('huddle-join'), space: id<SpaceId>(), huddle: id<HuddleId>() }),
  /** "Not now": the ring ends on all our devices' contexts, and the caller sees it. */
  v.strictObject({ do: v.literal('huddle-decline'), space: id<SpaceId>(), huddle: id<HuddleId>() }),
  v.strictObject({ do: v.literal('huddle-mute'), on: v.boolean() }),
  v.strictObject({ do: v.literal('huddle-leave') }),
  /** Brings the window to the front. */
  v.strictObject({ do: v.literal('huddle-show') }),
  /** Begins a huddle of kind `files` with one device. */
  v.strictObject({ do: v.literal('huddle-send-file'), to: id<DeviceId>() }),
] as const
export type HuddleAsk = v.InferOutput<(typeof huddleAsks)[number]>
export const HUDDLE_ASKS: readonly HuddleAsk['do'][] = [
  'huddle-start',
  'huddle-join',
  'huddle-decline',
  'huddle-mute',
  'huddle-leave',
  'huddle-show',
  'huddle-send-file',
]

/** The chat of a huddle, past or present, in which something was written. */
export interface HuddleChatView {
  readonly huddle: HuddleId
  readonly title: string
  /** The last message, cut to a glimpse. */
  readonly last: { readonly author: string; readonly body: string; readonly at: number }
}

/** This browser's own choices about huddles. */
export interface TastesView {
  /** Being rung makes a sound. */
  readonly ringSound: boolean
  /** Calls go through a TURN server only: nobody in them learns our address. */
  readonly relayOnly: boolean
  /** STUN and TURN servers of one's own; absent when there are none. */
  readonly servers?: readonly IceServerView[]
}
