/** Web addresses in what people write. Only http and https, and only what reads as the address it leads to. */

export interface Piece {
  readonly words: string
  /** Where the words lead; absent: plain words. */
  readonly href?: string
}

/** Ends at white space, quotes, angle brackets, and at the marks that turn the direction of text: those could show another address. */
const ADDRESS = /\bhttps?:\/\/[^\s<>"`\u200e\u200f\u202a-\u202e\u2066-\u2069]+/giu
const PUNCTUATION = /[.,;:!?'*_~]$/u
const PAIRS: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' }
/** A message holds at most so many links; what follows stays words. */
const MAX_LINKS = 100

/** The text in order, cut at its addresses; joined, the pieces' words are the text. */
export function pieces(text: string): Piece[] {
  const found: Piece[] = []
  let from = 0
  let links = 0
  for (const { 0: match, index } of text.matchAll(ADDRESS)) {
    const words = withoutEnd(match)
    const href = hrefOf(words)
    if (href === undefined) continue
    if (links++ === MAX_LINKS) break
    if (index > from) found.push({ words: text.slice(from, index) })
    found.push({ words, href })
    from = index + words.length
  }
  if (from < text.length) found.push({ words: text.slice(from) })
  return found
}

/** A sentence's own marks after an address are not part of it; a closing bracket is when it was opened inside. */
function withoutEnd(address: string): string {
  let end = address.length
  // At most so many steps: a row of a thousand brackets is nobody's address.
  for (let step = 0; step < 20; step++) {
    const mark = address[end - 1] ?? ''
    const open = PAIRS[mark]
    const before = address.slice(0, end)
    const unpaired = open !== undefined && before.split(mark).length > before.split(open).length
    if (!unpaired && !PUNCTUATION.test(mark)) break
    end--
  }
  return address.slice(0, end)
}

/** Undefined for what is no address, or hides where it leads behind a name and password. */
function hrefOf(words: string): string | undefined {
  const url = URL.parse(words)
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) return undefined
  return url.username === '' && url.password === '' ? url.href : undefined
}
