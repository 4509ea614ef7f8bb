/** What a browser does with the one window, by its number. */
export interface WindowPorts {
  /** The window that holds our page, as far as the browser tells: of one that is still loading it may not. */
  find(): Promise<number | undefined>
  /** Opens it. */
  make(): Promise<number | undefined>
  /** Brings it to the front. Rejects when there is none of this number. */
  show(window: number): Promise<void>
  /** Milliseconds. */
  now(): number
}

/** A window is told of by its page's address at the latest so long after it was made. Milliseconds. */
export const COMING_MS = 10_000

/** A window that goes so soon after it was brought to the front was closing already when it was asked for. Milliseconds. */
export const CLOSING_MS = 500

/** One window, whatever the clicks: an opening that is under way counts, and so does a window whose page has not loaded yet. */
export class OneWindow {
  readonly #ports: WindowPorts
  #opening: Promise<void> | undefined
  #made: { readonly window: number; readonly at: number } | undefined
  #shown: { readonly window: number; readonly at: number } | undefined

  constructor(ports: WindowPorts) {
    this.#ports = ports
  }

  open(): Promise<void> {
    this.#opening ??= this.#showOrMake().finally(() => {
      this.#opening = undefined
    })
    return this.#opening
  }

  /** It was closed: the next one is made at once, and without being asked for again when this one could not serve who asked last. */
  removed(window: number): void {
    if (this.#made?.window === window) this.#made = undefined
    const shown = this.#shown
    if (shown?.window !== window) return
    this.#shown = undefined
    if (this.#ports.now() - shown.at < CLOSING_MS) void this.#afterwards()
  }

  /** The opening under way may be what brought the closing window to the front. */
  async #afterwards(): Promise<void> {
    await this.#opening?.catch(() => undefined)
    await this.open().catch(() => undefined)
  }

  async #showOrMake(): Promise<void> {
    for (const window of [await this.#ports.find(), this.#coming])
      if (window !== undefined && (await this.#show(window))) return
    const window = await this.#ports.make()
    this.#made = window === undefined ? undefined : { window, at: this.#ports.now() }
  }

  /** False when it has gone. */
  async #show(window: number): Promise<boolean> {
    // Before it is shown: the news of its end may come first.
    const shown = { window, at: this.#ports.now() }
    this.#shown = shown
    try {
      await this.#ports.show(window)
      return true
    } catch {
      if (this.#shown === shown) this.#shown = undefined
      return false
    }
  }

  get #coming(): number | undefined {
    const age = this.#made ? this.#ports.now() - this.#made.at : COMING_MS
    return age >= 0 && age < COMING_MS ? this.#made?.window : undefined
  }
}
