import { DatabaseSync } from 'node:sqlite'
import type { DocumentId } from '../../shared/domain/ids.ts'
import type { Bytes } from '../../shared/kit/bytes.ts'
import { chainNext, chainStart } from '../../shared/protocol/chain.ts'
import { prepare } from './schema.ts'

/**
 * Gives a store that was restored from a backup a new incarnation (L4): what was appended after the backup is missing, so sequences
 * and chains that clients remember no longer mean what they meant. Clients are told by `reset` and append again what they keep.
 * Every chain is computed anew, because it begins with the incarnation. The store must not be open.
 * @param incarnation 16 random bytes
 */
export async function renew(file: string, incarnation: Bytes): Promise<void> {
  const database = new DatabaseSync(file)
  try {
    prepare(database)
    database.exec('BEGIN IMMEDIATE')
    database.prepare("INSERT OR REPLACE INTO meta VALUES ('incarnation', ?)").run(incarnation)
    const logs = database.prepare('SELECT log, document FROM logs').all()
    for (const { log, document } of logs as { log: number; document: DocumentId }[])
      await renewLog(database, log, await chainStart(incarnation, document))
    database.exec('COMMIT')
  } finally {
    // Closing undoes what was not committed.
    database.close()
  }
}

async function renewLog(database: DatabaseSync, log: number, start: Bytes): Promise<void> {
  const entries = database.prepare('SELECT position, hash FROM entries WHERE log = ? ORDER BY sequence').all(log)
  const setChain = database.prepare('UPDATE entries SET chain = ? WHERE position = ?')
  let chain = start
  for (const { position, hash } of entries as { position: number; hash: Bytes }[]) {
    chain = await chainNext(chain, hash)
    setChain.run(chain, position)
  }
  database.prepare('UPDATE logs SET chain = ? WHERE log = ?').run(chain, log)
}
