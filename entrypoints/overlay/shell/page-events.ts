type Handler = (event: Event) => void

interface Installed {
  readonly type: string
  readonly handler: Handler
  readonly options: AddEventListenerOptions
}

/**
 * Everything the overlay hears from the page. Listeners stand on the window in the capture phase, so a page that stops events further down
 * hides nothing; they act on trusted events only, since a page can dispatch any other; and they can be installed again,
 * since `document.open()` takes away every listener of window and document.
 */
export class PageEvents {
  readonly #installed = new Set<Installed>()
  readonly #until: AbortSignal

  constructor(until: AbortSignal) {
    this.#until = until
    until.addEventListener('abort', () => this.#remove(), { once: true })
  }

  on<Type extends keyof WindowEventMap>(
    type: Type | 'toggle' | 'selectionchange' | 'fullscreenchange' | 'visibilitychange',
    act: (event: WindowEventMap[Type]) => void,
    passive = true,
  ): void {
    if (this.#until.aborted) return
    const handler: Handler = (event) => {
      if (event.isTrusted) act(event as WindowEventMap[Type])
    }
    const one = { type, handler, options: { capture: true, passive } }
    this.#installed.add(one)
    addEventListener(type, handler, one.options)
  }

  /** Adding a listener that is still there does nothing, so this can be called on suspicion. */
  install(): void {
    for (const { type, handler, options } of this.#installed) addEventListener(type, handler, options)
  }

  #remove(): void {
    for (const { type, handler, options } of this.#installed) removeEventListener(type, handler, options)
    this.#installed.clear()
  }
}
