import type { Place, TextModel } from '../../../shared/anchoring/model.ts'
import { Signal } from '../../../shared/kit/signal.ts'
import { boxesOf } from './boxes.ts'
import { Chunks } from './chunks.ts'
import { FlatWalk, flatContains } from './flat-tree.ts'
import { PageText } from './page-text.ts'
import { PageWatch } from './page-watch.ts'
import type { Reading } from './reading.ts'
import { changeBetween, type TextChange } from './text-change.ts'
import { WorkClock } from './work-clock.ts'

/** The page's visible text and the way back from its offsets to the page's nodes. */
export interface TextIndex {
  readonly page: Document
  /** False until the page has been read for the first time; `changed` says when. */
  readonly built: boolean
  /** The text as of the last build; asked for before the first one, it is made at once. The same object until text or nodes change, so it can key caches. */
  model(): TextModel
  /** After a build whose text or nodes differ from the one before. */
  readonly changed: Signal<TextChange>
  /**
   * Reads what has changed since the last build: before reading a selection, whose nodes go first. Where very much has changed, the rest is
   * left for later.
   */
  refresh(...first: readonly Node[]): void
  /** The offset of a point of the page, as `Selection` and `Range` name points; points outside indexed text give the next one. */
  offsetAt(node: Node, offset: number): number
  /** As few ranges as cover the place, one for each tree; empty when its nodes have gone since the last build. */
  rangesFor(place: Place): StaticRange[]
  /** Boxes of the place's text in viewport coordinates, one per line or column; empty when it is not rendered. */
  boxesFor(place: Place): DOMRect[]
  /** True for our own host. What is inside its closed root is never seen here. */
  ours(node: Node): boolean
  /** The page's open shadow roots, as far as they have been read. */
  roots(): ShadowRoot[]
}

/** As long as a person does not notice: what `refresh` may take when all of a long page has changed. */
const REFRESH_MS = 40
/** A page that changes faster than it can be read shows what there is after so long. */
const PATIENCE_MS = 1_000
/** Nodes looked through for the text after a point. */
const LOOK_AHEAD = 5_000

/**
 * Nothing is read before the first idle time or the first question, so that the overlay's own start is not held up. Reads in slices, then
 * only what has changed, in idle time and for a bounded share of it.
 * @param host our own element, whose text is not the page's; asked each time, since it may be made again
 */
export function createTextIndex(page: Document, host: () => Element | null, until: AbortSignal): TextIndex {
  return new PageTextIndex(page, host, until)
}

class PageTextIndex implements TextIndex {
  readonly changed = new Signal<TextChange>()
  readonly page: Document
  readonly #host: () => Element | null
  readonly #until: AbortSignal
  readonly #watch: PageWatch
  readonly #clock: WorkClock
  #chunks: Chunks
  #text = new PageText([])
  /** Something read differs from the text that was put together last. */
  #news = false
  #newsSince = 0
  #built = false

