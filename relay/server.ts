import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import type { RelayCore } from './create.ts'
import { isWelcome } from './http/cors.ts'
import { serve } from './http/node.ts'
import { LiveSockets } from './live/socket.ts'
import type { Clock } from './ports.ts'
import { SIGNAL_PATH, Signalling } from './signalling/signalling.ts'

export interface ServerParts {
  readonly core: RelayCore
  readonly clock: Clock
  readonly host: string
  readonly port: number
  readonly proxies: number
  readonly failed: (error: unknown) => void
}

export interface RunningServer {
  /** Where it is reached, without a slash at the end. */
  readonly address: string
  /** Stops taking requests, ends streams and sockets, waits for the requests under way, then closes the core. */
  close(): Promise<void>
}

/** Slow requests that hold connections open: time for the header, and for the whole request. Answers may take as long as they like. */
const HEADERS_MS = 10_000
const REQUEST_MS = 60_000
/** How long a shutdown waits for requests under way. */
const GRACE_MS = 5_000

/** Puts the core on a port: HTTP, the live WebSocket, PeerJS's signalling. */
export async function startServer(parts: ServerParts): Promise<RunningServer> {
  const { core, proxies, failed } = parts
  const server = createServer(
    { headersTimeout: HEADERS_MS, requestTimeout: REQUEST_MS, keepAliveTimeout: 30_000 },
    serve(core.handle, (request) => clientAddress(request, proxies), failed),
  )
  const sockets = new LiveSockets(core.live)
  const { clock, host, port } = parts
  const { tokens, guard, counters } = core
  const signalling = new Signalling({ server, clock, tokens, guard, counters })
  core.keyrings.listen((keyring) => void signalling.keyring(keyring).catch(failed))
  core.counters.gauge('signal_sockets', () => signalling.size)
  server.on('upgrade', (request, socket, head) => {
    // A connection may break at any moment from here on; without a listener that ends the process.
    socket.on('error', () => socket.destroy())
    if (!core.mayConnect(clientAddress(request, proxies))) return refuse(socket, '429 Too Many Requests')
    upgrade(request, socket, head, sockets, signalling).catch((error) => {
      failed(error)
      socket.destroy()
    })
  })
  await listen(server, host, port)
  const { port: real } = server.address() as AddressInfo
  return {
    address: `http://${host.includes(':') ? `[${host}]` : host}:${real}`,
    close: () => shutDown(server, core, sockets, signalling),
  }
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

async function upgrade(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  sockets: LiveSockets,
  signalling: Signalling,
): Promise<void> {
  const path = request.url ?? ''
  if (!path.startsWith('/') || !URL.canParse(`http://relay${path}`)) return refuse(socket, '400 Bad Request')
  const url = new URL(`http://relay${path}`)
  if (url.pathname !== '/v1/live' && url.pathname !== SIGNAL_PATH) return refuse(socket, '404 Not Found')
  if (!isWelcome(request.headers.origin)) return refuse(socket, '403 Forbidden')
  if (url.pathname === '/v1/live') return sockets.upgrade(request, socket, head)
  const spaces = await signalling.admits(url)
  if (spaces === undefined) return refuse(socket, '401 Unauthorized')
  signalling.upgrade(request, socket, head, url, spaces)
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

/**
 * The address that rates count by. Of X-Forwarded-For only what the operator's own proxies appended is believed: the rest is
 * whatever the client wrote.
 */
function clientAddress(request: IncomingMessage, proxies: number): string {
  const peer = request.socket.remoteAddress ?? ''
  if (proxies === 0) return peer
  const forwarded = String(request.headers['x-forwarded-for'] ?? '').split(',')
  return forwarded.at(-proxies)?.trim() || peer
}

async function shutDown(server: Server, core: RelayCore, sockets: LiveSockets, signalling: Signalling): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  core.drain()
  signalling.close()
  server.closeIdleConnections()
  const timer = setTimeout(() => server.closeAllConnections(), GRACE_MS)
  sockets.close()
  await closed
  clearTimeout(timer)
  await core.close()
}
