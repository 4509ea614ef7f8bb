/**
 * The seam between the call (call/) and what is drawn (ui/): one immutable picture of everything, and everything that a person may do.
 * The interface never touches a connection or a track's settings; the call never touches an element but those given to it.
 */
import type { ChatGlimpse, HuddlePerson, HuddleWindowView, RingableView } from '../../shared/contract/huddle.ts'
import type { HuddleId, HuddleKind } from '../../shared/domain/huddle.ts'
import type { DeviceId, MemberId, SpaceId } from '../../shared/domain/ids.ts'
import type { PeerPhase, PenPoint, Quality, Reaction } from '../../shared/huddle/parts.ts'
import type { Signal } from '../../shared/kit/signal.ts'
import type { FileTransfers } from './files/model.ts'

/** Why a device is not used, each with its words and its way out in the interface. */
export type DeviceTrouble =
  /** There is none. */
  | 'none'
  /** The person, or their administrator, said no. */
  | 'denied'
  /** The question was closed without an answer. */
  | 'dismissed'
  /** Another program holds it. */
  | 'busy'
  | 'unplugged'
  /** On, but the system or a hardware switch gives silence. */
  | 'silenced'
  | 'failed'

export interface OwnDevice {
  readonly on: boolean
  /** Being opened or asked for. */
  readonly opening: boolean
  readonly trouble?: DeviceTrouble
}

export interface Participant extends HuddlePerson {
  readonly phase: PeerPhase
  /** Their DTLS fingerprint is the one in their sealed signal. `refused`: it is not; nothing flows. */
  readonly verified: 'yes' | 'not-yet' | 'refused'
  readonly route?: 'direct' | 'relayed'
  readonly quality?: Quality
  readonly muted: boolean
  readonly listening: boolean
  readonly hand: boolean
  readonly speaking: boolean
  /** 0 to 2, 1 as sent; this person's own, kept for the next huddle. */
  readonly volume: number
  /** Present while frames come (or should: `cameraPaused` says why they do not). */
  readonly camera?: MediaStream
  readonly cameraPaused?: 'theirs-slow' | 'ours-slow' | 'too-many'
  readonly reaction?: Reaction
}

export interface Screen {
  readonly device: DeviceId
  readonly name: string
  readonly stream: MediaStream
  readonly mine: boolean
  readonly hasSound: boolean
  /** Its picture does not come though it should. `unknown`: their computer, a hidden window; the network looks well. */
  readonly paused?: 'theirs-slow' | 'ours-slow' | 'unknown'
}

export interface DeviceChoice {
  readonly id: string
  readonly label: string
}

export interface Devices {
  readonly microphones: readonly DeviceChoice[]
  readonly cameras: readonly DeviceChoice[]
  /** Empty where the browser does not let us choose. */
  readonly speakers: readonly DeviceChoice[]
  readonly microphone: string
  readonly camera: string
  readonly speaker: string
  readonly noiseSuppression: boolean
  /** Undefined: the browser or camera cannot. */
  readonly blur: boolean | undefined
}

/** Something the person should know or may do; `key` names it for dismissal and for what the button does. */
export interface Advice {
  readonly key:
    | 'microphone'
    | 'camera'
    | 'screen'
    | 'autoplay'
    | 'slow-upload'
    | 'slow-computer'
    | 'bad-network'
    | 'talking-muted'
    | 'video-paused'
    | 'relay-away'
    | 'refused-peer'
    | 'too-many'
  readonly words: string
  /** The way out: the label of a button that calls `act(key)`. */
  readonly button?: string
  readonly tone: 'quiet' | 'warning'
}

export interface CallState {
  readonly stage: 'starting' | 'idle' | 'in' | 'refused' | 'left'
  /** For `idle`: what may be entered. */
  readonly idle?: Extract<HuddleWindowView, { see: 'idle' }>
  /** For `refused` and `left`: why. */
  readonly words?: string
  readonly huddle?: HuddleId
  readonly kind: HuddleKind
  readonly space?: { readonly id: SpaceId; readonly name: string }
  readonly me?: HuddlePerson & { readonly speaking: boolean; readonly hand: boolean; readonly reaction?: Reaction }
  readonly others: readonly Participant[]
  readonly screens: readonly Screen[]
  readonly microphone: OwnDevice
  readonly camera: OwnDevice
  readonly screen: OwnDevice
  /** Our own camera's picture. */
  readonly cameraStream?: MediaStream
  readonly devices: Devices
  readonly lowData: boolean
  /** Space held down. */
  readonly pushToTalk: boolean
  readonly members: readonly RingableView[]
  readonly chooseWhom?: string
  /** What others wrote in the chat; absent until it is known. */
  readonly chat?: ChatGlimpse
  readonly asked?: Extract<HuddleWindowView, { see: 'asked' }>
  readonly advice: readonly Advice[]
  /** Spoken politely by screen readers, newest last: who came, who left, each step down. */
  readonly announcements: readonly { readonly at: number; readonly words: string }[]
  /** Every connection is verified; undefined while alone. */
  readonly verified: boolean | undefined
}

export interface CallActions {
  enter(space: SpaceId, huddle?: HuddleId): void
  /** Stays here; the request for another huddle is forgotten. */
  stay(): void
  setMuted(muted: boolean): void
  /** While the key is down. */
  pushToTalk(down: boolean): void
  setCamera(on: boolean): Promise<void>
  setScreen(on: boolean): Promise<void>
  setHand(up: boolean): void
  react(reaction: Reaction): void
  setVolume(device: DeviceId, volume: number): void
  chooseMicrophone(id: string): Promise<void>
  chooseCamera(id: string): Promise<void>
  chooseSpeaker(id: string): Promise<void>
  setNoiseSuppression(on: boolean): Promise<void>
  setBlur(on: boolean): Promise<void>
  setLowData(on: boolean): void
  /** Plays a short tone on the chosen speaker. */
  testSpeaker(): void
  ring(members: readonly MemberId[]): Promise<void>
  /** A ticket for the card that holds the chat. */
  chat(): Promise<string>
  /** Which pictures are on screen now, and how large in CSS pixels: nothing else is asked for. */
  watch(seen: ReadonlyMap<DeviceId, { readonly camera?: number; readonly screen?: number }>): void
  point(point: PenPoint | undefined): void
  /** The button of an advice. */
  act(key: Advice['key']): void
  dismiss(key: Advice['key']): void
  leave(): void
}

export interface Call {
  readonly state: CallState
  /** `state` is another one now. At most once per frame. */
  readonly changed: Signal<void>
  /** Microphone level of ourselves (key 'me') or a participant, 0 to 1, smoothed; to be asked per animation frame. */
  level(who: DeviceId | 'me'): number
  /** Somebody points or draws (ourselves not): undefined when they stopped. */
  readonly pointed: Signal<{ readonly device: DeviceId; readonly point: PenPoint | undefined }>
  readonly files: FileTransfers
  readonly actions: CallActions
}
