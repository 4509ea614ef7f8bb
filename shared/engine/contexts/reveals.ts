import type { AnnotationId, SpaceId } from '../../domain/ids.ts'
import { pageAddress } from '../../domain/page-address.ts'
import { Signal } from '../../kit/signal.ts'
import type { Clock } from '../ports.ts'
import type { Desk } from './desk.ts'
import { planOf } from './pages.ts'
import type { Visit } from './visit.ts'

/** A link’s wish is forgotten after so long: the page may never be opened. Milliseconds. */
const GOOD_FOR_MS = 30 * 60_000
/** How long an annotation is awaited on its page: it may have to come from the relay, and the page’s text may come late. */
const PATIENCE_MS = 20_000
/** Wishes kept at once. */
const MOST = 16

const NOT_HERE = 'The linked annotation is not here. It may have been removed, or has not arrived from the relay yet.'
const REMOVED = 'The linked annotation was removed by its author.'
const LOST = 'What the linked annotation marks is no longer on this page. The side panel keeps it.'
const WHOLE_PAGE = 'The linked comment is about the whole page: it stands in the side panel.'

/** Where a link leads. */
export interface Wish {
  readonly space: SpaceId
  /** The page, as `pageAddress` has it. */
  readonly address: string
  readonly annotation: AnnotationId
  /** The tab in which the link was opened; undefined when it was pasted, and may be opened in any. */
  readonly tab: number | undefined
}

/** Links to annotations that were followed and whose pages are not open yet. Each is shown once, and what became of it is always said. */
export class Reveals {
  readonly #clock: Clock
  readonly #changed = new Signal<void>()
  #wishes: readonly (Wish & { readonly until: number })[] = []

  constructor(clock: Clock) {
    this.#clock = clock
  }

  remember(wish: Wish): void {
    const others = this.#wishes.filter(({ tab }) => tab !== wish.tab)
    this.#wishes = [...others, { ...wish, until: this.#clock.now() + GOOD_FOR_MS }].slice(-MOST)
    this.#changed.emit()
  }

  /** Looks at all tabs after each change. */
  follow({ tabs, tabsChanged }: Pick<Desk, 'tabs' | 'tabsChanged'>, until: AbortSignal): void {
    const look = () => {
      for (const [tab, { visit, hidden }] of tabs) {
        const wish = visit && !hidden ? this.#take(tab, visit) : undefined
        if (visit && wish) reveal(this.#clock, visit, wish.annotation)
      }
    }
    tabsChanged.listen(look, until)
    this.#changed.listen(look, until)
  }

  #take(tab: number, { space, address, link }: Visit): Wish | undefined {
    this.#wishes = this.#wishes.filter((wish) => wish.until > this.#clock.now())
    // Where the page's canonical link names it otherwise, the link still leads where the tab is.
    const read = pageAddress(link)
    const own = read.ok ? read.value.address : address
    const fits = (wish: Wish) =>
      wish.space === space.self.space &&
      (wish.address === address || wish.address === own || planOf(space, wish.address).address === address) &&
      (wish.tab === undefined || wish.tab === tab)
    const wish = this.#wishes.find(fits)
    this.#wishes = this.#wishes.filter((one) => one !== wish)
    return wish
  }
}

/** Shows it as soon as it is there and was looked for in the page. */
function reveal(clock: Clock, visit: Visit, annotation: AnnotationId): void {
  const over = new AbortController()
  const until = AbortSignal.any([visit.until, over.signal])
  const stop = clock.after(PATIENCE_MS, () => end(late(visit, annotation)))
  visit.until.addEventListener('abort', () => stop(), { once: true })
  const end = (words: string | undefined) => {
    if (until.aborted) return
    stop()
    over.abort()
    visit.tell(words === undefined ? { see: 'reveal', annotation } : { see: 'notice', words })
  }
  const look = () => {
    const value = visit.document.annotations().get(annotation)?.value
    if (value?.deleted) end(REMOVED)
    else if (value?.kind === 'page') end(WHOLE_PAGE)
    else if (value && visit.outcomes.has(annotation) && visit.outcomes.get(annotation)?.state !== 'lost') end(undefined)
  }
  visit.document.changed.listen(look, until)
  visit.outcomesChanged.listen(look, until)
  look()
}

const late = (visit: Visit, annotation: AnnotationId): string =>
  visit.document.annotations().has(annotation) ? LOST : NOT_HERE
