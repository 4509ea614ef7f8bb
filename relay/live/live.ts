import type { DeviceId, DocumentId, SpaceId } from '../../shared/domain/ids.ts'
import { KIND } from '../../shared/envelope/header.ts'
import type { VerifiedKeyring } from '../../shared/envelope/keyring.ts'
import type { Bytes } from '../../shared/kit/bytes.ts'
import {
  EPOCH_GRACE_MS,
  MAX_LIVE_BUFFER,
  MAX_LIVE_BUFFER_FRAMES,
  MAX_LIVE_PER_DEVICE,
} from '../../shared/protocol/limits.ts'
import { encodeLiveDelivery, encodeLiveNews, type LivePerson } from '../../shared/protocol/live.ts'
import type { Certificates } from '../access/certificates.ts'
import type { Guard, Holding } from '../access/guard.ts'
import type { Tokens } from '../access/session.ts'
import type { Counters } from '../counters.ts'
import type { Clock } from '../ports.ts'
import { Connection } from './connection.ts'

/** Text or binary to one browser's live socket. */
export interface LivePipe {
  send(message: string | Bytes): void
  close(code: number, reason: string): void
  /** Bytes handed to `send` that have not left. */
  waiting?(): number
}

export interface LiveConnection {
  text(message: string): void
  binary(message: Uint8Array): void
  closed(): void
}

export interface LiveParts {
  readonly clock: Clock
  readonly tokens: Tokens
  readonly certificates: Certificates
  readonly counters: Counters
  readonly guard: Guard
  readonly failed: (error: unknown) => void
}

/** Somebody in a room. */
export interface Occupant extends LivePerson {
  readonly pipe: LivePipe
  /** Called when the device's newer socket took this place. */
  replaced(): void
  /** Ends this socket: it does not read. */
  tooSlow(): void
}

/** Rooms of documents: who is looking at what, and what they tell each other. Nothing is kept (V2). */
export class Live {
  readonly parts: LiveParts
  readonly #rooms = new Map<string, Map<DeviceId, Occupant>>()
  readonly #connections = new Set<Connection>()

  constructor(parts: LiveParts) {
    this.parts = parts
  }

  connect(pipe: LivePipe): LiveConnection {
    const connection = new Connection(this, pipe, () => this.#connections.delete(connection))
    this.#connections.add(connection)
    return connection
  }

  /** A browser that opens socket after socket replaces its own oldest (V3). */
  makeRoom(devices: readonly DeviceId[]): void {
    for (const device of devices) {
      const own = [...this.#connections].filter((connection) => connection.isBy(device))
      for (const connection of own.slice(0, Math.max(0, own.length - MAX_LIVE_PER_DEVICE)))
        connection.end(1008, 'too many sockets')
    }
  }

  /** Ends the sockets that may enter this space's rooms. */
  endSpace(space: SpaceId): void {
    for (const connection of [...this.#connections])
      if (connection.standing(space)) connection.end(1008, 'the space is gone')
  }

  /** KR1: as for streams (`Streams.keyring`); what is said in the rooms is not told of keyrings. */
  async keyring({ space, revoked }: VerifiedKeyring): Promise<void> {
    if (revoked.length === 0) return
    await this.#cut(space, ['revoked'])
    this.parts.clock.after(EPOCH_GRACE_MS, () => {
      this.#cut(space, ['revoked', 'stale']).catch(this.parts.failed)
    })
  }

  async #cut(space: SpaceId, ending: readonly Holding[]): Promise<void> {
    for (const connection of [...this.#connections]) {
      const standing = connection.standing(space)
      if (standing && ending.includes(await this.parts.guard.holding(space, standing)))
        connection.end(1008, 'not in the space any more')
    }
  }

  get sockets(): number {
    return this.#connections.size
  }

  get rooms(): number {
    return this.#rooms.size
  }

  close(): void {
    for (const connection of [...this.#connections]) connection.end(1001, 'the relay is going down')
  }

  /** Enters a room: tells the newcomer who is here, and the others who came (V1). A device's newest socket takes its place (V3). */
  enter(space: SpaceId, document: DocumentId, occupant: Occupant): void {
    const key = `${space}/${document}`
    const room = this.#rooms.get(key) ?? new Map<DeviceId, Occupant>()
    this.#rooms.set(key, room)
    const { device, certificate } = occupant
    const before = room.get(device)
    room.delete(device)
    const people = [...room.values()].map((other) => ({ device: other.device, certificate: other.certificate }))
    if (before !== occupant) {
      before?.replaced()
      const came = encodeLiveNews({ t: 'came', document, device, certificate })
      for (const other of room.values()) other.pipe.send(came)
    }
    room.set(device, occupant)
    occupant.pipe.send(encodeLiveNews({ t: 'here', document, people }))
  }

  /** Leaves a room, unless a newer socket of the same device stands there. */
  leave(space: SpaceId, document: DocumentId, occupant: Occupant): void {
    const key = `${space}/${document}`
    const room = this.#rooms.get(key)
    if (room?.get(occupant.device) !== occupant) return
    room.delete(occupant.device)
    if (room.size === 0) this.#rooms.delete(key)
    const gone = encodeLiveNews({ t: 'gone', document, device: occupant.device })
    for (const other of room.values()) other.pipe.send(gone)
  }

  /** Hands a record to everyone else in the room, or to one (V2). A pipe that is full loses frames first, then is closed. */
  deliver(space: SpaceId, document: DocumentId, from: Occupant, to: DeviceId | undefined, record: Bytes): void {
    const room = this.#rooms.get(`${space}/${document}`)
    const message = encodeLiveDelivery({ document, from: from.device, record })
    const mayDrop = record[1] === KIND.frame
    for (const other of [...(room?.values() ?? [])]) {
      const { device, pipe } = other
      if (device === from.device || (to !== undefined && device !== to)) continue
      const waiting = pipe.waiting?.() ?? 0
      if (mayDrop && waiting > MAX_LIVE_BUFFER_FRAMES) this.parts.counters.count('live_frames_dropped_total')
      else if (waiting > MAX_LIVE_BUFFER) other.tooSlow()
      else pipe.send(message)
    }
    this.parts.counters.count('live_messages_total')
  }
}
