import type { DatabaseSync } from 'node:sqlite'
import type { SpaceId } from '../../shared/domain/ids.ts'
import type { Bytes } from '../../shared/kit/bytes.ts'
import { inTransaction } from './schema.ts'

const OF_LOGS = ['entries', 'checkpoints']
const OF_SPACES = ['logs', 'usage', 'keyrings', 'certificates', 'invites', 'knocks']

/** Deleted spaces in a SQLite file (Z2). */
export class SqliteDeletions {
  readonly #database: DatabaseSync
  readonly #erase: readonly ReturnType<DatabaseSync['prepare']>[]
  readonly #put: ReturnType<DatabaseSync['prepare']>
  readonly #get: ReturnType<DatabaseSync['prepare']>

  constructor(database: DatabaseSync) {
    this.#database = database
    this.#erase = [
      ...OF_LOGS.map((table) => `DELETE FROM ${table} WHERE log IN (SELECT log FROM logs WHERE space = ?)`),
      ...OF_SPACES.map((table) => `DELETE FROM ${table} WHERE space = ?`),
    ].map((text) => database.prepare(text))
    this.#put = database.prepare('INSERT OR IGNORE INTO deleted VALUES (?, ?)')
    this.#get = database.prepare('SELECT proof FROM deleted WHERE space = ?')
  }

  /** What was there is overwritten, in the file and in what was written ahead of it, not only unlinked. */
  delete(space: SpaceId, proof: Bytes): void {
    this.#database.exec('PRAGMA secure_delete = ON')
    try {
      inTransaction(this.#database, () => {
        for (const statement of this.#erase) statement.run(space)
        this.#put.run(space, proof)
      })
      this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    } finally {
      this.#database.exec('PRAGMA secure_delete = OFF')
    }
  }

  proof(space: SpaceId): Bytes | undefined {
    return (this.#get.get(space) as { readonly proof: Bytes } | undefined)?.proof
  }
}
