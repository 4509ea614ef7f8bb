import type { TextModel, Version } from '../../../../shared/anchoring/model.ts'
import type { OverlayIntent } from '../../../../shared/contract/intents.ts'
import type { Colour } from '../../../../shared/domain/annotation.ts'
import type { AnnotationId } from '../../../../shared/domain/ids.ts'
import type { Selector } from '../../../../shared/domain/selector.ts'
import type { Desk } from '../../desk.ts'
import { mayWrite } from '../../link/page-view.ts'
import { element } from '../../shell/element.ts'
import { viewSize } from '../../shell/page-root.ts'
import { readSelection } from '../../text/selection.ts'
import { REACH_KEYS } from '../reach/keys.ts'
import { type BarActs, type BarContent, drawBar } from './bar.tsx'
import { around, placeBar, type Rect } from './bar-place.ts'
import { type Forced, forcedIn } from './for-me.ts'
import type { Placing } from './placing.tsx'
import { placed, versionOf } from './version-now.ts'
import { watchSelection } from './watch-selection.ts'

export interface SelectionBarActs {
  /** Opens a composer for the selected words. */
  compose(selectors: readonly Selector[], colour: Colour, version: Promise<Version | undefined>, onlyMe: boolean): void
  openThread(annotation: AnnotationId): void
}

interface Selected {
  readonly selectors: readonly Selector[]
  /** The text they were described on. */
  readonly model: TextModel
}

/** What the bar is about: words just selected, or one's own highlight that was clicked. */
type Subject = Selected | { readonly annotation: AnnotationId } | { readonly words: string }

/** The small bar at a selection, or at one's own highlight that was clicked. It never takes the selection or, by itself, the keyboard. */
export class SelectionBar {
  readonly #desk: Desk
  readonly #placing: Placing
  readonly #acts: SelectionBarActs
  readonly #place = element('div', 'bar-place')
  readonly #pressed: BarActs
  #subject: Subject | undefined
  #colour: Colour = 'yellow'
  /** What is marked next is kept for oneself, until it is turned off again. */
  #onlyMe = false
  /** What the bar that is open says of it. */
  #forced: Forced | undefined
  /** What had the keyboard before the bar was given it. */
  #before: HTMLElement | undefined

