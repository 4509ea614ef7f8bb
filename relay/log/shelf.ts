import type { DeviceId, SpaceId } from '../../shared/domain/ids.ts'
import type { Bytes } from '../../shared/kit/bytes.ts'
import type { KeptCheckpoint, KeptInvite, KeptKnock, LogEntry, LogName, LogPlace, Page, Quota } from './log.ts'

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
  /** The chain after an entry, also after one whose record went. */
  chainAt(name: LogName, sequence: number): Bytes | undefined

  checkpoints(name: LogName): readonly KeptCheckpoint[]
  /** Keeps it and lets all but the two newest go. */
  addCheckpoint(name: LogName, checkpoint: KeptCheckpoint, now: number): void
  tail(name: LogName, after: number): { readonly records: number; readonly bytes: number }
  floor(name: LogName): number
  drop(before: number, most: number): number

  keyrings(space: SpaceId): readonly Bytes[]
  /** `erasing`: in one step with it, what waits for newcomers is erased. */
  addKeyring(space: SpaceId, epoch: number, record: Bytes, erasing: boolean): void
  putCertificate(space: SpaceId, device: DeviceId, epoch: number, record: Bytes): void
  certificate(space: SpaceId, device: DeviceId, epoch: number): Bytes | undefined
  certificates(space: SpaceId, most: number): readonly Bytes[]

  /** Invites and knocks, expired or not; `sweep` erases those of a space whose time is over. */
  sweep(space: SpaceId, now: number): void
  invite(space: SpaceId, id: string): KeptInvite | undefined
  countInvites(space: SpaceId): number
  putInvite(space: SpaceId, id: string, invite: KeptInvite): void
  /** Its record, and the knocks at it; the rest stays until it is swept. */
  dropInvite(space: SpaceId, id: string): void
  knock(space: SpaceId, id: string): KeptKnock | undefined
  /** In the order in which they came. */
  knocks(space: SpaceId): readonly KeptKnock[]
  putKnock(space: SpaceId, knock: KeptKnock): void
  answerKnock(space: SpaceId, id: string, answer: Bytes): void
  dropKnock(space: SpaceId, id: string): void

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
