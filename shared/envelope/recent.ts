/** A cache of the `limit` values used last. */
export class Recent<Value extends NonNullable<unknown>> {
  readonly #limit: number
  readonly #values = new Map<string, Value>()

  constructor(limit: number) {
    this.#limit = limit
  }

  /** The kept value; made and kept when there is none. */
  get(key: string, make: () => Value): Value {
    return this.find(key) ?? this.put(key, make())
  }

  find(key: string): Value | undefined {
    const known = this.#values.get(key)
    return known === undefined ? undefined : this.put(key, known)
  }

  drop(key: string): void {
    this.#values.delete(key)
  }

  put(key: string, value: Value): Value {
    this.#values.delete(key)
    this.#values.set(key, value)
    if (this.#values.size > this.#limit) {
      const oldest = this.#values.keys().next()
      if (!oldest.done) this.#values.delete(oldest.value)
    }
    return value
  }
}
