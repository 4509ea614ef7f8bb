import type { AnnotationId } from '../../shared/domain/ids.ts'
import type { Places } from './features/markers/places.ts'
import type { EngineLink } from './link/engine-link.ts'
import type { PageView } from './link/page-view.ts'
import type { Marks } from './marks/marks.ts'
import type { PageEvents } from './shell/page-events.ts'
import type { Shell } from './shell/shell.ts'
import type { TextIndex } from './text/text-index.ts'

/** The draft's id among the marks: not an annotation's, so that the two can never be confused. */
export const DRAFT = 'draft'
export type MarkId = AnnotationId | typeof DRAFT

/** Words for a moment, with at most one thing to do about them. Never anything private: they stand in the page. */
export interface Toast {
  readonly words: string
  readonly act?: { readonly label: string; readonly run: () => void }
}

/** What every feature of the overlay works with. */
export interface Desk {
  readonly shell: Shell
  readonly events: PageEvents
  readonly link: EngineLink
  readonly view: PageView
  readonly index: TextIndex
  readonly marks: Marks<MarkId>
  /** The marks, and whatever else of ours stands on the page. */
  readonly places: Places
  readonly until: AbortSignal
  toast(toast: Toast): void
  /** Words for screen readers only, with the same care: they stand in the page. */
  speak(words: string): void
}
