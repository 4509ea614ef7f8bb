import {
  STORE_TABLES,
  type Store,
  type StoreChange,
  StoreFull,
  type StoreRange,
  type StoreTable,
} from '../../shared/engine/ports.ts'

export interface MemoryStoreOptions {
  /** Awaited before a batch becomes durable: makes the store slow, or lets a test crash in between. */
  readonly beforeWrite?: (batch: readonly StoreChange[]) => Promise<void> | void
  /** Called once a batch is durable, before whoever wrote it is told. */
  readonly afterWrite?: (batch: readonly StoreChange[]) => void
}

type Tables = ReadonlyMap<StoreTable, Map<string, unknown>>

const emptyTables = (): Tables => new Map(STORE_TABLES.map((table) => [table, new Map<string, unknown>()]))

/**
 * A `Store` in memory that forgets what a real one would forget. A batch is kept at the moment its promise resolves, all or nothing;
 * `crash()` ends this store and gives the one that the next start would find.
 */
export class MemoryStore implements Store {
  readonly #tables: Tables
  readonly #options: MemoryStoreOptions
  #tail: Promise<unknown> = Promise.resolve()
  #dead = false
  /** Set to make every write fail as a full disk does. */
  full = false
  /** Batches kept so far. */
  writes = 0

  constructor(options: MemoryStoreOptions = {}, tables: Tables = emptyTables()) {
    this.#options = options
    this.#tables = tables
  }

  #table(name: StoreTable): Map<string, unknown> {
    const table = this.#tables.get(name)
    if (!table) throw new Error(`no table ${name}`)
    return table
  }

  #alive(): void {
    if (this.#dead) throw new Error('the store is closed')
  }

  async get(table: StoreTable, key: string): Promise<unknown> {
    this.#alive()
    return structuredClone(this.#table(table).get(key))
  }

  async list(table: StoreTable, prefix: string) {
    this.#alive()
    const keys = [...this.#table(table).keys()].filter((key) => key.startsWith(prefix))
    // The default order of `sort` is by UTF-16 code units, which is what the port promises.
    return keys.sort().map((key) => ({ key, value: structuredClone(this.#table(table).get(key)) }))
  }

  async keys(table: StoreTable, prefix: string) {
    this.#alive()
    return [...this.#table(table).keys()].filter((key) => key.startsWith(prefix)).sort()
  }

  async walk(table: StoreTable, prefix: string, visit: (value: unknown) => void): Promise<void> {
    for (const { value } of await this.list(table, prefix)) visit(value)
  }

  /** Batches become durable in the order in which they were given, as transactions of one database do. */
  write(batch: readonly StoreChange[]): Promise<void> {
    return this.erase([], batch)
  }

  erase(ranges: readonly StoreRange[], batch: readonly StoreChange[]): Promise<void> {
    const kept = batch.map((change) => ({ ...change, value: structuredClone(change.value) }))
    const done = this.#tail.then(() => this.#commit(kept, ranges))
    this.#tail = done.catch(() => undefined)
    return done
  }

  async #commit(batch: readonly StoreChange[], ranges: readonly StoreRange[]): Promise<void> {
    this.#alive()
    await this.#options.beforeWrite?.(batch)
    this.#alive()
    if (this.full) throw new StoreFull('no space left')
    for (const { table, prefix } of ranges) {
      const entries = this.#table(table)
      for (const key of entries.keys()) if (key.startsWith(prefix)) entries.delete(key)
    }
    const targets = batch.map((change) => this.#table(change.table))
    for (const [i, { key, value }] of batch.entries()) {
      if (value === undefined) targets[i]?.delete(key)
      else targets[i]?.set(key, value)
    }
    this.writes++
    this.#options.afterWrite?.(batch)
  }

  close(): void {
    this.#dead = true
  }

  /** What is durable now, as another store: a backup, or a profile copied to another machine. */
  copy(): MemoryStore {
    return new MemoryStore({}, new Map([...this.#tables].map(([name, table]) => [name, new Map(table)])))
  }

  /** Ends this store at once: writes under way are lost. What was durable is found by the store returned. */
  crash(options: MemoryStoreOptions = this.#options): MemoryStore {
    this.#dead = true
    return new MemoryStore(options, new Map([...this.#tables].map(([name, table]) => [name, new Map(table)])))
  }
}
