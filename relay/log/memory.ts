import type { DeviceId, SpaceId } from '../../shared/domain/ids.ts'
import { type Bytes, toHex } from '../../shared/kit/bytes.ts'
import type { Log, LogEntry, LogName, LogPlace, Page, Quota } from './log.ts'
import { type Planned, type Shelf, withinBytes } from './shelf.ts'
import { ShelfLog } from './shelf-log.ts'

const key = ({ space, document }: LogName): string => `${space}/${document}`
const NOTHING: Quota = { bytes: 0, documents: 0 }

class MemoryShelf implements Shelf {
  readonly incarnation: Bytes
  #all: LogEntry[] = []
  #position = 0
  readonly #deleted = new Map<SpaceId, Bytes>()
  readonly #logs = new Map<string, LogEntry[]>()
  readonly #places = new Map<string, LogPlace>()
  readonly #usage = new Map<SpaceId, Quota>()
  readonly #keyrings = new Map<SpaceId, Bytes[]>()
  readonly #certificates = new Map<string, Bytes>()

  constructor(incarnation: Bytes) {
    this.incarnation = incarnation
  }

  head(name: LogName): LogPlace | undefined {
    return this.#logs.get(key(name))?.at(-1)
  }

  place(name: LogName, hash: Bytes): LogPlace | undefined {
    return this.#places.get(`${key(name)}/${toHex(hash)}`)
  }

  usage(space: SpaceId): Quota {
    return this.#usage.get(space) ?? NOTHING
  }

  commit(entries: readonly Planned[]): readonly number[] {
    return entries.map(({ hash, ...planned }) => {
      const entry = { ...planned, position: ++this.#position }
      const log = this.#logs.get(key(entry)) ?? []
      const { bytes, documents } = this.usage(entry.space)
      this.#usage.set(entry.space, {
        bytes: bytes + entry.record.length,
        documents: documents + (log.length === 0 ? 1 : 0),
      })
      log.push(entry)
      this.#logs.set(key(entry), log)
      this.#places.set(`${key(entry)}/${toHex(hash)}`, entry)
      this.#all.push(entry)
      return entry.position
    })
  }

  read(name: LogName, after: number, page: Page): readonly LogEntry[] {
    const log = this.#logs.get(key(name)) ?? []
    return [...withinBytes(log.slice(after, after + page.records), page.bytes)]
  }

  readAcross(names: readonly LogName[], after: number, page: Page): readonly LogEntry[] {
    const wanted = new Set(names.map(key))
    const found = this.#all.filter((entry) => entry.position > after && wanted.has(key(entry)))
    return [...withinBytes(found.slice(0, page.records), page.bytes)]
  }

  sequenceAt(name: LogName, position: number): number {
    return this.#logs.get(key(name))?.findLast((entry) => entry.position <= position)?.sequence ?? 0
  }

  keyrings(space: SpaceId): readonly Bytes[] {
    return this.#keyrings.get(space) ?? []
  }

  addKeyring(space: SpaceId, _epoch: number, record: Bytes): void {
    this.#keyrings.set(space, [...this.keyrings(space), record])
  }

  putCertificate(space: SpaceId, device: DeviceId, epoch: number, record: Bytes): void {
    this.#certificates.set(`${space}/${device}/${epoch}`, record)
  }

  certificate(space: SpaceId, device: DeviceId, epoch: number): Bytes | undefined {
    return this.#certificates.get(`${space}/${device}/${epoch}`)
  }

  deleteSpace(space: SpaceId, proof: Bytes): void {
    this.#all = this.#all.filter((entry) => entry.space !== space)
    for (const map of [this.#logs, this.#places, this.#certificates])
      for (const name of map.keys()) if (name.startsWith(`${space}/`)) map.delete(name)
    this.#usage.delete(space)
    this.#keyrings.delete(space)
    if (!this.#deleted.has(space)) this.#deleted.set(space, proof)
  }

  deletion(space: SpaceId): Bytes | undefined {
    return this.#deleted.get(space)
  }

  ready(): boolean {
    return true
  }

  close(): void {}
}

/**
 * A log that lives as long as the process: for tests.
 * @param incarnation 16 random bytes
 */
export const memoryLog = (incarnation: Bytes, quota: Quota): Log =>
  new ShelfLog(new MemoryShelf(incarnation), quota, async () => undefined)
