/** Scripts that look at a page from its own world; both browsers run them as text. */

/** The rectangle of the first visible occurrence of the words, in viewport pixels, scrolled into view. */
export const rectOfWords = (words: string): string => `(() => {
  const words = ${JSON.stringify(words)}
  const walker = document.createTreeWalker(document.body ?? document.documentElement, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (/^(script|style)$/i.test(node.parentElement.tagName)) continue
    const at = node.data.indexOf(words)
    if (at < 0) continue
    const range = document.createRange()
    range.setStart(node, at)
    range.setEnd(node, at + words.length)
    const middle = range.getBoundingClientRect()
    if (middle.top < 60 || middle.bottom > innerHeight - 160) scrollTo({ top: scrollY + middle.top - innerHeight / 2, behavior: 'instant' })
    const rects = [...range.getClientRects()]
    const first = rects[0], last = rects.at(-1)
    return { x1: first.left, y1: (first.top + first.bottom) / 2, x2: last.right, y2: (last.top + last.bottom) / 2 }
  }
  return null
})()`

/** Counts painted ranges by walking the registry; what the page itself could do. */
export const paintedRanges = (colour: string): string => `(() => {
  let count = 0
  for (const [name, highlight] of CSS.highlights) if (name.includes(${JSON.stringify(colour)})) count += highlight.size
  return count
})()`

export interface WordsRect {
  readonly x1: number
  readonly y1: number
  readonly x2: number
  readonly y2: number
}
