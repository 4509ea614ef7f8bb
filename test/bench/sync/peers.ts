/** Peers from the registry, each by its own client library. Their packages lie apart, in test/bench/peers. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { Applied, type Contender, type Desk, eventually } from './contender.ts'

export const FOLDER = fileURLToPath(new URL('../peers/', import.meta.url))
const fromPeers = createRequire(`${FOLDER}package.json`)

/** One package of theirs, of which the caller says what it uses. */
export const peer = <Module>(name: string): Module => fromPeers(name) as Module

/** Installs them once, as their lock file says: `npm ci` would miss the other platforms' parts of one of them in it. @throws Error when that fails */
export function installPeers(): void {
  if (existsSync(`${FOLDER}node_modules/.package-lock.json`)) return
  console.error('Installing the peers (test/bench/peers), once…')
  const { status } = spawnSync('npm', ['install', '--no-save', '--ignore-scripts'], {
    cwd: FOLDER,
    stdio: ['ignore', 2, 2],
  })
  if (status !== 0) throw new Error('the peers could not be installed')
}

interface YMap {
  set(key: string, value: string): void
  observe(listener: (event: { readonly keysChanged: ReadonlySet<string> }) => void): void
}
interface Yjs {
  readonly Doc: new () => { getMap(name: string): YMap; destroy(): void }
}
interface YProvider {
  readonly synced: boolean
  destroy(): void
}

/** A desk over a Yjs document, whatever provides it. */
function yDesk(provide: (doc: InstanceType<Yjs['Doc']>) => YProvider): Desk & { readonly synced: boolean } {
  const { Doc } = peer<Yjs>('yjs')
  const doc = new Doc()
  const provider = provide(doc)
  const map = doc.getMap('comments')
  const applied = new Applied()
  map.observe(({ keysChanged }) => applied.tell(keysChanged))
  return {
    get synced() {
      return provider.synced
    },
    put: (key, value) => map.set(key, value),
    applied: (listener) => applied.listen(listener),
    close: () => {
      provider.destroy()
      doc.destroy()
    },
  }
}

async function together<One extends Desk & { readonly synced: boolean }>(
  people: number,
  one: () => One,
): Promise<One[]> {
  const desks = Array.from({ length: people }, one)
  await eventually('all are synced', () => desks.every(({ synced }) => synced))
  return desks
}

interface YWebsocket {
  readonly WebsocketProvider: new (url: string, room: string, doc: object, options: object) => YProvider
}
const yWebsocket: Contender = {
  name: 'y-websocket',
  promises: 'in memory, plain, unsigned',
  join: (address, people) => {
    const { WebsocketProvider } = peer<YWebsocket>('y-websocket')
    const options = { WebSocketPolyfill: WebSocket, disableBc: true }
    return together(people, () => yDesk((doc) => new WebsocketProvider(address, 'bench', doc, options)))
  },
}

interface Hocuspocus {
  readonly HocuspocusProvider: new (options: { url: string; name: string; document: object }) => YProvider
}
const hocuspocus: Contender = {
  name: 'hocuspocus',
  promises: 'in memory, plain, unsigned',
  join: (address, people) => {
    const { HocuspocusProvider } = peer<Hocuspocus>('@hocuspocus/provider')
    return together(people, () =>
      yDesk((document) => new HocuspocusProvider({ url: address, name: 'bench', document })),
    )
  },
}

interface LoroDocument {
  getMap(name: string): { set(key: string, value: string): void }
  commit(): void
  subscribe(
    listener: (batch: { readonly events: readonly { readonly diff: { readonly updated?: object } }[] }) => void,
  ): void
}
interface LoroSocket {
  readonly LoroWebsocketClient: new (options: {
    url: string
  }) => {
    waitConnected(): Promise<void>
    join(room: { roomId: string; crdtAdaptor: object }): Promise<{ waitForReachingServerVersion(): Promise<void> }>
    destroy(): void
  }
}
const loro: Contender = {
  name: 'loro-websocket',
  promises: 'saved now and then, plain, unsigned',
  async join(address, people) {
    const { LoroDoc } = peer<{ readonly LoroDoc: new () => LoroDocument }>('loro-crdt')
    const { LoroWebsocketClient } = peer<LoroSocket>('loro-websocket')
    const { LoroAdaptor } = peer<{ readonly LoroAdaptor: new (doc: object) => object }>('loro-adaptors/loro')
    const desks: Desk[] = []
    for (let i = 0; i < people; i++) {
      const doc = new LoroDoc()
      const client = new LoroWebsocketClient({ url: address })
      await client.waitConnected()
      const room = await client.join({ roomId: 'bench', crdtAdaptor: new LoroAdaptor(doc) })
      await room.waitForReachingServerVersion()
      const applied = new Applied()
      doc.subscribe(({ events }) => applied.tell(events.flatMap(({ diff }) => Object.keys(diff.updated ?? {}))))
      desks.push({
        put: (key, value) => {
          doc.getMap('comments').set(key, value)
          doc.commit()
        },
        applied: (listener) => applied.listen(listener),
        close: () => client.destroy(),
      })
    }
    return desks
  },
}

interface AutomergeHandle {
  readonly url: string
  change(edit: (doc: Record<string, string>) => void): void
  on(
    event: 'change',
    listener: (change: { readonly patches: readonly { readonly path: readonly unknown[] }[] }) => void,
  ): void
}
interface Automerge {
  readonly Repo: new (options: {
    network: object[]
  }) => {
    create(initial: object): AutomergeHandle
    find(url: string): Promise<AutomergeHandle>
    shutdown(): Promise<void>
  }
}
/** Its server knows a document only after its writer has been connected for a moment. */
async function found(repo: InstanceType<Automerge['Repo']>, url: string): Promise<AutomergeHandle> {
  for (let tries = 0; ; tries++) {
    const handle = await repo.find(url).catch(() => undefined)
    if (handle) return handle
    if (tries > 40) throw new Error('the document is not found')
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
}

const automerge: Contender = {
  name: 'automerge-repo',
  promises: 'in memory, plain, unsigned',
  async join(address, people) {
    const { Repo } = peer<Automerge>('@automerge/automerge-repo')
    const { WebSocketClientAdapter } = peer<{ readonly WebSocketClientAdapter: new (url: string) => object }>(
      '@automerge/automerge-repo-network-websocket',
    )
    const desks: Desk[] = []
    let url: string | undefined
    for (let i = 0; i < people; i++) {
      const repo = new Repo({ network: [new WebSocketClientAdapter(address)] })
      const handle = url === undefined ? repo.create({}) : await found(repo, url)
      url ??= handle.url
      const applied = new Applied()
      handle.on('change', ({ patches }) => applied.tell(new Set(patches.map(({ path }) => String(path[0])))))
      desks.push({
        put: (key, value) =>
          handle.change((doc) => {
            doc[key] = value
          }),
        applied: (listener) => applied.listen(listener),
        close: () => repo.shutdown(),
      })
    }
    return desks
  },
}

export const peers: readonly Contender[] = [yWebsocket, hocuspocus, loro, automerge]
