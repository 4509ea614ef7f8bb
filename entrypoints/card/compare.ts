import { diffArrays } from 'diff'

/** A stretch of two texts laid over each other: in both, only in the first, only in the second. */
export interface Piece {
  readonly how: 'same' | 'gone' | 'new'
  readonly text: string
}

/** Beyond so many words gone and come the two are no longer read word by word; bounds the work, which grows with the square of it. */
const MOST_EDITS = 400
/** Less in common than this share: side by side they are read more easily. */
const LEAST_COMMON = 0.3
/** So few letters in common between two changes ("the", "a") only tear them apart. */
const TINY = 4

const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' })

/** Words with the space after them. Cut as the language of each is, also where it has no spaces. */
function words(text: string): string[] {
  const found: string[] = []
  for (const { segment } of segmenter.segment(text)) {
    const last = found.length - 1
    if (last >= 0 && segment.trim() === '') found[last] += segment
    else found.push(segment)
  }
  return found
}

/**
 * What became of words that were marked, word by word; white space does not count. Where little is the same: all that was, then all that is.
 * @param then at most MAX_QUOTE units, as `now`
 */
export function compare(then: string, now: string): Piece[] {
  const apart: Piece[] = [piece('gone', then), piece('new', now)].filter(({ text }) => text !== '')
  const options = { maxEditLength: MOST_EDITS, comparator: (a: string, b: string) => a.trim() === b.trim() }
  const changes = diffArrays(words(then), words(now), options)
  if (!changes) return apart
  const pieces = changes.map(({ added, removed, value }) =>
    piece(added ? 'new' : removed ? 'gone' : 'same', value.join('')),
  )
  const joined = together(pieces)
  const common = joined.reduce((sum, { how, text }) => sum + (how === 'same' ? text.length : 0), 0)
  return common < LEAST_COMMON * Math.min(then.length, now.length) ? apart : joined
}

const piece = (how: Piece['how'], text: string): Piece => ({ how, text })

/** Between two words in both, first what went, then what came. */
function together(pieces: readonly Piece[]): Piece[] {
  const joined: Piece[] = []
  let gone = ''
  let come = ''
  const flush = () => {
    if (gone !== '') joined.push(piece('gone', gone))
    if (come !== '') joined.push(piece('new', come))
    gone = come = ''
  }
  for (const [at, { how, text }] of pieces.entries()) {
    const tiny = text.trim().length < TINY && gone + come !== '' && at < pieces.length - 1
    if (how === 'same' && !tiny) {
      flush()
      joined.push(piece('same', text))
    } else {
      if (how !== 'new') gone += text
      if (how !== 'gone') come += text
    }
  }
  flush()
  return joined
}

/** Letters kept beside a change when what is the same is folded, and how much more there must be for it to be worth it. */
const BESIDE = 60
const WORTH = 40

/** The same with long stretches of what is in both shortened to their ends beside the changes. */
export function folded(pieces: readonly Piece[]): Piece[] {
  return pieces.map(({ how, text }, at) => {
    const [head, tail] = [at === 0 ? 0 : BESIDE, at === pieces.length - 1 ? 0 : BESIDE]
    if (how !== 'same' || pieces.length === 1 || text.length < head + tail + WORTH) return piece(how, text)
    return piece(how, `${upTo(text, head)}…${from(text, text.length - tail)}`)
  })
}

/** Whole words only, where there are spaces near. */
function upTo(text: string, end: number): string {
  const space = text.lastIndexOf(' ', end)
  return text.slice(0, space > end - 20 ? space + 1 : end).toWellFormed()
}

function from(text: string, start: number): string {
  const space = text.indexOf(' ', start)
  return text.slice(space >= 0 && space < start + 20 ? space : start).toWellFormed()
}
