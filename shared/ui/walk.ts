import type { AnchorState } from '../domain/selector.ts'

/** One annotation in reading order. */
export interface Stop<Id> {
  readonly id: Id
  readonly state: AnchorState
  /** Its upper edge in the window, in CSS pixels; undefined when it is not rendered. Asked only where it matters: it costs a layout. */
  top(): number | undefined
}

export interface Step<Id> {
  readonly to: Id
  /** Counted from 1, as the panel lists them. */
  readonly number: number
}

/**
 * The next annotation, or with -1 the one before; from the last on to the first. Lost ones are led to as well: who hears the page learns of
 * them nowhere else. What is not rendered (inside a closed tab or menu) is passed over. Without a present one the way begins at what the
 * window shows. Undefined when there is nowhere to go.
 */
export function step<Id>(stops: readonly Stop<Id>[], present: Id | undefined, by: 1 | -1): Step<Id> | undefined {
  const from = stops.findIndex(({ id }) => id === present)
  let at = from < 0 ? beside(stops, by) : from + by
  for (let tries = 0; tries < stops.length; tries++, at += by) {
    const index = (at + stops.length) % stops.length
    const stop = stops[index]
    if (stop && (stop.state === 'lost' || stop.top() !== undefined)) return { to: stop.id, number: index + 1 }
  }
  return undefined
}

/** The first in the window or below it, or the last above it. */
function beside<Id>(stops: readonly Stop<Id>[], by: 1 | -1): number {
  const seen = stops.findIndex((stop) => stop.state !== 'lost' && (stop.top() ?? -1) >= 0)
  if (by === 1) return Math.max(0, seen)
  return (seen < 0 ? stops.length : seen) - 1
}
