import type { DatabaseSync } from 'node:sqlite'

/** The form's version, kept in `user_version`. A newer store is refused rather than misread. */
const VERSION = 2

/**
 * WAL with synchronous FULL: a commit is on the disk when it returns (L3). Locked for one process, because the sequencer relies on
 * being the only writer. `position` is AUTOINCREMENT, so that a number once
 * given out as an event id is never given to another entry. Rows by log are found by (log, position), the index's hidden last column.
 */
const SCHEMA = `
CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;
CREATE TABLE logs (
  log INTEGER PRIMARY KEY, space TEXT NOT NULL, document TEXT NOT NULL, sequence INTEGER NOT NULL, chain BLOB NOT NULL,
  UNIQUE (space, document)) STRICT;
CREATE TABLE entries (
  position INTEGER PRIMARY KEY AUTOINCREMENT, log INTEGER NOT NULL REFERENCES logs, sequence INTEGER NOT NULL,
  hash BLOB NOT NULL, chain BLOB NOT NULL, record BLOB NOT NULL,
  UNIQUE (log, sequence), UNIQUE (log, hash)) STRICT;
CREATE INDEX entries_of_log ON entries (log);
CREATE TABLE usage (space TEXT PRIMARY KEY, bytes INTEGER NOT NULL, documents INTEGER NOT NULL) STRICT;
CREATE TABLE keyrings (space TEXT NOT NULL, epoch INTEGER NOT NULL, record BLOB NOT NULL, PRIMARY KEY (space, epoch)) STRICT;
CREATE TABLE certificates (
  space TEXT NOT NULL, device TEXT NOT NULL, epoch INTEGER NOT NULL, record BLOB NOT NULL,
  PRIMARY KEY (space, device, epoch)) STRICT;
`

/** What each version added to the one before. */
const LATER: Readonly<Record<number, string>> = {
  2: 'CREATE TABLE deleted (space TEXT PRIMARY KEY, proof BLOB NOT NULL) STRICT;',
}

const PRAGMAS = `
PRAGMA locking_mode = EXCLUSIVE;
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA foreign_keys = ON;
`

/** Prepares a database, new or existing. @throws Error when it was made by a newer relay. */
export function prepare(database: DatabaseSync): void {
  database.exec(PRAGMAS)
  const [version = 0] = Object.values(database.prepare('PRAGMA user_version').get() ?? {}).map(Number)
  if (version > VERSION)
    throw new Error(`the data was written by a newer relay (form ${version}, this one reads ${VERSION})`)
  if (version === VERSION) return
  const steps = Object.entries(LATER).flatMap(([added, sql]) => (Number(added) > version ? [sql] : []))
  const sql = [...(version === 0 ? [SCHEMA] : []), ...steps].join('\n')
  database.exec(`BEGIN IMMEDIATE; ${sql} PRAGMA user_version = ${VERSION}; COMMIT`)
}

/** Runs `work` in one transaction: all of it is durable when this returns, or nothing of it happened. */
export function inTransaction<Value>(database: DatabaseSync, work: () => Value): Value {
  database.exec('BEGIN IMMEDIATE')
  try {
    const value = work()
    database.exec('COMMIT')
    return value
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}
