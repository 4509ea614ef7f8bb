import { STORE_TABLES, type Store, type StoreChange, StoreFull, type StoreRange } from '../../shared/engine/ports.ts'

/** Values read at a time by `walk`. */
const WALK = 200
/**
 * Each step brings a database one version further, inside its upgrade: all of it happens, or nothing. A step never changes once it was
 * released; a new table or index is a new step.
 */
const STEPS: readonly ((database: IDBDatabase) => void)[] = [
  (database) => {
    for (const table of STORE_TABLES) database.createObjectStore(table)
  },
]

/** The database was written by a newer version of the extension. Nothing of it was read or changed. */
export class NewerStore extends Error {
  override name = 'NewerStore'
}

/**
 * The `Store` port over IndexedDB: one object store per table, keys outside the values. Batches are flushed to disk before they resolve.
 * @param steps how each version became the next; only tests give others
 * @throws NewerStore
 */
export async function openIndexedDbStore(name: string, steps = STEPS): Promise<Store> {
  const connection = new Connection(name, steps)
  await connection.database()
  return {
    async get(table, key) {
      const database = await connection.database()
      return settled(database.transaction(table, 'readonly').objectStore(table).get(key))
    },
    async list(table, prefix) {
      const database = await connection.database()
      const entries = database.transaction(table, 'readonly').objectStore(table)
      const range = prefixRange(prefix)
      const [keys, values] = await Promise.all([settled(entries.getAllKeys(range)), settled(entries.getAll(range))])
      return keys.map((key, i) => ({ key: key as string, value: values[i] as unknown }))
    },
    async keys(table, prefix) {
      const database = await connection.database()
      const entries = database.transaction(table, 'readonly').objectStore(table)
      return (await settled(entries.getAllKeys(prefixRange(prefix)))) as string[]
    },
    async walk(table, prefix, visit) {
      for (let range = prefixRange(prefix); ; ) {
        const entries = (await connection.database()).transaction(table, 'readonly').objectStore(table)
        const [keys, values] = await Promise.all([
          settled(entries.getAllKeys(range, WALK)),
          settled(entries.getAll(range, WALK)),
        ])
        for (const value of values) visit(value)
        const last = keys.at(-1)
        if (last === undefined || keys.length < WALK) return
        range =
          range?.upper === undefined
            ? IDBKeyRange.lowerBound(last, true)
            : IDBKeyRange.bound(last, range.upper, true, true)
      }
    },
    async write(batch) {
      if (batch.length === 0) return
      // Values are taken as they are now: at once into an open database, as copies while it is still being opened.
      const { current } = connection
      if (current) return commit(current, batch)
      const copies = structuredClone(batch)
      await commit(await connection.database(), copies)
    },
    async erase(ranges, batch) {
      const copies = structuredClone(batch)
      await commit(await connection.database(), copies, ranges)
    },
    close: () => connection.close(),
  }
}

/** Opens on demand, again after the browser has closed it (site data cleared, disk trouble). */
class Connection {
  readonly #name: string
  readonly #steps: typeof STEPS
  #opening: Promise<IDBDatabase> | undefined
  current: IDBDatabase | undefined
  #closed = false

  constructor(name: string, steps: typeof STEPS) {
    this.#name = name
    this.#steps = steps
  }

  database(): Promise<IDBDatabase> {
    if (this.#closed) return Promise.reject(new Error('store is closed'))
    this.#opening ??= this.#open()
    return this.#opening
  }

  async #open(): Promise<IDBDatabase> {
    const request = indexedDB.open(this.#name, this.#steps.length)
    request.onupgradeneeded = ({ oldVersion }) => {
      for (const step of this.#steps.slice(oldVersion)) step(request.result)
    }
    const forget = () => {
      this.current = undefined
      this.#opening = undefined
    }
    try {
      const database = await settled(request)
      database.onclose = forget
      // A newer version of the extension wants to upgrade: step aside.
      database.onversionchange = () => {
        forget()
        database.close()
      }
      this.current = database
      return database
    } catch (error) {
      forget()
      throw reasonFor(error)
    }
  }

  close(): void {
    this.#closed = true
    this.current = undefined
    void this.#opening?.then(
      (database) => database.close(),
      () => undefined,
    )
  }
}

function settled<Value>(request: IDBRequest<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

function commit(
  database: IDBDatabase,
  batch: readonly StoreChange[],
  ranges: readonly StoreRange[] = [],
): Promise<void> {
  const tables = [...new Set([...batch, ...ranges].map(({ table }) => table))]
  const transaction = database.transaction(tables, 'readwrite', { durability: 'strict' })
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(reasonFor(transaction.error))
    try {
      for (const { table, prefix } of ranges) {
        const entries = transaction.objectStore(table)
        const range = prefixRange(prefix)
        if (range === null) entries.clear()
        else entries.delete(range)
      }
      for (const { table, key, value } of batch) {
        const entries = transaction.objectStore(table)
        if (value === undefined) entries.delete(key)
        else entries.put(value, key)
      }
      // Not waiting for the last request's event saves a turn of the event loop.
      transaction.commit()
    } catch (error) {
      // A value that cannot be cloned: what was put before it must go too.
      reject(error)
      transaction.abort()
    }
  })
}

/** Keys are compared by UTF-16 code unit: the first text after all that start with `prefix` is the prefix with its last unit raised. */
function prefixRange(prefix: string): IDBKeyRange | null {
  const raisable = prefix.replace(/\uffff+$/, '')
  if (raisable === '') return prefix === '' ? null : IDBKeyRange.lowerBound(prefix)
  const last = raisable.length - 1
  const after = raisable.slice(0, last) + String.fromCharCode(raisable.charCodeAt(last) + 1)
  return IDBKeyRange.bound(prefix, after, false, true)
}

function reasonFor(error: unknown): unknown {
  if (!(error instanceof Error || error instanceof DOMException)) return new Error('the browser ended the transaction')
  if (error.name === 'VersionError') return new NewerStore('the storage was written by a newer version')
  return error.name === 'QuotaExceededError' ? new StoreFull('storage is full') : error
}
