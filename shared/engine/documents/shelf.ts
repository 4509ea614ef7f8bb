import * as v from 'valibot'
import type { MemberId } from '../../domain/ids.ts'

export interface Shelved<Key, Value> {
  readonly id: Key
  readonly value: Value
  readonly writer: MemberId
}

/** One root of a document as parsed values, kept up to date key by key. What does not parse is skipped and counted, never thrown. */
export class Shelf<Key extends string, Value> {
  readonly #schema: v.GenericSchema<unknown, Value>
  readonly #isKey: (key: string) => key is Key
  readonly #values = new Map<Key, Shelved<Key, Value>>()
  readonly #skipped = new Set<string>()

  constructor(schema: v.GenericSchema<unknown, Value>, isKey: (key: string) => key is Key) {
    this.#schema = schema
    this.#isKey = isKey
  }

  get values(): ReadonlyMap<Key, Shelved<Key, Value>> {
    return this.#values
  }

  /** Keys whose value is not one of this root's. */
  get skipped(): number {
    return this.#skipped.size
  }

  /** @param value undefined: the key was removed @returns the key when it is one of this root */
  place(key: string, value: unknown, writer: MemberId | undefined): Key | undefined {
    this.#skipped.delete(key)
    if (!this.#isKey(key)) {
      if (value !== undefined) this.#skipped.add(key)
      return undefined
    }
    const parsed = v.safeParse(this.#schema, value)
    if (parsed.success && writer !== undefined) this.#values.set(key, { id: key, value: parsed.output, writer })
    else {
      this.#values.delete(key)
      if (value !== undefined) this.#skipped.add(key)
    }
    return key
  }
}
