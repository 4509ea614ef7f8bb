import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocket, WebSocketServer } from 'ws'
import { BARE_PAGE } from './bare-page.ts'

const OTHER: Readonly<Record<string, string>> = { '/ada': '/ben', '/ben': '/ada' }

export interface BareSite {
  readonly address: string
  close(): Promise<void>
}

/** Serves the bare pages on this machine, and hands what one of the two says to the other. */
export async function serveBare(): Promise<BareSite> {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(BARE_PAGE)
  })
  const sockets = new Map<string, WebSocket>()
  const relay = new WebSocketServer({ server })
  relay.on('connection', (socket, request) => {
    const who = request.url ?? ''
    sockets.set(who, socket)
    socket.on('message', (data) => {
      // A page that only opens a window for the call takes no part.
      const other = sockets.get(OTHER[who] ?? '')
      if (other?.readyState === WebSocket.OPEN) other.send(data.toString())
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/bare`,
    close: () =>
      new Promise((resolve) => {
        for (const socket of relay.clients) socket.terminate()
        relay.close()
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
