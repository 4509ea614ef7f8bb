/** The engine page's adapters in a plain page, with the acceptance suites of their ports: what test/e2e/adapters.test.ts drives. */
import { openIndexedDbStore } from '../../entrypoints/engine/indexeddb.ts'
import { peerJsDoor } from '../../entrypoints/engine/peerjs.ts'
import { relayDoor } from '../../entrypoints/engine/relay-door.ts'
import type { Link, PeerIdentity, StreamEvent } from '../../shared/engine/ports.ts'
import { STORE_TABLES } from '../../shared/engine/ports.ts'
import { linkContract } from '../contracts/link.ts'
import { type ContractCase, storeContract } from '../contracts/store.ts'

interface Outcome {
  readonly name: string
  readonly failure: string
}

async function runAll(cases: readonly ContractCase[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const { name, run } of cases) {
    const failure = await run().then(
      () => '',
      (error: unknown) => String(error),
    )
    outcomes.push({ name, failure })
  }
  return outcomes
}

/** Connections that the browser was asked for, and not told to close; and how many there were at the most. */
const held = new Set<RTCPeerConnection>()
let most = 0

/** Called in the browser only: the test imports this file, too, for its types. */
function watchConnections(): void {
  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration)
      held.add(this)
      most = Math.max(most, held.size)
    }

    override close(): void {
      super.close()
      held.delete(this)
    }
  }
}

/** Connections beyond so many, once no more of them end. */
async function rested(before: number): Promise<number> {
  const until = Date.now() + 10_000
  while (held.size > before && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 50))
  return held.size - before
}

/** Links begun together. */
const AT_ONCE = 10

let databases = 0
const names: string[] = []

const never = new AbortController().signal

/** A host whose incoming links can be awaited one by one. */
function host(identity: PeerIdentity) {
  const came: Link[] = []
  const waiting: ((link: Link) => void)[] = []
  const peers = peerJsDoor.open(identity, (link) => {
    const next = waiting.shift()
    if (next) next(link)
    else came.push(link)
  })
  const incoming = (): Promise<Link> =>
    new Promise((resolve) => {
      const link = came.shift()
      if (link) resolve(link)
      else waiting.push(resolve)
    })
  return { peers, incoming }
}

const failureOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => '',
    (error: unknown) =>
      error instanceof Error ? `${'reason' in error ? `${error.reason}: ` : ''}${error.message}` : 'odd',
  )

/** The first events of a stream, which is then left. */
async function events(address: string, token: string, body: string, count: number): Promise<StreamEvent[]> {
  const found: StreamEvent[] = []
  for await (const event of relayDoor(address).stream({ method: 'POST', path: '/v1/stream', token, body }, never)) {
    found.push(event)
    if (found.length === count) break
  }
  return found
}

/** Everything that a live socket said, and a way to wait for one thing. */
function live(address: string) {
  const said: string[] = []
  const waiting = new Set<() => void>()
  const say = (what: string) => {
    said.push(what)
    for (const look of [...waiting]) look()
  }
  const socket = relayDoor(address).live({
    opened: () => say('opened'),
    text: (message) => say(message),
    binary: (message) => say(`${message.length} bytes`),
    closed: () => say('closed'),
  })
  const heard = (count: number, what: string): Promise<void> =>
    new Promise((resolve) => {
      const look = () => {
        if (said.filter((one) => one.includes(what)).length < count) return
        waiting.delete(look)
        resolve()
      }
      waiting.add(look)
      look()
    })
  return { socket, said, heard }
}

