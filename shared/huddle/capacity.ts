/**
 * HU41-HU44: how many fit. Everybody sends to everybody, so bandwidth sets the numbers (domain/huddle.ts). Every window works this out by
 * itself from the same facts, and comes to the same answer.
 */
import { MAX_CAMERAS, MAX_SCREENS, MAX_WITH_VIDEO } from '../domain/huddle.ts'
import type { DeviceId } from '../domain/ids.ts'

/** What everybody's control channel says of them, ourselves included. */
export interface Place {
  readonly device: DeviceId
  /** Turn in the order of starting (`nextTurn`); 0: off. */
  readonly camera: number
  readonly screen: number
}

export interface Capacity {
  /** Whose cameras are sent, in the order of their turns. All others that are on pause. */
  readonly cameras: ReadonlySet<DeviceId>
  readonly screens: ReadonlySet<DeviceId>
  /** Somebody's video is on and nobody's is sent, since more than eight people are here: told to all, in words (HU44). */
  readonly audioOnly: string | undefined
  /** Why ours, off now, cannot start, in words. */
  readonly cannotCamera: string | undefined
  readonly cannotScreen: string | undefined
  /** Why ours, on now, is not sent, in words. */
  readonly pausedCamera: string | undefined
  readonly pausedScreen: string | undefined
}

type What = 'camera' | 'screen'
const MOST = { camera: MAX_CAMERAS, screen: MAX_SCREENS } as const

/** Those that are on, in the order of their turns; who took the same turn at the same moment goes by device id. */
const inTurn = (places: readonly Place[], what: What): readonly DeviceId[] =>
  places
    .filter((place) => place[what] > 0)
    .sort((a, b) => a[what] - b[what] || (a.device < b.device ? -1 : 1))
    .map(({ device }) => device)

/** @param places everybody in the huddle, ourselves among them */
export function capacity(places: readonly Place[], self: DeviceId): Capacity {
  const crowded = places.length > MAX_WITH_VIDEO
  const judge = (what: What) => {
    const on = inTurn(places, what)
    const sent = new Set(crowded ? [] : on.slice(0, MOST[what]))
    const mine = on.includes(self)
    const full = crowded ? TOO_MANY_PEOPLE : on.length >= MOST[what] ? tooMany(what) : undefined
    return { sent, cannot: mine ? undefined : full, paused: mine && !sent.has(self) ? full : undefined }
  }
  const camera = judge('camera')
  const screen = judge('screen')
  return {
    cameras: camera.sent,
    screens: screen.sent,
    audioOnly: crowded && places.some((place) => place.camera > 0 || place.screen > 0) ? TOO_MANY_PEOPLE : undefined,
    cannotCamera: camera.cannot,
    cannotScreen: screen.cannot,
    pausedCamera: camera.paused,
    pausedScreen: screen.paused,
  }
}

/** The turn to announce for a camera or screen that starts now: after all that are on. */
export const nextTurn = (places: readonly Place[], what: What): number =>
  Math.min(MAX_TURN, Math.max(0, ...places.map((place) => place[what])) + 1)
/** Whoever claims an absurd turn only puts themselves last. */
const MAX_TURN = 4_294_967_295

/** The same however many there are, so that it is said once and not with each who comes. */
const TOO_MANY_PEOPLE = `More than ${MAX_WITH_VIDEO} people are here. Video is paused for everyone; it comes back when there are ${MAX_WITH_VIDEO} or fewer.`
const tooMany = (what: What): string =>
  what === 'camera'
    ? `${MAX_CAMERAS} cameras are on already. Yours can start when one stops.`
    : `${MAX_SCREENS} screens are shared already. Yours can start when one stops.`
