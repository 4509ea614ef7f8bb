import type { DeviceId, DocumentId, SpaceId } from '../../shared/domain/ids.ts'
import type { Bytes } from '../../shared/kit/bytes.ts'
import type { Signal } from '../../shared/kit/signal.ts'

/** One document's log is named by space and document: a document id chosen twice must not let one space write into another's. */
export interface LogName {
  readonly space: SpaceId
  readonly document: DocumentId
}

/** Where a record stands. `chain` is the log's chain after it (protocol L4). */
export interface LogPlace {
  readonly sequence: number
  readonly chain: Bytes
}

/** What became of a record. */
export type Kept = LogPlace | 'over-quota' | 'deleted'

export interface LogEntry extends LogPlace, LogName {
  /** The relay's own sequence over all logs, ascending in the order of commit. */
  readonly position: number
  readonly record: Bytes
}

/** At most so many records and (from the second record on) bytes. */
export interface Page {
  readonly records: number
  readonly bytes: number
}

export interface NewRecord {
  readonly record: Bytes
  /** SHA-256 of `record`. */
  readonly hash: Bytes
}

/** A member's summary of a log up to `sequence` (protocol CP1): opaque here. */
export interface KeptCheckpoint extends LogPlace {
  readonly record: Bytes
}

/** `stale`: another one reaches as far. `misplaced`: the log has no such entry, or another chain there. */
export type CheckpointOutcome = 'kept' | 'stale' | 'misplaced' | 'over-quota'

/**
 * The port to what the relay keeps. Every promise of a writing method resolves when what it wrote is durable.
 * Adapters: sqlite.ts, memory.ts; both run the acceptance suite in test/contracts/log.ts.
 */
export interface Log {
  /** 16 bytes as hex: the life of this store. A client that counted in another life is told so (T4). */
  readonly incarnation: string
  /** After each commit, before its appends resolve: the new entries by ascending position. Each entry exactly once. */
  readonly committed: Signal<readonly LogEntry[]>

  /**
   * Adds records in order; a record that the log holds (not one that was let go) answers with its place and is not added (L2). Once a record is over
   * the space's quota, so are the new ones after it in this call.
   */
  append(name: LogName, records: readonly NewRecord[]): Promise<readonly Kept[]>
  /** Sequence 0 and the starting chain for a log without records. */
  head(name: LogName): Promise<LogPlace>
  /** The log's entries with a sequence above `after`, ascending. Empty: none. */
  read(name: LogName, after: number, page: Page): Promise<readonly LogEntry[]>
  /** Entries of these logs with a position above `after`, by ascending position. */
  readAcross(names: readonly LogName[], after: number, page: Page): Promise<readonly LogEntry[]>
  /** The log's highest sequence whose position is at most `position`; 0 when none. */
  sequenceAt(name: LogName, position: number): Promise<number>

  /** The log's two newest checkpoints at most, the newest first. */
  checkpoints(name: LogName): Promise<readonly KeptCheckpoint[]>
  /** Keeps a checkpoint when it reaches further than the newest and fits the log (CP2); the third newest goes. @param now wall clock, ms */
  putCheckpoint(name: LogName, checkpoint: KeptCheckpoint, now: number): Promise<CheckpointOutcome>
  /** Entries after a sequence, and their records' bytes. */
  tail(name: LogName, after: number): Promise<{ readonly records: number; readonly bytes: number }>
  /** Records up to this sequence are gone (CP4); 0: none. Their hashes and chain stay. */
  floor(name: LogName): Promise<number>
  /**
   * Lets records go that two checkpoints cover, the newer of which was kept before `before` (ms): those up to where the older one
   * reaches, at most `most` of each log (CP4). Answers how many went.
   */
  drop(before: number, most: number): Promise<number>

  /**
   * Keeps the keyring of the epoch that follows the last one kept. `conflict`: another one stands there, or the epoch does not follow.
   * @param erasing with it, at once or not at all, the space's invites and knocks are erased
   */
  putKeyring(
    space: SpaceId,
    epoch: number,
    record: Bytes,
    erasing?: boolean,
  ): Promise<'kept' | 'known' | 'conflict' | 'deleted'>
  /** From genesis on; empty for a space that was never registered. */
  keyrings(space: SpaceId): Promise<readonly Bytes[]>
  /** Keeps a device's certificate of one epoch; a later one of the same epoch replaces it. */
  putCertificate(space: SpaceId, device: DeviceId, epoch: number, record: Bytes): Promise<void>
  certificate(space: SpaceId, device: DeviceId, epoch: number): Promise<Bytes | undefined>
  /** The newest one of each device, by device id. */
  certificates(space: SpaceId, most: number): Promise<readonly Bytes[]>

  /** What waits for newcomers. */
  readonly entries: Entries

  /** Erases everything of a space, for good: what is appended or registered for it later is refused as `deleted`. @param proof kept in its place */
  deleteSpace(space: SpaceId, proof: Bytes): Promise<void>
  /** The proof, when the space was deleted. */
  deletion(space: SpaceId): Promise<Bytes | undefined>

  /** Whether a write would succeed now, as far as can be told without one. */
  ready(): Promise<boolean>
  /** Finishes what was begun, then refuses. */
  close(): Promise<void>
}

/** A sealed invite record. `by`: the device that put it; `expires`: milliseconds since 1970, by the relay's clock. */
export interface KeptInvite {
  readonly record: Bytes
  readonly by: DeviceId
  readonly expires: number
}

export interface KeptKnock {
  /** 16 bytes as hex, as the invite's. */
  readonly id: string
  readonly invite: string
  readonly record: Bytes
  readonly expires: number
  /** Absent while it waits. */
  readonly answer?: Bytes
}

/** Invites and knocks. What has expired by `now` is as if it had never been, and is erased by the next write in its space. */
export interface Entries {
  /** The same device's replaces its earlier one of this id. `taken`: the id is another device's. @param most invites of one space */
  putInvite(
    space: SpaceId,
    id: string,
    invite: KeptInvite,
    now: number,
    most: number,
  ): Promise<'kept' | 'taken' | 'revoked' | 'over-quota'>
  invite(space: SpaceId, id: string, now: number): Promise<KeptInvite | undefined>
  /** With the knocks at it. Its id is kept empty until its time is over, so that it is not put anew (`revoked`). */
  dropInvite(space: SpaceId, id: string): Promise<void>
  /** @param most knocks of one space, answered or not */
  putKnock(space: SpaceId, knock: KeptKnock, now: number, most: number): Promise<'kept' | 'known' | 'over-quota'>
  /** Those that wait, in the order in which they came. */
  knocks(space: SpaceId, now: number): Promise<readonly KeptKnock[]>
  knock(space: SpaceId, id: string, now: number): Promise<KeptKnock | undefined>
  /** The first answer stands. */
  answerKnock(space: SpaceId, id: string, answer: Bytes): Promise<void>
  dropKnock(space: SpaceId, id: string): Promise<void>
}

/** No room on the disk. Nothing of what was to be written is kept; it may be tried again. */
export class LogFull extends Error {
  override name = 'LogFull'
}

export interface Quota {
  /** Bytes of records in all logs of one space. */
  readonly bytes: number
  readonly documents: number
}