  constructor(page: Document, host: () => Element | null, until: AbortSignal) {
    this.page = page
    this.#host = host
    this.#until = until
    this.#chunks = this.#begin()
    this.#clock = new WorkClock(page, () => this.#work(), until)
    this.#watch = new PageWatch(
      page,
      host,
      () => this.#chunks,
      () => this.#clock.wake(),
      until,
    )
    this.#clock.whenStyled(() => {
      this.#chunks.touchEverything()
      this.#clock.wake()
    })
    this.#clock.sweep(() => {
      this.#current().sweep()
      return this.#chunks.pending
    })
  }

  #begin(): Chunks {
    const root = this.page.body ?? this.page.documentElement ?? this.page
    return new Chunks(root, this.#host, (shadow) => this.#watch.follow(shadow, this.#until))
  }

  /** The chunks of the page's body as it is now: it may have been replaced. */
  #current(): Chunks {
    const root = this.page.body ?? this.page.documentElement ?? this.page
    if (this.#chunks.root !== root) this.#chunks = this.#begin()
    this.#watch.take()
    return this.#chunks
  }

  /** One piece of work; true when there is more. */
  #work(): boolean {
    const chunks = this.#current()
    if (chunks.pending && chunks.step()) this.#note()
    if (chunks.pending && (!this.#news || performance.now() - this.#newsSince < PATIENCE_MS || !this.#whole))
      return true
    this.#publish()
    return chunks.pending
  }

  get built(): boolean {
    return this.#built
  }

  /** What is told first is whole. */
  get #whole(): boolean {
    return this.built || this.#chunks.whole
  }

  #note(): void {
    if (!this.#news) this.#newsSince = performance.now()
    this.#news = true
  }

  #publish(): void {
    const first = !this.#built
    // A page without a word is read, too, once all of it has been looked at: pins stand on it.
    if (!this.#news && !(first && this.#chunks.whole)) return
    this.#news = false
    this.#built = true
    const readings: Reading[] = []
    for (const { reading } of this.#chunks) readings.push(reading)
    const before = this.#text
    const orders = Int32Array.from(readings, (reading) =>
      before.readings[reading.order] === reading ? reading.order : -1,
    )
    const text = new PageText(readings)
    const change = changeBetween(before, text, orders)
    this.#text = text
    if (first || change.edits.length > 0 || change.renewed.length > 0) this.changed.emit(change)
  }

  model(): TextModel {
    if (!this.built) this.refresh()
    return this.#text
  }

  refresh(...first: readonly Node[]): void {
    const chunks = this.#current()
    for (const node of first) while (chunks.stepAt(node)) this.#note()
    const stop = performance.now() + REFRESH_MS
    while (chunks.pending && (!this.#whole || !chunks.whole || performance.now() < stop))
      if (chunks.step()) this.#note()
    this.#publish()
  }

  offsetAt(node: Node, offset: number): number {
    if (node.nodeType === Node.TEXT_NODE) return this.#offsetIn(node as Text, offset) ?? this.#offsetAfter(node, false)
    const child = node.childNodes[offset]
    return child ? this.#offsetAfter(child, true) : this.#offsetAfter(node, false)
  }

  #offsetIn(node: Text, offset: number): number | undefined {
    const reading = this.#chunks.homeOf(node)?.reading
    // Read again since the text was put together: its offsets are those of the next one.
    if (!reading || this.#text.readings[reading.order] !== reading) return undefined
    const inside = reading.offsetIn(node, offset)
    return inside === undefined ? undefined : reading.at + inside
  }

  /** Where the next text begins, from a node on, or from its end. */
  #offsetAfter(from: Node, inside: boolean): number {
    const walk = new FlatWalk(from)
    let node: Node | null = from
    let enter = inside
    for (let looked = 0; node && looked < LOOK_AHEAD; looked++) {
      if (enter && node.nodeType === Node.TEXT_NODE) {
        const at = this.#offsetIn(node as Text, 0)
        if (at !== undefined) return at
      }
      let next: Node | null =
        enter && node instanceof Element && !this.#chunks.closed.has(node) ? walk.first(node) : null
      while (!next && node && node !== this.#chunks.root) {
        next = walk.sibling(node)
        if (!next) node = walk.parent(node)
      }
      node = next
      enter = true
    }
    if (!node) return this.#text.text.length
    const reading = this.#chunks.homeOf(from)?.reading
    return reading ? reading.at + reading.length : this.#text.text.length
  }

  rangesFor(place: Place): StaticRange[] {
    const ranges: StaticRange[] = []
    const stretches = this.#text.stretches(place)
    for (let i = 0; i < stretches.length; ) {
      const first = stretches[i]
      let last = first
      const tree = first?.node.getRootNode()
      for (i++; i < stretches.length && stretches[i]?.node.getRootNode() === tree; i++) last = stretches[i]
      if (!first?.node.isConnected || !last?.node.isConnected) return []
      // The page may have shortened a text since the build; an offset beyond it would make the range invalid, and unpainted.
      const startOffset = Math.min(first.from, first.node.length)
      const endOffset = Math.min(last.to, last.node.length)
      ranges.push(new StaticRange({ startContainer: first.node, startOffset, endContainer: last.node, endOffset }))
    }
    return ranges
  }

  boxesFor(place: Place): DOMRect[] {
    return boxesOf(this.page, this.#text.stretches(place))
  }

  ours(node: Node): boolean {
    const host = this.#host()
    return host !== null && flatContains(host, node)
  }

  roots(): ShadowRoot[] {
    return this.#watch.roots()
  }
}
