import type { TextIndex } from '../../text/text-index.ts'

/** The block of text at an offset: what stands "beside" a mark that begins there is beside this. Undefined when nothing is there. */
export function columnAt(index: TextIndex, offset: number): Element | undefined {
  const node = index.rangesFor({ start: offset, end: offset + 1 })[0]?.startContainer
  let element = node instanceof Element ? node : node?.parentElement
  while (element && /^(inline|contents|ruby)/.test(getComputedStyle(element).display)) element = element.parentElement
  return element ?? undefined
}
