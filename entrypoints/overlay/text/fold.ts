import { kindOf, SPACE } from '../../../shared/anchoring/characters.ts'
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

const NONE = 0
const BLANK = 1
const BREAK = 2

/** Soft hyphen, zero-width space, word joiner, byte-order mark: in the source, never on the screen. */
const unseen = (unit: number) => unit === 0xad || unit === 0x200b || unit === 0x2060 || unit === 0xfeff
const blank = (unit: number) => kindOf(unit) === SPACE && !unseen(unit)
const solid = (unit: number) => !blank(unit) && !unseen(unit)

/** Where a piece ends that begins at `at`: before two blanks in a row, or something unseen. */
function pieceEnd(data: string, at: number): number {
  let end = at
  while (end < data.length) {
    const unit = data.charCodeAt(end)
    if (solid(unit)) end++
    else if (blank(unit) && end + 1 < data.length && solid(data.charCodeAt(end + 1))) end += 2
    else break
  }
  return end
}

/**
 * Text nodes folded into one text, and the way back. Pieces run parallel to their node's data, one unit for one; between pieces is
 * at most one separator, a space or a newline. Both directions are binary searches.
 */
export class FoldedText {
  readonly #texts: string[] = []
  readonly #nodes: Text[] = []
  readonly #offsets: number[] = []
  readonly #starts: number[] = []
  readonly #ends: number[] = []
  readonly #firstPiece = new Map<Text, number>()
  #length = 0
  #separator = NONE

  /** A block begins or ends, or a line is broken. */
  boundary(): void {
    this.#separator = BREAK
  }

  add(node: Text): void {
    const { data } = node
    for (let at = 0; at < data.length; ) {
      const unit = data.charCodeAt(at)
      if (solid(unit)) at = this.#piece(node, data, at)
      else {
        if (blank(unit) && this.#separator === NONE) this.#separator = BLANK
        at++
      }
    }
  }

  #piece(node: Text, data: string, at: number): number {
    if (this.#separator !== NONE && this.#length > 0) {
      this.#texts.push(this.#separator === BREAK ? '\n' : ' ')
      this.#length++
    }
    this.#separator = NONE
    const end = pieceEnd(data, at)
    if (!this.#firstPiece.has(node)) this.#firstPiece.set(node, this.#nodes.length)
    this.#texts.push(data.slice(at, end).replace(/\s/g, ' '))
    this.#nodes.push(node)
    this.#offsets.push(at)
    this.#starts.push(this.#length)
    this.#length += end - at
    this.#ends.push(this.#length)
    return end
  }

  /** Well-formed: half a pair, which only a script can write, would not survive the way to another person. Lengths stay. */
  text(): string {
    return this.#texts.join('').toWellFormed()
  }

  /** First piece for which the test holds; the test must be false, then true, along the pieces. */
  #first(holds: (piece: number) => boolean): number {
    let low = 0
    let high = this.#nodes.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (holds(middle)) high = middle
      else low = middle + 1
    }
    return low
  }

  /** The page's points for a place; undefined when it holds no text. */
  points({ start, end }: Place): { readonly start: Point; readonly end: Point } | undefined {
    const first = this.#first((piece) => (this.#ends[piece] as number) > start)
    const last = this.#first((piece) => (this.#starts[piece] as number) >= end) - 1
    const firstNode = this.#nodes[first]
    const lastNode = this.#nodes[last]
    if (!firstNode || !lastNode || last < first) return undefined
    const into = Math.max(0, start - (this.#starts[first] as number))
    const upTo = Math.min(end, this.#ends[last] as number) - (this.#starts[last] as number)
    return {
      start: { node: firstNode, offset: (this.#offsets[first] as number) + into },
      end: { node: lastNode, offset: (this.#offsets[last] as number) + upTo },
    }
  }

  /** The place as one stretch per text node, in order. */
  stretches(place: Place): Stretch[] {
    const points = this.points(place)
    if (!points) return []
    const out: Stretch[] = []
    let piece = this.#first((at) => (this.#ends[at] as number) > place.start)
    for (; piece < this.#nodes.length && (this.#starts[piece] as number) < place.end; piece++) {
      const node = this.#nodes[piece] as Text
      const from = out.length === 0 ? points.start.offset : (this.#offsets[piece] as number)
      const to = (this.#offsets[piece] as number) + (this.#ends[piece] as number) - (this.#starts[piece] as number)
      const last = out.at(-1)
      if (last?.node === node) last.to = to
      else out.push({ node, from, to })
    }
    const last = out.at(-1)
    if (last) last.to = points.end.offset
    return out
  }

  /** Offset of a point inside an indexed text node; undefined for other nodes. */
  offsetIn(node: Text, offset: number): number | undefined {
    let piece = this.#firstPiece.get(node)
    if (piece === undefined) return undefined
    while (this.#nodes[piece + 1] === node && (this.#offsets[piece + 1] as number) <= offset) piece++
    const start = this.#starts[piece] as number
    return Math.max(start, Math.min(this.#ends[piece] as number, start + offset - (this.#offsets[piece] as number)))
  }

  /** Offset where the first text begins whose node fulfils the test (false, then true, in document order); the length when none does. */
  offsetWhere(holds: (node: Text) => boolean): number {
    const piece = this.#first((at) => holds(this.#nodes[at] as Text))
    return this.#starts[piece] ?? this.#length
  }

  sameNodes(other: FoldedText): boolean {
    return this.#nodes.length === other.#nodes.length && this.#nodes.every((node, i) => other.#nodes[i] === node)
  }
}
