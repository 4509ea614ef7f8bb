import type { AnnotationId } from '../../../../shared/domain/ids.ts'
import type { Desk } from '../../desk.ts'
import { DRAFT, type MarkId } from '../../desk.ts'
import type { Mark, Outcome } from '../../marks/marks.ts'

/** As many outcomes as one message may carry (shared/contract/intents.ts). */
const MOST_OUTCOMES = 2_000

/** Keeps the painted marks the same as what the engine told, plus the words of a draft; and tells the engine what was found where. */
export class Painting {
  readonly #desk: Desk
  #draft: Mark<MarkId> | undefined
  #told = ''

  constructor(desk: Desk) {
    this.#desk = desk
    desk.view.annotationsChanged.listen(() => this.#paint(), desk.until)
    desk.marks.changed.listen(() => this.#tell(), desk.until)
    desk.link.statusChanged.listen((status) => {
      if (status === 'open') this.#told = ''
    }, desk.until)
  }

  /** Words that a comment is being written about; nobody else sees them. */
  draft(draft: Pick<Mark<MarkId>, 'colour' | 'selectors'> | undefined): void {
    this.#draft = draft && { id: DRAFT, resolved: false, ...draft }
    this.#paint()
  }

  #paint(): void {
    const { view, marks } = this.#desk
    const all: Mark<MarkId>[] = []
    for (const { id, kind, colour, selectors, resolved, removed } of view.annotations.values())
      if (kind === 'highlight' && !removed) all.push({ id, colour, selectors, resolved })
    if (this.#draft) all.push(this.#draft)
    marks.set(all)
  }

  #tell(): void {
    const found = this.#desk.marks.outcomes().filter((one): one is Outcome<AnnotationId> => one.annotation !== DRAFT)
    const outcomes = found.slice(0, MOST_OUTCOMES).map(({ annotation, state, at }) => ({ annotation, state, at }))
    const key = JSON.stringify(outcomes)
    if (key === this.#told || this.#desk.link.status !== 'open') return
    this.#told = key
    this.#desk.link.tell({ do: 'anchored', outcomes })
  }
}
