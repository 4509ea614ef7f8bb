import type { DatabaseSync } from 'node:sqlite'
import type { SpaceId } from '../../shared/domain/ids.ts'
import type { Bytes } from '../../shared/kit/bytes.ts'
import type { KeptCheckpoint, LogName } from './log.ts'
import { inTransaction, row } from './schema.ts'

/** A log whose records up to `older` may go. */
interface Droppable {
  log: number
  space: SpaceId
  floor: number
  older: number
}

const LOG = '(SELECT log FROM logs WHERE space = ? AND document = ?)'

function statements(database: DatabaseSync) {
  const sql = (text: string) => database.prepare(text)
  return {
    chainAt: sql(`SELECT chain FROM entries WHERE log = ${LOG} AND sequence = ?`),
    checkpoints: sql(
      `SELECT checkpoints.sequence, chain, checkpoints.record FROM checkpoints JOIN entries USING (log, sequence)
       WHERE log = ${LOG} ORDER BY checkpoints.sequence DESC`,
    ),
    addCheckpoint: sql('INSERT INTO checkpoints VALUES (?, ?, ?, ?)'),
    oldCheckpoints: sql(
      `DELETE FROM checkpoints WHERE log = ? AND sequence NOT IN (
         SELECT sequence FROM checkpoints WHERE log = ? ORDER BY sequence DESC LIMIT 2) RETURNING length(record) AS bytes`,
    ),
    tail: sql(
      `SELECT count(*) AS records, coalesce(sum(length(record)), 0) AS bytes FROM entries
       WHERE log = ${LOG} AND sequence > ? AND record IS NOT NULL`,
    ),
    floor: sql('SELECT floor FROM logs WHERE space = ? AND document = ?'),
    droppable: sql(
      `SELECT log, space, floor, older FROM (SELECT log, min(sequence) AS older, max(at) AS newest FROM checkpoints
         GROUP BY log HAVING count(*) = 2) JOIN logs USING (log) WHERE newest < ? AND floor < older`,
    ),
    dropped: sql(
      `SELECT coalesce(sum(length(record)), 0) AS bytes FROM entries WHERE log = ? AND sequence > ? AND sequence <= ?`,
    ),
    drop: sql('UPDATE entries SET record = NULL WHERE log = ? AND sequence > ? AND sequence <= ?'),
    setFloor: sql('UPDATE logs SET floor = ? WHERE log = ?'),
    logOf: sql('SELECT log FROM logs WHERE space = ? AND document = ?'),
    addUsage: sql('UPDATE usage SET bytes = bytes + ? WHERE space = ?'),
  }
}

/** Checkpoints in SQLite, and what goes because of them (CP2, CP4). Methods as in `Shelf`. */
export class SqliteCheckpoints {
  readonly #database: DatabaseSync
  readonly #sql: ReturnType<typeof statements>

  constructor(database: DatabaseSync) {
    this.#database = database
    this.#sql = statements(database)
  }

  chainAt({ space, document }: LogName, sequence: number): Bytes | undefined {
    return row<{ chain: Bytes }>(this.#sql.chainAt.get(space, document, sequence))?.chain
  }

  of({ space, document }: LogName): readonly KeptCheckpoint[] {
    return this.#sql.checkpoints.all(space, document).flatMap((found) => row<KeptCheckpoint>(found) ?? [])
  }

  add({ space, document }: LogName, { sequence, record }: KeptCheckpoint, now: number): void {
    inTransaction(this.#database, () => {
      const log = row<{ log: number }>(this.#sql.logOf.get(space, document))?.log
      if (log === undefined) throw new Error('a checkpoint of no log')
      this.#sql.addCheckpoint.run(log, sequence, now, record)
      const gone = this.#sql.oldCheckpoints.all(log, log).map((found) => row<{ bytes: number }>(found)?.bytes ?? 0)
      this.#sql.addUsage.run(record.length - gone.reduce((sum, bytes) => sum + bytes, 0), space)
    })
  }

  tail({ space, document }: LogName, after: number): { readonly records: number; readonly bytes: number } {
    return row(this.#sql.tail.get(space, document, after)) ?? { records: 0, bytes: 0 }
  }

  floor({ space, document }: LogName): number {
    return row<{ floor: number }>(this.#sql.floor.get(space, document))?.floor ?? 0
  }

  drop(before: number, most: number): number {
    const logs = this.#sql.droppable.all(before) as unknown as Droppable[]
    return logs.reduce((sum, log) => sum + this.#dropIn(log, most), 0)
  }

  #dropIn({ log, space, floor, older }: Droppable, most: number): number {
    const until = Math.min(older, floor + most)
    return inTransaction(this.#database, () => {
      const { bytes = 0 } = row<{ bytes: number }>(this.#sql.dropped.get(log, floor, until)) ?? {}
      const { changes } = this.#sql.drop.run(log, floor, until)
      this.#sql.setFloor.run(until, log)
      this.#sql.addUsage.run(-bytes, space)
      return Number(changes)
    })
  }
}
