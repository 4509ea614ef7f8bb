import type { DeviceId, SpaceId } from '../../shared/domain/ids.ts'
import { type Bytes, toHex } from '../../shared/kit/bytes.ts'
import type { KeptCheckpoint, KeptInvite, KeptKnock, Log, LogEntry, LogName, LogPlace, Page, Quota } from './log.ts'
import { type Planned, type Shelf, withinBytes } from './shelf.ts'
import { ShelfLog } from './shelf-log.ts'

const key = ({ space, document }: LogName): string => `${space}/${document}`
/** Entries keep their place for ever; `record` goes (CP4). */
type Kept = Omit<LogEntry, 'record'> & { readonly hash: string; record: Bytes | undefined }
const isWhole = (entry: Kept): entry is Kept & LogEntry => entry.record !== undefined
interface Book {
  readonly name: LogName
  readonly entries: Kept[]
  checkpoints: (KeptCheckpoint & { readonly at: number })[]
  floor: number
}
const NOTHING: Quota = { bytes: 0, documents: 0 }

class MemoryShelf implements Shelf {
  readonly incarnation: Bytes
  #all: Kept[] = []
  #position = 0
  readonly #deleted = new Map<SpaceId, Bytes>()
  readonly #logs = new Map<string, Book>()
  readonly #places = new Map<string, LogPlace>()
  readonly #usage = new Map<SpaceId, Quota>()
  readonly #keyrings = new Map<SpaceId, Bytes[]>()
  readonly #certificates = new Map<SpaceId, Map<DeviceId, Map<number, Bytes>>>()
  readonly #invites = new Map<SpaceId, Map<string, KeptInvite>>()
  readonly #knocks = new Map<SpaceId, Map<string, KeptKnock>>()

  constructor(incarnation: Bytes) {
    this.incarnation = incarnation
  }

  head(name: LogName): LogPlace | undefined {
    return this.#logs.get(key(name))?.entries.at(-1)
  }

  place(name: LogName, hash: Bytes): LogPlace | undefined {
    return this.#places.get(`${key(name)}/${toHex(hash)}`)
  }

  usage(space: SpaceId): Quota {
    return this.#usage.get(space) ?? NOTHING
  }

