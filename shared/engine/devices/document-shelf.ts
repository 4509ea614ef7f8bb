import type { SpaceId } from '../../domain/ids.ts'
import { parseHeader } from '../../envelope/header.ts'
import { toHex } from '../../kit/bytes.ts'
import { recordHash } from '../../protocol/chain.ts'
import { Layout } from '../documents/layout.ts'
import type { Store, StoreChange, StoreTable } from '../ports.ts'
import type { DocumentHead, Kept } from './entries.ts'

/** Stored in one write: records, and bytes of them. */
const WRITE_RECORDS = 400
const WRITE_BYTES = 2 * 1024 * 1024
/** Deleted in one write. */
const DELETE_AT_ONCE = 500

const LEFTOVERS: ReadonlyArray<readonly [StoreTable, string]> = [
  ['documents', ''],
  ['envelopes', ''],
  ['settings', 'unsent.'],
]

/** Puts a backup's documents where the store keeps documents (D8). Spaces that the browser is not in are opened by nobody meanwhile. */
export class DocumentShelf {
  readonly #store: Store
  readonly #storing: boolean
  readonly #cleared = new Set<SpaceId>()
  #head: DocumentHead | undefined
  #skip = false
  #layout: Layout | undefined
  #arrival = 0
  #waiting: StoreChange[] = []
  #bytes = 0
  documents = 0
  records = 0

  constructor(store: Store, storing: boolean) {
    this.#store = store
    this.#storing = storing
  }

  /** @param skip the browser has this space: its own documents go on */
  async begin(head: DocumentHead, skip: boolean): Promise<void> {
    this.#head = head
    this.#skip = skip || !this.#storing
    this.#layout = new Layout(head.space, head.document)
    this.#arrival = 0
    this.documents++
    if (this.#skip) return
    await this.#clear(head.space)
    if (head.cursor) this.#add({ table: 'documents', key: this.#layout.cursor, value: head.cursor }, 0)
    if (head.unsent) this.#add({ table: 'settings', key: this.#layout.unsent, value: { schema: 1 } }, 0)
  }

  /** What an attempt that was given up has left would mix with what comes. */
  async #clear(space: SpaceId): Promise<void> {
    if (this.#cleared.has(space)) return
    this.#cleared.add(space)
    for (const [table, prefix] of LEFTOVERS) {
      const keys = await this.#store.keys(table, `${prefix}${space}.`)
      for (let at = 0; at < keys.length; at += DELETE_AT_ONCE)
        await this.#store.write(keys.slice(at, at + DELETE_AT_ONCE).map((key) => ({ table, key, value: undefined })))
    }
  }

  /** @returns false when the record is not one of the document at hand */
  async put(type: 'certificate' | 'envelope' | 'held', { record, era, refused }: Kept): Promise<boolean> {
    const [head, layout] = [this.#head, this.#layout]
    if (!head || !layout) return false
    this.records++
    if (type === 'certificate') {
      if (toHex(record.subarray(2, 18)) !== head.space) return false
      const hash = toHex(await recordHash(record))
      return this.#keep(layout.put('c', hash, { schema: 1, record, era }), record.length)
    }
    const header = parseHeader(record)
    if (!header.ok || header.value.space !== head.space || header.value.document !== head.document) return false
    if (type === 'envelope') {
      const value = { schema: 1, record, era, ...(refused === undefined ? {} : { refused }) }
      return this.#keep(layout.put('e', ++this.#arrival, value), record.length)
    }
    const { device, nonce, counter } = header.value
    const hash = toHex(await recordHash(record))
    return this.#keep(layout.put('h', hash, { schema: 1, record, device, nonce, counter, era }), record.length)
  }

  async #keep(change: StoreChange, bytes: number): Promise<true> {
    if (this.#skip) return true
    this.#add(change, bytes)
    if (this.#waiting.length >= WRITE_RECORDS || this.#bytes >= WRITE_BYTES) await this.flush()
    return true
  }

  #add(change: StoreChange, bytes: number): void {
    this.#waiting.push(change)
    this.#bytes += bytes
  }

  /** @throws StoreFull */
  async flush(): Promise<void> {
    const batch = this.#waiting
    this.#waiting = []
    this.#bytes = 0
    if (batch.length > 0) await this.#store.write(batch)
  }
}
