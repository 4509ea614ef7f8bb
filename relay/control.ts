import { rmSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'

/** A runaway line on a socket that only the operator can open. */
const MAX_LINE = 8_192

const socketIn = (folder: string): string =>
  process.platform === 'win32'
    ? `\\\\.\\pipe\\huddlemark-${Buffer.from(folder).toString('hex').slice(-64)}`
    : join(folder, 'control')

async function lineOf(socket: Socket): Promise<string> {
  let text = ''
  // The socket stays open for the answer.
  for await (const chunk of socket.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    text += chunk
    if (text.includes('\n') || text.length > MAX_LINE) break
  }
  return text.split('\n')[0] ?? ''
}

/**
 * Takes the operator's word while the relay runs: the database is locked for one process, so that only the relay itself can copy it.
 * A socket in the data folder, which only its owner may enter.
 * @param backup makes a copy at an absolute path
 */
export function listenToOperator(folder: string, backup: (file: string) => Promise<void>): Server {
  const path = socketIn(folder)
  if (process.platform !== 'win32') rmSync(path, { force: true })
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => socket.destroy())
    answer(socket, backup).catch(() => socket.destroy())
  })
  return server.listen(path)
}

async function answer(socket: Socket, backup: (file: string) => Promise<void>): Promise<void> {
  const [, file] = /^backup (.+)$/.exec(await lineOf(socket)) ?? []
  if (file === undefined) return void socket.end('not understood\n')
  const outcome = await backup(file).then(
    () => 'done',
    (error: Error) => error.message.replaceAll('\n', ' '),
  )
  socket.end(`${outcome}\n`)
}

/** Asks the relay that runs on this folder for a copy. @returns false when none runs @throws Error with the relay's reason */
export async function askForBackup(folder: string, file: string): Promise<boolean> {
  const socket = connect(socketIn(folder))
  const open = await new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true))
    socket.once('error', () => resolve(false))
  })
  if (!open) return false
  socket.write(`backup ${file}\n`)
  const outcome = await lineOf(socket)
  socket.destroy()
  if (outcome !== 'done') throw new Error(outcome || 'the relay ended before the copy was done')
  return true
}