  constructor(desk: Desk, placing: Placing, acts: SelectionBarActs) {
    this.#desk = desk
    this.#placing = placing
    this.#acts = acts
    this.#pressed = {
      colour: (colour) => this.#mark(colour),
      comment: () => this.#comment(),
      place: () => this.#placeAgain(),
      remove: () => this.#remove(),
      onlyMe: () => {
        this.#onlyMe = !this.#onlyMe
        drawBar(this.#selection(), this.#pressed, this.#place)
      },
      siteOff: () => {
        this.hide()
        void this.#tell({ do: 'site-off' })
      },
    }
    const { shell, view, events, until } = desk
    shell.page.append(this.#place)
    watchSelection(
      desk,
      (byKey) => this.#offer(byKey),
      () => {
        if (this.#subject && !('annotation' in this.#subject)) this.hide()
      },
    )
    events.on('pointerdown', (event) => {
      if (!shell.ours(event)) this.hide()
    })
    events.on('keydown', (event) => {
      if (event.key === 'Escape') this.hide()
    })
    view.changed.listen(() => {
      if (!view.awake) this.hide()
      else this.#sayAnew()
    }, until)
    until.addEventListener('abort', () => this.hide())
  }

  /** For one's own highlight without comments: other colours, a comment, removal. Where nothing can be written, its thread. */
  showFor(annotation: AnnotationId): void {
    const box = this.#desk.marks.rect(annotation)
    const { space, annotations } = this.#desk.view
    const about = annotations.get(annotation)
    // Who only reads by now changes nothing of what they marked before.
    if (space && !mayWrite(space) && !about?.onlyMe) return void this.#acts.openThread(annotation)
    if (!box || !about) return
    // In a private space everything is.
    const onlyMe = about.onlyMe === true && space?.private === false
    this.#show({ annotation }, { kind: 'mark', colour: about.colour, onlyMe }, box, box, false)
  }

  /** Gives the bar the keyboard; `hide` gives it back. False when there is no bar with something to press. */
  focus(): boolean {
    const first = this.#place.querySelector<HTMLButtonElement>('button[tabindex="0"]')
    if (!first) return false
    this.#before ??= this.#desk.shell.focused()
    first.focus()
    return true
  }

  hide(): void {
    if (!this.#subject) return
    this.#subject = undefined
    drawBar(undefined, this.#pressed, this.#place)
    this.#before?.focus({ preventScroll: true })
    this.#before = undefined
  }

  #offer(byKey: boolean): void {
    const { view, index } = this.#desk
    if (!view.awake) return
    const selection = document.getSelection()
    const read = readSelection(selection, index)
    if (read.ok) {
      const { selectors, rects, focus, backwards } = read.value
      const again = this.#placing.on
      const content = again ? ({ kind: 'place' } as const) : this.#selection()
      this.#show({ selectors, model: index.model() }, content, around(rects) ?? focus, focus, backwards)
      if (byKey) this.#desk.speak(`${REACH_KEYS.spoken} to ${again ? 'place it here' : 'highlight or comment'}`)
      return
    }
    this.hide()
    const box = selection?.rangeCount ? selection.getRangeAt(0).getBoundingClientRect() : undefined
    if (!box || read.error.why === 'none') return
    const { words } = read.error
    this.#show({ words }, { kind: 'words', words }, box, box, false)
  }

  #selection(): BarContent {
    const { space } = this.#desk.view
    const forced = space && forcedIn(space)
    this.#forced = forced
    if (forced) return { kind: 'selection', colour: this.#colour, onlyMe: true, forced }
    const choice = space === undefined || space.private ? {} : { onlyMe: this.#onlyMe }
    return { kind: 'selection', colour: this.#colour, ...choice, ...(space?.muted && { muted: true }) }
  }

  /** X31: whether one may write has changed while the bar was open. */
  #sayAnew(): void {
    const { space, annotations } = this.#desk.view
    const subject = this.#subject
    if (!subject || !space) return
    if ('annotation' in subject) {
      if (!mayWrite(space) && !annotations.get(subject.annotation)?.onlyMe) this.hide()
    } else if ('selectors' in subject && !this.#placing.on && forcedIn(space) !== this.#forced)
      drawBar(this.#selection(), this.#pressed, this.#place)
  }

  /** In the private space everything is only ours, without a word. */
  get #forMe(): boolean {
    const { space } = this.#desk.view
    return space !== undefined && !space.private && (this.#onlyMe || !mayWrite(space))
  }

  #show(subject: Subject, content: BarContent, marked: Rect, focus: Rect, backwards: boolean): void {
    this.#subject = subject
    drawBar(content, this.#pressed, this.#place)
    const at = placeBar(marked, focus, backwards, this.#place.getBoundingClientRect(), viewSize())
    const [left, top] = [Math.round(at.left + scrollX), Math.round(at.top + scrollY)]
    this.#place.style.transform = `translate(${left}px, ${top}px)`
  }

  /** Takes what the bar is about, and the bar away. */
  #take(): Subject | undefined {
    const subject = this.#subject
    this.hide()
    if (subject && 'selectors' in subject) document.getSelection()?.removeAllRanges()
    return subject
  }

  #mark(colour: Colour): void {
    const about = this.#take()
    this.#colour = colour
    if (about && 'annotation' in about) void this.#tell({ do: 'recolour', annotation: about.annotation, colour })
    else if (about && 'selectors' in about) void this.#highlight(about, colour)
  }

  async #highlight({ selectors, model }: Selected, colour: Colour): Promise<void> {
    const version = await versionOf(model, this.#desk.until)
    await this.#tell({
      do: 'highlight',
      ...placed(selectors, version),
      colour,
      ...(this.#forMe ? { onlyMe: true } : {}),
    })
  }

  #comment(): void {
    const about = this.#take()
    if (about && 'annotation' in about) this.#acts.openThread(about.annotation)
    else if (about && 'selectors' in about)
      this.#acts.compose(about.selectors, this.#colour, versionOf(about.model, this.#desk.until), this.#forMe)
  }

  #placeAgain(): void {
    const about = this.#take()
    if (about && 'selectors' in about) this.#placing.place(about.selectors, versionOf(about.model, this.#desk.until))
  }

  #remove(): void {
    const about = this.#take()
    if (!about || !('annotation' in about)) return
    const { annotation } = about
    void this.#tell({ do: 'remove', annotation }).then((done) => {
      if (!done) return
      const run = () => void this.#tell({ do: 'restore', annotation })
      this.#desk.toast({ words: 'Highlight removed', act: { label: 'Undo', run } })
    })
  }

  async #tell(intent: OverlayIntent): Promise<boolean> {
    const reply = await this.#desk.link.ask(intent)
    if (!reply.ok) this.#desk.toast({ words: reply.words })
    return reply.ok
  }
}
