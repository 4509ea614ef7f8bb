/** The relay's figures over real sockets and a real disk: `node test/bench/relay.ts`, or as part of `npm run bench`. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { createInterface } from 'node:readline'
import { type Ask, append, fromStart, join, newSpace, register, session, stream } from '../kit/relay-client.ts'

export interface Figure {
  readonly name: string
  /** Milliseconds. */
  readonly median: number
  readonly p95: number
  readonly note: string
}

const at = (sorted: readonly number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN

function figure(name: string, times: readonly number[], note: string): Figure {
  const sorted = [...times].sort((a, b) => a - b)
  return { name, median: at(sorted, 0.5), p95: at(sorted, 0.95), note }
}

async function withRelay<Value>(use: (ask: Ask) => Promise<Value>): Promise<Value> {
  const folder = mkdtempSync(joinPath(tmpdir(), 'huddlemark-bench-'))
  const env = { ...process.env, HUDDLEMARK_PORT: '0', HUDDLEMARK_DATA: folder }
  const child = spawn(process.execPath, ['relay/main.ts'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
    const address = line.split(' ').at(-1)
    return await use((path, init) => fetch(address + path, init))
  } finally {
    child.kill('SIGTERM')
    await once(child, 'exit')
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Durable appends by `writers` at once, `each` records one after the other; one subscriber measures delivery. */
async function appends(ask: Ask, writers: number, each: number): Promise<readonly Figure[]> {
  const ada = await newSpace()
  await register(ask, ada)
  const document = await ada.document('https://example.org/')
  const name = { space: ada.space.space, document }
  const crowd = [ada, ...(await Promise.all(Array.from({ length: writers - 1 }, () => join(ada.space))))]
  const work = await Promise.all(
    crowd.map(async (writer) => ({
      token: (await session(ask, [writer])).token,
      records: [writer.certificate, ...(await writer.updates(document, each))],
    })),
  )
  const reader = await stream(ask, (await session(ask, [ada])).token, [fromStart(name.space, document)])
  await reader.until(({ event }) => event === 'caught-up')
  const sent = new Map<string, number>()
  const key = (record: Uint8Array) => Buffer.from(record.subarray(-16)).toString('hex')
  const deliveries: number[] = []
  let left = writers * (each + 1)
  const reading = reader.until((event) => {
    if (event.event === 'entry') deliveries.push(performance.now() - (sent.get(key(event.record)) ?? Number.NaN))
    return --left === 0
  })
  const times: number[] = []
  const began = performance.now()
  await Promise.all(
    work.map(async ({ token, records }) => {
      for (const record of records) {
        const start = performance.now()
        sent.set(key(record), start)
        await append(ask, token, name, [record])
        times.push(performance.now() - start)
      }
    }),
  )
  const perSecond = Math.round((times.length / (performance.now() - began)) * 1000)
  await reading
  await reader.cancel()
  const who = writers === 1 ? 'one writer' : `${writers} writers`
  return [
    figure(`relay append, durable, ${who}`, times.slice(writers * 5), `${perSecond}/s`),
    figure(`relay append sent to delivered, ${who}`, deliveries.slice(writers * 5), 'one subscriber'),
  ]
}

export async function relayFigures(): Promise<readonly Figure[]> {
  return withRelay(async (ask) => [...(await appends(ask, 1, 300)), ...(await appends(ask, 32, 30))])
}

if (import.meta.main)
  for (const { name, median, p95, note } of await relayFigures())
    console.log(`${name.padEnd(48)} median ${median.toFixed(1)} ms  p95 ${p95.toFixed(1)} ms  ${note}`)
