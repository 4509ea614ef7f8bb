import type { Version } from '../../../../shared/anchoring/model.ts'
import type { OverlayIntent } from '../../../../shared/contract/intents.ts'
import type { Colour } from '../../../../shared/domain/annotation.ts'
import type { AnnotationId } from '../../../../shared/domain/ids.ts'
import type { Selector } from '../../../../shared/domain/selector.ts'
import { type Desk, DRAFT, type MarkId } from '../../desk.ts'
import { hasRoomForCard } from '../../frame/framed.ts'
import { askBackground, extensionPage } from '../../platform.ts'
import { element } from '../../shell/element.ts'
import { viewSize } from '../../shell/page-root.ts'
import { columnAt } from '../markers/column.ts'
import type { Painting } from '../markers/painting.ts'
import { flowOf } from '../markers/spot.ts'
import { placed } from '../selection/version-now.ts'
import { CARD_WIDTH, placeCard } from './card-place.ts'

/** The card says its size once it speaks with the engine; a frame that does not within this was kept from loading by the page's policy. */
const HANDSHAKE_MS = 1_000
/** A frame whose loading never ends is given up after this. */
const LOADING_MS = 4_000
const FIRST_HEIGHT = 180

interface OpenCard {
  readonly ticket: string
  readonly frame: HTMLIFrameElement
  readonly box: HTMLElement
  /** Undefined: about the whole page. */
  about: MarkId | undefined
  height: number
  greeted: boolean
  readonly before: HTMLElement | undefined
  /** It has stood beside its words: when they go (removed, changed by the page) it stays where it is. */
  settled: boolean
  /** It went away, or its draft became an annotation. */
  readonly done: PromiseWithResolvers<void>
}

/**
 * The one card in the page: a frame of the extension's own origin, since what is read and typed there is not the page's business. This side
 * knows its ticket, place and size, never its content.
 */
export class Card {
  readonly #desk: Desk
  readonly #painting: Painting
  #open: OpenCard | undefined
  #timers: ReturnType<typeof setTimeout>[] = []
  /** Counts requests, so that an answer that comes after the next click is dropped. */
  #asked = 0
  /** This page's policy keeps our frames from loading: the next card goes elsewhere at once. */
  #framesRefused = false

