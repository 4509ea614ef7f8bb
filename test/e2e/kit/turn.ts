import { type ChildProcess, spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findBrowser } from './browsers.ts'

export interface TurnServer {
  readonly urls: readonly string[]
  readonly secret: string
  /** What it has said so far. */
  said(): string
  close(): Promise<void>
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = createSocket('udp4')
    socket.once('error', reject)
    socket.bind(0, '127.0.0.1', () => {
      const { port } = socket.address()
      socket.close(() => resolve(port))
    })
  })
}

/** Ended with this process, however it ends. */
const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/**
 * A real coturn on this machine's loopback, as the README configures one, but for what keeps it from the machine's own addresses
 * (`allow-loopback-peers` instead of `denied-peer-ip`).
 */
export async function startTurn(secret = 'a secret for this run only'): Promise<TurnServer> {
  const program = findBrowser('coturn')
  if (program === undefined) throw new Error('coturn is not installed')
  const folder = await mkdtemp(join(tmpdir(), 'huddlemark-turn-'))
  const port = await freePort()
  const child = spawn(
    program,
    [
      '-n',
      '--listening-ip=127.0.0.1',
      '--relay-ip=127.0.0.1',
      `--listening-port=${port}`,
      '--realm=huddlemark.test',
      '--use-auth-secret',
      `--static-auth-secret=${secret}`,
      '--user-quota=100',
      '--allow-loopback-peers',
      '--no-tls',
      '--no-dtls',
      '--no-cli',
      '--verbose',
      '--log-file=stdout',
      `--userdb=${join(folder, 'turndb')}`,
      `--pidfile=${join(folder, 'pid')}`,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], cwd: folder },
  )
  running.add(child)
  let said = ''
  await new Promise<void>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      said += chunk.toString()
      if (/UDP listener opened on/.test(said) && /TCP listener opened on/.test(said)) resolve()
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`coturn ended with ${code}: ${said}`)))
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  return {
    urls: [`turn:127.0.0.1:${port}?transport=udp`, `turn:127.0.0.1:${port}?transport=tcp`],
    secret,
    said: () => said,
    close: async () => {
      child.kill('SIGKILL')
      await ended
      running.delete(child)
      await rm(folder, { recursive: true, force: true })
    },
  }
}
