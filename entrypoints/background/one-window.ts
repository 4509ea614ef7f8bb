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

/** One window, whatever the clicks: an opening that is under way counts, and so does a window whose page has not loaded yet. */
export class OneWindow {
  readonly #ports: WindowPorts
  #opening: Promise<void> | undefined
  #made: { readonly window: number; readonly at: number } | undefined

  constructor(ports: WindowPorts) {
    this.#ports = ports
  }

  open(): Promise<void> {
    this.#opening ??= this.#showOrMake().finally(() => {
      this.#opening = undefined
    })
    return this.#opening
  }

  /** It was closed: the next one is made at once. */
  removed(window: number): void {
    if (this.#made?.window === window) this.#made = undefined
  }

  async #showOrMake(): Promise<void> {
    const found = await this.#ports.find()
    if (found !== undefined) return this.#ports.show(found)
    const coming = this.#coming
    if (coming !== undefined) {
      const shown = await this.#ports.show(coming).then(
        () => true,
        () => false,
      )
      if (shown) return
    }
    const window = await this.#ports.make()
    this.#made = window === undefined ? undefined : { window, at: this.#ports.now() }
  }

  get #coming(): number | undefined {
    const age = this.#made ? this.#ports.now() - this.#made.at : COMING_MS
    return age >= 0 && age < COMING_MS ? this.#made?.window : undefined
  }
}
