import type { ElementSelector } from '../../domain/selector.ts'
import type { Place, TextModel } from '../model.ts'

/** What can be read of an element without its text. */
export type Traits = Pick<ElementSelector, 'tag' | 'id' | 'handle' | 'role' | 'name' | 'source'>

/** What is looked up for each element of the page: no more than a few attributes. */
export type Keys = Pick<ElementSelector, 'tag' | 'id' | 'handle' | 'source'>

/** A page's elements beside its text, as the overlay reads them from the DOM and tests make them up. */
export interface ElementTree<Element> {
  readonly model: TextModel
  /** Every element of the page in document order, those of open shadow roots too, without our own. Read lazily. */
  all(): Iterable<Element>
  keys(element: Element): Keys
  traits(element: Element): Traits
  /** From the body down, as in ElementSelector. */
  path(element: Element): readonly string[]
  /** The element that a path names, if every step of it is there. */
  follow(path: readonly string[]): Element | undefined
  parent(element: Element): Element | undefined
  contains(outer: Element, inner: Element): boolean
  /** The stretch of the text that stands in it; empty, at the place in the text where it stands, when none does. */
  place(element: Element): Place
  /** The innermost element around the text at an offset. */
  at(offset: number): Element | undefined
  /** Its box in CSS pixels; nothing when it is not rendered. */
  size(element: Element): { readonly width: number; readonly height: number } | undefined
}
