import { Signal } from '../../../shared/kit/signal.ts'
import { element } from './element.ts'
import type { PageEvents } from './page-events.ts'
import { bodyElement, rootElement } from './page-root.ts'
import { RemountLimit } from './remount-limit.ts'
import { moveInto, parentNow, popoverInUse } from './top-layer.ts'

/** Only these stand on the host; whatever a page adds (hidden, inert, style) is taken off again. */
const HOST_ATTRIBUTES: ReadonlySet<string> = new Set(['popover'])

/**
 * The overlay's own place in a page nobody trusts: a closed shadow root on a plain element under <html>, in the top layer, put back when the
 * page takes it away. Two layers: `page` in document coordinates, scrolling with it; `screen` fixed to the window.
 */
export class Shell {
  readonly host: HTMLElement = element('div')
  readonly page = element('div', 'page')
  readonly screen = element('div', 'screen')
  /** In the corner of the window that the person chose, part of the screen layer. */
  readonly corner = element('div', 'corner')
  /**
   * Positions in the window may have changed, at most once per frame. `scroll`: only the document scrolled, so positions in document coordinates
   * still hold; `layout`: anything may have moved.
   */
  readonly moved = new Signal<'scroll' | 'layout'>()
  /** The host is in the page again after having been away (iframes have begun anew). */
  readonly remounted = new Signal<void>()
  readonly #root: ShadowRoot
  readonly #events: PageEvents
  readonly #limit = new RemountLimit()
  readonly #structure: MutationObserver
  readonly #dialogs: MutationObserver
  readonly #sizes: ResizeObserver
  #wanted = false
  #mounting = false
  #frame = 0
  #how: 'scroll' | 'layout' = 'layout'
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(css: string, events: PageEvents, until: AbortSignal) {
    this.#events = events
    this.host.setAttribute('popover', 'manual')
    const root = this.host.attachShadow({ mode: 'closed' })
    this.#root = root
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(css)
    root.adoptedStyleSheets = [sheet]
    const hm = element('div', 'hm')
    this.screen.append(this.corner)
    hm.append(this.page, this.screen)
    root.append(hm)
    keepToOurselves(hm)
    this.#structure = new MutationObserver(() => this.#check())
    this.#dialogs = new MutationObserver(() => this.#check())
    this.host.addEventListener('toggle', () => this.#check())
    events.on('scroll', (event) => this.stir(event.target === document ? 'scroll' : 'layout'))
    for (const type of ['resize', 'load'] as const) events.on(type, () => this.stir())
    events.on('fullscreenchange', () => this.#check())
    events.on('selectionchange', () => {
      // Pages without popovers pay one look upwards.
      if (popoverInUse() !== this.#popover()) this.#check()
    })
    events.on('toggle', () => this.#check())
    this.#sizes = new ResizeObserver(() => this.stir())
    until.addEventListener('abort', () => {
      this.show(false)
    })
  }

  show(on: boolean): void {
    this.#wanted = on
    if (on) this.#mount()
    else {
      clearTimeout(this.#timer)
      this.#timer = undefined
      this.#structure.disconnect()
      this.#dialogs.disconnect()
      this.#sizes.disconnect()
      this.host.remove()
    }
  }

  /** Asks for `moved` in the next frame. */
  stir(how: 'scroll' | 'layout' = 'layout'): void {
    if (how === 'layout') this.#how = how
    if (this.#frame || !this.#wanted) return
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0
      const what = this.#how
      this.#how = 'scroll'
      if (what === 'layout') this.#fit()
      this.moved.emit(what)
    })
  }

  /** The element that has the keyboard, inside our root too: to give it back later. */
  focused(): HTMLElement | undefined {
    const active = this.#root.activeElement ?? document.activeElement
    return active instanceof HTMLElement && active !== bodyElement() ? active : undefined
  }

  /** The element inside our own root that has the keyboard. */
  focusedInside(): HTMLElement | undefined {
    const { activeElement } = this.#root
    return activeElement instanceof HTMLElement ? activeElement : undefined
  }

  /** Where our host, or what is inside it, was the target: the page's events are then not about the page. */
  ours(event: Event): boolean {
    return event.target === this.host
  }

  /** The page's popover that we stand in. */
  #popover(): Element | undefined {
    return this.host.parentElement?.closest('[popover]') ?? undefined
  }

  /** The page layer covers the document's own extent and is clipped there, so that a cursor at an edge never makes the page scroll. */
  #fit(): void {
    const root = rootElement()
    if (!root) return
    const box = root.getBoundingClientRect()
    const body = bodyElement()
    const bodyBox = body?.getBoundingClientRect()
    const right = Math.max(box.right, (bodyBox?.left ?? 0) + (body?.scrollWidth ?? 0)) + scrollX
    const bottom = Math.max(box.bottom, (bodyBox?.top ?? 0) + (body?.scrollHeight ?? 0)) + scrollY
    this.page.style.width = `${Math.max(right, root.clientWidth)}px`
    this.page.style.height = `${Math.max(bottom, root.clientHeight)}px`
  }

  /** Is everything as it should be? If not, put it right, at the rate the limit allows. */
  #check(): void {
    if (!this.#wanted || this.#mounting || this.#timer !== undefined || this.#inPlace()) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      if (this.#wanted && !this.#inPlace()) this.#mount()
    }, this.#limit.next(performance.now()))
  }

  #inPlace(): boolean {
    const { host } = this
    return (
      host.isConnected &&
      host.parentNode === parentNow(document) &&
      host.matches(':popover-open') &&
      host.getAttribute('popover') === 'manual' &&
      host.getAttributeNames().every((name) => HOST_ATTRIBUTES.has(name))
    )
  }

