import { describe } from '../../../shared/anchoring/describe.ts'
import type { Place, Undescribable } from '../../../shared/anchoring/model.ts'
import type { Selector } from '../../../shared/domain/selector.ts'
import { fail, ok, type Result } from '../../../shared/kit/result.ts'
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

const FIELDS = 'input, textarea, select'

function typedInto(node: Node): boolean {
  const element = node instanceof HTMLElement ? node : node.parentElement
  return element !== null && (element.isContentEditable || element.closest(FIELDS) !== null)
}

/** What is selected, also where it reaches across open shadow trees: there `getRangeAt` tells no more than the host. */
function rangeOf(selection: Selection, index: TextIndex): AbstractRange | undefined {
  const shadowRoots = index.roots()
  const composed = shadowRoots.length > 0 ? selection.getComposedRanges?.({ shadowRoots })[0] : undefined
  if (composed && !composed.collapsed) return composed
  return selection.isCollapsed || selection.rangeCount === 0 ? undefined : selection.getRangeAt(0)
}

function placeOf(range: AbstractRange, index: TextIndex): Place {
  index.refresh(range.startContainer, range.endContainer)
  const start = index.offsetAt(range.startContainer, range.startOffset)
  return { start, end: Math.max(start, index.offsetAt(range.endContainer, range.endOffset)) }
}

/** Reads the page's selection as selectors, with the text built anew if the page has changed. */
export function readSelection(selection: Selection | null, index: TextIndex): Result<SelectedText, NotSelected> {
  const range = selection ? rangeOf(selection, index) : undefined
  if (!selection || !range) return fail({ why: 'none' })
  const { startContainer, endContainer } = range
  if ([startContainer, endContainer].some((node) => typedInto(node) || index.ours(node))) return fail({ why: 'none' })
  const selected = placeOf(range, index)
  const described = describe(index.model(), selected.start, selected.end)
  if (!described.ok) return described.error.why === 'empty' ? fail({ why: 'none' }) : described
  const position = described.value.find((selector) => selector.type === 'TextPositionSelector')
  const rects = position ? index.boxesFor(position) : []
  const backwards = selection.direction === 'backward'
  const focus = backwards ? rects[0] : rects.at(-1)
  if (!position || !focus) return fail({ why: 'none' })
  const { start, end } = position
  return ok({
    selectors: described.value,
    place: { start, end },
    rects,
    focus,
    backwards,
  })
}