  constructor(desk: Desk, painting: Painting) {
    this.#desk = desk
    this.#painting = painting
    const { shell, events, view, link, until } = desk
    shell.moved.listen(() => this.#place(), until)
    desk.places.changed.listen(() => this.#place(), until)
    link.views.listen((seen) => {
      if (seen.see === 'card-size') this.#size(seen.ticket, seen.height)
      else if (seen.see === 'card-close' && seen.ticket === this.#open?.ticket) this.close()
      else if (seen.see === 'card-posted') this.#posted(seen.ticket, seen.annotation)
    }, until)
    view.changed.listen(() => {
      if (!view.awake) this.close()
    }, until)
    events.on('keydown', (event) => {
      if (event.key === 'Escape') this.close()
    })
    events.on('pointerdown', (event) => {
      // A draft stays: what was typed must not go with a stray click.
      if (!shell.ours(event) && this.#open?.about !== DRAFT && !this.#open?.box.classList.contains('draft'))
        this.close()
    })
    until.addEventListener('abort', () => this.close())
  }

  /** The annotation whose thread is open. */
  get about(): MarkId | undefined {
    return this.#open?.about
  }

  openThread(annotation: AnnotationId): Promise<void> {
    if (this.#open?.about === annotation) {
      this.#open.frame.focus()
      return Promise.resolve()
    }
    return this.#show({ do: 'open-thread', annotation }, annotation, false)
  }

  /** @param described the page's text, once it is known */
  async compose(
    selectors: readonly Selector[],
    colour: Colour,
    described: Promise<Version | undefined>,
    onlyMe: boolean,
  ): Promise<void> {
    this.close()
    const turn = this.#asked
    const version = await described
    if (turn !== this.#asked) return
    this.#painting.draft({ selectors, colour })
    const meant = onlyMe ? ({ onlyMe } as const) : {}
    await this.#show({ do: 'compose', kind: 'highlight', ...placed(selectors, version), colour, ...meant }, DRAFT, true)
    if (this.#open?.about !== DRAFT) this.#painting.draft(undefined)
  }

  /** Opens a composer for a new pin, beside what the places show as `DRAFT`. Resolves when it is a draft no longer: posted, given up or refused. */
  async composePin(selectors: readonly Selector[], version: Version | undefined, colour: Colour): Promise<void> {
    this.close()
    await this.#show({ do: 'compose', kind: 'pin', ...placed(selectors, version), colour }, DRAFT, true)
    if (this.#open?.about === DRAFT) await this.#open.done.promise
  }

  composePage(): Promise<void> {
    return this.#show({ do: 'compose', kind: 'page', colour: 'yellow' }, undefined, true)
  }

  close(): void {
    this.#asked++
    const open = this.#open
    if (!open) return
    this.#open = undefined
    for (const timer of this.#timers.splice(0)) clearTimeout(timer)
    // A focused frame that is removed would leave the window without a keyboard.
    open.frame.blur()
    open.box.remove()
    if (open.about === DRAFT) this.#painting.draft(undefined)
    open.done.resolve()
    this.#desk.places.emphasise('active', undefined)
    this.#desk.link.tell({ do: 'card-closed', ticket: open.ticket })
    this.#giveBack(open)
  }

  /** The keyboard goes back to where it was, or to the marker that has taken the place of the one it was on. */
  #giveBack({ before, about }: OpenCard): void {
    const marker = [...this.#desk.shell.page.querySelectorAll<HTMLElement>('.marker')].find(
      (one) => one.dataset['about'] === about,
    )
    const to = before?.isConnected ? before : before?.classList.contains('marker') ? marker : undefined
    to?.focus({ preventScroll: true })
  }

  async #show(intent: OverlayIntent, about: MarkId | undefined, draft: boolean): Promise<void> {
    if (about !== DRAFT) this.close()
    const asked = ++this.#asked
    const reply = await this.#desk.link.ask(intent)
    if (asked !== this.#asked) return
    const ticket = reply.ok ? ticketOf(reply.value) : undefined
    if (ticket === undefined) return this.#desk.toast({ words: reply.ok ? 'This cannot be opened now.' : reply.words })
    if (this.#framesRefused || !hasRoomForCard()) return this.#elsewhere(ticket)
    const frame = element('iframe')
    frame.title = 'Thread'
    frame.allow = 'clipboard-write'
    frame.src = `${extensionPage('/card.html')}#${ticket}`
    const box = element('div', `card ${draft ? 'draft' : ''}`)
    box.append(frame)
    const before = this.#desk.shell.focused()
    const done = Promise.withResolvers<void>()
    this.#open = { ticket, frame, box, about, height: FIRST_HEIGHT, greeted: false, before, settled: false, done }
    // The keyboard goes into the frame before its composer is there: the other way round the browser drops the composer's own focus.
    const loaded = () => {
      frame.focus({ preventScroll: true })
      this.#expect(ticket, HANDSHAKE_MS)
    }
    frame.addEventListener('load', loaded, { once: true })
    this.#expect(ticket, LOADING_MS)
    this.#desk.shell.page.append(box)
    this.#desk.places.emphasise('active', about)
    this.#place()
  }

  /** The same card elsewhere, when this one has not spoken in time. */
  #expect(ticket: string, ms: number): void {
    const look = () => {
      if (this.#open?.ticket !== ticket || this.#open.greeted) return
      this.#open.box.remove()
      this.#open.done.resolve()
      this.#open = undefined
      this.#framesRefused = true
      this.#desk.places.emphasise('active', undefined)
      this.#elsewhere(ticket)
    }
    this.#timers.push(setTimeout(look, ms))
  }

  #elsewhere(ticket: string): void {
    this.#painting.draft(undefined)
    void askBackground({ ask: 'card-window', ticket }).then((opened) => {
      if (opened !== true) this.#desk.toast({ words: 'This page does not let threads open in it. Use the panel.' })
    })
  }

  #size(ticket: string, height: number): void {
    const open = this.#open
    if (open?.ticket !== ticket || !Number.isFinite(height)) return
    open.height = Math.max(60, height)
    open.box.classList.add('ready')
    this.#place()
    open.greeted = true
  }

  #posted(ticket: string, annotation: AnnotationId): void {
    const open = this.#open
    if (open?.ticket !== ticket) return
    const wasDraft = open.about === DRAFT
    if (this.#desk.view.annotations.get(annotation)?.kind !== 'page') open.about = annotation
    open.box.classList.remove('draft')
    if (wasDraft) this.#painting.draft(undefined)
    open.done.resolve()
    this.#desk.places.emphasise('active', annotation)
    this.#place()
  }

  #place(): void {
    const open = this.#open
    if (!open) return
    const { places, marks, index } = this.#desk
    const marked = open.about === undefined ? undefined : places.rect(open.about)
    if (!marked && open.settled) {
      this.#resize(open)
      return
    }
    open.settled ||= marked !== undefined
    const words = marked && marks.outcomes().find((one) => one.annotation === open.about)
    const column = words && columnAt(index, words.at)
    const view = viewSize()
    const mirrored = column !== undefined && flowOf(getComputedStyle(column)) === 'rtl'
    const at = placeCard(marked, column?.getBoundingClientRect(), open.height, view, mirrored)
    const { style, classList } = open.box
    classList.toggle('sheet', at.kind === 'sheet')
    style.transform =
      at.kind === 'sheet' ? '' : `translate(${Math.round(at.left + scrollX)}px, ${Math.round(at.top + scrollY)}px)`
    style.width = at.kind === 'sheet' ? '' : `${CARD_WIDTH}px`
    style.height = `${at.kind === 'sheet' ? sheetHeight(open) : at.height}px`
  }

  #resize(open: OpenCard): void {
    const sheet = open.box.classList.contains('sheet')
    open.box.style.height = `${sheet ? sheetHeight(open) : open.height}px`
  }
}

const sheetHeight = ({ height }: OpenCard): number => Math.min(height, viewSize().height * 0.75)

const ticketOf = (value: unknown): string | undefined => {
  const ticket = (value as { readonly ticket?: unknown } | null | undefined)?.ticket
  return typeof ticket === 'string' && /^[A-Za-z0-9_-]{8,64}$/.test(ticket) ? ticket : undefined
}
