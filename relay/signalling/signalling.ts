import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import express from 'express'
import { ExpressPeerServer } from 'peer'
import { WebSocketServer } from 'ws'
import { MAX_SIGNAL_FRAME } from '../../shared/protocol/limits.ts'
import type { Tokens } from '../access/session.ts'
import type { Counters } from '../counters.ts'
import type { Clock } from '../ports.ts'
import { GuardedSocket } from './guarded.ts'

/** A PeerJS client set to host, port and path `/v1/signal` connects here. */
export const SIGNAL_PATH = '/v1/signal/peerjs'

export interface SignallingParts {
  readonly server: Server
  readonly clock: Clock
  readonly tokens: Tokens
  readonly counters: Counters
}

/** PeerJS's signalling by the `peer` library, behind our own guard (G1). Its HTTP routes are not served: ids come with the session. */
export class Signalling {
  readonly #parts: SignallingParts
  readonly #sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_SIGNAL_FRAME, perMessageDeflate: false })
  readonly #byId = new Map<string, GuardedSocket>()
  /** The library's side: it takes connections that are emitted on this one, which listens to nothing itself. */
  readonly #library = new WebSocketServer({ noServer: true })

  constructor(parts: SignallingParts) {
    this.#parts = parts
    const peers = ExpressPeerServer(parts.server, {
      path: '/',
      alive_timeout: 60_000,
      allow_discovery: false,
      createWebSocketServer: () => this.#library,
    })
    // Not optional: an error event that nobody listens to ends the process.
    peers.on('error', () => parts.counters.count('failures_total', 'where=signalling'))
    // The library starts when it is mounted; the application that it is mounted on serves nobody.
    express().use(peers)
  }

  get size(): number {
    return this.#byId.size
  }

  /** Whether the upgrade's id and token belong together. */
  async admits(url: URL): Promise<boolean> {
    const { searchParams } = url
    const [id, token] = [searchParams.get('id'), searchParams.get('token')]
    if (id === null || token === null || searchParams.get('key') !== 'peerjs') return false
    return this.#parts.tokens.peerIsHolder(id, token)
  }

  /** @param url admitted before */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, url: URL): void {
    const id = url.searchParams.get('id') ?? ''
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const { clock, counters } = this.#parts
      const guarded = new GuardedSocket(webSocket, clock, (code) =>
        counters.count('signal_refused_total', `code=${code}`),
      )
      // The library would keep the older socket and never greet the newer one.
      this.#byId.get(id)?.end(1000, 'replaced')
      this.#byId.set(id, guarded)
      this.#library.emit('connection', guarded, request)
      guarded.on('close', () => {
        if (this.#byId.get(id) === guarded) this.#byId.delete(id)
      })
    })
  }

  close(): void {
    for (const socket of [...this.#byId.values()]) socket.end(1001, 'the relay is going down')
    for (const socket of this.#sockets.clients) socket.terminate()
  }
}
