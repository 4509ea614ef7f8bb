import type { Anchored, Version } from '../../../shared/anchoring/model.ts'
import type { Colour } from '../../../shared/domain/annotation.ts'
import { type AnchorState, MAX_QUOTE, type Selector } from '../../../shared/domain/selector.ts'
import { Signal } from '../../../shared/kit/signal.ts'
import { around } from '../text/boxes.ts'
import { renewedAt, type TextChange } from '../text/text-change.ts'
import type { TextIndex } from '../text/text-index.ts'
import { blink, prefersStillness } from './blink.ts'
import { carry, type Held, heldOf, placeOf, sameMark } from './held.ts'
import { marksAt } from './hit-test.ts'
import { type Look, Painter } from './painter.ts'
import { bringIntoView, folderOf } from './reveal.ts'
import { Search } from './search.ts'

/** What is to be painted: an annotation, or a draft under an id of the caller's. */
export interface Mark<Id extends string> {
  readonly id: Id
  readonly colour: Colour
  readonly selectors: readonly Selector[]
  /** The text it was placed on. Marks of one version should share the object. */
  readonly version?: Version
  readonly resolved: boolean
}

export interface Outcome<Id extends string> {
  readonly annotation: Id
  readonly state: AnchorState
  /** Place in reading order, also of lost ones. */
  readonly at: number
  /** Of a changed one: the words that stand there, at most MAX_QUOTE units of them. */
  readonly now?: string
}

export interface Marks<Id extends string> {
  /** The whole set: anchors what is new or has other selectors, repaints, forgets what is missing. */
  set(marks: readonly Mark<Id>[]): void
  /** Marks under a point of the viewport, shortest first; empty between the lines. */
  hit(x: number, y: number): Id[]
  /** Boxes of a painted mark in viewport coordinates, one per line; empty when lost or not rendered. */
  rects(id: Id): DOMRect[]
  /** The box around all of `rects`. */
  rect(id: Id): DOMRect | undefined
  /** In reading order; those still being anchored are left out. */
  outcomes(): readonly Outcome<Id>[]
  /** After outcomes or positions in the text changed (anchoring done, page text changed, set given). Scrolling is the caller's to watch. */
  readonly changed: Signal<void>
  /** One mark each may be hovered and active (its card is open); undefined for none. */
  emphasise(how: 'hover' | 'active', id: Id | undefined): void
  /** Draws the eye to it for a moment. */
  flash(id: Id): void
  /** Into the middle of the view; smooth unless the person prefers reduced motion. False when it has no place. */
  scrollTo(id: Id): boolean
}

/**
 * Anchors and paints until the signal aborts, then takes its paint away.
 * @param rules the style rules of the highlights, for shadow trees; the page's own tree has them from the extension
 */
export function createMarks<Id extends string>(index: TextIndex, until: AbortSignal, rules = ''): Marks<Id> {
  return new PageMarks<Id>(index, until, rules)
}

class PageMarks<Id extends string> implements Marks<Id> {
  readonly changed = new Signal<void>()
  readonly #index: TextIndex
  readonly #until: AbortSignal
  readonly #painter: Painter
  readonly #search: Search<Id>
  readonly #held = new Map<Id, Held<Id>>()
  readonly #emphasis = new Map<'hover' | 'active' | 'flash', Id>()

