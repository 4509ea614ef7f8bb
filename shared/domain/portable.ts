import type { AnnotationKind, Colour, Shape } from './annotation.ts'
import type { Selector } from './selector.ts'

/** Somebody's words out of their document. Times are milliseconds since 1970; absent where a foreign file has none. */
export interface PortableComment {
  /** Its name where it was written to the file: an IRI. */
  readonly id?: string
  /** It came there from elsewhere: its name at first, the same in every copy. */
  readonly canonical?: string
  readonly body: string
  /** Who wrote it, by name; empty where nobody knows. */
  readonly by: string
  /** It came by an import: who brought it here. `by` is then who the file said. */
  readonly importedBy?: string
  readonly created?: number
  readonly edited?: number
  /** Last written by somebody else than its author: who. */
  readonly changedBy?: string
}

/**
 * An annotation with its conversation, out of its document: what an export carries and an import brings. Names stand in place of member
 * ids, because nothing is proven outside a space.
 */
export interface PortableAnnotation {
  readonly id?: string
  readonly canonical?: string
  /** Of the page. As it was read: whoever stores it makes it a page address first. */
  readonly address: string
  /** Of the page; may be empty. */
  readonly title: string
  readonly kind: AnnotationKind
  readonly colour: Colour
  readonly selectors: readonly Selector[]
  readonly shapes?: readonly Shape[]
  readonly by: string
  readonly importedBy?: string
  readonly changedBy?: string
  /** Somebody placed it again: who. */
  readonly placedBy?: string
  readonly created?: number
  readonly resolved: boolean
  /** Removed by its author, while others' comments remain. */
  readonly removed?: true
  /** Oldest first. */
  readonly comments: readonly PortableComment[]
}
