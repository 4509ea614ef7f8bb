import type { Place, TextModel } from '../../../shared/anchoring/model.ts'
import { Signal } from '../../../shared/kit/signal.ts'
import { boxesOf } from './boxes.ts'
import { FoldedText } from './fold.ts'
import { watchPage } from './page-watch.ts'
import { visibility } from './visibility.ts'
import { foldedTextOf } from './walk.ts'

/** The page's visible text and the way back from its offsets to the page's nodes. */
export interface TextIndex {
  readonly page: Document
  /** The text as of the last build. The same object until the text itself changes, so it can key caches. */
  model(): TextModel
  /** After a build whose text or nodes differ from the one before. */
  readonly changed: Signal<void>
  /** Builds now if the page has changed since the last build: before reading a selection. */
  refresh(): void
  /** The offset of a point of the page, as `Selection` and `Range` name points; points outside indexed text give the next one. */
  offsetAt(node: Node, offset: number): number
  /** As few ranges as cover the place; empty when its nodes have gone since the last build. */
  rangesFor(place: Place): StaticRange[]
  /** Boxes of the place's text in viewport coordinates, one per line or column; empty when it is not rendered. */
  boxesFor(place: Place): DOMRect[]
  /** True for our own host. What is inside its closed root is never seen here. */
  ours(node: Node): boolean
}

/**
 * Nothing is read before the first idle time or the first question, so that the overlay's own start is not held up.
 * Follows the page's `<body>` (also when the page replaces it) until the signal aborts. Builds in idle time, not more often than
 * its own cost allows.
 * @param host our own element, whose text is not the page's; asked each time, since it may be made again
 */
export function createTextIndex(page: Document, host: () => Element | null, until: AbortSignal): TextIndex {
  return new PageTextIndex(page, host, until)
}

class PageTextIndex implements TextIndex {
  readonly changed = new Signal<void>()
  readonly page: Document
  readonly #host: () => Element | null
  readonly #watch: { takeStale(): boolean; built(tookMs: number): void }
  #folded = new FoldedText()
  #model: TextModel = { text: '' }
  #built = false

  constructor(page: Document, host: () => Element | null, until: AbortSignal) {
    this.page = page
    this.#host = host
    this.#watch = watchPage(page, host, () => this.#build(), until)
  }

  model(): TextModel {
    if (!this.#built) this.refresh()
    return this.#model
  }

  refresh(): void {
    if (this.#watch.takeStale()) this.#build()
  }

  #fold(): FoldedText {
    const host = this.#host()
    const root = this.page.body ?? this.page.documentElement ?? this.page
    return foldedTextOf(root, (element) => (element === host ? 'nothing' : visibility(element)))
  }

  #build(): void {
    this.#built = true
    const began = performance.now()
    const folded = this.#fold()
    const text = folded.text()
    const sameText = text === this.#model.text
    const sameNodes = folded.sameNodes(this.#folded)
    this.#folded = folded
    if (!sameText) this.#model = { text }
    this.#watch.built(performance.now() - began)
    if (!sameText || !sameNodes) this.changed.emit()
  }

  offsetAt(node: Node, offset: number): number {
    const inside = node.nodeType === Node.TEXT_NODE ? this.#folded.offsetIn(node as Text, offset) : undefined
    if (inside !== undefined) return inside
    const child = node.nodeType === Node.TEXT_NODE ? node : node.childNodes[offset]
    if (child) {
      const { DOCUMENT_POSITION_FOLLOWING: following } = Node
      return this.#folded.offsetWhere(
        (text) => text === child || (child.compareDocumentPosition(text) & following) !== 0,
      )
    }
    return this.#folded.offsetWhere((text) => {
      const where = node.compareDocumentPosition(text)
      return (where & Node.DOCUMENT_POSITION_FOLLOWING) !== 0 && (where & Node.DOCUMENT_POSITION_CONTAINED_BY) === 0
    })
  }

  rangesFor(place: Place): StaticRange[] {
    const points = this.#folded.points(place)
    if (!points?.start.node.isConnected || !points.end.node.isConnected) return []
    // The page may have shortened a text since the build; an offset beyond it would make the range invalid, and unpainted.
    const startOffset = Math.min(points.start.offset, points.start.node.length)
    const endOffset = Math.min(points.end.offset, points.end.node.length)
    return [
      new StaticRange({ startContainer: points.start.node, startOffset, endContainer: points.end.node, endOffset }),
    ]
  }

  boxesFor(place: Place): DOMRect[] {
    return boxesOf(this.page, this.#folded.stretches(place))
  }

  ours(node: Node): boolean {
    return this.#host()?.contains(node) ?? false
  }
}
