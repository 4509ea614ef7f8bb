import type { DeviceId } from '../domain/ids.ts'
import type { PenPoint } from './parts.ts'

export interface Drawn {
  readonly device: DeviceId
  /** Polyline in shares of the picture's width and height. */
  readonly points: readonly { readonly x: number; readonly y: number }[]
  /** 0 to 1. */
  readonly opacity: number
}

export interface PenPicture {
  readonly pointers: readonly { readonly device: DeviceId; readonly x: number; readonly y: number }[]
  readonly strokes: readonly Drawn[]
}

/** HU51-HU54: pointers and fading strokes, ours and others'. */
export class Pen {
  point(_device: DeviceId, _point: PenPoint | undefined, _now: number): void {}
  forget(_device: DeviceId): void {}
  /** What is to be drawn over `screen` now. */
  picture(_screen: DeviceId, _now: number): PenPicture {
    return { pointers: [], strokes: [] }
  }
  /** Nothing moves or fades any more: no frame is needed until the next point. */
  still(_now: number): boolean {
    return true
  }
}
