/** Opening a page of many annotations: cold from a real relay, warm from the store. `node test/bench/sync/opening.ts`, or as part of `npm run bench:sync`. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { CommentId } from '../../../shared/domain/ids.ts'
import { ownedKey } from '../../../shared/domain/ids.ts'
import type { PageDocument } from '../../../shared/engine/document-parts.ts'
import type { OpenSpace } from '../../../shared/engine/parts.ts'
import type { EnginePorts, Store } from '../../../shared/engine/ports.ts'
import { startRelay } from '../../e2e/kit/relay.ts'
import { comment, highlight } from '../../kit/documents.ts'
import { MemoryStore } from '../../kit/memory-store.ts'
import { eventually } from './contender.ts'
import { enginePorts, enter, PAGE, startEngine } from './ours.ts'

const COMMENTS = 3
interface Size {
  readonly annotations: number
  readonly times: number
}
export const SIZES: readonly Size[] = [
  { annotations: 1_000, times: 5 },
  { annotations: 10_000, times: 3 },
]
/** Filling the page may take so long. Milliseconds. */
const MOST_MS = 240_000

export interface Opening {
  readonly name: string
  /** From asking for the page to its last comment. Milliseconds. */
  readonly times: readonly number[]
  /** The longest that the event loop was kept, over all times. Milliseconds. */
  readonly task: number
  /** Read from the relay, or from the store. */
  readonly bytes: number
  /** Megabytes more than before, after a collection. */
  readonly memory: number
}

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void
const used = (): number => {
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return (heapUsed + external) / 1e6
}

/** Ports that count what is read through them. */
function counting(store: Store): { readonly ports: EnginePorts; readonly read: { relay: number; store: number } } {
  const read = { relay: 0, store: 0 }
  const ports = enginePorts({
    get: async (table, key) => weighed(await store.get(table, key)),
    list: async (table, prefix) => weighed(await store.list(table, prefix)),
    keys: (table, prefix) => store.keys(table, prefix),
    walk: (table, prefix, visit) => store.walk(table, prefix, (value) => visit(weighed(value))),
    write: (batch) => store.write(batch),
    erase: (ranges, batch) => store.erase(ranges, batch),
    close: () => store.close(),
  })
  const weighed = <Value>(value: Value): Value => {
    read.store += bytesIn(value)
    return value
  }
  const relay: EnginePorts['relay'] = (address) => {
    const door = ports.relay(address)
    return {
      ...door,
      request: async (request, signal) => {
        const response = await door.request(request, signal)
        read.relay += response.body.length
        return response
      },
      stream: async function* (request, signal) {
        for await (const event of door.stream(request, signal)) {
          read.relay += event.data.length
          yield event
        }
      },
    }
  }
  return { ports: { ...ports, relay }, read }
}

function bytesIn(value: unknown): number {
  if (value instanceof Uint8Array) return value.length
  if (typeof value !== 'object' || value === null) return 0
  return Object.values(value).reduce<number>((sum, inner) => sum + bytesIn(inner), 0)
}

/** Everything as somebody would write it: a commit, hence an envelope, for each thread and each further comment. */
async function fill(space: OpenSpace, page: PageDocument, annotations: number): Promise<void> {
  const key = (n: number) => ownedKey(space.self.member, n.toString(16).padStart(16, '0'))
  const writing: Promise<void>[] = []
  for (let n = 0; n < annotations; n++) {
    const id = key(n)
    const said = (i: number) =>
      [
        key(annotations * (i + 1) + n) as CommentId,
        comment(id, `Comment ${i} on ${n}: I think that this sentence says too much.`),
      ] as const
    writing.push(page.putThread([id, highlight(`the words that were marked, number ${n}`)], said(0)))
    for (let i = 1; i < COMMENTS; i++) writing.push(page.putComment(...said(i)))
    if (writing.length >= 300) await Promise.all(writing.splice(0))
  }
  await Promise.all(writing)
  const end = performance.now() + MOST_MS
  while (space.carriage.link.waiting > 0) {
    if (performance.now() > end) throw new Error('the relay did not take everything in time')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

interface Opened {
  readonly time: number
  readonly task: number
  readonly bytes: number
  readonly memory: number
}

/** Starts an engine over this store and opens the page. */
async function openOver(store: MemoryStore, annotations: number, warm: boolean): Promise<Opened> {
  const { ports, read } = counting(store)
  const spaces = await startEngine(ports)
  const space = spaces.list().find((one) => !one.private)
  if (space === undefined) throw new Error('in no space')
  if (!warm) await eventually('connected', () => space.carriage.link.state === 'online')
  const before = used()
  Object.assign(read, { relay: 0, store: 0 })
  const loop = monitorEventLoopDelay({ resolution: 1 })
  loop.enable()
  const began = performance.now()
  const page = await space.openPage(PAGE, new AbortController().signal)
  const whole = () => page.annotations().size === annotations && page.comments().size === annotations * COMMENTS
  if (!whole())
    await new Promise<void>((resolve) => {
      page.changed.listen(() => whole() && resolve())
    })
  const time = performance.now() - began
  await new Promise((resolve) => setTimeout(resolve, 20))
  loop.disable()
  const bytes = warm ? read.store : read.relay
  const memory = used() - before
  await spaces.close()
  return { time, task: loop.max / 1e6, bytes, memory }
}

/** Somebody has the page open until its log is summed up, as it is wherever people come back to a page. */
async function sumUp(store: MemoryStore): Promise<void> {
  const spaces = await startEngine(enginePorts(store))
  const space = spaces.list().find((one) => !one.private)
  const page = await space?.openPage(PAGE, new AbortController().signal)
  await eventually('summed up', () => (page?.summary?.covered ?? 0) > 0)
  await spaces.close()
}

async function ofSize(address: string, annotations: number, times: number): Promise<readonly Opening[]> {
  const writing = new MemoryStore()
  const ada = await startEngine(enginePorts(writing))
  const space = await enter(ada, 'Ada', address)
  const reading = new MemoryStore()
  const ben = await startEngine(enginePorts(reading))
  await enter(ben, 'Ben', { invite: (await space.invite('Ada', '')).code })
  await ben.close()
  await fill(space, await space.openPage(PAGE, new AbortController().signal), annotations)
  await ada.close()
  const logged: Opened[] = []
  let full = reading
  for (let i = 0; i < times; i++) {
    full = reading.copy()
    logged.push(await openOver(full, annotations, false))
  }
  await sumUp(writing)
  const summed: Opened[] = []
  for (let i = 0; i < times; i++) summed.push(await openOver(reading.copy(), annotations, false))
  const warm: Opened[] = []
  for (let i = 0; i < times; i++) warm.push(await openOver(full.copy(), annotations, true))
  const row = (name: string, all: readonly Opened[]): Opening => ({
    name: `${annotations} annotations, ${name}`,
    times: all.map(({ time }) => time),
    task: Math.max(...all.map(({ task }) => task)),
    bytes: all[0]?.bytes ?? 0,
    memory: all[0]?.memory ?? 0,
  })
  return [row('cold by the whole log', logged), row('cold by a checkpoint', summed), row('warm from the store', warm)]
}

/** A page of one size, in a space and at a relay of its own. */
export async function openings({ annotations, times }: Size): Promise<readonly Opening[]> {
  const relay = await startRelay()
  try {
    return await ofSize(relay.address, annotations, times)
  } finally {
    await relay.dispose()
  }
}

if (import.meta.main) {
  const annotations = Number(process.argv[2] ?? 1_000)
  console.log(JSON.stringify(await openings({ annotations, times: 3 })))
  process.exit(0)
}