  #mount(): void {
    const parent = parentNow(document)
    if (!parent) return
    this.#mounting = true
    const { host } = this
    const away = !host.isConnected
    for (const name of host.getAttributeNames()) if (!HOST_ATTRIBUTES.has(name)) host.removeAttribute(name)
    if (host.getAttribute('popover') !== 'manual') host.setAttribute('popover', 'manual')
    if (host.parentNode !== parent) moveInto(parent, host)
    this.#promote()
    this.#watch(parent)
    this.#events.install()
    this.#mounting = false
    this.stir()
    if (away) this.remounted.emit()
  }

  /** To the front of the top layer; hiding first, since a popover stays where it was when a dialog opens above it. */
  #promote(): void {
    try {
      if (this.host.matches(':popover-open')) this.host.hidePopover()
      this.host.showPopover()
    } catch {
      // the page took it away meanwhile: the observer says so next
    }
  }

  #watch(parent: Element): void {
    this.#structure.disconnect()
    this.#structure.observe(this.host, { attributes: true })
    // A child of <html>: its own removals and a new <html> tell all. Inside a dialog or fullscreen element any ancestor may go.
    const inside = parent !== rootElement()
    this.#structure.observe(document, { childList: true, subtree: inside })
    if (!inside) this.#structure.observe(parent, { childList: true })
    this.#sizes.disconnect()
    for (const sized of [rootElement(), bodyElement()]) if (sized) this.#sizes.observe(sized)
    this.#dialogs.observe(document, { attributes: true, attributeFilter: ['open'], subtree: true })
  }
}

/** The page's own shortcuts and click-outside handlers are not meant for what people do in the overlay; focus and selection stay in the page. */
function keepToOurselves(hm: HTMLElement): void {
  const stop = (event: Event) => event.stopPropagation()
  for (const type of ['keydown', 'keyup', 'keypress', 'click', 'dblclick', 'pointerdown', 'pointerup', 'mouseup'])
    hm.addEventListener(type, stop)
  hm.addEventListener('mousedown', (event) => {
    event.stopPropagation()
    event.preventDefault()
  })
}
