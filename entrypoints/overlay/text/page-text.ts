import type { Outline, Place, TextModel } from '../../../shared/anchoring/model.ts'
import { outlineOf } from './outline.ts'
import { BREAK, NONE, type Point, type Reading, type Stretch } from './reading.ts'

/** Readings put together: the page's text at one time, and the way from its offsets to the page's nodes. */
export class PageText implements TextModel {
  readonly text: string
  readonly readings: readonly Reading[]
  readonly #at: Int32Array
  #outline: Outline | undefined

  /** The readings learn where they stand now: only the newest text may be asked for the way from nodes to offsets. */
  constructor(readings: readonly Reading[]) {
    this.readings = readings
    this.#at = new Int32Array(readings.length)
    const parts: string[] = []
    let length = 0
    let separator = NONE
    for (const [i, reading] of readings.entries()) {
      separator = Math.max(separator, reading.lead)
      if (reading.text.length > 0) {
        if (length > 0 && separator !== NONE) {
          parts.push(separator === BREAK ? '\n' : ' ')
          length++
        }
        parts.push(reading.text)
        separator = reading.trail
      }
      this.#at[i] = length
      reading.order = i
      reading.at = length
      length += reading.text.length
    }
    this.text = parts.join('')
  }

  /** Read off when it is first asked for: most changes of a page come and go without. */
  get outline(): Outline {
    this.#outline ??= outlineOf(this.readings, this.#at)
    return this.#outline
  }

  atOf(order: number): number {
    return this.#at[order] ?? this.text.length
  }

  /** The last reading that begins at or before an offset. */
  #readingAt(offset: number): number {
    let low = 0
    let high = this.#at.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#at[middle] as number) <= offset) low = middle + 1
      else high = middle
    }
    return Math.max(0, low - 1)
  }

  /** The place as one stretch per text node, in order. */
  stretches({ start, end }: Place): Stretch[] {
    const out: Stretch[] = []
    for (let i = this.#readingAt(start); i < this.readings.length && this.atOf(i) < end; i++) {
      const at = this.atOf(i)
      for (const stretch of (this.readings[i] as Reading).stretches({
        start: Math.max(0, start - at),
        end: end - at,
      })) {
        const last = out.at(-1)
        if (last?.node === stretch.node) last.to = stretch.to
        else out.push(stretch)
      }
    }
    return out
  }

  /** The page's points for a place; undefined when it holds no text. */
  points(place: Place): { readonly start: Point; readonly end: Point } | undefined {
    const stretches = this.stretches(place)
    const first = stretches[0]
    const last = stretches.at(-1)
    if (!first || !last) return undefined
    return { start: { node: first.node, offset: first.from }, end: { node: last.node, offset: last.to } }
  }
}
