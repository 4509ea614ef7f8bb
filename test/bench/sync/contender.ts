/** What a system must offer to be measured: one shared document of small values by key. */
export interface Contender {
  readonly name: string
  /** What it promises of an edit that was applied elsewhere: an honest comparison says what was not done. */
  readonly promises: string
  /**
   * People of one document, connected and caught up; the first writes.
   * @param address of its server @param people how many
   */
  join(address: string, people: number): Promise<readonly Desk[]>
}

/** One person's place at the document. */
export interface Desk {
  put(key: string, value: string): void
  /** Called once for each key, when its value can be read here. */
  applied(listener: (key: string) => void): void
  close(): Promise<void> | void
}

/** Listeners of a desk. */
export class Applied {
  readonly #listeners: ((key: string) => void)[] = []

  listen(listener: (key: string) => void): void {
    this.#listeners.push(listener)
  }

  tell(keys: Iterable<string>): void {
    for (const key of keys) for (const listener of this.#listeners) listener(key)
  }
}

/** Waits for a state that nobody announces, at most 20 s. */
export async function eventually(what: string, holds: () => boolean): Promise<void> {
  const end = performance.now() + 20_000
  while (!holds()) {
    if (performance.now() > end) throw new Error(`never happened: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
