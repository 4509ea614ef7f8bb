import type { AnchorState } from '../../../../shared/domain/selector.ts'
import { Signal } from '../../../../shared/kit/signal.ts'
import type { MarkId } from '../../desk.ts'

/** What became of one annotation in the page as it is now. */
export interface Found {
  readonly annotation: MarkId
  readonly state: AnchorState
  /** Offset in the page's text: the place in reading order, also of lost ones. */
  readonly at: number
  /** What stands there now, when it changed. */
  readonly now?: string
}

/** One way of standing on the page: painted words, or pins and drawings on elements. Boxes are in viewport coordinates. */
export interface PlaceSource {
  /** After outcomes, or positions of what is placed, changed. */
  readonly changed: Signal<void>
  outcomes(): readonly Found[]
  /** Undefined when it is lost, not rendered, or none of this source's. */
  rect(id: MarkId): DOMRect | undefined
  /** Into the middle of the view. False when it has no place here. */
  scrollTo(id: MarkId): boolean
  /** Draws the eye to it for a moment. */
  flash(id: MarkId): void
  emphasise(how: 'hover' | 'active', id: MarkId | undefined): void
}

/** Everything that stands on the page, whatever paints it. */
export class Places implements PlaceSource {
  readonly changed = new Signal<void>()
  readonly #sources: PlaceSource[] = []

  add(source: PlaceSource, until: AbortSignal): void {
    this.#sources.push(source)
    source.changed.listen(() => this.changed.emit(), until)
  }

  /** In reading order; what is still being looked for is left out. */
  outcomes(): readonly Found[] {
    return this.#sources.flatMap((source) => source.outcomes()).sort((a, b) => a.at - b.at)
  }

  rect(id: MarkId): DOMRect | undefined {
    for (const source of this.#sources) {
      const rect = source.rect(id)
      if (rect) return rect
    }
    return undefined
  }

  scrollTo(id: MarkId): boolean {
    return this.#sources.some((source) => source.scrollTo(id))
  }

  flash(id: MarkId): void {
    for (const source of this.#sources) source.flash(id)
  }

  emphasise(how: 'hover' | 'active', id: MarkId | undefined): void {
    for (const source of this.#sources) source.emphasise(how, id)
  }
}
