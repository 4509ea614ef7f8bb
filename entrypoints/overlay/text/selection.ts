import type { Place, Undescribable } from '../../../shared/anchoring/model.ts'
import type { Selector } from '../../../shared/domain/selector.ts'
import { fail, type Result } from '../../../shared/kit/result.ts'
import type { TextIndex } from './text-index.ts'

/** What a person has selected, ready to be sent and to place a bar beside. Rectangles are in viewport coordinates. */
export interface SelectedText {
  readonly selectors: readonly Selector[]
  readonly place: Place
  /** One per line or box, in reading order. */
  readonly rects: readonly DOMRect[]
  /** The box where the selection ended (where the pointer is): its last line, or its first when made backwards. */
  readonly focus: DOMRect
  readonly backwards: boolean
}

/** `none`: nothing to offer (collapsed, in an editable field, in our own interface): stay silent. `too-long` has words to show. */
export type NotSelected = { readonly why: 'none' } | Undescribable

export function readSelection(selection: Selection | null, index: TextIndex): Result<SelectedText, NotSelected> {
  void selection
  void index
  return fail({ why: 'none' })
}
