import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import express from 'express'
import { ExpressPeerServer } from 'peer'
import { WebSocketServer } from 'ws'
import type { SpaceId } from '../../shared/domain/ids.ts'
import type { VerifiedKeyring } from '../../shared/envelope/keyring.ts'
import { MAX_SIGNAL_FRAME } from '../../shared/protocol/limits.ts'
import type { Guard } from '../access/guard.ts'
import type { Standing, Tokens } from '../access/session.ts'
import type { Counters } from '../counters.ts'
import type { Clock } from '../ports.ts'
import { GuardedSocket } from './guarded.ts'

/** A PeerJS client set to host, port and path `/v1/signal` connects here. */
export const SIGNAL_PATH = '/v1/signal/peerjs'

export interface SignallingParts {
  readonly server: Server
  readonly clock: Clock
  readonly tokens: Tokens
  readonly guard: Guard
  readonly counters: Counters
}

interface Place {
  readonly socket: GuardedSocket
  readonly spaces: ReadonlyMap<SpaceId, Standing>
}

/** PeerJS's signalling by the `peer` library, behind our own guard (G1). Its HTTP routes are not served: ids come with the session. */
export class Signalling {
  readonly #parts: SignallingParts
  readonly #sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_SIGNAL_FRAME, perMessageDeflate: false })
  readonly #byId = new Map<string, Place>()
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

  /** The devices that the upgrade's token names, when it belongs to its id and not all of them are revoked (KR1). */
  async admits(url: URL): Promise<ReadonlyMap<SpaceId, Standing> | undefined> {
    const { searchParams } = url
    const [id, token] = [searchParams.get('id'), searchParams.get('token')]
    if (id === null || token === null || searchParams.get('key') !== 'peerjs') return undefined
    const spaces = await this.#parts.tokens.peerSpaces(id, token)
    return spaces && (await this.#parts.guard.anyStays(spaces)) ? spaces : undefined
  }

  /** KR1: ends the places of browsers that are left in no space. */
  async keyring({ space, revoked }: VerifiedKeyring): Promise<void> {
    if (revoked.length === 0) return
    for (const { socket, spaces } of [...this.#byId.values()])
      if (spaces.has(space) && !(await this.#parts.guard.anyStays(spaces))) socket.end(1008, 'revoked')
  }

  /** @param url admitted before, for these devices */
  upgrade(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    url: URL,
    spaces: ReadonlyMap<SpaceId, Standing>,
  ): void {
    const id = url.searchParams.get('id') ?? ''
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const { clock, counters } = this.#parts
      const guarded = new GuardedSocket(webSocket, clock, (code) =>
        counters.count('signal_refused_total', `code=${code}`),
      )
      // The library would keep the older socket and never greet the newer one.
      this.#byId.get(id)?.socket.end(1000, 'replaced')
      this.#byId.set(id, { socket: guarded, spaces })
      this.#library.emit('connection', guarded, request)
      guarded.on('close', () => {
        if (this.#byId.get(id)?.socket === guarded) this.#byId.delete(id)
      })
    })
  }

  close(): void {
    for (const { socket } of [...this.#byId.values()]) socket.end(1001, 'the relay is going down')
    for (const socket of this.#sockets.clients) socket.terminate()
  }
}
