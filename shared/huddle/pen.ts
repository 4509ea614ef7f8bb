import { MAX_IN_HUDDLE } from '../domain/huddle.ts'
import type { DeviceId } from '../domain/ids.ts'
import type { PenPoint } from './parts.ts'

interface Place {
  readonly x: number
  readonly y: number
}

export interface Drawn {
  readonly device: DeviceId
  /** Polyline in shares of the picture's width and height. */
  readonly points: readonly Place[]
  /** Above 0, to 1. */
  readonly opacity: number
}

export interface PenPicture {
  readonly pointers: readonly (Place & { readonly device: DeviceId })[]
  readonly strokes: readonly Drawn[]
}

/** A pointer that is not moved goes; a stroke stays after its last point, then fades. Milliseconds. */
const POINTER_MS = 5_000
const STAY_MS = 3_000
const FADE_MS = 700
/** HU54: what one device can make us keep. A longer stroke loses its beginning. */
const MOST_STROKES = 12
const MOST_POINTS = 400
/** Points nearer than this to the one before say nothing. Share of the picture. */
const NEAR = 0.001

interface Stroke {
  readonly screen: DeviceId
  readonly number: number
  points: readonly Place[]
  at: number
}
interface Hand {
  pointer: (Place & { readonly screen: DeviceId; readonly at: number }) | undefined
  strokes: readonly Stroke[]
}

const clamp = (value: number): number => Math.min(1, Math.max(0, value))
const opacityOf = (stroke: Stroke, now: number): number => clamp((stroke.at + STAY_MS + FADE_MS - now) / FADE_MS)

/** HU51-HU54: pointers and fading strokes over shared screens, ours and others'. Nothing is kept of a drawing but these seconds. */
export class Pen {
  readonly #hands = new Map<DeviceId, Hand>()

  /** @param point undefined: they stopped */
  point(device: DeviceId, point: PenPoint | undefined, now: number): void {
    const hand = this.#hand(device)
    if (hand === undefined) return
    hand.pointer = undefined
    if (point === undefined || !Number.isFinite(point.x) || !Number.isFinite(point.y)) return
    const place = { x: clamp(point.x), y: clamp(point.y) }
    hand.pointer = { ...place, screen: point.screen, at: now }
    if (point.stroke !== undefined) draw(hand, point.screen, point.stroke, place, now)
  }

  forget(device: DeviceId): void {
    this.#hands.delete(device)
  }

  /** What is to be drawn over `screen` now. */
  picture(screen: DeviceId, now: number): PenPicture {
    this.#sweep(now)
    const pointers: (Place & { readonly device: DeviceId })[] = []
    const strokes: Drawn[] = []
    for (const [device, { pointer, strokes: drawn }] of this.#hands) {
      if (pointer?.screen === screen) pointers.push({ device, x: pointer.x, y: pointer.y })
      for (const stroke of drawn)
        if (stroke.screen === screen)
          strokes.push({ device, points: rounded(stroke.points), opacity: opacityOf(stroke, now) })
    }
    return { pointers, strokes }
  }

  /** Nothing is shown or fades any more: no frame is needed until the next point. */
  still(now: number): boolean {
    this.#sweep(now)
    return this.#hands.size === 0
  }

  #hand(device: DeviceId): Hand | undefined {
    const known = this.#hands.get(device)
    if (known !== undefined || this.#hands.size >= MAX_IN_HUDDLE) return known
    const fresh: Hand = { pointer: undefined, strokes: [] }
    this.#hands.set(device, fresh)
    return fresh
  }

  #sweep(now: number): void {
    for (const [device, hand] of this.#hands) {
      hand.strokes = hand.strokes.filter((stroke) => opacityOf(stroke, now) > 0)
      if (hand.pointer !== undefined && now - hand.pointer.at >= POINTER_MS) hand.pointer = undefined
      if (hand.pointer === undefined && hand.strokes.length === 0) this.#hands.delete(device)
    }
  }
}

function draw(hand: Hand, screen: DeviceId, number: number, place: Place, now: number): void {
  const stroke = hand.strokes.find((known) => known.screen === screen && known.number === number)
  if (stroke === undefined) {
    hand.strokes = [...hand.strokes, { screen, number, points: [place], at: now }].slice(-MOST_STROKES)
    return
  }
  stroke.at = now
  const last = stroke.points.at(-1)
  if (last !== undefined && Math.hypot(last.x - place.x, last.y - place.y) < NEAR) return
  stroke.points = [...stroke.points, place].slice(-MOST_POINTS)
}

/**
 * One pass of corner cutting (Chaikin 1974): points come 30 times a second, so a quick circle would show its corners. The ends stay.
 */
function rounded(points: readonly Place[]): readonly Place[] {
  const [first] = points
  const last = points.at(-1)
  if (first === undefined || last === undefined || points.length < 3) return points
  const cut = points.slice(1).flatMap((to, index) => {
    const from = points[index] ?? to
    return [between(from, to, 0.25), between(from, to, 0.75)]
  })
  return [first, ...cut, last]
}

const between = (from: Place, to: Place, share: number): Place => ({
  x: from.x + (to.x - from.x) * share,
  y: from.y + (to.y - from.y) * share,
})
