import { resolve } from 'node:path'
import { BadSetting, readSettings } from './config.ts'
import { LogFull } from './log/log.ts'
import { DamagedStore } from './log/schema.ts'
import { backUp, startRelay } from './start.ts'

const DAMAGED = (detail: string) => `the database is damaged (${detail}). Nothing was changed.
  With a backup: move relay.sqlite, relay.sqlite-wal and relay.sqlite-shm out of the data folder, put the copy there as relay.sqlite,
  and start once with HUDDLEMARK_RESTORED=1. Devices bring back what the copy lacks.
  Without one: move them out and start. Every device brings back what it keeps.`

/** Words for what commonly keeps a relay from starting. */
function explain(error: unknown): string {
  if (error instanceof BadSetting) return error.message
  if (error instanceof DamagedStore) return DAMAGED(error.message)
  if (error instanceof LogFull) return 'The disk is full.'
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'EADDRINUSE') return 'The port is taken. Set HUDDLEMARK_PORT to another one, or to 0 for any free one.'
  if (code === 'EACCES') return `${message}. A port below 1024, or a folder of somebody else?`
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return 'HUDDLEMARK_HOST is no address of this machine.'
  if (/locked/.test(message)) return 'The data folder is in use by another relay. Set HUDDLEMARK_DATA to another one.'
  return message
}

const failed = (error: unknown) => console.error('Huddlemark relay:', error)

// One forgotten promise must not end everybody's connections; it is told, so that it can be mended.
process.on('unhandledRejection', failed)

const [command, file] = process.argv.slice(2)

try {
  if (command === 'backup' && file !== undefined) {
    await backUp(readSettings(process.env).data, resolve(file))
    console.log(`Copied to ${file}`)
    process.exit(0)
  }
  if (command !== undefined) throw new BadSetting('Say nothing to start the relay, or: backup FILE')
  const relay = await startRelay(readSettings(process.env), failed)
  console.log(`Huddlemark relay ready on ${relay.address}`)
  let stopping = false
  const stop = () => {
    // A second signal does not wait.
    if (stopping) process.exit(1)
    stopping = true
    relay.close().then(
      () => process.exit(0),
      (error) => {
        failed(error)
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', stop).on('SIGINT', stop)
} catch (error) {
  console.error(`Huddlemark relay cannot ${command === 'backup' ? 'be copied' : 'start'}: ${explain(error)}`)
  process.exit(1)
}
