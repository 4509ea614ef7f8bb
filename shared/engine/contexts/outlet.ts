/**
 * One view of one context: looks at the state after changes and sends what it then sees, if that differs from what was sent last.
 * Many changes in one turn make one look.
 */
export class Outlet<View> {
  readonly #project: () => View | undefined
  readonly #send: (view: View) => void
  #last = ''
  #looking = false
  #closed = false

  /** @param project undefined when there is nothing to say now */
  constructor(project: () => View | undefined, send: (view: View) => void) {
    this.#project = project
    this.#send = send
  }

  look(): void {
    if (this.#looking) return
    this.#looking = true
    queueMicrotask(() => {
      this.#looking = false
      this.now()
    })
  }

  /** Looks at once. */
  now(): void {
    if (this.#closed) return
    const view = this.#project()
    if (view === undefined) return
    const text = JSON.stringify(view)
    if (text === this.#last) return
    this.#last = text
    this.#send(view)
  }

  close(): void {
    this.#closed = true
  }
}
