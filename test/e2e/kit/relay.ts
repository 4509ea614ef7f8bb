import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface RelayProcess {
  readonly address: string
  /** Of the process that runs now. */
  readonly pid: number
  /** Ends it as an operator would; its data stays. */
  stop(): Promise<void>
  /** Ends it as a power cut would. */
  kill(): Promise<void>
  /** Says and hears nothing any more, its connections still open: a network that carries nothing. */
  freeze(): void
  thaw(): void
  /** Starts it again on the same port with the same data. */
  start(): Promise<void>
  /** Ends it and removes its data. */
  dispose(): Promise<void>
}

const READY = /(https?:\/\/\S+)/

/** Ended with this process, however it ends. */
const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

function spawnRelay(folder: string, port: number, loud: boolean): Promise<{ child: ChildProcess; address: string }> {
  const child = spawn(process.execPath, ['relay/main.ts'], {
    env: { ...process.env, HUDDLEMARK_PORT: String(port), HUDDLEMARK_DATA: folder, HUDDLEMARK_HOST: '127.0.0.1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  child.once('exit', () => running.delete(child))
  return new Promise((resolve, reject) => {
    let said = ''
    const hear = (chunk: Buffer): void => {
      said += chunk.toString()
      if (loud) process.stderr.write(chunk)
      const address = READY.exec(said)?.[1]
      if (address !== undefined) resolve({ child, address: address.replace(/[.,]$/, '') })
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.once('exit', (code) => reject(new Error(`relay ended with ${code}: ${said}`)))
  })
}

const ended = (child: ChildProcess): Promise<void> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.once('exit', () => resolve()))

/** A real relay process on a free port of this machine, its data in a folder of its own unless one is given. */
export async function startRelay(
  options: { folder?: string; port?: number; loud?: boolean } = {},
): Promise<RelayProcess> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'huddlemark-relay-')))
  let current = await spawnRelay(folder, options.port ?? 0, options.loud ?? false)
  const { address } = current
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    current.child.kill(signal)
    await ended(current.child)
  }
  return {
    address,
    get pid() {
      return current.child.pid ?? 0
    },
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    freeze: () => void current.child.kill('SIGSTOP'),
    thaw: () => void current.child.kill('SIGCONT'),
    start: async () => {
      current = await spawnRelay(folder, Number(new URL(address).port), options.loud ?? false)
    },
    dispose: async () => {
      await end('SIGKILL')
      if (options.folder === undefined) await rm(folder, { recursive: true, force: true })
    },
  }
}
