/** Facts about huddles that every part shares. Bandwidth, not taste, sets the numbers: everybody sends to everybody. */
import type { DocumentId } from './ids.ts'

type Branded<Name extends string> = string & { readonly '~id': Name }

/** 16 random bytes as lower-case hexadecimal text, drawn by whoever starts it. */
export type HuddleId = Branded<'huddle'>

/** `talk`: voice, video, screens. `files`: two people and a file, no microphone. */
export const HUDDLE_KINDS = ['talk', 'files'] as const
export type HuddleKind = (typeof HUDDLE_KINDS)[number]

/** People in one huddle, by voice alone. */
export const MAX_IN_HUDDLE = 12
/** People in one huddle while anybody's camera or screen is on. */
export const MAX_WITH_VIDEO = 8
export const MAX_CAMERAS = 6
export const MAX_SCREENS = 2

/** A ring ends by itself after so long. Milliseconds. */
export const RING_MS = 45_000
/** Above so many people in a space nobody is rung without being chosen. */
export const MAX_RUNG_UNASKED = 12
/** Somebody in a huddle says so every so often, and is believed for so long after. Milliseconds. */
export const HUDDLE_HEARTBEAT_MS = 3_000
export const HUDDLE_LIFE_MS = 9_000

/** What a participant's device lets the whole space see of the call. */
export interface HuddleStatus {
  readonly id: HuddleId
  readonly kind: HuddleKind
  /** When this device joined, its own clock, milliseconds since 1970: orders people in the list, nothing else. */
  readonly since: number
  readonly muted: boolean
  readonly camera: boolean
  readonly screen: boolean
  /** The page it was started on, if any. Whoever joins repeats it. */
  readonly at?: DocumentId
}
