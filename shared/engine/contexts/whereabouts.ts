import type { DocumentId, SpaceId } from '../../domain/ids.ts'
import type { OpenSpace } from '../parts.ts'
import type { Desk, Tab } from './desk.ts'

interface Status {
  readonly here: boolean
  readonly page: DocumentId | undefined
}

/**
 * Tells each space where we are: on the page of the tab in front that was looked at last; in the space but on no page while our
 * tabs stand behind others; not at all when none shows it. Looks at all tabs after each change.
 */
export class Whereabouts {
  readonly #desk: Desk
  /** By carriage: a space that was entered anew has another one, which knows nothing yet. */
  readonly #told = new WeakMap<OpenSpace['carriage'], Status>()

  constructor(desk: Desk, until: AbortSignal) {
    this.#desk = desk
    desk.tabsChanged.listen(() => this.#look(), until)
    desk.spaces.changed.listen(() => this.#look(), until)
    this.#look()
  }

  #look(): void {
    const tabs = [...this.#desk.tabs.values()]
    for (const { self, carriage } of this.#desk.spaces.list()) {
      const status = statusIn(
        self.space,
        tabs.filter(({ hidden }) => !hidden),
      )
      const told = this.#told.get(carriage)
      if (told && told.here === status.here && told.page === status.page) continue
      this.#told.set(carriage, status)
      carriage.announce(status)
    }
  }
}

/** @param tabs in the order in which they were looked at */
function statusIn(space: SpaceId, tabs: readonly Tab[]): Status {
  const showing = tabs.flatMap(({ visit, seen }) => (visit?.space.self.space === space ? [{ visit, seen }] : []))
  return { here: showing.length > 0, page: showing.findLast(({ seen }) => seen)?.visit.document.id }
}
