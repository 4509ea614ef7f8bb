import type { DeviceId } from '../../../shared/domain/ids.ts'
import type { Capacity } from '../../../shared/huddle/capacity.ts'
import { LEVELS, type Level, type RemoteState } from '../../../shared/huddle/parts.ts'
import type { RemotePeer } from './remote-peer.ts'

/** Which pictures are on screen, and how wide in CSS pixels. */
export type Seen = ReadonlyMap<DeviceId, { readonly camera?: number; readonly screen?: number }>

const least = (...levels: Level[]): Level => LEVELS[Math.min(...levels.map((level) => LEVELS.indexOf(level)))] ?? 'off'

/** A tile of so many CSS pixels shows no more than this; a screen is read, so it is asked for finer. */
const CAMERA_WIDTHS = { low: 1, medium: 180, high: 420 }
const SCREEN_WIDTHS = { low: 1, medium: 120, high: 260 }

function byWidth(width: number | undefined, widths: typeof CAMERA_WIDTHS): Level {
  if (width === undefined || width < widths.low) return 'off'
  return width >= widths.high ? 'high' : width >= widths.medium ? 'medium' : 'low'
}

/**
 * What we ask of one peer's pictures: no more than is on screen, than comes through without hurting what is said, than low data allows,
 * and nothing of a camera that does not fit.
 */
export function wantsOf(
  { device, turns, adaptation }: Pick<RemotePeer, 'device' | 'turns' | 'adaptation'>,
  seen: Seen | undefined,
  { cameras, screens }: Pick<Capacity, 'cameras' | 'screens'>,
  lowData: boolean,
): RemoteState['wants'] {
  const appetite = adaptation?.appetite ?? 'high'
  const tile = seen?.get(device)
  const camera = seen ? byWidth(tile?.camera, CAMERA_WIDTHS) : 'medium'
  const screen = seen ? byWidth(tile?.screen, SCREEN_WIDTHS) : 'high'
  // What is off now is wanted as soon as it comes on: no round of messages first.
  const fits = (what: 'camera' | 'screen', sent: ReadonlySet<DeviceId>) => turns[what] === 0 || sent.has(device)
  return {
    camera: fits('camera', cameras) ? least(camera, appetite, lowData ? 'low' : 'high') : 'off',
    screen: fits('screen', screens) ? least(screen, appetite, lowData ? 'medium' : 'high') : 'off',
  }
}
