/**
 * Edits made by chance from a seed: what the page revisions do not hold, and what no rule was chosen on. Every character's way is known, so
 * the truth is exact.
 */
import type { Place } from '../../shared/anchoring/model.ts'

export interface MadeCase {
  readonly cls: string
  readonly start: number
  readonly end: number
  readonly expect: Place | undefined
}

export interface MadeRevision {
  readonly now: string
  readonly cases: readonly MadeCase[]
}

/** Xorshift: the same numbers from the same seed everywhere, below 1. */
function numbers(seed: number): () => number {
  let state = (seed * 2_654_435_761 + 1) >>> 0 || 1
  return () => {
    state ^= state << 13
    state >>>= 0
    state ^= state >>> 17
    state ^= state << 5
    state >>>= 0
    return state / 2 ** 32
  }
}

/** A line of the old text, or a foreign one. */
interface Line {
  readonly from: number
  readonly text: string
  readonly how: 'kept' | 'moved' | 'foreign'
}

class Maker {
  readonly #next: () => number
  readonly #old: string
  readonly #strange: readonly string[]
  /** Where each character of the old text is now, or -1. */
  readonly #now: Int32Array
  readonly #moved: Uint8Array
  readonly #much: number
  #text = ''

  constructor(old: string, strange: string, seed: number, much: number) {
    this.#next = numbers(seed)
    this.#old = old
    this.#strange = strange.split('\n').filter((line) => line.length > 20)
    this.#now = new Int32Array(old.length).fill(-1)
    this.#moved = new Uint8Array(old.length)
    this.#much = much
  }

  #below(most: number): number {
    return Math.floor(this.#next() * most)
  }

  #foreign(): string {
    return this.#strange[this.#below(this.#strange.length)] ?? 'foreign'
  }

  make(cases: number): MadeRevision {
    const typography = this.#next() < 0.4
    for (const line of this.#arranged()) this.#write(line, typography)
    return { now: this.#text, cases: this.#cases(cases) }
  }

  /** Lines deleted, moved in groups, and foreign ones among them. */
  #arranged(): Line[] {
    let at = 0
    let lines: Line[] = this.#old.split('\n').map((text) => {
      const from = at
      at += text.length + 1
      return { from, text, how: 'kept' }
    })
    lines = lines.filter(() => this.#next() > this.#much)
    for (let moves = Math.ceil((lines.length * this.#much) / 8); moves > 0; moves--) {
      const group = lines.splice(this.#below(lines.length), 1 + this.#below(this.#next() < 0.3 ? 25 : 5))
      lines.splice(this.#below(lines.length), 0, ...group.map((line): Line => ({ ...line, how: 'moved' })))
    }
    return lines.flatMap((line) => {
      const before = this.#next() < this.#much ? 1 + this.#below(4) : 0
      return [...Array.from({ length: before }, (): Line => ({ from: 0, text: this.#foreign(), how: 'foreign' })), line]
    })
  }

  #write({ from, text, how }: Line, typography: boolean): void {
    if (this.#text !== '') this.#text += this.#next() < 0.1 ? ' ' : '\n'
    const edits = how !== 'foreign' && this.#next() < 4 * this.#much
    let at = from
    for (const word of text.split(/(\s+)/)) {
      const edit = edits && word.trim() !== '' && this.#next() < this.#much ? this.#below(3) : -1
      if (edit > 0) this.#text += `${this.#foreign().split(' ')[0]}${edit === 2 ? ' ' : ''}`
      if (edit < 0 || edit === 2) {
        if (how !== 'foreign')
          for (let i = 0; i < word.length; i++) {
            this.#now[at + i] = this.#text.length + i
            if (how === 'moved') this.#moved[at + i] = 1
          }
        this.#text += typography ? word.replaceAll("'", '’').replaceAll('-', '–') : word
      }
      at += word.length
    }
  }

  #cases(count: number): MadeCase[] {
    const made: MadeCase[] = []
    for (let tries = 0; tries < 4 * count && made.length < count; tries++) {
      const start = this.#old.lastIndexOf(' ', this.#below(this.#old.length)) + 1
      const words = /^(?:\S+\s+){0,24}?\S+/.exec(this.#old.slice(start, start + 400))?.[0] ?? ''
      const more = this.#below(this.#next() < 0.3 ? 3 : 20)
      const quote = new RegExp(`^(?:\\S+\\s+){0,${more}}\\S+`).exec(this.#old.slice(start, start + 400))?.[0] ?? words
      const one = quote.length > 2 ? this.#case(start, start + quote.length) : undefined
      if (one) made.push(one)
    }
    return made
  }

  /** Undefined where even a careful person would not know. */
  #case(start: number, end: number): MadeCase | undefined {
    let kept = 0
    let seen = 0
    let first = Number.POSITIVE_INFINITY
    let last = -1
    for (let i = start; i < end; i++) {
      if (this.#old.charAt(i).trim() === '') continue
      seen++
      const now = this.#now[i] as number
      if (now < 0) continue
      kept++
      first = Math.min(first, now)
      last = Math.max(last, now + 1)
    }
    const quote = this.#old.slice(start, end)
    const repeated = this.#old.indexOf(quote) !== this.#old.lastIndexOf(quote)
    if (kept === 0) return repeated ? undefined : { cls: 'deleted', start, end, expect: undefined }
    if (kept < 0.65 * seen || last - first > 2 * (end - start) + 40) return undefined
    const moved = this.#moved[start] || this.#moved[end - 1]
    const same = kept === seen && last - first <= end - start + 2
    if (repeated && (moved || !same)) return undefined
    const cls = moved ? 'moved' : same ? (repeated ? 'repeated' : 'same') : 'edited'
    return { cls, start, end, expect: { start: first, end: last } }
  }
}

/**
 * @param strange text of another page, whose lines and words come in
 * @param much share of lines that go, of lines that come, and of words that change in edited ones
 */
export const madeRevision = (old: string, strange: string, seed: number, much: number, cases: number): MadeRevision =>
  new Maker(old, strange, seed, much).make(cases)
