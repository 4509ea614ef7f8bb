import type { OverlayIntent } from '../../../../shared/contract/intents.ts'
import type { AnnotationId } from '../../../../shared/domain/ids.ts'
import { MAX_QUOTE } from '../../../../shared/domain/selector.ts'
import type { Desk } from '../../desk.ts'
import { DRAFT, type MarkId } from '../../desk.ts'
import type { Mark } from '../../marks/marks.ts'
import { inMessages, news, type Told } from './outcome-news.ts'
import type { Found } from './places.ts'

/** Keeps the painted marks the same as what the engine told, plus the words of a draft; and tells the engine what was found where. */
export class Painting {
  readonly #desk: Desk
  #draft: Mark<MarkId> | undefined
  readonly #told = new Map<AnnotationId, Told>()

  constructor(desk: Desk) {
    this.#desk = desk
    const { view, places, link, until } = desk
    view.annotationsChanged.listen(() => this.#paint(), until)
    places.changed.listen(() => this.#tell(), until)
    // With a whole page the engine has begun to listen anew: after a connection, a new address, another space.
    link.views.listen((seen) => {
      if (seen.see !== 'page') return
      this.#told.clear()
      this.#tell()
    }, until)
  }

  /** Words that a comment is being written about; nobody else sees them. */
  draft(draft: Pick<Mark<MarkId>, 'colour' | 'selectors'> | undefined): void {
    this.#draft = draft && { id: DRAFT, resolved: false, ...draft }
    this.#paint()
  }

  #paint(): void {
    const { view, marks } = this.#desk
    const all: Mark<MarkId>[] = []
    for (const { id, kind, colour, selectors, version, resolved, removed } of view.annotations.values()) {
      if (kind !== 'highlight' || removed) continue
      const then = version === undefined ? undefined : view.versions.get(version)
      all.push({ id, colour, selectors, resolved, ...(then === undefined ? {} : { version: then }) })
    }
    if (this.#draft) all.push(this.#draft)
    marks.set(all)
  }

  #tell(): void {
    const { places, link, view } = this.#desk
    if (link.status !== 'open' || !view.awake) return
    const found = places.outcomes().filter((one): one is Found & Told => one.annotation !== DRAFT)
    const told = news(this.#told, found.map(cut))
    for (const one of told) this.#told.set(one.annotation, one)
    for (const outcomes of inMessages(told)) link.tell({ do: 'anchored', outcomes } satisfies OverlayIntent)
  }
}

const cut = ({ annotation, state, at, now }: Found & Told): Told => ({
  annotation,
  state,
  at,
  ...(now === undefined ? {} : { now: now.slice(0, MAX_QUOTE) }),
})
