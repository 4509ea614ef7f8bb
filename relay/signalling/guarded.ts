import { EventEmitter } from 'node:events'
import type { WebSocket } from 'ws'
import {
  SIGNAL_BYTES_BURST,
  SIGNAL_BYTES_PER_SECOND,
  SIGNAL_FRAMES_BURST,
  SIGNAL_FRAMES_PER_SECOND,
} from '../../shared/protocol/limits.ts'
import { Bucket } from '../access/bucket.ts'
import { closeSoon } from '../live/socket.ts'
import type { Clock } from '../ports.ts'

const TYPES = new Set(['OFFER', 'ANSWER', 'CANDIDATE', 'LEAVE', 'HEARTBEAT'])
/** Signalling frames that wait for one reader before it is closed. */
const MAX_WAITING = 1024 * 1024

/**
 * What the `peer` library is given in place of a socket: only well-formed frames below the rate reach it, and what it sends to a
 * socket that does not read is not queued without end. It listens to `message`, `close` and `error` and calls `send` and `close`.
 */
export class GuardedSocket extends EventEmitter {
  readonly #socket: WebSocket
  readonly #clock: Clock
  readonly #frames: Bucket
  readonly #bytes: Bucket
  readonly #refused: (code: string) => void
  #over = false

  constructor(socket: WebSocket, clock: Clock, refused: (code: string) => void) {
    super()
    this.#socket = socket
    this.#clock = clock
    this.#refused = refused
    const now = clock.now()
    this.#frames = new Bucket({ perSecond: SIGNAL_FRAMES_PER_SECOND, burst: SIGNAL_FRAMES_BURST }, now)
    this.#bytes = new Bucket({ perSecond: SIGNAL_BYTES_PER_SECOND, burst: SIGNAL_BYTES_BURST }, now)
    socket.on('message', (data: Buffer, isBinary) => this.#take(data, isBinary))
    socket.on('close', () => this.#finish())
    // Resets, oversized and malformed frames: ws closes the socket; the library hears of the end only.
    socket.on('error', () => this.#finish())
  }

  send(data: string): void {
    if (this.#over) return
    if (this.#socket.bufferedAmount > MAX_WAITING) this.end(1008, 'too slow')
    else this.#socket.send(data)
  }

  close(): void {
    this.end(1000, '')
  }

  /** Ends the socket; the library forgets it before this returns, so that a newer one of the same id is greeted as new (G1). */
  end(code: number, reason: string): void {
    if (this.#over) return
    this.#finish()
    closeSoon(this.#socket, code, reason)
  }

  #finish(): void {
    if (this.#over) return
    this.#over = true
    this.emit('close')
  }

  #take(data: Buffer, isBinary: boolean): void {
    if (this.#over) return
    const now = this.#clock.now()
    if (!this.#frames.take(1, now) || !this.#bytes.take(data.length, now)) this.#reject('slow-down')
    else if (isBinary || !isFrame(data.toString('utf8'))) this.#reject('bad-request')
    else this.emit('message', data)
  }

  #reject(code: string): void {
    this.#refused(code)
    this.end(1008, code)
  }
}

/** A PeerJS frame that a client may send. */
function isFrame(text: string): boolean {
  try {
    const frame: unknown = JSON.parse(text)
    if (typeof frame !== 'object' || frame === null || !('type' in frame)) return false
    const dst = 'dst' in frame ? frame.dst : undefined
    return TYPES.has(String(frame.type)) && (dst === undefined || (typeof dst === 'string' && dst.length <= 64))
  } catch {
    return false
  }
}
