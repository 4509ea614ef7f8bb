/** A list of listeners. `listen` ends with the abort signal it is given: whoever opens says what closes. */
export class Signal<Value> {
  readonly #listeners = new Set<(value: Value) => void>()

  listen(listener: (value: Value) => void, until?: AbortSignal): () => void {
    if (until?.aborted) return () => undefined
    const stop = () => {
      this.#listeners.delete(listener)
    }
    this.#listeners.add(listener)
    until?.addEventListener('abort', stop, { once: true })
    return stop
  }

  /** How many listen now. */
  get listening(): number {
    return this.#listeners.size
  }

  emit(value: Value): void {
    for (const listener of [...this.#listeners]) listener(value)
  }
}
