import { MAX_LANDMARKS } from '../domain/annotation.ts'
import { toBase64Url } from '../kit/bytes.ts'
import { pentagram } from './key-table.ts'
import type { TextModel, Version } from './model.ts'
import { type PageTokens, tokensOfPage } from './tokens.ts'

/** Tokens of one landmark. */
export const GRAM = 5
/** Words between two landmarks at least: closer ones say nothing new. */
const LEAST_APART = 8
const TOKENS_PER_STEP = 1 << 15
/** Slots for counting; texts of a million words fill it by half. */
const SLOTS = 1 << 21
const slotOf = (key: number) => (key ^ (key >>> 11)) & (SLOTS - 1)

const versions = new WeakMap<TextModel, Version>()

/** A run that stands on the page more often than this is no landmark. */
const MOST_TIMES = 3

/** How often each run of five words occurs; beyond `MOST_TIMES` it does not matter. */
function* counted(page: PageTokens, grams: number): Generator<void, Uint8Array> {
  const counts = new Uint8Array(SLOTS)
  for (let at = 0; at < grams; at++) {
    const slot = slotOf(pentagram(page.hash, at))
    if ((counts[slot] as number) <= MOST_TIMES) counts[slot] = (counts[slot] as number) + 1
    if (at % TOKENS_PER_STEP === TOKENS_PER_STEP - 1) yield
  }
  return counts
}

/** The rarest run of five in a stretch of tokens, of equals the nearest to its middle; -1 when all are too common. */
function rarest(page: PageTokens, counts: Uint8Array, from: number, to: number): number {
  const middle = (from + to) >> 1
  let found = -1
  let least = MOST_TIMES + 1
  for (let away = 0; middle - away >= from || middle + away < to; away++) {
    for (const at of [middle - away, middle + away]) {
      const often = at >= from && at < to ? (counts[slotOf(pentagram(page.hash, at))] as number) : least
      if (often >= least) continue
      if (often === 1) return at
      least = often
      found = at
    }
  }
  return found
}

/**
 * The page's text as later readers will need it to see where a place of it went (AN30): its length, and runs of five words, as rare in it as
 * there are, spread evenly. Call `next()` until it is done, pausing as the caller likes.
 */
export function* describeVersionSliced(model: TextModel): Generator<void, Version> {
  const known = versions.get(model)
  if (known) return known
  const page = yield* tokensOfPage(model)
  const grams = Math.max(0, page.count - GRAM + 1)
  const counts = yield* counted(page, grams)
  const most = Math.min(MAX_LANDMARKS, Math.floor(grams / LEAST_APART))
  const words = new DataView(new ArrayBuffer(most * 8))
  let kept = 0
  for (let i = 0; i < most; i++) {
    const at = rarest(page, counts, Math.floor((i * grams) / most), Math.floor(((i + 1) * grams) / most))
    if (at < 0) continue
    words.setInt32(kept * 8, pentagram(page.hash, at), true)
    words.setUint32(kept * 8 + 4, page.start[at] as number, true)
    kept++
  }
  const version = { length: model.text.length, landmarks: toBase64Url(new Uint8Array(words.buffer, 0, kept * 8)) }
  versions.set(model, version)
  return version
}

/** `describeVersionSliced` in one go. The same object again for the same model. */
export function describeVersion(model: TextModel): Version {
  const steps = describeVersionSliced(model)
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}
