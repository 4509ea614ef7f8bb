import type { Desk, MarkId } from '../../desk.ts'

/**
 * The block of text that a mark begins in: what stands "beside" it is beside this. Undefined when the mark has no place.
 * Outcomes name a place by its offset in the page's text.
 */
export function columnOf({ marks, index }: Desk, id: MarkId): Element | undefined {
  const outcome = marks.outcomes().find((one) => one.annotation === id)
  if (!outcome || outcome.state === 'lost') return undefined
  const node = index.rangesFor({ start: outcome.at, end: outcome.at + 1 })[0]?.startContainer
  let element = node instanceof Element ? node : node?.parentElement
  while (element && /^(inline|contents|ruby)/.test(getComputedStyle(element).display)) element = element.parentElement
  return element ?? undefined
}
