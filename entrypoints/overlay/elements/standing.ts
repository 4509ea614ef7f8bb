import { type FoundElement, findElements, stillThere } from '../../../shared/anchoring/element/find.ts'
import type { Shape } from '../../../shared/domain/annotation.ts'
import type { ElementSelector, PointSelector, Selector } from '../../../shared/domain/selector.ts'
import { Signal } from '../../../shared/kit/signal.ts'
import type { Desk, MarkId } from '../desk.ts'
import type { Found, PlaceSource } from '../features/markers/places.ts'
import { blink, prefersStillness } from '../marks/blink.ts'
import { bringIntoView } from '../marks/reveal.ts'
import { inSlices } from '../text/slices.ts'
import { extentOf, inside, shownBox } from './boxes.ts'
import { elementTree } from './element-tree.ts'
import { watchElements } from './watch.ts'

/** What stands on an element: a pin at a point of it, a drawing over it, or a draft. */
export interface Standing {
  readonly id: MarkId
  readonly selectors: readonly Selector[]
  readonly shapes?: readonly Shape[]
}

interface Held {
  one: Standing
  readonly target: ElementSelector
  readonly point: PointSelector | undefined
  found: FoundElement<Element> | undefined
}

export type Emphasis = 'hover' | 'active' | 'flash'

/** Of a pin, whose lower left corner is its point, in CSS pixels (markers.css). */
export const PIN = 26

/** Finds the elements that pins and drawings stand on, and finds them again as the page changes. Nothing is watched while there are none. */
export class Elements implements PlaceSource {
  /** After outcomes changed, or what stands there. Moves of the layout are `shell.moved`. */
  readonly changed = new Signal<void>()
  /** After one of them is to look otherwise. */
  readonly emphasised = new Signal<void>()
  readonly #desk: Pick<Desk, 'index' | 'shell' | 'until'>
  readonly #held = new Map<MarkId, Held>()
  readonly #emphasis = new Map<Emphasis, MarkId>()
  readonly #watch: { follow(elements: readonly Element[], on: boolean): void }
  #looking = false
  #again = false

  constructor(desk: Pick<Desk, 'index' | 'shell' | 'events' | 'until'>) {
    this.#desk = desk
    this.#watch = watchElements(desk, () => this.#look())
    desk.index.changed.listen(() => void this.#look(), desk.until)
  }

  /** The whole set; those known keep what was found, unless they are said to be elsewhere. */
  set(all: readonly Standing[]): void {
    const given = new Set(all.map(({ id }) => id))
    for (const id of this.#held.keys()) if (!given.has(id)) this.#held.delete(id)
    for (const one of all) {
      const held = this.#held.get(one.id)
      if (held && sameSelectors(held.one.selectors, one.selectors)) held.one = one
      else this.#hold(one)
    }
    this.#follow()
    void this.#look()
  }

  #hold(one: Standing): void {
    const target = one.selectors.find((selector) => selector.type === 'ElementSelector')
    const point = one.selectors.find((selector) => selector.type === 'PointSelector')
    const nowhere: ElementSelector = { type: 'ElementSelector', tag: '', path: [], at: 0, width: 0, height: 0 }
    const found = target ? undefined : ({ state: 'lost' } as const)
    this.#held.set(one.id, { one, target: target ?? nowhere, point, found })
  }

  /** The element it stands on; undefined while it is looked for, and when it is lost. */
  element(id: MarkId): Element | undefined {
    const found = this.#held.get(id)?.found
    return found && found.state !== 'lost' ? found.element : undefined
  }

  /** The point of the viewport where a pin stands; undefined when its element is not shown. */
  spot(id: MarkId): { readonly x: number; readonly y: number } | undefined {
    const element = this.element(id)
    const box = element && shownBox(element)
    const { x = 0.5, y = 0.5 } = this.#held.get(id)?.point ?? {}
    return box && { x: box.left + x * box.width, y: box.top + y * box.height }
  }

  rect(id: MarkId): DOMRect | undefined {
    const share = extentOf(this.#held.get(id)?.one.shapes ?? [])
    if (!share) {
      const spot = this.spot(id)
      return spot && new DOMRect(spot.x, spot.y - PIN, PIN, PIN)
    }
    const element = this.element(id)
    const box = element && shownBox(element)
    return box && inside(box, share)
  }

  outcomes(): readonly Found[] {
    const outcomes: Found[] = []
    for (const [annotation, { found, target }] of this.#held) {
      if (!found) continue
      if (found.state === 'lost') outcomes.push({ annotation, state: 'lost', at: target.at })
      else {
        const { state, element, now } = found
        const at = this.#desk.index.offsetAt(element, 0)
        outcomes.push({ annotation, state, at, ...(now === undefined ? {} : { now }) })
      }
    }
    return outcomes
  }

  looks(id: MarkId): readonly Emphasis[] {
    return [...this.#emphasis].flatMap(([how, which]) => (which === id ? [how] : []))
  }

  emphasise(how: Emphasis, id: MarkId | undefined): void {
    if (this.#emphasis.get(how) === id) return
    if (id === undefined || !this.#held.has(id)) this.#emphasis.delete(how)
    else this.#emphasis.set(how, id)
    this.emphasised.emit()
  }

  flash(id: MarkId): void {
    if (this.#held.has(id)) blink((lit) => this.emphasise('flash', lit ? id : undefined), this.#desk.until)
  }

  scrollTo(id: MarkId): boolean {
    const [element, box] = [this.element(id), this.rect(id)]
    if (!element || !box) return false
    bringIntoView(box, element.firstChild ?? element, this.#desk.index.page, prefersStillness())
    return true
  }

  #follow(): void {
    const elements = [...this.#held.keys()].flatMap((id) => this.element(id) ?? [])
    this.#watch.follow(elements, this.#held.size > 0)
  }

  /** One search at a time; what changes meanwhile is looked at after it. */
  async #look(): Promise<void> {
    this.#again = true
    if (this.#looking) return
    this.#looking = true
    try {
      while (this.#again && this.#held.size > 0 && !this.#desk.until.aborted) {
        this.#again = false
        await this.#lookOnce()
      }
    } finally {
      this.#looking = false
    }
  }

  async #lookOnce(): Promise<void> {
    const { index, shell, until } = this.#desk
    // The text is read in idle time; `index.changed` says when it is there.
    const tree = index.built ? elementTree(index, shell.host) : undefined
    if (!tree) return
    const open = [...this.#held.values()].filter(({ target }) => target.tag !== '')
    const found = await inSlices(
      (function* () {
        const gone: Held[] = []
        for (const held of open) {
          const { found, target } = held
          const known = found?.state === 'exact' && found.element.isConnected
          if (!known || !stillThere(tree, target, found.element)) gone.push(held)
          yield
        }
        if (gone.length === 0) return undefined
        return yield* findElements(
          tree,
          gone.map(({ one, target }) => ({ id: one.id, element: target })),
        )
      })(),
      until,
    )
    if (!found || until.aborted) return
    for (const [id, answer] of found) {
      const held = this.#held.get(id as MarkId)
      if (held && open.includes(held)) held.found = answer
    }
    this.#follow()
    this.changed.emit()
  }
}

const sameSelectors = (a: readonly Selector[], b: readonly Selector[]): boolean =>
  a === b || JSON.stringify(a) === JSON.stringify(b)
