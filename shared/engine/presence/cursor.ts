import type { DocumentId } from '../../domain/ids.ts'
import { type Bytes, fromUtf8, utf8 } from '../../kit/bytes.ts'
import { Alarm } from '../alarm.ts'
import type { Clock } from '../ports.ts'

/** Longest cursor body in bytes: with header and tag it stays below a frame's limit. */
export const MAX_PLACE = 640
/** Up to here everybody sees everybody's cursor at full rate. */
const SMALL_PAGE = 6
const FULL_RATE = 30
/** A resting cursor is told again so often, so many times: frames may be lost, and whoever comes later should see it, too. */
const REPEAT_MS = 1_000
export const REPEATS = 30

/** How often a cursor may be sent on a page with so many devices, ourselves included: 30 a second, from 7 on 60/N between 1 and 10. Milliseconds. */
export const cursorIntervalMs = (devices: number): number =>
  1000 / (devices <= SMALL_PAGE ? FULL_RATE : Math.min(10, Math.max(1, 60 / devices)))

/** Undefined when the place is too large or not JSON: it is then not sent. */
export function encodePlace(place: unknown): Bytes | undefined {
  const text = JSON.stringify(place ?? null)
  if (text === undefined) return undefined
  const bytes = utf8(text)
  return bytes.length <= MAX_PLACE ? bytes : undefined
}

/** The place, parsed as JSON and no further: whoever paints it parses its shape. */
export function parsePlace(bytes: Uint8Array): { readonly place: unknown } | undefined {
  if (bytes.length > MAX_PLACE) return undefined
  try {
    return { place: JSON.parse(fromUtf8(bytes)) }
  } catch {
    return undefined
  }
}

interface Point {
  readonly document: DocumentId
  readonly body: Bytes
}

/** Thins out our cursor's places to the allowed rate: the first at once, then the newest of each interval; at rest, again now and then. */
export class CursorPace {
  readonly #send: (point: Point) => void
  readonly #interval: (document: DocumentId) => number
  readonly #alarm: Alarm
  readonly #rest: Alarm
  #last: Point | undefined
  #repeats = 0
  #next: Point | undefined

  constructor(clock: Clock, interval: (document: DocumentId) => number, send: (point: Point) => void) {
    this.#send = send
    this.#interval = interval
    this.#alarm = new Alarm(clock, () => this.#due())
    this.#rest = new Alarm(clock, () => this.#repeat())
  }

  point(document: DocumentId, place: unknown): void {
    const body = encodePlace(place)
    if (body === undefined) return
    this.#next = { document, body }
    if (!this.#alarm.waiting) this.#due()
  }

  #due(): void {
    const point = this.#next
    if (point === undefined) return
    this.#next = undefined
    this.#alarm.set(this.#interval(point.document))
    this.#last = point
    this.#repeats = 0
    this.#rest.set(REPEAT_MS)
    this.#send(point)
  }

  #repeat(): void {
    if (this.#last === undefined) return
    if (++this.#repeats < REPEATS) this.#rest.set(REPEAT_MS)
    this.#send(this.#last)
  }

  close(): void {
    this.#next = undefined
    this.#last = undefined
    this.#alarm.stop()
    this.#rest.stop()
  }
}
