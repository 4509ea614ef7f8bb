import type { Place } from '../../../shared/anchoring/model.ts'

/** A point of the page, as ranges name them. */
export interface Point {
  readonly node: Text
  readonly offset: number
}

/** Part of one text node. */
export interface Stretch {
  readonly node: Text
  readonly from: number
  to: number
}

/** What stands between two texts; the greater one wins. */
export const NONE = 0
export const BLANK = 1
export const BREAK = 2

/** A heading, table, row or cell begins before the piece of that number, or (`end`) one of them ends there. */
export interface Sign {
  readonly what: 'heading' | 'table' | 'row' | 'cell' | 'head' | 'end'
  readonly piece: number
  /** Of a heading. */
  readonly level?: number
  /** Of a cell. */
  readonly columns?: number
  readonly rows?: number
}

/** Two or more in a row, or one that is never on the screen: soft hyphen, zero-width space, word joiner, byte-order mark. */
const GAP = /[\s\u00ad\u200b\u2060]{2,}|[\u00ad\u200b\u2060\ufeff]/g
const INK = /[^\s\u00ad\u200b\u2060]/g
const BLANKS = /[^\S\ufeff]/
const OTHER_BLANKS = /[^\S ]/g

/**
 * What was read in one go: text nodes folded into one text, and the way back. Pieces run parallel to their node's data, one unit for one;
 * between pieces is at most one separator, a space or a newline. Never changed once it is done.
 */
export class Reading {
  readonly nodes: Text[] = []
  readonly offsets: number[] = []
  readonly starts: number[] = []
  readonly ends: number[] = []
  readonly signs: Sign[] = []
  /** Separators before the first piece and after the last; the same when there is none. */
  lead = NONE
  trail = NONE
  text = ''
  /** Where it stands among the others, and its text in the page's, as of the last time all were put together. */
  order = -1
  at = 0
  #parts: string[] = []
  #length = 0

  get length(): number {
    return this.#length
  }

  #separate(separator: number): void {
    this.trail = Math.max(this.trail, separator)
    if (this.nodes.length === 0) this.lead = this.trail
  }

  /** A block begins or ends, or a line is broken. */
  boundary(): void {
    this.#separate(BREAK)
  }

  sign(sign: Omit<Sign, 'piece'>): void {
    this.signs.push({ ...sign, piece: this.nodes.length })
  }

  add(node: Text): void {
    const { data } = node
    let at = 0
    while (at < data.length) {
      INK.lastIndex = at
      const from = INK.exec(data)?.index ?? data.length
      if (from > at && BLANKS.test(data.slice(at, from))) this.#separate(BLANK)
      if (from === data.length) break
      GAP.lastIndex = from
      at = GAP.exec(data)?.index ?? data.length
      const last = at === data.length && BLANKS.test(data.slice(-1)) ? at - 1 : at
      this.#piece(node, data, from, last)
      at = last
    }
  }

  #piece(node: Text, data: string, from: number, to: number): void {
    if (this.nodes.length > 0 && this.trail !== NONE) {
      this.#parts.push(this.trail === BREAK ? '\n' : ' ')
      this.#length++
    }
    this.trail = NONE
    this.#parts.push(data.slice(from, to).replace(OTHER_BLANKS, ' '))
    this.nodes.push(node)
    this.offsets.push(from)
    this.starts.push(this.#length)
    this.#length += to - from
    this.ends.push(this.#length)
  }

  /** Well-formed: half a pair, which only a script can write, would not survive the way to another person. Lengths stay. */
  done(): this {
    this.text = this.#parts.join('').toWellFormed()
    this.#parts = []
    return this
  }

  same(other: Reading): boolean {
    return (
      this.text === other.text &&
      this.lead === other.lead &&
      this.trail === other.trail &&
      this.nodes.length === other.nodes.length &&
      this.signs.length === other.signs.length &&
      this.nodes.every((node, i) => other.nodes[i] === node && other.offsets[i] === this.offsets[i]) &&
      this.signs.every((sign, i) => sameSign(sign, other.signs[i]))
    )
  }

  /** The last piece that begins at or before an offset of this text; -1 when none does. */
  pieceAt(offset: number): number {
    let low = 0
    let high = this.starts.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.starts[middle] as number) <= offset) low = middle + 1
      else high = middle
    }
    return low - 1
  }

  /** The parts of its text nodes in a place of this text, in order. */
  stretches({ start, end }: Place): Stretch[] {
    const out: Stretch[] = []
    for (let i = Math.max(0, this.pieceAt(start)); i < this.nodes.length && (this.starts[i] as number) < end; i++) {
      const node = this.nodes[i] as Text
      const begin = this.starts[i] as number
      const shift = (this.offsets[i] as number) - begin
      const from = Math.max(start, begin) + shift
      const to = Math.min(end, this.ends[i] as number) + shift
      if (to <= from) continue
      const last = out.at(-1)
      if (last?.node === node) last.to = to
      else out.push({ node, from, to })
    }
    return out
  }

  /** Offset in this text of a point inside one of its nodes; undefined for other nodes. */
  offsetIn(node: Text, offset: number): number | undefined {
    let piece = this.nodes.indexOf(node)
    if (piece < 0) return undefined
    while (this.nodes[piece + 1] === node && (this.offsets[piece + 1] as number) <= offset) piece++
    const start = this.starts[piece] as number
    return Math.max(start, Math.min(this.ends[piece] as number, start + offset - (this.offsets[piece] as number)))
  }
}

const sameSign = (a: Sign, b: Sign | undefined) =>
  a.what === b?.what && a.piece === b.piece && a.level === b.level && a.columns === b.columns && a.rows === b.rows
