import { BadSetting, readSettings } from './config.ts'
import { startRelay } from './start.ts'

/** Words for what commonly keeps a relay from starting. */
function explain(error: unknown): string {
  if (error instanceof BadSetting) return error.message
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

try {
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
  console.error(`Huddlemark relay cannot start: ${explain(error)}`)
  process.exit(1)
}
