import { MAX_CONTEXT, MAX_QUOTE } from '../domain/selector.ts'
import { fail, ok } from '../kit/result.ts'
import { kindOf, PAIR, PUNCTUATION, SINGLE, WORD } from './characters.ts'
import type { Described, Place, TextModel } from './model.ts'
import { structureAt } from './structure.ts'

/** Characters of context aimed at on each side: enough words to tell repeated phrases apart, within MAX_CONTEXT. */
export const CONTEXT = 224

const visible = (unit: number): boolean => {
  const kind = kindOf(unit)
  return kind === WORD || kind === SINGLE || kind === PUNCTUATION || kind === PAIR
}
const isLow = (unit: number) => unit >= 0xdc00 && unit < 0xe000

/** The place without what cannot be seen at its ends, and never between the halves of a pair. */
export function trimmed(text: string, place: Place): Place {
  let start = Math.max(0, Math.min(place.start, text.length))
  let end = Math.max(start, Math.min(place.end, text.length))
  if (isLow(text.charCodeAt(start))) start--
  if (isLow(text.charCodeAt(end))) end++
  while (start < end && !visible(text.charCodeAt(start))) start++
  // A combining accent at the end belongs to the letter before it and stays; only white space goes.
  while (end > start && !visible(text.charCodeAt(end - 1)) && text.slice(end - 1, end).trim() === '') end--
  return { start, end }
}

/** Moves a cut outwards to where a word begins or ends, if one does within the largest context allowed. */
function cut(text: string, from: number, step: 1 | -1): number {
  const most = from + step * (MAX_CONTEXT - CONTEXT)
  const inWord = (at: number) => {
    const unit = text.charCodeAt(step === 1 ? at : at - 1)
    return kindOf(unit) === WORD || isLow(text.charCodeAt(at))
  }
  let at = from
  while (at !== most && at > 0 && at < text.length && inWord(at)) at += step
  if (at > 0 && at < text.length && isLow(text.charCodeAt(at))) at -= step
  return Math.max(0, Math.min(text.length, at))
}

/**
 * The evidence stored for a place: its text with context on both sides, its position, and what stands over and beside it.
 * Refused with words: nothing visible in it, or more than MAX_QUOTE characters.
 */
export function describe(model: TextModel, from: number, to: number): Described {
  const { text } = model
  const { start, end } = trimmed(text, { start: from, end: to })
  if (start >= end) return fail({ why: 'empty', words: 'There are no words in this selection.' })
  if (end - start > MAX_QUOTE)
    return fail({
      why: 'too-long',
      words: `This is too much to mark at once (at most ${MAX_QUOTE.toLocaleString('en')} characters). Select less.`,
    })
  const structure = structureAt(model, start)
  return ok([
    {
      type: 'TextQuoteSelector',
      exact: text.slice(start, end),
      prefix: text.slice(start <= CONTEXT ? 0 : cut(text, start - CONTEXT, -1), start),
      suffix: text.slice(end, end + CONTEXT >= text.length ? text.length : cut(text, end + CONTEXT, 1)),
    },
    { type: 'TextPositionSelector', start, end },
    ...(structure ? [structure] : []),
  ])
}
