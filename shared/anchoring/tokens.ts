import { foldOf, IGNORED, kindOf, PAIR, PUNCTUATION, SPACE, WORD } from './characters.ts'
import type { TextModel } from './model.ts'

/** Words, single characters of unspaced scripts, and punctuation marks of a text, as folded hashes with their offsets. */
export interface Tokens {
  readonly text: string
  readonly count: number
  /** 32-bit hash of the folded token; its lowest bit says punctuation. */
  readonly hash: Int32Array
  readonly start: Int32Array
  readonly end: Int32Array
}

/** A longer run is cut, so that a page of one endless word is still many tokens. */
export const LONGEST_TOKEN = 64
/** Characters read between two pauses: about a millisecond. */
const CHARS_PER_STEP = 1 << 16

/** Room for so many tokens at first; more is made when it is known how dense they stand. */
const FIRST_ROOM = 1 << 14

class Growing {
  count = 0
  hash: Int32Array
  start: Int32Array
  end: Int32Array
  readonly #length: number

  /** @param length characters of the text */
  constructor(length: number) {
    this.#length = length
    const room = Math.min(length, FIRST_ROOM)
    this.hash = new Int32Array(room)
    this.start = new Int32Array(room)
    this.end = new Int32Array(room)
  }

  push(hash: number, start: number, end: number): void {
    if (this.count === this.hash.length) this.#grow(start)
    this.hash[this.count] = hash
    this.start[this.count] = start
    this.end[this.count] = end
    this.count++
  }

  /** Copying millions of tokens is a long task: room for all of them if they go on as densely as up to here. */
  #grow(read: number): void {
    const asDense = Math.ceil((this.count / read) * this.#length * 1.1)
    const room = Math.min(this.#length, Math.max(Math.ceil(this.count * 1.25), asDense))
    const larger = (old: Int32Array) => {
      const bigger = new Int32Array(room)
      bigger.set(old)
      return bigger
    }
    this.hash = larger(this.hash)
    this.start = larger(this.start)
    this.end = larger(this.end)
  }
}

const isWord = (kind: number) => kind === WORD || kind === IGNORED

/** FNV-1a over folded units, then the murmur finaliser, so that low bits are as good as high ones. */
function mix(hash: number): number {
  let h = hash
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

/** Reads one token that begins at `at`; answers where it ends. */
function readToken(text: string, at: number, kind: number, out: Growing): number {
  let hash = 0x811c9dc5
  let end = at
  const most = Math.min(text.length, at + LONGEST_TOKEN)
  if (kind === PAIR) {
    end = Math.min(text.length, at + 2)
    for (let i = at; i < end; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  } else if (kind === WORD) {
    for (; end < most; end++) {
      const unit = text.charCodeAt(end)
      const next = kindOf(unit)
      if (!isWord(next)) break
      if (next === WORD) hash = Math.imul(hash ^ foldOf(unit), 0x01000193)
    }
  } else {
    hash = Math.imul(hash ^ foldOf(text.charCodeAt(at)), 0x01000193)
    end = at + 1
    // An accent after a character belongs to it: a token never begins with one.
    while (end < most && kindOf(text.charCodeAt(end)) === IGNORED) end++
  }
  out.push(kind === PUNCTUATION ? mix(hash) | 1 : mix(hash) & ~1, at, end)
  return end
}

/** Tokens of a text, pausing after every stretch of work. */
export function* tokenising(text: string): Generator<void, Tokens> {
  const out = new Growing(text.length)
  let pause = CHARS_PER_STEP
  for (let at = 0; at < text.length; ) {
    const kind = kindOf(text.charCodeAt(at))
    at = kind === SPACE || kind === IGNORED ? at + 1 : readToken(text, at, kind, out)
    if (at >= pause) {
      pause = at + CHARS_PER_STEP
      yield
    }
  }
  return { text, count: out.count, hash: out.hash, start: out.start, end: out.end }
}

export function tokenise(text: string): Tokens {
  const steps = tokenising(text)
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}

export const isPunctuation = (hash: number): boolean => (hash & 1) === 1

/** Index of the first token that ends after a character offset; `count` when there is none. */
export function tokenAt(tokens: Tokens, offset: number): number {
  let low = 0
  let high = tokens.count
  while (low < high) {
    const middle = (low + high) >> 1
    if ((tokens.end[middle] as number) <= offset) low = middle + 1
    else high = middle
  }
  return low
}

/** A page's tokens and how often each occurs: made once per text model, however many batches are anchored on it. */
export interface PageTokens extends Tokens {
  readonly frequency: Uint32Array
}

const FREQUENCY_SLOTS = 1 << 17
const slotOf = (hash: number) => (hash ^ (hash >>> 15)) & (FREQUENCY_SLOTS - 1)
const pages = new WeakMap<TextModel, PageTokens>()

export function* tokensOfPage(model: TextModel): Generator<void, PageTokens> {
  const known = pages.get(model)
  if (known) return known
  const tokens = yield* tokenising(model.text)
  const frequency = new Uint32Array(FREQUENCY_SLOTS)
  for (let i = 0; i < tokens.count; i++) {
    const slot = slotOf(tokens.hash[i] as number)
    frequency[slot] = (frequency[slot] as number) + 1
    if (i % CHARS_PER_STEP === CHARS_PER_STEP - 1) yield
  }
  const page = { ...tokens, frequency }
  pages.set(model, page)
  return page
}

/** How often a token is on the page; more when another falls into its slot. */
export const frequencyOf = (page: PageTokens, hash: number): number => page.frequency[slotOf(hash)] as number

/** What a matching token is worth as evidence, 0 to 1: rare words most, common ones little, punctuation next to nothing. */
export function weightOf(page: PageTokens, hash: number): number {
  if (isPunctuation(hash)) return 0.08
  return 1 / (1 + 0.35 * Math.log2(1 + frequencyOf(page, hash)))
}