  commit(entries: readonly Planned[]): readonly number[] {
    return entries.map(({ hash, ...planned }) => {
      const entry = { ...planned, hash: toHex(hash), position: ++this.#position }
      const log = this.#logs.get(key(entry)) ?? { name: planned, entries: [], checkpoints: [], floor: 0 }
      const { bytes, documents } = this.usage(entry.space)
      this.#usage.set(entry.space, {
        bytes: bytes + entry.record.length,
        documents: documents + (log.entries.length === 0 ? 1 : 0),
      })
      log.entries.push(entry)
      this.#logs.set(key(entry), log)
      this.#places.set(`${key(entry)}/${toHex(hash)}`, entry)
      this.#all.push(entry)
      return entry.position
    })
  }

  read(name: LogName, after: number, page: Page): readonly LogEntry[] {
    const log = this.#logs.get(key(name))
    const from = Math.max(after, log?.floor ?? 0)
    return [...withinBytes((log?.entries ?? []).slice(from, from + page.records).filter(isWhole), page.bytes)]
  }

  readAcross(names: readonly LogName[], after: number, page: Page): readonly LogEntry[] {
    const wanted = new Set(names.map(key))
    const found = this.#all.filter(isWhole).filter((entry) => entry.position > after && wanted.has(key(entry)))
    return [...withinBytes(found.slice(0, page.records), page.bytes)]
  }

  sequenceAt(name: LogName, position: number): number {
    return this.#logs.get(key(name))?.entries.findLast((entry) => entry.position <= position)?.sequence ?? 0
  }

  chainAt(name: LogName, sequence: number): Bytes | undefined {
    return this.#logs.get(key(name))?.entries[sequence - 1]?.chain
  }

  checkpoints(name: LogName): readonly KeptCheckpoint[] {
    return this.#logs.get(key(name))?.checkpoints ?? []
  }

  addCheckpoint(name: LogName, checkpoint: KeptCheckpoint, now: number): void {
    const log = this.#logs.get(key(name))
    if (!log) throw new Error('a checkpoint of no log')
    const gone = log.checkpoints[1]?.record.length ?? 0
    log.checkpoints = [{ ...checkpoint, at: now }, ...log.checkpoints.slice(0, 1)]
    this.#use(name.space, checkpoint.record.length - gone)
  }

  #use(space: SpaceId, bytes: number): void {
    const usage = this.usage(space)
    this.#usage.set(space, { ...usage, bytes: usage.bytes + bytes })
  }

  tail(name: LogName, after: number): { readonly records: number; readonly bytes: number } {
    const kept = (this.#logs.get(key(name))?.entries ?? []).slice(after).filter(isWhole)
    return { records: kept.length, bytes: kept.reduce((sum, { record }) => sum + record.length, 0) }
  }

  floor(name: LogName): number {
    return this.#logs.get(key(name))?.floor ?? 0
  }

  drop(before: number, most: number): number {
    let dropped = 0
    for (const log of this.#logs.values()) {
      const [newer, older] = log.checkpoints
      if (!newer || !older || newer.at >= before) continue
      const until = Math.min(older.sequence, log.floor + most)
      for (const entry of log.entries.slice(log.floor, until)) {
        this.#use(log.name.space, -(entry.record?.length ?? 0))
        this.#places.delete(`${key(log.name)}/${entry.hash}`)
        entry.record = undefined
        dropped++
      }
      log.floor = Math.max(log.floor, until)
    }
    return dropped
  }

  keyrings(space: SpaceId): readonly Bytes[] {
    return this.#keyrings.get(space) ?? []
  }

  addKeyring(space: SpaceId, _epoch: number, record: Bytes, erasing: boolean): void {
    this.#keyrings.set(space, [...this.keyrings(space), record])
    if (!erasing) return
    this.#invites.delete(space)
    this.#knocks.delete(space)
  }

  putCertificate(space: SpaceId, device: DeviceId, epoch: number, record: Bytes): void {
    const devices = this.#certificates.get(space) ?? new Map<DeviceId, Map<number, Bytes>>()
    this.#certificates.set(space, devices)
    devices.set(device, (devices.get(device) ?? new Map<number, Bytes>()).set(epoch, record))
  }

  certificate(space: SpaceId, device: DeviceId, epoch: number): Bytes | undefined {
    return this.#certificates.get(space)?.get(device)?.get(epoch)
  }

  certificates(space: SpaceId, most: number): readonly Bytes[] {
    const devices = [...(this.#certificates.get(space) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1))
    return devices.slice(0, most).flatMap(([, epochs]) => epochs.get(Math.max(...epochs.keys())) ?? [])
  }

  sweep(space: SpaceId, now: number): void {
    for (const kept of [this.#invites.get(space), this.#knocks.get(space)])
      for (const [id, { expires }] of kept ?? []) if (expires <= now) kept?.delete(id)
  }

  invite(space: SpaceId, id: string): KeptInvite | undefined {
    return this.#invites.get(space)?.get(id)
  }

  countInvites(space: SpaceId): number {
    return this.#invites.get(space)?.size ?? 0
  }

  putInvite(space: SpaceId, id: string, invite: KeptInvite): void {
    this.#invites.set(space, (this.#invites.get(space) ?? new Map<string, KeptInvite>()).set(id, invite))
  }

  dropInvite(space: SpaceId, id: string): void {
    const invite = this.invite(space, id)
    if (invite) this.putInvite(space, id, { ...invite, record: new Uint8Array() })
    for (const knock of this.knocks(space)) if (knock.invite === id) this.#knocks.get(space)?.delete(knock.id)
  }

  knock(space: SpaceId, id: string): KeptKnock | undefined {
    return this.#knocks.get(space)?.get(id)
  }

  knocks(space: SpaceId): readonly KeptKnock[] {
    return [...(this.#knocks.get(space)?.values() ?? [])]
  }

  putKnock(space: SpaceId, knock: KeptKnock): void {
    this.#knocks.set(space, (this.#knocks.get(space) ?? new Map<string, KeptKnock>()).set(knock.id, knock))
  }

  answerKnock(space: SpaceId, id: string, answer: Bytes): void {
    const knock = this.knock(space, id)
    if (knock) this.#knocks.get(space)?.set(id, { ...knock, answer })
  }

  dropKnock(space: SpaceId, id: string): void {
    this.#knocks.get(space)?.delete(id)
  }

  deleteSpace(space: SpaceId, proof: Bytes): void {
    this.#all = this.#all.filter((entry) => entry.space !== space)
    for (const map of [this.#logs, this.#places])
      for (const name of map.keys()) if (name.startsWith(`${space}/`)) map.delete(name)
    for (const map of [this.#usage, this.#keyrings, this.#certificates, this.#invites, this.#knocks]) map.delete(space)
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
