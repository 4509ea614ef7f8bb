import type { AnnotationId, CommentId, MemberId, OwnedKey } from './ids.ts'
import type { Selector } from './selector.ts'

export const COLOURS = ['yellow', 'green', 'blue', 'pink'] as const
export type Colour = (typeof COLOURS)[number]

/** A highlight has a place in the text, a pin and a drawing on an element; a page comment has none. Later kind: suggestion. */
export const ANNOTATION_KINDS = ['highlight', 'page', 'pin', 'drawing'] as const
export type AnnotationKind = (typeof ANNOTATION_KINDS)[number]

/**
 * One shape of a drawing. Coordinates are whole ten-thousandths of the element's box, x of its width and y of its height; they may leave it.
 * `pen`: x, y, pressure (0 to 1,000) again and again; `arrow` (from, to) and `rectangle` (two corners): x, y, x, y.
 */
export interface Shape {
  readonly tool: (typeof SHAPE_TOOLS)[number]
  readonly colour: Colour
  readonly points: readonly number[]
}
export const SHAPE_TOOLS = ['pen', 'arrow', 'rectangle'] as const
/** What one drawing may hold: a page full of ink stays one small message. */
export const MAX_SHAPES = 64
export const MAX_SHAPE_NUMBERS = 3_000
export const MAX_DRAWING_NUMBERS = 12_000
/** How far a shape may leave its element, in ten-thousandths of the box. */
export const MOST_OUTSIDE = 100_000

/** Whether a shape's numbers make one. */
export const isWhole = ({ tool, points }: Pick<Shape, 'tool' | 'points'>): boolean =>
  tool === 'pen' ? points.length >= 3 && points.length % 3 === 0 : points.length === 4

/** Whether the shapes of a drawing are whole, and no more ink than one may hold. */
export const isDrawing = (shapes: readonly Shape[]): boolean =>
  shapes.every(isWhole) && shapes.reduce((sum, { points }) => sum + points.length, 0) <= MAX_DRAWING_NUMBERS

/** What came from elsewhere by an import: the importer keeps it, somebody else wrote it, as far as the file says. */
export interface Origin {
  /** The author's name as the file has it; empty when it has none. */
  readonly by: string
  /** The identifier there: the same one is not imported twice. */
  readonly source: string
}

/** The value stored under an annotation's key. Plain JSON; times are milliseconds since 1970 by the writer's clock. */
export interface Annotation {
  readonly v: 1
  readonly kind: AnnotationKind
  readonly colour: Colour
  readonly selectors: readonly Selector[]
  /** Of a drawing. */
  readonly shapes?: readonly Shape[]
  /** The page as it was when this was placed. */
  readonly version?: VersionKey
  readonly origin?: Origin
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
  readonly origin?: Origin
  readonly deleted?: true
}

/**
 * A page's text at one time, by its landmarks: settles where repeated and moved text belongs (shared/anchoring, SPEC AN30). Stored once, however
 * many annotations refer to it.
 */
export interface PageVersion {
  readonly v: 1
  /** UTF-16 units of the text. */
  readonly length: number
  /** Base64url of up to `MAX_LANDMARKS` pairs of 32-bit little-endian words: hash, offset; by offset. */
  readonly landmarks: string
}
export const MAX_LANDMARKS = 512
export type VersionKey = OwnedKey

/** Where somebody placed an annotation again after its text had gone; last writer wins, and the writer is shown. */
export interface Placement {
  readonly v: 1
  readonly selectors: readonly Selector[]
  readonly version?: VersionKey
  readonly at: number
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
