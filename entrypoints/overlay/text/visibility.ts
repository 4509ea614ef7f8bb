import type { Shown } from './walk.ts'

/** How much of an element is rendered. The first question settles nearly all elements and costs no style object. */
export function visibility(element: Element): Shown {
  if (element.checkVisibility({ visibilityProperty: true })) return 'all'
  if (element.checkVisibility()) return 'children'
  // An element without a box of its own (`display: contents`) has visible children all the same.
  const style = getComputedStyle(element)
  if (style.display !== 'contents') return 'nothing'
  return style.visibility === 'visible' ? 'all' : 'children'
}