  constructor(index: TextIndex, until: AbortSignal, rules: string) {
    this.#index = index
    this.#until = until
    this.#painter = new Painter(until, rules)
    this.#search = new Search(index, this.#held, () => this.#found(), until)
    index.changed.listen((change) => this.#follow(change), until)
  }

  set(marks: readonly Mark<Id>[]): void {
    const given = new Set(marks.map(({ id }) => id))
    for (const [id, held] of this.#held)
      if (!given.has(id)) {
        this.#erase(held)
        this.#held.delete(id)
      }
    for (const mark of marks) {
      const held = this.#held.get(mark.id)
      if (held && sameMark(held.mark, mark)) held.mark = mark
      else {
        if (held) this.#erase(held)
        this.#held.set(mark.id, heldOf(mark))
      }
    }
    this.#repaint()
    if (this.#index.built) this.#search.begin('now')
  }

  /** The page's text or nodes changed: what the change did not touch moves along, the rest is anchored anew. */
  #follow(change: TextChange): void {
    this.#search.follow(change)
    carry(this.#held.values(), [change])
    for (const held of this.#held.values()) {
      const place = placeOf(held.anchored)
      // The same text may stand in other nodes now: its ranges are made anew.
      if (place && held.drawn !== '' && renewedAt(change, place)) this.#erase(held)
    }
    this.#found()
    this.#search.begin('soon')
  }

  #found(): void {
    this.#repaint()
    this.changed.emit()
  }

  #repaint(): void {
    for (const held of this.#held.values()) this.#draw(held)
    this.#painter.restore(this.#index.roots())
  }

  #erase(held: Held<Id>): void {
    for (const strokes of held.strokes) this.#painter.erase(strokes)
    held.strokes = []
    held.drawn = ''
  }

  #draw(held: Held<Id>): void {
    const { mark, anchored } = held
    const place = placeOf(anchored)
    if (!place || !anchored) {
      if (held.drawn !== '') this.#erase(held)
      return
    }
    const looks: Look[] = [mark.resolved ? 'resolved' : anchored.state === 'changed' ? 'changed' : 'rest']
    for (const [how, id] of this.#emphasis) if (id === mark.id) looks.push(how)
    const drawing = `${mark.colour} ${looks.join(' ')} ${place.end - place.start}`
    if (drawing === held.drawn) return
    this.#erase(held)
    const ranges = this.#index.rangesFor(place)
    held.strokes = looks.map((look) => this.#painter.paint(mark.colour, look, ranges))
    held.drawn = drawing
  }

  hit(x: number, y: number): Id[] {
    const placed = [...this.#held].flatMap(([id, { anchored }]) => {
      const place = placeOf(anchored)
      return place ? [{ id, place }] : []
    })
    return marksAt(this.#index, placed, x, y)
  }

  rects(id: Id): DOMRect[] {
    const place = placeOf(this.#held.get(id)?.anchored)
    return place ? this.#index.boxesFor(place) : []
  }

  rect(id: Id): DOMRect | undefined {
    return around(this.rects(id))
  }

  outcomes(): readonly Outcome<Id>[] {
    const outcomes: Outcome<Id>[] = []
    for (const [annotation, { anchored }] of this.#held) {
      if (!anchored) continue
      outcomes.push({ annotation, ...this.#outcome(anchored) })
    }
    return outcomes.sort((a, b) => a.at - b.at)
  }

  #outcome(anchored: Anchored): Omit<Outcome<Id>, 'annotation'> {
    if (anchored.state === 'lost') return { state: 'lost', at: anchored.near ?? 0 }
    const { state, start, end } = anchored
    if (state === 'exact') return { state, at: start }
    const now = this.#index.model().text.slice(start, Math.min(end, start + MAX_QUOTE))
    return { state, at: start, now: now.toWellFormed() }
  }

  emphasise(how: 'hover' | 'active' | 'flash', id: Id | undefined): void {
    const before = this.#emphasis.get(how)
    if (before === id) return
    if (id === undefined) this.#emphasis.delete(how)
    else this.#emphasis.set(how, id)
    for (const touched of [before, id]) {
      const held = touched === undefined ? undefined : this.#held.get(touched)
      if (held) this.#draw(held)
    }
  }

  flash(id: Id): void {
    blink((lit) => this.emphasise('flash', lit ? id : undefined), this.#until)
  }

  scrollTo(id: Id): boolean {
    const place = placeOf(this.#held.get(id)?.anchored)
    const range = place && this.#index.rangesFor(place)[0]
    const box = this.rect(id) ?? (range && folderOf(range.startContainer))
    if (!range || !box) return false
    bringIntoView(box, range.startContainer, this.#index.page, prefersStillness())
    return true
  }
}
