import { Signal } from '../../kit/signal.ts'

/** Values kept for the first listener. */
const MOST_WAITING = 64

/** A signal that keeps what is emitted before anybody listens: an engine that starts reads its inboxes before its contexts are built. */
export class LateSignal<Value> extends Signal<Value> {
  #waiting: Value[] | undefined = []

  override emit(value: Value): void {
    if (this.#waiting === undefined) super.emit(value)
    else if (this.#waiting.length < MOST_WAITING) this.#waiting.push(value)
  }

  override listen(listener: (value: Value) => void, until?: AbortSignal): () => void {
    const stop = super.listen(listener, until)
    const waiting = this.#waiting ?? []
    this.#waiting = undefined
    for (const value of waiting) listener(value)
    return stop
  }
}
