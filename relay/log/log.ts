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
   * Adds records in order; a record that the log holds answers with its place and is not added (L2). Once a record is over
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

  /** Keeps the keyring of the epoch that follows the last one kept. `conflict`: another one stands there, or the epoch does not follow. */
  putKeyring(space: SpaceId, epoch: number, record: Bytes): Promise<'kept' | 'known' | 'conflict' | 'deleted'>
  /** From genesis on; empty for a space that was never registered. */
  keyrings(space: SpaceId): Promise<readonly Bytes[]>
  /** Keeps a device's certificate of one epoch; a later one of the same epoch replaces it. */
  putCertificate(space: SpaceId, device: DeviceId, epoch: number, record: Bytes): Promise<void>
  certificate(space: SpaceId, device: DeviceId, epoch: number): Promise<Bytes | undefined>

  /** Erases everything of a space, for good: what is appended or registered for it later is refused as `deleted`. @param proof kept in its place */
  deleteSpace(space: SpaceId, proof: Bytes): Promise<void>
  /** The proof, when the space was deleted. */
  deletion(space: SpaceId): Promise<Bytes | undefined>

  /** Whether a write would succeed now, as far as can be told without one. */
  ready(): Promise<boolean>
  /** Finishes what was begun, then refuses. */
  close(): Promise<void>
}

export interface Quota {
  /** Bytes of records in all logs of one space. */
  readonly bytes: number
  readonly documents: number
}
