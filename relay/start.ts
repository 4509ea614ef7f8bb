import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Bytes } from '../shared/kit/bytes.ts'
import { MAX_SPACE_BYTES, MAX_SPACE_DOCUMENTS } from '../shared/protocol/limits.ts'
import { BadSetting, type Settings } from './config.ts'
import { askForBackup, listenToOperator } from './control.ts'
import { createRelay } from './create.ts'
import { copyClosedStore } from './log/backup.ts'
import { renew } from './log/renew.ts'
import { sqliteLog } from './log/sqlite.ts'
import type { Clock, Random } from './ports.ts'
import { type RunningServer, startServer } from './server.ts'

const clock: Clock = {
  now: () => Date.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}
const random: Random = { bytes: (length) => new Uint8Array(randomBytes(length)) }

const SECRET_LENGTH = 32

/** Starts a relay on this machine's clock, chance, disk and network. @param failed told of every surprise */
export async function startRelay(settings: Settings, failed: (error: unknown) => void): Promise<RunningServer> {
  const folder = openFolder(settings.data)
  const quota = { bytes: MAX_SPACE_BYTES, documents: MAX_SPACE_DOCUMENTS }
  const file = join(folder, 'relay.sqlite')
  if (settings.restored) await renew(file, random.bytes(16))
  const log = sqliteLog(file, random.bytes(16), quota)
  const config = {
    secret: secretIn(folder),
    ice: settings.ice,
    stores: settings.stores,
    ...(settings.turn && { turn: settings.turn }),
  }
  const core = createRelay({ log, clock, random, config, failed })
  const operator = listenToOperator(folder, (to) => log.backup(to))
  try {
    const { host, port, proxies } = settings
    const server = await startServer({ core, clock, host, port, proxies, failed })
    return {
      ...server,
      close: async () => {
        operator.close()
        await server.close()
      },
    }
  } catch (error) {
    operator.close()
    await core.close()
    throw error
  }
}

/** A copy of the store, whether a relay runs on it or not. @param to where; must not exist @throws Error with the reason */
export async function backUp(data: string, to: string): Promise<void> {
  if (!(await askForBackup(data, to))) await copyClosedStore(join(data, 'relay.sqlite'), to)
}

function openFolder(path: string): string {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
    return path
  } catch (error) {
    throw new BadSetting(`HUDDLEMARK_DATA: the folder ${path} cannot be made (${(error as Error).message})`)
  }
}

/** Kept beside the database, so that tokens outlive a restart. */
function secretIn(folder: string): Bytes {
  const file = join(folder, 'secret')
  if (existsSync(file)) {
    const secret = new Uint8Array(readFileSync(file))
    if (secret.length === SECRET_LENGTH) return secret
  }
  const fresh = random.bytes(SECRET_LENGTH)
  writeFileSync(file, fresh, { mode: 0o600 })
  chmodSync(file, 0o600)
  return fresh
}
