import { existsSync, renameSync, rmSync } from 'node:fs'
import { backup, DatabaseSync } from 'node:sqlite'

export interface Backup {
  /** A consistent copy while everything goes on. @throws Error when the file exists or cannot be written */
  backup(file: string): Promise<void>
}

/** Pages copied before others have their turn. */
const PAGES = 256

/**
 * A consistent copy of a store that is in use (SQLite's backup: https://sqlite.org/backup.html). Appears under its name when it is whole.
 * @param file must not exist @throws Error when it does, or cannot be written
 */
export async function copyStore(database: DatabaseSync, file: string): Promise<void> {
  if (existsSync(file)) throw new Error(`${file} exists already`)
  const part = `${file}.part`
  rmSync(part, { force: true })
  try {
    await backup(database, part, { rate: PAGES })
    // A copy in WAL mode would want files beside it; as one file it can be carried away.
    const copy = new DatabaseSync(part)
    copy.exec('PRAGMA journal_mode = DELETE')
    copy.close()
    renameSync(part, file)
  } finally {
    rmSync(part, { force: true })
  }
}

/** Copies a store that no relay has open. */
export async function copyClosedStore(from: string, file: string): Promise<void> {
  if (!existsSync(from)) throw new Error(`there is no database at ${from}`)
  const database = new DatabaseSync(from)
  try {
    await copyStore(database, file)
  } finally {
    database.close()
  }
}
