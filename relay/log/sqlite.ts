import { DatabaseSync } from 'node:sqlite'
import type { DeviceId, DocumentId, SpaceId } from '../../shared/domain/ids.ts'
import type { Bytes } from '../../shared/kit/bytes.ts'
import type { Log, LogEntry, LogName, LogPlace, Page, Quota } from './log.ts'
import { inTransaction, prepare } from './schema.ts'
import { type Planned, type Shelf, withinBytes } from './shelf.ts'
import { ShelfLog } from './shelf-log.ts'

interface EntryRow {
  position: number
  space: SpaceId
  document: DocumentId
  sequence: number
  chain: Bytes
  record: Bytes
}

/** node:sqlite types rows as loose records; the schema is STRICT, so that columns hold what they are declared to hold. */
const row = <Row>(value: unknown): Row | undefined => value as Row | undefined

const FIELDS = 'position, space, document, entries.sequence, entries.chain, record'

function statements(database: DatabaseSync) {
  const sql = (text: string) => database.prepare(text)
  return {
    head: sql('SELECT sequence, chain FROM logs WHERE space = ? AND document = ?'),
    place: sql(
      'SELECT entries.sequence, entries.chain FROM entries JOIN logs USING (log) WHERE space = ? AND document = ? AND hash = ?',
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
       WHERE log = (SELECT log FROM logs WHERE space = ? AND document = ?) AND entries.sequence > ?
       ORDER BY entries.sequence LIMIT ?`,
    ),
    readAcross: sql(
      `SELECT ${FIELDS} FROM entries JOIN logs USING (log) WHERE position IN (
         SELECT position FROM entries WHERE log IN (
           SELECT log FROM json_each(?) wanted JOIN logs ON space = wanted.value ->> 0 AND document = wanted.value ->> 1)
         AND position > ? ORDER BY position LIMIT ?)
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
    deleteEntries: sql('DELETE FROM entries WHERE log IN (SELECT log FROM logs WHERE space = ?)'),
    deleteRest: ['logs', 'usage', 'keyrings', 'certificates'].map((table) =>
      sql(`DELETE FROM ${table} WHERE space = ?`),
    ),
    setDeletion: sql('INSERT OR IGNORE INTO deleted VALUES (?, ?)'),
    deletion: sql('SELECT proof FROM deleted WHERE space = ?'),
    incarnation: sql("SELECT value FROM meta WHERE name = 'incarnation'"),
    setIncarnation: sql("INSERT INTO meta VALUES ('incarnation', ?)"),
  }
}

class SqliteShelf implements Shelf {
  readonly incarnation: Bytes
  readonly #database: DatabaseSync
  readonly #sql: ReturnType<typeof statements>

  constructor(file: string, fresh: Bytes) {
    this.#database = new DatabaseSync(file)
    prepare(this.#database)
    this.#sql = statements(this.#database)
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

  keyrings(space: SpaceId): readonly Bytes[] {
    return this.#sql.keyrings.all(space).flatMap((found) => row<{ record: Bytes }>(found)?.record ?? [])
  }

  addKeyring(space: SpaceId, epoch: number, record: Bytes): void {
    this.#sql.addKeyring.run(space, epoch, record)
  }

  putCertificate(space: SpaceId, device: DeviceId, epoch: number, record: Bytes): void {
    this.#sql.putCertificate.run(space, device, epoch, record)
  }

  certificate(space: SpaceId, device: DeviceId, epoch: number): Bytes | undefined {
    return row<{ record: Bytes }>(this.#sql.certificate.get(space, device, epoch))?.record
  }

  /** What was there is overwritten, in the file and in what was written ahead of it, not only unlinked. */
  deleteSpace(space: SpaceId, proof: Bytes): void {
    this.#database.exec('PRAGMA secure_delete = ON')
    try {
      inTransaction(this.#database, () => {
        this.#sql.deleteEntries.run(space)
        for (const statement of this.#sql.deleteRest) statement.run(space)
        this.#sql.setDeletion.run(space, proof)
      })
      this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    } finally {
      this.#database.exec('PRAGMA secure_delete = OFF')
    }
  }

  deletion(space: SpaceId): Bytes | undefined {
    return row<{ proof: Bytes }>(this.#sql.deletion.get(space))?.proof
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
export const sqliteLog = (file: string, fresh: Bytes, quota: Quota): Log =>
  new ShelfLog(new SqliteShelf(file, fresh), quota, () => new Promise((resolve) => setImmediate(resolve)))
