import type { DocumentId } from '../../domain/ids.ts'
import type { PageDocument } from '../document-parts.ts'
import { unsentDocuments } from '../documents/layout.ts'
import { type Closable, openPageDocument } from '../documents/open.ts'
import type { SpaceCarriage } from '../parts.ts'
import type { EnginePorts } from '../ports.ts'
import type { Self } from './self.ts'

type Document = PageDocument & Closable

interface Entry {
  readonly id: DocumentId
  readonly document: Promise<Document>
  /** How many look at it. With none it stays open while the relay lacks something of it. */
  users: number
  /** With its live room: while somebody looks. */
  room: boolean
  carried: AbortController
}

/** The page documents of a space that are open: those that somebody looks at, and those that still have something to send. */
export class OpenPages {
  readonly #ports: Pick<EnginePorts, 'clock' | 'random' | 'store'>
  readonly #self: Self
  readonly #carriage: SpaceCarriage
  readonly #entries = new Map<DocumentId, Entry>()
  readonly #closing = new Map<DocumentId, Promise<void>>()
  readonly #ended = new AbortController()

  constructor(ports: Pick<EnginePorts, 'clock' | 'random' | 'store'>, self: Self, carriage: SpaceCarriage) {
    this.#ports = ports
    this.#self = self
    this.#carriage = carriage
    carriage.linkChanged.listen(() => this.#look(), this.#ended.signal)
  }

  /** S8: what was not sent when the engine ended is sent now, also of pages that nobody opens. */
  async resume(): Promise<void> {
    for (const id of await unsentDocuments(this.#ports.store, this.#self.space)) {
      if (id === this.#self.spaceDocument || this.#entries.has(id) || this.#ended.signal.aborted) continue
      const entry = this.#begin(id)
      this.#carry(entry, false)
      await entry.document.catch(() => undefined)
    }
  }

  open(id: DocumentId, until: AbortSignal): Promise<Document> {
    until.throwIfAborted()
    const entry = this.#entries.get(id) ?? this.#begin(id)
    if (++entry.users === 1) this.#carry(entry, true)
    const leave = () => {
      entry.users--
      this.#settleSoon(entry)
    }
    until.addEventListener('abort', leave, { once: true })
    return entry.document
  }

  #begin(id: DocumentId): Entry {
    const entry: Entry = { id, document: this.#read(id), users: 0, room: false, carried: new AbortController() }
    this.#entries.set(id, entry)
    entry.document.catch(() => this.#entries.get(id) === entry && this.#entries.delete(id))
    return entry
  }

  /** A document is open once: what is still being written is read by whoever opens it again. */
  async #read(id: DocumentId): Promise<Document> {
    await this.#closing.get(id)
    return openPageDocument(this.#ports, this.#self, id)
  }

  /** In one way at a time. */
  #carry(entry: Entry, room: boolean): void {
    entry.carried.abort()
    const carried = new AbortController()
    entry.carried = carried
    entry.room = room
    entry.document.then(
      (document) => carried.signal.aborted || this.#carriage.carry(document, room, carried.signal),
      () => undefined,
    )
  }

  #look(): void {
    for (const entry of this.#entries.values()) if (entry.users === 0) this.#settleSoon(entry)
  }

  /** Behind what is being stored: an edit made on the way out is to be sent, too. */
  #settleSoon(entry: Entry): void {
    entry.document
      .then(async (document) => {
        await document.settled()
        this.#settle(entry, document)
      })
      .catch(() => undefined)
  }

  /** Nobody looks any more: closed, or kept until the relay has everything. */
  #settle(entry: Entry, document: Document): void {
    if (entry.users > 0 || this.#entries.get(entry.id) !== entry) return
    // Where nothing moves, nothing is waited for: what was unsent when the space ended stays marked in the store.
    const done = document.unacknowledged().length === 0 || this.#carriage.link.state === 'none'
    if (done) this.#close(entry)
    else if (entry.room) this.#carry(entry, false)
  }

  #close(entry: Entry): void {
    this.#entries.delete(entry.id)
    entry.carried.abort()
    const closed = entry.document.then((document) => document.close()).catch(() => undefined)
    this.#closing.set(entry.id, closed)
    void closed.then(() => this.#closing.get(entry.id) === closed && this.#closing.delete(entry.id))
  }

  async close(): Promise<void> {
    this.#ended.abort()
    for (const entry of [...this.#entries.values()]) this.#close(entry)
    await Promise.all(this.#closing.values())
  }
}
