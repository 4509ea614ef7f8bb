import { DatabaseSync } from 'node:sqlite'
import type { DeviceId, DocumentId, SpaceId } from '../../shared/domain/ids.ts'
import type { Bytes } from '../../shared/kit/bytes.ts'
import { type Backup, copyStore } from './backup.ts'
import type { KeptCheckpoint, KeptInvite, KeptKnock, Log, LogEntry, LogName, LogPlace, Page, Quota } from './log.ts'
import { inTransaction, prepare, row } from './schema.ts'
import { type Planned, type Shelf, withinBytes } from './shelf.ts'
import { ShelfLog } from './shelf-log.ts'
import { SqliteCheckpoints } from './sqlite-checkpoints.ts'
import { SqliteDeletions } from './sqlite-deletion.ts'
import { SqliteEntries } from './sqlite-entries.ts'

interface EntryRow {
  position: number
  space: SpaceId
  document: DocumentId
  sequence: number
  chain: Bytes
  record: Bytes
}

const FIELDS = 'position, space, document, entries.sequence, entries.chain, record'

function statements(database: DatabaseSync) {
  const sql = (text: string) => database.prepare(text)
  return {
    head: sql('SELECT sequence, chain FROM logs WHERE space = ? AND document = ?'),
    place: sql(
      'SELECT entries.sequence, entries.chain FROM entries JOIN logs USING (log) WHERE space = ? AND document = ? AND hash = ? AND record IS NOT NULL',
    ),
    usage: sql('SELECT bytes, documents FROM usage WHERE space = ?'),
    addLog: sql("INSERT INTO logs (space, document, sequence, chain) VALUES (?, ?, 0, x'') ON CONFLICT DO NOTHING"),
    logOf: sql('SELECT log FROM logs WHERE space = ? AND document = ?'),
    addEntry: sql('INSERT INTO entries (log, sequence, hash, chain, record) VALUES (?, ?, ?, ?, ?)'),
    setHead: sql('UPDATE logs SET sequence = ?, chain = ? WHERE log = ?'),
    addUsage: sql(
      `INSERT INTO usage VALUES (?, ?, ?)
       ON CONFLICT (space) DO UPDATE SET bytes = bytes + excluded.bytes, documents = documents + excluded.documents`,
    ),
    read: sql(
      `SELECT ${FIELDS} FROM entries JOIN logs USING (log)
       WHERE log = (SELECT log FROM logs WHERE space = ? AND document = ?) AND entries.sequence > ? AND record IS NOT NULL
       ORDER BY entries.sequence LIMIT ?`,
    ),
    readAcross: sql(
      `SELECT ${FIELDS} FROM entries JOIN logs USING (log) WHERE position IN (
         SELECT position FROM entries WHERE log IN (
           SELECT log FROM json_each(?) wanted JOIN logs ON space = wanted.value ->> 0 AND document = wanted.value ->> 1)
         AND position > ? AND record IS NOT NULL ORDER BY position LIMIT ?)
       ORDER BY position`,
    ),
    sequenceAt: sql(
      `SELECT sequence FROM entries WHERE log = (SELECT log FROM logs WHERE space = ? AND document = ?) AND position <= ?
       ORDER BY position DESC LIMIT 1`,
    ),
    keyrings: sql('SELECT record FROM keyrings WHERE space = ? ORDER BY epoch'),
    addKeyring: sql('INSERT INTO keyrings VALUES (?, ?, ?)'),
    certificate: sql('SELECT record FROM certificates WHERE space = ? AND device = ? AND epoch = ?'),
    putCertificate: sql('INSERT OR REPLACE INTO certificates VALUES (?, ?, ?, ?)'),
    certificates: sql(
      'SELECT record, MAX(epoch) FROM certificates WHERE space = ? GROUP BY device ORDER BY device LIMIT ?',
    ),
    incarnation: sql("SELECT value FROM meta WHERE name = 'incarnation'"),
    setIncarnation: sql("INSERT INTO meta VALUES ('incarnation', ?)"),
  }
}

class SqliteShelf implements Shelf {
  readonly incarnation: Bytes
  readonly #database: DatabaseSync
  readonly #sql: ReturnType<typeof statements>
  readonly #checkpoints: SqliteCheckpoints
  readonly #entries: SqliteEntries
  readonly #deletions: SqliteDeletions

