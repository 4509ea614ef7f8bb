/** A frame may never come: the window is minimised or covered. Then the clock does. */
const LATEST_MS = 200

/** Runs something once for any number of calls in a frame. */
export class Frames {
  readonly #run: () => void
  #frame: number | undefined
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(run: () => void) {
    this.#run = run
  }

  soon(): void {
    if (this.#timer !== undefined) return
    if (document.visibilityState === 'visible') this.#frame = requestAnimationFrame(() => this.#now())
    this.#timer = setTimeout(() => this.#now(), this.#frame === undefined ? 30 : LATEST_MS)
  }

  stop(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame)
    clearTimeout(this.#timer)
    this.#frame = undefined
    this.#timer = undefined
  }

  #now(): void {
    this.stop()
    this.#run()
  }
}
