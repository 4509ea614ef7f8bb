import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { MAX_LIVE_MESSAGE } from '../../shared/protocol/limits.ts'
import type { RelayCore } from '../create.ts'

/** How long a socket may take to answer a close before it is cut. */
const CLOSE_GRACE_MS = 2_000

/** The live core over WebSockets. */
export class LiveSockets {
  readonly #live: RelayCore['live']
  readonly #server: WebSocketServer

  constructor(live: RelayCore['live']) {
    this.#live = live
    // No compression: sealed bytes do not compress, and each deflate context costs memory. Larger frames are cut off by ws (1009).
    this.#server = new WebSocketServer({ noServer: true, maxPayload: MAX_LIVE_MESSAGE, perMessageDeflate: false })
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#server.handleUpgrade(request, socket, head, (webSocket) => this.#attach(webSocket))
  }

  #attach(socket: WebSocket): void {
    const connection = this.#live.connect(
      (message) => socket.send(message),
      (code, reason) => closeSoon(socket, code, reason),
      () => socket.bufferedAmount,
    )
    socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) connection.binary(data)
      else connection.text(data.toString('utf8'))
    })
    socket.on('close', () => connection.closed())
    // Bad frames and resets arrive here; `close` follows. Without a listener they would end the process.
    socket.on('error', () => connection.closed())
  }

  close(): void {
    for (const socket of this.#server.clients) socket.terminate()
    this.#server.close()
  }
}

/** Closes politely, and for good when the other side does not answer. */
export function closeSoon(socket: WebSocket, code: number, reason: string): void {
  socket.close(code, reason)
  const timer = setTimeout(() => socket.terminate(), CLOSE_GRACE_MS)
  timer.unref()
  socket.once('close', () => clearTimeout(timer))
}
