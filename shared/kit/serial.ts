/**
 * Runs tasks one after the other, in the order given; a task that throws rejects its own promise only.
 * The import queue of a document and every read-modify-write of a store go through one of these.
 */
export class Serial {
  #tail: Promise<unknown> = Promise.resolve()

  run<Value>(task: () => Promise<Value> | Value): Promise<Value> {
    const result = this.#tail.then(task)
    this.#tail = result.catch(() => undefined)
    return result
  }

  /** Resolves when everything queued so far is done. */
  idle(): Promise<void> {
    return this.run(() => undefined)
  }
}
