import type { Colour } from '../../../shared/domain/annotation.ts'
import type { AnchorState, Selector } from '../../../shared/domain/selector.ts'
import { Signal } from '../../../shared/kit/signal.ts'
import type { TextIndex } from '../text/text-index.ts'

/** What is to be painted: an annotation, or a draft under an id of the caller's. */
export interface Mark<Id extends string> {
  readonly id: Id
  readonly colour: Colour
  readonly selectors: readonly Selector[]
  readonly resolved: boolean
}

export interface Outcome<Id extends string> {
  readonly annotation: Id
  readonly state: AnchorState
  /** Place in reading order, also of lost ones. */
  readonly at: number
}

export interface Marks<Id extends string> {
  /** The whole set: anchors what is new or has other selectors, repaints, forgets what is missing. */
  set(marks: readonly Mark<Id>[]): void
  /** Marks under a point of the viewport, shortest first; empty between the lines. */
  hit(x: number, y: number): Id[]
  /** Boxes of a painted mark in viewport coordinates, one per line; empty when lost or not rendered. */
  rects(id: Id): DOMRect[]
  /** The box around all of `rects`. */
  rect(id: Id): DOMRect | undefined
  /** In reading order; those still being anchored are left out. */
  outcomes(): readonly Outcome<Id>[]
  /** After outcomes or positions in the text changed (anchoring done, page text changed, set given). Scrolling is the caller's to watch. */
  readonly changed: Signal<void>
  /** One mark each may be hovered and active (its card is open); undefined for none. */
  emphasise(how: 'hover' | 'active', id: Id | undefined): void
  /** Draws the eye to it for a moment. */
  flash(id: Id): void
  /** Into the middle of the view; smooth unless the person prefers reduced motion. False when it has no place. */
  scrollTo(id: Id): boolean
}

/** Anchors and paints until the signal aborts, then takes its paint away. */
export function createMarks<Id extends string>(index: TextIndex, until: AbortSignal): Marks<Id> {
  void index
  void until
  void Signal
  throw new Error('being written')
}