  constructor(file: string, fresh: Bytes) {
    this.#database = new DatabaseSync(file)
    prepare(this.#database)
    this.#sql = statements(this.#database)
    this.#checkpoints = new SqliteCheckpoints(this.#database)
    this.#entries = new SqliteEntries(this.#database)
    this.#deletions = new SqliteDeletions(this.#database)
    const kept = row<{ value: Bytes }>(this.#sql.incarnation.get())
    if (kept === undefined) this.#sql.setIncarnation.run(fresh)
    this.incarnation = kept?.value ?? fresh
  }

  head({ space, document }: LogName): LogPlace | undefined {
    return row(this.#sql.head.get(space, document))
  }

  place({ space, document }: LogName, hash: Bytes): LogPlace | undefined {
    return row(this.#sql.place.get(space, document, hash))
  }

  usage(space: SpaceId): Quota {
    return row(this.#sql.usage.get(space)) ?? { bytes: 0, documents: 0 }
  }

  commit(entries: readonly Planned[]): readonly number[] {
    return inTransaction(this.#database, () => entries.map((entry) => this.#add(entry)))
  }

  #add({ space, document, sequence, chain, hash, record }: Planned): number {
    const isNew = Number(this.#sql.addLog.run(space, document).changes)
    const log = row<{ log: number }>(this.#sql.logOf.get(space, document))?.log
    if (log === undefined) throw new Error('a log vanished in its own transaction')
    const { lastInsertRowid } = this.#sql.addEntry.run(log, sequence, hash, chain, record)
    this.#sql.setHead.run(sequence, chain, log)
    this.#sql.addUsage.run(space, record.length, isNew)
    return Number(lastInsertRowid)
  }

  read({ space, document }: LogName, after: number, page: Page): readonly LogEntry[] {
    const found = this.#sql.read.iterate(space, document, after, page.records)
    return [...withinBytes(found as Iterable<unknown> as Iterable<EntryRow>, page.bytes)]
  }

  readAcross(names: readonly LogName[], after: number, page: Page): readonly LogEntry[] {
    const wanted = JSON.stringify(names.map(({ space, document }) => [space, document]))
    const found = this.#sql.readAcross.iterate(wanted, after, page.records)
    return [...withinBytes(found as Iterable<unknown> as Iterable<EntryRow>, page.bytes)]
  }

  sequenceAt({ space, document }: LogName, position: number): number {
    return row<{ sequence: number }>(this.#sql.sequenceAt.get(space, document, position))?.sequence ?? 0
  }

  chainAt(name: LogName, sequence: number): Bytes | undefined {
    return this.#checkpoints.chainAt(name, sequence)
  }

  checkpoints(name: LogName): readonly KeptCheckpoint[] {
    return this.#checkpoints.of(name)
  }

  addCheckpoint(name: LogName, checkpoint: KeptCheckpoint, now: number): void {
    this.#checkpoints.add(name, checkpoint, now)
  }

  tail = (name: LogName, after: number) => this.#checkpoints.tail(name, after)

  floor(name: LogName): number {
    return this.#checkpoints.floor(name)
  }

  drop(before: number, most: number): number {
    return this.#checkpoints.drop(before, most)
  }

  keyrings(space: SpaceId): readonly Bytes[] {
    return this.#sql.keyrings.all(space).flatMap((found) => row<{ record: Bytes }>(found)?.record ?? [])
  }

  addKeyring(space: SpaceId, epoch: number, record: Bytes, erasing: boolean): void {
    inTransaction(this.#database, () => {
      this.#sql.addKeyring.run(space, epoch, record)
      if (erasing) this.#entries.erase(space)
    })
  }

  putCertificate(space: SpaceId, device: DeviceId, epoch: number, record: Bytes): void {
    this.#sql.putCertificate.run(space, device, epoch, record)
  }

  certificate(space: SpaceId, device: DeviceId, epoch: number): Bytes | undefined {
    return row<{ record: Bytes }>(this.#sql.certificate.get(space, device, epoch))?.record
  }

  deleteSpace = (space: SpaceId, proof: Bytes): void => this.#deletions.delete(space, proof)

  deletion = (space: SpaceId): Bytes | undefined => this.#deletions.proof(space)

  certificates(space: SpaceId, most: number): readonly Bytes[] {
    return this.#sql.certificates.all(space, most).flatMap((found) => row<{ record: Bytes }>(found)?.record ?? [])
  }

  sweep(space: SpaceId, now: number): void {
    this.#entries.sweep(space, now)
  }

  invite(space: SpaceId, id: string): KeptInvite | undefined {
    return this.#entries.invite(space, id)
  }

  countInvites(space: SpaceId): number {
    return this.#entries.countInvites(space)
  }

  putInvite(space: SpaceId, id: string, invite: KeptInvite): void {
    this.#entries.putInvite(space, id, invite)
  }

  dropInvite(space: SpaceId, id: string): void {
    inTransaction(this.#database, () => this.#entries.dropInvite(space, id))
  }

  knock(space: SpaceId, id: string): KeptKnock | undefined {
    return this.#entries.knock(space, id)
  }

  knocks(space: SpaceId): readonly KeptKnock[] {
    return this.#entries.knocks(space)
  }

  putKnock(space: SpaceId, knock: KeptKnock): void {
    this.#entries.putKnock(space, knock)
  }

  answerKnock(space: SpaceId, id: string, answer: Bytes): void {
    this.#entries.answerKnock(space, id, answer)
  }

  dropKnock(space: SpaceId, id: string): void {
    this.#entries.dropKnock(space, id)
  }

  backup(file: string): Promise<void> {
    return copyStore(this.#database, file)
  }

  ready(): boolean {
    try {
      // An empty write transaction finds a read-only file system, a lock that is held, and a file that is gone.
      inTransaction(this.#database, () => undefined)
      return true
    } catch {
      return false
    }
  }

  close(): void {
    this.#database.close()
  }
}

/**
 * A log in one SQLite file.
 * @param file its path, in a folder that exists
 * @param fresh 16 random bytes: the incarnation, if the file is new
 */
export function sqliteLog(file: string, fresh: Bytes, quota: Quota): Log & Backup {
  const shelf = new SqliteShelf(file, fresh)
  const log = new ShelfLog(shelf, quota, () => new Promise((resolve) => setImmediate(resolve)))
  return Object.assign(log, { backup: (to: string) => shelf.backup(to) })
}
