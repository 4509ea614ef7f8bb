import type { AnnotationId, CommentId, MemberId } from './ids.ts'
import type { Selector } from './selector.ts'

export const COLOURS = ['yellow', 'green', 'blue', 'pink'] as const
export type Colour = (typeof COLOURS)[number]

/** A highlight has a place in the text; a page comment has none. Later kinds: pin, drawing, suggestion. */
export type AnnotationKind = 'highlight' | 'page'

/** The value stored under an annotation's key. Plain JSON; times are milliseconds since 1970 by the writer's clock. */
export interface Annotation {
  readonly v: 1
  readonly kind: AnnotationKind
  readonly colour: Colour
  readonly selectors: readonly Selector[]
  readonly created: number
  /** Set, never removed from the map: nothing disappears under somebody's concurrent edit. */
  readonly deleted?: true
}

export interface Comment {
  readonly v: 1
  readonly annotation: AnnotationId
  readonly body: string
  readonly created: number
  readonly edited?: number
  readonly deleted?: true
}

/** A state that anyone in the space may set; last writer wins, and the writer is proven by the operation. */
export interface ThreadState {
  readonly v: 1
  readonly resolved: boolean
  readonly at: number
}

/** Longest comment, in UTF-16 units. */
export const MAX_COMMENT = 10_000

export interface StoredAnnotation {
  readonly id: AnnotationId
  readonly value: Annotation
  /** Who last wrote the value. Differs from the owner only when somebody wrote over another's work: shown with the sender's name. */
  readonly writer: MemberId
}

export interface StoredComment {
  readonly id: CommentId
  readonly value: Comment
  readonly writer: MemberId
}
