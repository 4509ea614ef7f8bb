import { MIN_PASSPHRASE } from '../contract/backup.ts'

export interface Strength {
  readonly words: string
  /** Good enough to be taken; the words say how good. */
  readonly enough: boolean
}

/** Bits that a guess at 600,000 iterations makes hopeless for long; and fewer, for a file that stays in good hands. */
const STRONG_BITS = 70
const FAIR_BITS = 50

/**
 * How hard a passphrase is to guess, in words. A rough measure, by how many kinds of characters it has and how many different ones; it
 * cannot know that something is somebody's birthday.
 */
export function strengthOf(passphrase: string): Strength {
  const characters = [...passphrase]
  if (characters.length === 0)
    return { words: 'Four or five words that do not belong together are strong, and easy to remember.', enough: false }
  if (passphrase.length < MIN_PASSPHRASE) return { words: 'Too short: type on.', enough: false }
  // What repeats, or goes on as the alphabet does, is guessed with what it follows.
  const news = characters.filter((one, i) => {
    const before = characters[i - 1]
    const step = before === undefined ? Number.NaN : (one.codePointAt(0) ?? 0) - (before.codePointAt(0) ?? 0)
    return Math.abs(step) !== 1 && step !== 0
  })
  const different = new Set(characters).size
  const bits = Math.min(news.length, 2.5 * different) * Math.log2(poolOf(passphrase))
  if (different < 5 || bits < FAIR_BITS)
    return { words: 'Weak: somebody with the file could guess it. Add words.', enough: true }
  return bits < STRONG_BITS
    ? { words: 'Fair. One more word makes it strong.', enough: true }
    : { words: 'Strong.', enough: true }
}

/** How many characters somebody who guesses has to try at each place; words are guessed as words, so letters count little. */
function poolOf(passphrase: string): number {
  const kinds: ReadonlyArray<readonly [RegExp, number]> = [
    [/[a-z]/, 8],
    [/[A-Z]/, 8],
    [/\d/, 6],
    [/[^a-zA-Z\d]/, 6],
  ]
  return kinds.reduce((sum, [kind, size]) => sum + (kind.test(passphrase) ? size : 0), 0)
}
