import { anchorSliced } from '../../../shared/anchoring/anchor.ts'
import { carrier } from '../../../shared/anchoring/carry.ts'
import type { Anchored, Place, TextModel } from '../../../shared/anchoring/model.ts'
import type { Colour } from '../../../shared/domain/annotation.ts'
import type { AnchorState, Selector } from '../../../shared/domain/selector.ts'
import { Signal } from '../../../shared/kit/signal.ts'
import { around } from '../text/boxes.ts'
import type { TextIndex } from '../text/text-index.ts'
import { blink, prefersStillness } from './blink.ts'
import { marksAt } from './hit-test.ts'
import { type Look, Painter, type Strokes } from './painter.ts'
import { bringIntoView } from './reveal.ts'
import { inSlices } from './slices.ts'

/** What is to be painted: an annotation, or a draft under an id of the caller's. */
export interface Mark<Id extends string> {
  readonly id: Id
  readonly colour: Colour
  readonly selectors: readonly Selector[]
  readonly resolved: boolean
}

export interface Outcome<Id extends string> {
  readonly annotation: Id
  readonly state: AnchorState
  /** Place in reading order, also of lost ones. */
  readonly at: number
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

interface Held<Id extends string> {
  mark: Mark<Id>
  /** The last answer; none before the first, and none once the page has changed it away. */
  anchored: Anchored | undefined
  /** False while the answer is yet to come, or to be looked for again. */
  settled: boolean
  strokes: Strokes[]
  /** What was painted, to leave alone what has not changed. */
  drawn: string
}

const placeOf = (anchored: Anchored | undefined): Place | undefined =>
  anchored && anchored.state !== 'lost' ? anchored : undefined

/** Anchors and paints until the signal aborts, then takes its paint away. */
export function createMarks<Id extends string>(index: TextIndex, until: AbortSignal): Marks<Id> {
  return new PageMarks<Id>(index, until)
}

class PageMarks<Id extends string> implements Marks<Id> {
  readonly changed = new Signal<void>()
  readonly #index: TextIndex
  readonly #until: AbortSignal
  readonly #painter: Painter
  readonly #held = new Map<Id, Held<Id>>()
  readonly #emphasis = new Map<'hover' | 'active' | 'flash', Id>()
  /** The text that the places stand in; none before there is anything to place. */
  #model: TextModel | undefined
  #anchoring = false

  constructor(index: TextIndex, until: AbortSignal) {
    this.#index = index
    this.#until = until
    this.#painter = new Painter(until)
    index.changed.listen(() => this.#follow(), until)
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
      const known = held && sameSelectors(held.mark.selectors, mark.selectors)
      if (held && known) held.mark = mark
      else {
        if (held) this.#erase(held)
        this.#held.set(mark.id, { mark, anchored: undefined, settled: false, strokes: [], drawn: '' })
      }
    }
    if (marks.length > 0) this.#model ??= this.#index.model()
    this.#repaint()
    void this.#anchorOpen()
  }

  /** The page's text or nodes changed: what the change did not touch moves along, the rest is anchored anew. */
  #follow(): void {
    const model = this.#index.model()
    if (!this.#model) return
    if (model !== this.#model) {
      const carry = carrier(this.#model.text, model.text)
      for (const held of this.#held.values()) {
        held.settled &&= carried(held, carry)
      }
      this.#model = model
    }
    // The same text may stand in other nodes now: every range is made anew.
    for (const held of this.#held.values()) held.drawn = ''
    this.#repaint()
    void this.#anchorOpen()
  }

  /** Anchors whatever has no answer yet, until nothing is left; one such run at a time. */
  async #anchorOpen(): Promise<void> {
    if (this.#anchoring) return
    this.#anchoring = true
    try {
      while (await this.#anchorOnce());
    } finally {
      this.#anchoring = false
    }
    this.changed.emit()
  }

  async #anchorOnce(): Promise<boolean> {
    const open = [...this.#held.values()].filter(({ settled }) => !settled)
    const model = this.#model
    if (!model || open.length === 0 || this.#until.aborted) return false
    const targets = open.map(({ mark }) => ({ id: mark.id, selectors: mark.selectors }))
    const found = await inSlices(anchorSliced(model, targets), this.#until)
    if (!found || this.#until.aborted) return false
    // The page may have gone on meanwhile. What it left alone still counts: a restless page must not starve us.
    const current = this.#model ?? model
    const carry = model === current ? undefined : carrier(model.text, current.text)
    for (const held of open) {
      const answer = found.get(held.mark.id)
      if (!answer || this.#held.get(held.mark.id) !== held) continue
      held.anchored = answer
      held.settled = carry ? carried(held, carry) : true
    }
    this.#repaint()
    return true
  }

  #repaint(): void {
    for (const held of this.#held.values()) this.#draw(held)
    this.#painter.restore()
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
      this.#erase(held)
      return
    }
    const looks: Look[] = [mark.resolved ? 'resolved' : anchored.state === 'changed' ? 'changed' : 'rest']
    for (const [how, id] of this.#emphasis) if (id === mark.id) looks.push(how)
    const drawing = `${mark.colour} ${looks.join(' ')} ${place.start} ${place.end}`
    if (drawing === held.drawn) return
    this.#erase(held)
    held.strokes = looks.map((look) => this.#painter.paint(mark.colour, look, this.#index.rangesFor(place)))
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
      const at = anchored.state === 'lost' ? (anchored.near ?? 0) : anchored.start
      outcomes.push({ annotation, state: anchored.state, at })
    }
    return outcomes.sort((a, b) => a.at - b.at)
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
    const box = this.rect(id)
    if (!range || !box) return false
    bringIntoView(box, range.startContainer, this.#index.page, prefersStillness())
    return true
  }
}

/** Moves an answer along with a change of the text. False when it must be looked for again; what was lost may have come back. */
function carried<Id extends string>(held: Held<Id>, carry: (place: Place) => Place | undefined): boolean {
  const place = placeOf(held.anchored)
  if (!place || !held.anchored) return false
  const moved = carry(place)
  held.anchored = moved && ({ ...held.anchored, ...moved } as Anchored)
  return moved !== undefined
}

function sameSelectors(a: readonly Selector[], b: readonly Selector[]): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b)
}
