/** One peer's server in a process of its own: `node test/bench/sync/serve.ts <name> <port>`. Says `ready` when it can be asked. */
import type { Server as HttpServer } from 'node:http'
import { createServer } from 'node:http'
import { peer } from './peers.ts'

type Serve = (port: number) => Promise<void>
const listening = (server: HttpServer, port: number): Promise<void> =>
  new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve()))

interface Sockets {
  on(event: 'connection', listener: (socket: object, request: object) => void): void
}
interface Ws {
  readonly WebSocketServer: new (options: { server: HttpServer }) => Sockets
}

const servers: Readonly<Record<string, Serve>> = {
  'y-websocket': async (port) => {
    const server = createServer()
    const { setupWSConnection } = peer<{ setupWSConnection(socket: object, request: object): void }>(
      'y-websocket/bin/utils',
    )
    const { WebSocketServer } = peer<Ws>('ws')
    new WebSocketServer({ server }).on('connection', setupWSConnection)
    await listening(server, port)
  },
  hocuspocus: async (port) => {
    const { Server } = peer<{ readonly Server: new (options: object) => { listen(): Promise<unknown> } }>(
      '@hocuspocus/server',
    )
    await new Server({ port, address: '127.0.0.1', quiet: true, stopOnSignals: false }).listen()
  },
  'loro-websocket': async (port) => {
    const { SimpleServer } = peer<{ readonly SimpleServer: new (options: object) => { start(): Promise<void> } }>(
      'loro-websocket/server',
    )
    await new SimpleServer({ port, host: '127.0.0.1' }).start()
  },
  'automerge-repo': async (port) => {
    const { Repo } = peer<{ readonly Repo: new (options: object) => object }>('@automerge/automerge-repo')
    const { WebSocketServerAdapter } = peer<{ readonly WebSocketServerAdapter: new (sockets: object) => object }>(
      '@automerge/automerge-repo-network-websocket',
    )
    const { WebSocketServer } = peer<Ws>('ws')
    const server = createServer()
    const repo = new Repo({ network: [new WebSocketServerAdapter(new WebSocketServer({ server }))] })
    await listening(server, port)
    process.on('exit', () => repo)
  },
}

const [name = '', port = '0'] = process.argv.slice(2)
const serve = servers[name]
if (serve === undefined) throw new Error(`no such peer: ${name}`)
await serve(Number(port))
console.log('ready')
