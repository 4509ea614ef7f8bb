/**
 * A browser on a host of its own, whose address can change in mid-call: a network namespace, joined to this machine by one virtual cable.
 * Needs root and iproute2. What is served on this machine's loopback is served there, too, over Unix sockets: those know nothing
 * of namespaces, so only the call itself uses the cable.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findBrowser } from './browsers.ts'

/** A network for tests of networks (RFC 2544), another one for each process: one that was killed may have left its own behind. */
const NET = `198.18.${process.pid % 256}`
const HERE = `${NET}.1/24`
const FIRST = `${NET}.11/24`
const SECOND = `${NET}.12/24`

export interface Netlab {
  /** A program that starts Chromium on that host. */
  readonly chromium: string
  /** Serves a port of this machine's loopback on that host's. */
  serve(port: number): Promise<void>
  /** Takes another address, and gives the old one up. */
  changeAddress(): void
  close(): void
}

const ip = (...words: readonly string[]): void => {
  const { status, stderr } = spawnSync('ip', words, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`ip ${words.join(' ')}: ${stderr}`)
}

/** Why there can be none here; undefined: there can. */
export function cannotNetlab(): string | undefined {
  if (process.platform !== 'linux') return 'no network namespaces on this system'
  if (process.getuid?.() !== 0) return 'network namespaces need root'
  if (spawnSync('ip', ['-V']).status !== 0) return 'no iproute2 ("apt install iproute2")'
  try {
    const lab = netlab()
    const { status, stderr } = spawnSync(lab.chromium, ['--version'], { encoding: 'utf8' })
    lab.close()
    return status === 0 ? undefined : `nothing starts in a network namespace: ${stderr.trim()}`
  } catch (error) {
    return `network namespaces are not allowed here: ${String(error)}`
  }
}

/** Runs on that host: hands every connection to one port of its loopback on to a Unix socket. */
const FORWARD = `
const { connect, createServer } = require('node:net')
createServer((near) => {
  const far = connect(process.argv[2])
  near.pipe(far).pipe(near)
  for (const [one, other] of [[near, far], [far, near]]) one.on('error', () => other.destroy()).on('close', () => other.destroy())
}).listen(Number(process.argv[1]), '127.0.0.1', () => console.log('ready'))`

function door(path: string, port: number): Server {
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1')
    near.pipe(far).pipe(near)
    near.on('error', () => far.destroy()).on('close', () => far.destroy())
    far.on('error', () => near.destroy()).on('close', () => near.destroy())
  })
  return server.listen(path)
}

/** The host, and the cable to it. */
function lay(id: string, inside: string): void {
  ip('netns', 'add', id)
  ip('-n', id, 'link', 'set', 'lo', 'up')
  ip('link', 'add', id, 'type', 'veth', 'peer', 'name', inside, 'netns', id)
  ip('address', 'add', HERE, 'dev', id)
  ip('link', 'set', id, 'up')
  ip('-n', id, 'address', 'add', FIRST, 'dev', inside)
  ip('-n', id, 'link', 'set', inside, 'up')
}

/** @throws Error when this machine does not allow it (see `cannotNetlab`) */
export function netlab(): Netlab {
  const id = `hm${process.pid}`
  const folder = mkdtempSync(join(tmpdir(), 'huddlemark-netlab-'))
  const inside = `${id}-in`
  const forwards: ChildProcess[] = []
  const doors: Server[] = []
  let address = FIRST
  const close = (): void => {
    process.off('exit', close)
    for (const child of forwards) child.kill('SIGKILL')
    for (const server of doors) server.close()
    // The cable goes with its end.
    spawnSync('ip', ['netns', 'delete', id])
    spawnSync('ip', ['link', 'delete', id])
    rmSync(folder, { recursive: true, force: true })
  }
  process.once('exit', close)
  try {
    lay(id, inside)
  } catch (error) {
    close()
    throw error
  }
  const chromium = join(folder, 'chromium')
  writeFileSync(chromium, `#!/bin/sh\nexec ip netns exec ${id} ${findBrowser('chromium')} "$@"\n`)
  chmodSync(chromium, 0o755)
  return {
    chromium,
    serve: async (port) => {
      const path = join(folder, `${port}.sock`)
      doors.push(door(path, port))
      const words = ['netns', 'exec', id, process.execPath, '-e', FORWARD, `${port}`, path]
      const child = spawn('ip', words, { stdio: ['ignore', 'pipe', 'inherit'] })
      forwards.push(child)
      await once(child.stdout, 'data')
    },
    changeAddress: () => {
      ip('-n', id, 'address', 'delete', address, 'dev', inside)
      address = address === FIRST ? SECOND : FIRST
      ip('-n', id, 'address', 'add', address, 'dev', inside)
    },
    close,
  }
}
