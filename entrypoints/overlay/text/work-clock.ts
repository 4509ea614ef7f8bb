import { Allowance } from './allowance.ts'
import { nextTask, SLICE_MS } from './slices.ts'

/** Quiet time before work, so that a burst of changes costs one reading. */
const SETTLE_MS = 60
/** Longest wait for idle time. */
const PATIENCE_MS = 500
/** What changes without a word (rules added by script, shadow roots attached late) is found by looking again at a little every so often. */
const SWEEP_MS = 2_000

/** When the work on a page's text is done: in idle time, in slices, for a bounded share of the time. The first of it all is not held back. */
export class WorkClock {
  readonly #page: Document
  readonly #work: () => boolean
  readonly #until: AbortSignal
  readonly #allowance = new Allowance(performance.now())
  #timer: ReturnType<typeof setTimeout> | undefined
  #idle: number | undefined
  #working = false
  #first = true
  #styled: (() => void) | undefined
  #heard: Element | null = null

  /** @param work one piece of it; true while there is more */
  constructor(page: Document, work: () => boolean, until: AbortSignal) {
    this.#page = page
    this.#work = work
    this.#until = until
    until.addEventListener('abort', () => this.#rest(), { once: true })
  }

  #rest(): void {
    clearTimeout(this.#timer)
    if (this.#idle !== undefined) cancelIdleCallback(this.#idle)
    this.#timer = undefined
    this.#idle = undefined
  }

  /** There is something to do. */
  wake(): void {
    if (this.#timer !== undefined || this.#idle !== undefined || this.#working || this.#until.aborted) return
    this.#listen()
    const wait = this.#first ? 0 : Math.max(SETTLE_MS, this.#allowance.wait(performance.now()))
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.#idle = requestIdleCallback(
        () => {
          this.#idle = undefined
          void this.#run()
        },
        { timeout: PATIENCE_MS },
      )
    }, wait)
  }

  async #run(): Promise<void> {
    this.#working = true
    let more = true
    while (more && !this.#until.aborted) {
      const began = performance.now()
      do more = this.#work()
      while (more && performance.now() < began + SLICE_MS)
      const now = performance.now()
      if (!this.#first) this.#allowance.spend(now - began, now)
      if (more && !this.#first && this.#allowance.wait(now) > 0) break
      if (more) await nextTask()
    }
    this.#working = false
    if (more) this.wake()
    else this.#first = false
  }

  /** Calls when the page's styles may have changed without a change of its tree: sheets loaded, fields ticked, the window turned. */
  whenStyled(changed: () => void): void {
    this.#styled = changed
    this.#listen()
    this.wake()
  }

  /** Again after `document.open()`, which takes the listeners away. */
  #listen(): void {
    const element = this.#page.documentElement
    if (!this.#styled || this.#heard === element) return
    this.#heard = element
    const changed = () => this.#styled?.()
    const options = { capture: true, passive: true, signal: this.#until }
    this.#page.addEventListener('load', (event) => event.target instanceof HTMLLinkElement && changed(), options)
    for (const type of ['change', 'toggle']) this.#page.addEventListener(type, changed, options)
    for (const type of ['resize', 'hashchange']) this.#page.defaultView?.addEventListener(type, changed, options)
  }

  /** @param look looks again at a little; true when there is something to do */
  sweep(look: () => boolean): void {
    const timer = setInterval(() => {
      if (this.#page.visibilityState !== 'visible' || this.#working || this.#first) return
      if (look()) this.wake()
    }, SWEEP_MS)
    this.#until.addEventListener('abort', () => clearInterval(timer), { once: true })
  }
}
