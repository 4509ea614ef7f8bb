/**
 * `npm run bench:sync`: one writer and twenty readers of one document, Huddlemark beside peers from the registry, same work, server and
 * clients in processes of their own on this machine; then opening pages of many annotations. `--json` prints everything measured;
 * `--talk` and `--open` do one of the two.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { startRelay } from '../../e2e/kit/relay.ts'
import { figure, printTable } from '../figures.ts'
import type { Contender } from './contender.ts'
import { type Opening, openings, SIZES } from './opening.ts'
import { ours } from './ours.ts'
import { installPeers, peers } from './peers.ts'
import type { Talk } from './talk.ts'

const PEOPLE = 21
const PACED = 300
const BURST = 500
/** Edits counted on the wire: few, one writer and one reader. */
const COUNTED = 100
/** A contender that hangs must not hold the others up. Milliseconds. */
const MOST_MS = 150_000

const beside = (file: string): string => fileURLToPath(new URL(file, import.meta.url))

interface Served {
  readonly port: number
  readonly pid: number
  stop(): Promise<void>
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

async function serve({ name }: Contender): Promise<Served> {
  if (name === ours.name) {
    const relay = await startRelay()
    return { port: Number(new URL(relay.address).port), pid: relay.pid, stop: () => relay.dispose() }
  }
  const port = await freePort()
  const child = spawn(process.execPath, [beside('serve.ts'), name, String(port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'exit').then(() => Promise.reject(new Error(`${name} ended`))),
  ])
  return { port, pid: child.pid ?? 0, stop: () => end(child) }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}

const addressOf = ({ name }: Contender, port: number): string =>
  `${name === ours.name ? 'http' : 'ws'}://127.0.0.1:${port}`

async function talk(contender: Contender, port: number, people: number, paced: number, burst: number): Promise<Talk> {
  const args = [beside('talk.ts'), contender.name, addressOf(contender, port), people, paced, burst].map(String)
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const timer = setTimeout(() => child.kill('SIGKILL'), MOST_MS)
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const [code] = await once(child, 'close')
  clearTimeout(timer)
  if (code !== 0) throw new Error(`${contender.name}: ended with ${code}`)
  return JSON.parse(said) as Talk
}

/** Passes bytes on to a port of this machine, and counts them. */
async function counted(to: number): Promise<{ readonly port: number; readonly bytes: () => number; close(): void }> {
  let bytes = 0
  const server = createServer((near) => {
    const far = connect(to, '127.0.0.1')
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on('data', (part: Buffer) => {
        bytes += part.length
      })
      one.on('error', () => other.destroy())
      one.pipe(other)
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { port: (server.address() as AddressInfo).port, bytes: () => bytes, close: () => server.close() }
}

/** Bytes both ways for an edit from its writer to one reader: what more edits cost more. */
async function wire(contender: Contender): Promise<number> {
  const cost = async (edits: number): Promise<number> => {
    const served = await serve(contender)
    const proxy = await counted(served.port)
    try {
      await talk(contender, proxy.port, 2, edits, 0)
      return proxy.bytes()
    } finally {
      proxy.close()
      await served.stop()
    }
  }
  const few = await cost(0)
  return ((await cost(COUNTED)) - few) / COUNTED
}

const megabytes = (pid: number): number =>
  Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)]).toString()) / 1024

interface Row {
  readonly name: string
  readonly promises: string
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly burst: number
  readonly bytes: number
  readonly memory: number
}

async function measure(contender: Contender): Promise<Row> {
  const served = await serve(contender)
  try {
    const { times, burst } = await talk(contender, served.port, PEOPLE, PACED, BURST)
    const { median: p50, p95 } = figure(contender.name, times)
    const p99 = [...times].sort((a, b) => a - b)[Math.ceil(times.length * 0.99) - 1] ?? Number.NaN
    const { name, promises } = contender
    return { name, promises, p50, p95, p99, burst, memory: megabytes(served.pid), bytes: await wire(contender) }
  } finally {
    await served.stop()
  }
}

function printRows(rows: readonly Row[]): void {
  printTable([
    ['', 'p50 ms', 'p95 ms', 'p99 ms', 'burst/s', 'bytes/edit', 'server MB', ''],
    ...rows.map(({ name, p50, p95, p99, burst, bytes, memory, promises }) => [
      name,
      ...[p50, p95, p99].map((ms) => ms.toFixed(1)),
      ...[burst, bytes, memory].map((value) => value.toFixed(0)),
      promises,
    ]),
  ])
}

function printOpenings(rows: readonly Opening[]): void {
  printTable([
    ['', 'median ms', 'p95 ms', 'longest task ms', 'MB read', 'MB more memory', ''],
    ...rows.map(({ name, times, task, bytes, memory }) => {
      const { median, p95, n } = figure(name, times)
      const cells = [median, p95, task].map((ms) => ms.toFixed(0))
      return [name, ...cells, (bytes / 1e6).toFixed(2), memory.toFixed(0), `${n} times`]
    }),
  ])
}

const json = process.argv.includes('--json')
installPeers()
const rows: Row[] = []
const opened: Opening[] = []
const failed: string[] = []
const attempt = async (name: string, work: () => Promise<unknown>) => {
  await work().catch((error: Error) => failed.push(`${name}: ${error.message}`))
}
const only = ['--talk', '--open'].find((one) => process.argv.includes(one))
for (const contender of only === '--open' ? [] : [ours, ...peers])
  await attempt(contender.name, async () => rows.push(await measure(contender)))
if (!json && only !== '--open') {
  console.log(
    `\nOne writer, ${PEOPLE - 1} readers; ${PACED} edits at 20 ms, then ${BURST} at once. From edit to applied.`,
  )
  printRows(rows)
}
for (const size of only === '--talk' ? [] : SIZES)
  await attempt(`opening ${size.annotations}`, async () => opened.push(...(await openings(size))))
if (!json && only !== '--talk') {
  console.log('\nOpening a page: annotations with three comments each, in Node, over a store in memory.')
  printOpenings(opened)
}
if (json) console.log(JSON.stringify({ rows, opened, failed }, undefined, 2))
for (const why of failed) console.error(`not measured: ${why}`)
process.exit(failed.length === 0 ? 0 : 1)