function makeLab() {
  const hosts: ReturnType<typeof host>[] = []
  const sockets: ReturnType<typeof live>[] = []
  const links: Link[] = []
  return {
    storeSuite: () =>
      runAll(
        storeContract(() => {
          names.push(`store-${++databases}`)
          return openIndexedDbStore(`store-${databases}`)
        }),
      ),
    /** Values written by one connection and read by the next. */
    reopened: async () => {
      const first = await openIndexedDbStore('again')
      await first.write([{ table: 'spaces', key: 'k', value: { n: 1 } }])
      first.close()
      const second = await openIndexedDbStore('again')
      const value = await second.get('spaces', 'k')
      second.close()
      return value
    },
    /** A database of an older version goes through the later steps with everything in it; one of a newer version is left alone. */
    upgraded: async () => {
      const tables = (database: IDBDatabase) => {
        for (const table of STORE_TABLES) database.createObjectStore(table)
      }
      const first = await openIndexedDbStore('older', [tables])
      await first.write([{ table: 'spaces', key: 'k', value: { n: 1 } }])
      first.close()
      const second = await openIndexedDbStore('older', [tables, (database) => database.createObjectStore('later')])
      const value = await second.get('spaces', 'k')
      second.close()
      const refused = await openIndexedDbStore('older', [tables]).catch((error: Error) => error.name)
      const third = await openIndexedDbStore('older', [tables, () => undefined])
      const still = await third.get('spaces', 'k')
      third.close()
      return { value, refused, still }
    },
    linkSuite: async (a: PeerIdentity, b: PeerIdentity) => {
      const [one, two] = [host(a), host(b)]
      const outcomes = await runAll(
        linkContract(async () => {
          const [out, into] = await Promise.all([one.peers.dial(b.id), two.incoming()])
          return { a: out, b: into }
        }),
      )
      one.peers.close()
      two.peers.close()
      return outcomes
    },
    /** Joins and leaves, several at a time: some links end at either side, some hosts close while they are dialled. @returns connections left */
    comeAndGo: async (a: PeerIdentity, b: PeerIdentity, rounds: number) => {
      const [one, two] = [host(a), host(b)]
      // What was used before may still be ending.
      const before = await rested(0)
      const closed = (link: Link) =>
        new Promise<void>((resolve) =>
          link.listen({ message: () => undefined, lossy: () => undefined, closed: resolve }),
        )
      for (let n = 0; n < rounds; n += AT_ONCE) {
        const dialled = Array.from({ length: AT_ONCE }, () => Promise.all([one.peers.dial(b.id), two.incoming()]))
        const all = (await Promise.all(dialled)).flat()
        const gone = Promise.all(all.map(closed))
        // Half of the links end at the dialling side, half at the other: never both ends of one.
        const byUs = all.filter((_, i) => i % 4 === 0)
        const taken = new Set(byUs.map(({ fingerprints }) => fingerprints.local))
        for (const link of all)
          if (byUs.includes(link) || (link.peer === a.id && !taken.has(link.fingerprints.remote))) link.close()
        await gone
      }
      const left = await rested(before)
      const dial = one.peers.dial(b.id).catch(() => undefined)
      one.peers.close()
      two.peers.close()
      await dial
      return { most, left, atEnd: await rested(before) }
    },
    open: (identity: PeerIdentity): void => {
      hosts.push(host(identity))
    },
    dial: async (id: string): Promise<void> => {
      links.push(await (hosts[0] as ReturnType<typeof host>).peers.dial(id))
    },
    accept: async (): Promise<void> => {
      links.push(await (hosts[0] as ReturnType<typeof host>).incoming())
    },
    dialFails: (id: string) => failureOf((hosts[0] as ReturnType<typeof host>).peers.dial(id)),
    /** Sends text over the newest link, and waits for the other's. */
    exchange: (text: string): Promise<string> => {
      const link = links.at(-1) as Link
      const came = new Promise<string>((resolve) =>
        link.listen({
          message: (message) => resolve(new TextDecoder().decode(message)),
          lossy: () => undefined,
          closed: () => resolve('closed'),
        }),
      )
      return link.send(new TextEncoder().encode(text)).then(() => came)
    },
    requestFails: (address: string) =>
      failureOf(relayDoor(address).request({ method: 'GET', path: '/v1/hello' }, AbortSignal.timeout(20_000))),
    request: async (address: string, path: string, token?: string) => {
      const request = { method: 'GET' as const, path, ...(token === undefined ? {} : { token }) }
      const { status, body } = await relayDoor(address).request(request, never)
      return { status, text: new TextDecoder().decode(body) }
    },
    events,
    streamFails: (address: string, token: string) => failureOf(events(address, token, '{"follow":[]}', 1)),
    live: (address: string): void => {
      sockets.push(live(address))
    },
    say: (text: string): void => sockets[0]?.socket.sendText(text),
    heard: (count: number, what: string): Promise<void> => (sockets[0] as ReturnType<typeof live>).heard(count, what),
    hush: (): void => sockets[0]?.socket.close(),
  }
}

declare global {
  var adapters: ReturnType<typeof makeLab>
}

if ('RTCPeerConnection' in globalThis) watchConnections()
globalThis.adapters = makeLab()
