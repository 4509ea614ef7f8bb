import type { Place, TextModel } from '../../../shared/anchoring/model.ts'
import type { Signal } from '../../../shared/kit/signal.ts'

/** The page's visible text and the way back from its offsets to the page's nodes. */
export interface TextIndex {
  /** The text as of the last build. The same object until the text is built anew, so it can key caches. */
  model(): TextModel
  /** After a build whose text or nodes differ from the one before. */
  readonly changed: Signal<void>
  /** Builds now if the page has changed since the last build: before reading a selection. */
  refresh(): void
  /** The offset of a point of the page, as `Selection` and `Range` name points; points outside indexed text give the next one. */
  offsetAt(node: Node, offset: number): number
  /** As few ranges as cover the place; empty when its nodes have gone since the last build. */
  rangesFor(place: Place): StaticRange[]
  /** True for our own host and what is inside it. */
  ours(node: Node): boolean
}

/**
 * Follows the page's `<body>` (also when the page replaces it) until the signal aborts. Builds in idle time, not more often than
 * its own cost allows.
 * @param host our own element, whose text is not the page's; asked each time, since it may be made again
 */
export function createTextIndex(page: Document, host: () => Element | null, until: AbortSignal): TextIndex {
  void page
  void host
  void until
  throw new Error('being written')
}
