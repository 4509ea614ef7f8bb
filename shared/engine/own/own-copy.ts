import type { DocumentId, SpaceId } from '../../domain/ids.ts'
import type { Bytes } from '../../kit/bytes.ts'
import { Signal } from '../../kit/signal.ts'
import type { DocumentHandle } from '../document-parts.ts'
import type { OpenSpace } from '../parts.ts'
import { type Sum, sumOf } from './message.ts'

/** This browser's copy of a private space: what is in it, and what is written. */
export class OwnCopy {
  readonly space: OpenSpace
  /** Sealed here, in a document that is open. */
  readonly written = new Signal<{ readonly document: DocumentId; readonly record: Bytes }>()
  readonly #until: AbortSignal
  /** Pages are opened to be summed up, so what came of it is kept until something is written or comes. */
  readonly #sums = new Map<DocumentId, Promise<string | undefined>>()

  constructor(space: OpenSpace, until: AbortSignal) {
    this.space = space
    this.#until = until
    const tell = (document: DocumentId, record: Bytes) => {
      this.#sums.delete(document)
      this.written.emit({ document, record })
    }
    space.document.sealed.listen((record) => tell(space.document.id, record), until)
    space.carriage.written?.listen(({ document, record }) => tell(document, record), until)
  }

  get id(): SpaceId {
    return this.space.self.space
  }

  /** The space's own first: the others are found by it. */
  get documents(): readonly DocumentId[] {
    return [this.space.document.id, ...this.space.document.pages().keys()]
  }

  /** Opens a document for a task. Undefined: there is none such here. */
  async with<Value>(id: DocumentId, task: (document: DocumentHandle) => Promise<Value>): Promise<Value | undefined> {
    if (this.#until.aborted) return undefined
    const { document } = this.space
    if (id === document.id) return task(document)
    const entry = document.pages().get(id)
    if (!entry) return undefined
    const done = new AbortController()
    try {
      const page = await this.space.openPage(entry.address, AbortSignal.any([done.signal, this.#until]))
      return page.id === id && !this.#until.aborted ? await task(page) : undefined
    } finally {
      done.abort()
    }
  }

  /** Undefined: none such here, or it cannot be read. */
  sum(id: DocumentId): Promise<string | undefined> {
    const known = this.#sums.get(id)
    if (known) return known
    const sum = this.with(id, (document) => sumOf(document.heads())).catch(() => undefined)
    this.#sums.set(id, sum)
    void sum.then((value) => value ?? (this.#sums.get(id) === sum && this.#sums.delete(id)))
    return sum
  }

  async sums(): Promise<readonly Sum[]> {
    const sums: Sum[] = []
    for (const document of this.documents) {
      const sum = await this.sum(document)
      if (sum !== undefined) sums.push({ document, sum })
    }
    return sums
  }

  /** Each record is judged as ever. @returns pages that are known only now */
  async receive(id: DocumentId, records: readonly Bytes[]): Promise<readonly DocumentId[]> {
    const before = new Set(this.documents)
    await this.with(id, async (document) => {
      const taken = await Promise.allSettled(records.map((record) => document.receive(record, 'peer')))
      if (taken.some((one) => one.status === 'rejected' || one.value.kind !== 'duplicate')) this.#sums.delete(id)
    })
    return this.documents.filter((document) => !before.has(document))
  }
}
