import type { DeviceId, DocumentId, SpaceId } from '../../domain/ids.ts'
import type { Bytes } from '../../kit/bytes.ts'
import { LIVE_PING_MS, LIVE_SILENCE_MS } from '../../protocol/limits.ts'
import {
  encodeLiveRequest,
  encodeLiveSend,
  type LiveDelivery,
  type LiveNews,
  parseLiveDelivery,
  parseLiveNews,
} from '../../protocol/live.ts'
import { Alarm } from '../alarm.ts'
import type { Clock, LiveSocket, RelayDoor } from '../ports.ts'
import { steady } from '../steady.ts'

export interface LiveRoomEvents {
  /** The relay knows us; rooms are being joined. */
  ready(): void
  down(): void
  /** `here`, `came` and `gone`. */
  news(message: Extract<LiveNews, { readonly document: DocumentId }>): void
  record(delivery: LiveDelivery): void
  tokenRefused(): void
}

/**
 * The one live socket of a relay and the rooms on it. The door reconnects; this says who we are each time, joins again, and
 * opens a new socket when the old one fell silent. Nothing sent here is kept anywhere: what is not ready is dropped.
 */
export class LiveRooms {
  readonly #door: RelayDoor
  readonly #now: () => number
  readonly #events: LiveRoomEvents
  readonly #rooms = new Map<DocumentId, SpaceId>()
  readonly #ping: Alarm
  #socket: LiveSocket | undefined
  #generation = 0
  #token = ''
  #ready = false
  #heardAt = 0

  constructor(door: RelayDoor, clock: Clock, events: LiveRoomEvents) {
    this.#door = door
    this.#now = steady(clock)
    this.#events = events
    this.#ping = new Alarm(clock, () => this.#beat())
  }

  get ready(): boolean {
    return this.#ready
  }

  /** Begins, or goes on with a newer token of the same devices (T6). */
  start(token: string): void {
    this.#token = token
    if (this.#socket === undefined) this.#open()
    else if (this.#ready) this.#socket.sendText(encodeLiveRequest({ t: 'auth', token }))
  }

  /** A token of other devices: the socket must begin anew. */
  restart(token: string): void {
    this.stop()
    this.start(token)
  }

  stop(): void {
    const socket = this.#socket
    this.#socket = undefined
    this.#generation += 1
    this.#ping.stop()
    this.#wentDown()
    socket?.close()
  }

  join(space: SpaceId, document: DocumentId): void {
    if (this.#rooms.has(document)) return
    this.#rooms.set(document, space)
    if (this.#ready) this.#socket?.sendText(encodeLiveRequest({ t: 'join', space, document }))
  }

  leave(document: DocumentId): void {
    const space = this.#rooms.get(document)
    if (space === undefined) return
    this.#rooms.delete(document)
    if (this.#ready) this.#socket?.sendText(encodeLiveRequest({ t: 'leave', space, document }))
  }

  /** To everyone else in the room, or to one device in it. */
  send(document: DocumentId, record: Bytes, to?: DeviceId): void {
    if (this.#ready && this.#rooms.has(document)) this.#socket?.sendBinary(encodeLiveSend({ document, to, record }))
  }

  #open(): void {
    const generation = ++this.#generation
    // What a socket that was given up still says is not heard.
    const mine = () => generation === this.#generation
    this.#heardAt = this.#now()
    this.#ping.set(LIVE_PING_MS)
    this.#socket = this.#door.live({
      // Later, since a door may call `opened` before `live` has returned.
      opened: () => queueMicrotask(() => mine() && this.#authenticate()),
      text: (text) => mine() && this.#text(text),
      binary: (message) => mine() && this.#binary(message),
      closed: () => mine() && this.#wentDown(),
    })
  }

  #authenticate(): void {
    this.#wentDown()
    this.#heardAt = this.#now()
    this.#socket?.sendText(encodeLiveRequest({ t: 'auth', token: this.#token }))
  }

  #wentDown(): void {
    if (!this.#ready) return
    this.#ready = false
    this.#events.down()
  }

  #text(text: string): void {
    this.#heardAt = this.#now()
    const news = parseLiveNews(text)
    if (!news.ok) return // a newer relay may say more
    const message = news.value
    if (message.t === 'ready') this.#nowReady()
    else if (message.t === 'error') {
      if (message.error === 'bad-token') this.#events.tokenRefused()
    } else if (message.t !== 'pong' && this.#rooms.has(message.document)) this.#events.news(message)
  }

  #nowReady(): void {
    // Also after a renewed token: it may be that of a new epoch, whose certificates the rooms must hand out (KR2).
    this.#ready = true
    for (const [document, space] of this.#rooms)
      this.#socket?.sendText(encodeLiveRequest({ t: 'join', space, document }))
    this.#events.ready()
  }

  #binary(message: Bytes): void {
    this.#heardAt = this.#now()
    const delivery = parseLiveDelivery(message)
    if (delivery.ok && this.#rooms.has(delivery.value.document)) this.#events.record(delivery.value)
  }

  #beat(): void {
    if (this.#socket === undefined) return
    this.#ping.set(LIVE_PING_MS)
    // The door reconnects a socket that closed; only one that is thought open and says nothing is replaced here.
    if (this.#ready && this.#now() - this.#heardAt > LIVE_SILENCE_MS) this.restart(this.#token)
    else if (this.#ready) this.#socket.sendText(encodeLiveRequest({ t: 'ping' }))
  }
}
