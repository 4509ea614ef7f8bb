import type { Anchored, Place, Target } from '../../../shared/anchoring/model.ts'
import type { Selector } from '../../../shared/domain/selector.ts'
import { carrierOf, type TextChange } from '../text/text-change.ts'
import type { Mark } from './marks.ts'
import type { Strokes } from './painter.ts'

/** A mark with what is known of it. */
export interface Held<Id extends string> {
  mark: Mark<Id>
  /** The last answer; none before the first, and none once the page has changed it away. */
  anchored: Anchored | undefined
  /** False while the answer is yet to come, or to be looked for again. */
  settled: boolean
  strokes: Strokes[]
  /** How it was painted, to leave alone what has not changed; empty when its nodes may be others now. */
  drawn: string
}

export const heldOf = <Id extends string>(mark: Mark<Id>): Held<Id> => ({
  mark,
  anchored: undefined,
  settled: false,
  strokes: [],
  drawn: '',
})

export const placeOf = (anchored: Anchored | undefined): Place | undefined =>
  anchored && anchored.state !== 'lost' ? anchored : undefined

export const targetOf = <Id extends string>({ mark: { id, selectors, version } }: Held<Id>): Target => ({
  id,
  selectors,
  ...(version ? { version } : {}),
})

/** Moves answers along with changes of the text. What a change touched must be looked for again; what was lost may have come back. */
export function carry<Id extends string>(all: Iterable<Held<Id>>, changes: readonly TextChange[]): void {
  for (const change of changes) {
    if (change.edits.length === 0) continue
    const carrier = carrierOf(change)
    for (const held of all) {
      const place = placeOf(held.anchored)
      const moved = place && carrier(place)
      if (moved && held.anchored) held.anchored = { ...held.anchored, ...moved } as Anchored
      else {
        // Until the new answer is there, a lost one keeps the old; a touched one is where nobody knows.
        if (place) held.anchored = undefined
        held.settled = false
      }
    }
  }
}

export function sameMark<Id extends string>(a: Mark<Id>, b: Mark<Id>): boolean {
  return a.version === b.version && sameSelectors(a.selectors, b.selectors)
}

function sameSelectors(a: readonly Selector[], b: readonly Selector[]): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b)
}
