import type { DatabaseSync } from 'node:sqlite'
import { LogFull } from './log.ts'

/**
 * WAL with synchronous FULL: a commit is on the disk when it returns (L3). Locked for one process, because the sequencer relies on
 * being the only writer. `position` is AUTOINCREMENT, so that a number once
 * given out as an event id is never given to another entry. Rows by log are found by (log, position), the index's hidden last column.
 */
export const FIRST = `
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

/** What waits for newcomers. */
const WITH_ENTRANCE = `
CREATE TABLE invites (
  space TEXT NOT NULL, id TEXT NOT NULL, device TEXT NOT NULL, expires INTEGER NOT NULL, record BLOB NOT NULL,
  PRIMARY KEY (space, id)) STRICT;
CREATE TABLE knocks (
  position INTEGER PRIMARY KEY, space TEXT NOT NULL, id TEXT NOT NULL, invite TEXT NOT NULL, expires INTEGER NOT NULL,
  record BLOB NOT NULL, answer BLOB,
  UNIQUE (space, id)) STRICT;
`

/**
 * Checkpoints. An entry whose record went (CP4) keeps its place, hash and chain, so that chains can be followed and begun anew;
 * the same record may then be kept again at a new place. Positions that were given out stay so: the count moves with the table's name.
 */
const WITH_CHECKPOINTS = `
ALTER TABLE logs ADD COLUMN floor INTEGER NOT NULL DEFAULT 0;
CREATE TABLE checkpoints (
  log INTEGER NOT NULL REFERENCES logs, sequence INTEGER NOT NULL, at INTEGER NOT NULL, record BLOB NOT NULL,
  PRIMARY KEY (log, sequence)) STRICT;
CREATE TABLE new_entries (
  position INTEGER PRIMARY KEY AUTOINCREMENT, log INTEGER NOT NULL REFERENCES logs, sequence INTEGER NOT NULL,
  hash BLOB NOT NULL, chain BLOB NOT NULL, record BLOB,
  UNIQUE (log, sequence)) STRICT;
INSERT INTO new_entries SELECT position, log, sequence, hash, chain, record FROM entries ORDER BY position;
DROP TABLE entries;
ALTER TABLE new_entries RENAME TO entries;
CREATE INDEX entries_of_log ON entries (log);
CREATE UNIQUE INDEX entries_by_hash ON entries (log, hash) WHERE record IS NOT NULL;
`

/** By whose word a space was deleted (Z2). */
const WITH_DELETIONS = 'CREATE TABLE deleted (space TEXT PRIMARY KEY, proof BLOB NOT NULL) STRICT;'

/** Each brings a store one version further. The version is kept in `user_version`; a newer store is refused rather than misread. */
const STEPS = [FIRST, WITH_ENTRANCE, WITH_CHECKPOINTS, WITH_DELETIONS]

const PRAGMAS = `
PRAGMA locking_mode = EXCLUSIVE;
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA foreign_keys = ON;
`

/** The store does not hold together. Nothing was changed. */
export class DamagedStore extends Error {
  override name = 'DamagedStore'
}

/** SQLITE_CORRUPT, SQLITE_NOTADB. */
const DAMAGED: ReadonlySet<unknown> = new Set([11, 26])
/** Up to so many bytes the whole file is looked through, a second or two; above it the records' table is left out. */
const WHOLE_CHECK = 512 * 1024 * 1024
const SMALL_TABLES = [
  'meta',
  'logs',
  'usage',
  'keyrings',
  'certificates',
  'checkpoints',
  'invites',
  'knocks',
  'deleted',
]

/** L7. @throws DamagedStore */
function check(database: DatabaseSync): void {
  const number = (pragma: string) => Number(Object.values(database.prepare(`PRAGMA ${pragma}`).get() ?? {})[0])
  const whole = number('page_count') * number('page_size') <= WHOLE_CHECK
  for (const table of whole ? ['1'] : SMALL_TABLES) {
    const [found] = Object.values(database.prepare(`PRAGMA quick_check(${table})`).get() ?? {})
    if (found !== 'ok') throw new DamagedStore(String(found))
  }
}

/** Prepares a database, new or existing. @throws DamagedStore @throws Error when it was made by a newer relay. */
export function prepare(database: DatabaseSync): void {
  try {
    database.exec(PRAGMAS)
    check(database)
    migrate(database)
  } catch (error) {
    const damaged = DAMAGED.has((error as { readonly errcode?: unknown }).errcode)
    throw damaged ? new DamagedStore((error as Error).message) : error
  }
}

function migrate(database: DatabaseSync): void {
  const [version = 0] = Object.values(database.prepare('PRAGMA user_version').get() ?? {}).map(Number)
  if (version > STEPS.length)
    throw new Error(`the data was written by a newer relay (form ${version}, this one reads ${STEPS.length})`)
  for (const [before, step] of STEPS.entries())
    if (before >= version) inTransaction(database, () => database.exec(`${step} PRAGMA user_version = ${before + 1}`))
}

/** SQLITE_FULL; and a write that failed in the file system, which some of them answer instead (SQLITE_IOERR_WRITE, _FSYNC). */
const FULL: ReadonlySet<unknown> = new Set([13, 778, 1034])
const isFull = (error: unknown): boolean => FULL.has((error as { readonly errcode?: unknown }).errcode)

/** node:sqlite types rows as loose records; the schema is STRICT, so that columns hold what they are declared to hold. */
export const row = <Row>(value: unknown): Row | undefined => value as Row | undefined

/** Runs `work` in one transaction: all of it is durable when this returns, or nothing of it happened. */
export function inTransaction<Value>(database: DatabaseSync, work: () => Value): Value {
  database.exec('BEGIN IMMEDIATE')
  try {
    const value = work()
    database.exec('COMMIT')
    return value
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw isFull(error) ? new LogFull('the disk is full') : error
  }
}
