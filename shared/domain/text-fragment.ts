import type { TextQuoteSelector } from './selector.ts'

/** Quotes longer than this are named by how they begin and end. UTF-16 units. */
const WHOLE = 200
/** Words at each end of a long quote, and of context beside a short one. */
const WORDS = 6
/** Shorter quotes are likely to stand on a page more than once. */
const SHORT = 24

/** Percent-encoded, with the characters that have a meaning inside a text directive. */
const encoded = (text: string): string => encodeURIComponent(text.toWellFormed()).replaceAll('-', '%2D')

const ends = (text: string): readonly [string, string] => {
  const words = text.trim().split(/\s+/)
  if (words.length >= 2 * WORDS) return [words.slice(0, WORDS).join(' '), words.slice(-WORDS).join(' ')]
  // Scripts without spaces between words.
  const chars = Array.from(text.trim())
  return [chars.slice(0, 20).join(''), chars.slice(-20).join('')]
}

/**
 * The page's address with a text directive, at which browsers scroll to the quote and mark it.
 * @see https://wicg.github.io/scroll-to-text-fragment/
 */
export function textFragment(address: string, { exact, prefix, suffix }: TextQuoteSelector): string {
  const text = exact.trim()
  const [start, end] = text.length > WHOLE ? ends(text) : [text, undefined]
  const before = text.length < SHORT ? lastWords(prefix) : ''
  const after =
    text.length < SHORT ? lastWords(suffix.split(/\s+/).reverse().join(' ')).split(' ').reverse().join(' ') : ''
  const directive = [
    ...(before === '' ? [] : [`${encoded(before)}-`]),
    encoded(start),
    ...(end === undefined ? [] : [encoded(end)]),
    ...(after === '' ? [] : [`-${encoded(after)}`]),
  ].join(',')
  return `${address}${address.includes('#') ? '' : '#'}:~:text=${directive}`
}

/** The last whole words of a text that may begin in the middle of one. */
const lastWords = (text: string): string => text.trim().split(/\s+/).slice(1).slice(-3).join(' ')
