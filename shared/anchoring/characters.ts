/**
 * What a UTF-16 unit is to the tokeniser, and what it folds to. Looked up in tables that fill as units are met: a page of
 * millions of characters is read once per build, and a regular expression per character would cost more than all the rest.
 */
export const SPACE = 1
/** Leaves no trace: soft hyphens, zero-width marks, combining accents (their base letter remains). */
export const IGNORED = 2
export const WORD = 3
/** A token of its own and a word: scripts written without spaces. */
export const SINGLE = 4
export const PUNCTUATION = 5
/** First half of a pair outside the basic plane: pair and token are one (emoji, rare ideographs). */
export const PAIR = 6

const kinds = new Uint8Array(65_536)
const folds = new Uint16Array(65_536)

const IS_SPACE = /\s/
const IS_IGNORED = /[\u00ad\u200b\u2060\ufeff\p{M}\p{Variation_Selector}]/u
const IS_SINGLE = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u
const IS_WORD = /[\p{L}\p{N}_]/u

function learn(unit: number): number {
  const char = String.fromCharCode(unit)
  const kind = classify(unit, char)
  kinds[unit] = kind
  folds[unit] = TYPOGRAPHY.get(unit) ?? char.toLowerCase().normalize('NFKD').charCodeAt(0)
  return kind
}

function classify(unit: number, char: string): number {
  if (unit >= 0xd800 && unit < 0xdc00) return PAIR
  if (unit >= 0xdc00 && unit < 0xe000) return PUNCTUATION
  // The byte-order mark is white space to a regular expression, but nobody sees it.
  if (IS_IGNORED.test(char)) return IS_SINGLE.test(char) ? SINGLE : IGNORED
  if (IS_SPACE.test(char)) return SPACE
  if (IS_SINGLE.test(char)) return SINGLE
  return IS_WORD.test(char) ? WORD : PUNCTUATION
}

/** Characters that an editor or typographer changes without changing a word. */
const TYPOGRAPHY = new Map<number, number>([
  ...[...'‘’‚‛′`´'].map((char) => [char.charCodeAt(0), 0x27] as const),
  ...[...'“”„‟″«»'].map((char) => [char.charCodeAt(0), 0x22] as const),
  ...[...'‐‑‒–—―−'].map((char) => [char.charCodeAt(0), 0x2d] as const),
])

export const kindOf = (unit: number): number => kinds[unit] || learn(unit)

/** Case, accents, width and typography folded away: for finding candidates, never for calling a place exact. */
export function foldOf(unit: number): number {
  if (kinds[unit] === 0) learn(unit)
  return folds[unit] as number
}

const QUOTES = /[‘’‚‛′`´]/g
const DOUBLE_QUOTES = /[“”„‟″«»]/g
const DASHES = /[‐‑‒–—―−]/g
const UNSEEN = /[\s\u00ad\u200b\u2060\ufeff]+/g

/** Text as compared for `exact`: composed characters, plain quotes and dashes, nothing that cannot be seen. Case stays. */
export const canonical = (text: string): string =>
  text.normalize('NFC').replace(UNSEEN, '').replace(QUOTES, "'").replace(DOUBLE_QUOTES, '"').replace(DASHES, '-')
