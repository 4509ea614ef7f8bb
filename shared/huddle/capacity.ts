import type { DeviceId } from '../domain/ids.ts'

/** What everybody's control channel says of them, ourselves included. */
export interface Place {
  readonly device: DeviceId
  /** Turn in the order of starting; 0: off. */
  readonly camera: number
  readonly screen: number
}

/** HU41-HU44 */
export interface Capacity {
  /** Cameras that may be sent, ours perhaps among them, in the order of their turns. All others pause. */
  readonly cameras: ReadonlySet<DeviceId>
  readonly screens: ReadonlySet<DeviceId>
  /** Nobody's video is sent: more than eight people are here. */
  readonly audioOnly: boolean
  /** Why we may not start one now, in words. */
  readonly cannotCamera: string | undefined
  readonly cannotScreen: string | undefined
  /** Why our camera or screen, which is on, is not sent. */
  readonly pausedCamera: string | undefined
  readonly pausedScreen: string | undefined
}

export function capacity(_places: readonly Place[], _self: DeviceId): Capacity {
  throw new Error('not yet')
}

/** The turn to announce for a camera or screen that is started now. */
export function nextTurn(_places: readonly Place[], _what: 'camera' | 'screen'): number {
  return 1
}

/** Why one more cannot join, in words. @param people in it now */
export function cannotJoin(_people: number, _videoOn: boolean): string | undefined {
  return undefined
}
