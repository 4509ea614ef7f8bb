import type { DeviceId, SpaceId } from '../../shared/domain/ids.ts'
import type { Bytes } from '../../shared/kit/bytes.ts'
import type { LogEntry, LogName, LogPlace, Page, Quota } from './log.ts'

/** An entry that is planned but has no position yet: the shelf gives it at commit. */
export type Planned = Omit<LogEntry, 'position'> & { readonly hash: Bytes }

/** A store inside this process: answers at once, and what it wrote is durable when the call returns. Methods as in `Log`. */
export interface Shelf {
  /** 16 bytes. */
  readonly incarnation: Bytes
  head(name: LogName): LogPlace | undefined
  place(name: LogName, hash: Bytes): LogPlace | undefined
  usage(space: SpaceId): Quota
  /** All or nothing. @returns the position of each entry, ascending */
  commit(entries: readonly Planned[]): readonly number[]

  read(name: LogName, after: number, page: Page): readonly LogEntry[]
  readAcross(names: readonly LogName[], after: number, page: Page): readonly LogEntry[]
  sequenceAt(name: LogName, position: number): number

  keyrings(space: SpaceId): readonly Bytes[]
  addKeyring(space: SpaceId, epoch: number, record: Bytes): void
  putCertificate(space: SpaceId, device: DeviceId, epoch: number, record: Bytes): void
  certificate(space: SpaceId, device: DeviceId, epoch: number): Bytes | undefined

  /** All or nothing, the proof included. */
  deleteSpace(space: SpaceId, proof: Bytes): void
  deletion(space: SpaceId): Bytes | undefined

  ready(): boolean
  close(): void
}

/** Cuts a page at its bytes; the first entry is always in it, or a reader could never get past it. */
export function* withinBytes(entries: Iterable<LogEntry>, bytes: number): Generator<LogEntry> {
  let size = 0
  for (const entry of entries) {
    size += entry.record.length
    if (size > bytes && size !== entry.record.length) return
    yield entry
  }
}
