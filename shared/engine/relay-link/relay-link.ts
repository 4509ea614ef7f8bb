import type { SpaceId } from '../../domain/ids.ts'
import { backoffMs } from '../../kit/backoff.ts'
import type { Bytes } from '../../kit/bytes.ts'
import { encodeStreamOpen } from '../../protocol/stream.ts'
import { Alarm } from '../alarm.ts'
import type { SpaceSelf } from '../parts.ts'
import type { EnginePorts, RelayDoor, RelayFailure, RelayRequest } from '../ports.ts'
import { asFailure, isTokenRefused } from './failures.ts'
import type { SeatPorts } from './followed.ts'
import { PeerHosts } from './hosts.ts'
import { SessionKeeper } from './keeper.ts'
import { LiveRooms } from './live.ts'
import { AFTER_PAUSE, Pause } from './pause.ts'
import { Seat, type SeatEvents, type SeatLink } from './seat.ts'
import { Seats } from './seats.ts'
import { answersWithin, askHello } from './session.ts'
import { RelayStatus, type StatusWords } from './status.ts'
import { StreamPosition, StreamReader } from './stream.ts'
import { Subscription } from './subscription.ts'
import { CallServers } from './turn.ts'

const RETRY = { firstMs: 1_000, mostMs: 30_000 }
/** A document that could not be stored is fetched again after so long. Milliseconds. */
const STUCK_AGAIN_MS = 15_000
/** After waking, an open stream must prove within so long that it still lives. Milliseconds. */
const PROBE_MS = 5_000

export type RelayLinkPorts = Pick<EnginePorts, 'clock' | 'random' | 'peers'>

/**
 * One relay, for all spaces of this engine that use it: one session, one stream, one live socket, one place at its signalling.
 * A single loop goes hello, session, stream until it breaks, pause, again; all else changes state, and may interrupt the loop.
 */
export class RelayLink implements SeatLink {
  readonly #door: RelayDoor
  readonly #ports: RelayLinkPorts
  readonly #seats = new Seats()
  readonly #position = new StreamPosition()
  readonly #subscription: Subscription
  /** The live socket's rooms, and our place at the signalling: for all seats. */
  readonly live: LiveRooms
  readonly hosts: PeerHosts
  readonly #keeper: SessionKeeper
  readonly #whenEmpty: () => void
  readonly #stuck: Alarm
  readonly #pause: Pause
  readonly status: RelayStatus
  readonly callServers: CallServers
  #incarnation = ''
  #running = false
  /** Ends the present round of the loop. */
  #round = new AbortController()
  #attempt = 0

  constructor(address: string, door: RelayDoor, ports: RelayLinkPorts, whenEmpty: () => void) {
    this.#door = door
    this.#ports = ports
    this.#whenEmpty = whenEmpty
    this.#stuck = new Alarm(ports.clock, () => this.#interrupt())
    this.#pause = new Pause(ports.clock)
    this.status = new RelayStatus(address, () => ports.clock.now())
    this.callServers = new CallServers(ports.clock, (path, body) => this.#post(path, body))
    this.hosts = new PeerHosts(ports.peers, ports.clock, (space, inbox, hello) => {
      const seat = this.#seats.get(space)
      if (seat) seat.events.dialled(inbox, hello)
      else inbox.link.close()
    })
    this.live = this.#buildLive()
    this.#keeper = new SessionKeeper(door, ports.clock, {
      selves: () => [...this.#seats.values()].map(({ self }) => self),
      fresh: (answer, sameDevices) => {
        if (sameDevices) this.live.start(answer.token)
        else this.live.restart(answer.token)
        this.hosts.use({ ...answer.peer, relay: address, ice: this.#keeper.ice })
        this.#changed()
        for (const one of answer.refused) if (one.deletion) this.#seats.get(one.space)?.events.deleted(one.deletion)
      },
      renewed: (sameSpaces) => (sameSpaces ? void this.#subscription.adjust(true) : this.#interrupt()),
    })
    this.#subscription = new Subscription(this.#position, {
      wanted: () => this.#seats.documents((space) => this.#keeper.accepts(space)),
      post: (path, body) => this.#post(path, body),
      broken: () => this.#interrupt(),
    })
  }

  #buildLive(): LiveRooms {
    return new LiveRooms(this.#door, this.#ports.clock, {
      ready: () => this.#seats.each((seat) => seat.events.live.ready()),
      down: () => this.#seats.each((seat) => seat.events.live.down()),
      news: (message) => this.#seats.carrying(message.document)?.events.live.news(message),
      record: (delivery) => this.#seats.carrying(delivery.document)?.events.live.record(delivery),
      tokenRefused: () => this.#tokenRefused(),
    })
  }

  /** A space takes its place here. */
  take(self: SpaceSelf, events: SeatEvents): Seat {
    const ports: SeatPorts = {
      clock: this.#ports.clock,
      random: this.#ports.random,
      post: (path, body) => this.#post(path, body),
      tokenRefused: () => this.#tokenRefused(),
      sameLife: (incarnation) => {
        if (incarnation !== this.#incarnation) this.#round.abort(AFTER_PAUSE)
        return incarnation === this.#incarnation
      },
      get: (path) => this.#keeper.get(path, this.#round.signal),
      again: (document) => {
        this.#position.forget(document)
        this.#round.abort(AFTER_PAUSE)
      },
    }
    const seat = new Seat(self, events, this, ports)
    this.#seats.set(self.space, seat)
    if (this.#running) this.#interrupt()
    else void this.#loop()
    return seat
  }

  leave(seat: Seat): void {
    if (this.#seats.get(seat.self.space) !== seat || !this.#seats.delete(seat.self.space)) return
    if (this.#seats.size > 0) return void this.#subscription.adjust()
    this.#interrupt()
    this.#stuck.stop()
    this.#keeper.stop()
    this.live.stop()
    this.hosts.close()
    this.#whenEmpty()
  }

  async #loop(): Promise<void> {
    this.#running = true
    while (this.#seats.size > 0) {
      this.#round = new AbortController()
      const { signal } = this.#round
      try {
        await this.#connect(signal)
        this.#lost(undefined)
      } catch (error) {
        this.#lost(signal.aborted ? undefined : asFailure(error))
      }
      const pause = backoffMs(this.#attempt, this.#ports.random.fraction(), RETRY)
      if (signal.aborted && signal.reason !== AFTER_PAUSE) continue
      this.#attempt += 1
      await this.#pause.wait(pause)
    }
    this.#running = false
  }

  /** One round. Returns when the stream has ended. @throws RelayFailure */
  async #connect(signal: AbortSignal): Promise<void> {
    const hello = await askHello(this.#door, signal)
    if (hello.incarnation !== this.#incarnation) {
      this.#position.reset()
      this.#keeper.drop() // a new session registers the spaces again
    }
    this.#incarnation = hello.incarnation
    this.#keeper.ice = hello.ice
    this.callServers.hello(hello)
    const token = await this.#keeper.token(signal)
    const reader = new StreamReader(this.#position, hello.incarnation, this.#ports.clock, {
      document: (id) => this.#seats.carrying(id)?.document(id),
      opened: (stream) => this.#opened(stream),
      received: (document, record, result) => this.#seats.get(document.space)?.received(document, record, result),
      fits: ({ id, space }, whether) => this.#seats.get(space)?.fits(id, whether),
      restarted: ({ id, space }) => this.#seats.get(space)?.kick(id),
      caughtUp: ({ id, space }) => this.#seats.get(space)?.caughtUp(id),
      covered: ({ id, space }, sequence) => this.#seats.get(space)?.covered(id, sequence),
      stuck: () => this.#stuck.set(STUCK_AGAIN_MS),
      told: (space, what) => {
        const seat = this.#seats.get(space)
        if (what === 'knock') seat?.events.knocked()
        else void seat?.self.learn(undefined)
      },
    })
    const { lastEventId } = this.#position
    const body = encodeStreamOpen(this.#subscription.begin())
    const resumed = lastEventId === undefined ? {} : { lastEventId }
    const request: RelayRequest = { method: 'POST', path: '/v1/stream', token, body, ...resumed }
    await reader.read(this.#door.stream(request, signal), signal)
  }

  #opened(stream: string): void {
    this.status.online()
    this.#attempt = 0
    this.#subscription.opened(stream)
    for (const seat of this.#seats.values()) seat.online(this.#keeper.accepts(seat.self.space))
    this.#changed()
  }

  #lost(failure: RelayFailure | undefined): void {
    this.#subscription.closed()
    if (failure && isTokenRefused(failure)) this.#keeper.drop() // not tried again
    this.status.lost(failure)
    for (const seat of this.#seats.values()) seat.online(false)
    this.#changed()
  }

  /** Begins the next round now. */
  #interrupt(): void {
    this.#round.abort()
    this.#pause.end()
  }

  renew(): void {
    this.#keeper.drop()
    this.#interrupt()
  }

  ask(request: Omit<RelayRequest, 'token'>) {
    return this.#keeper.ask(request, this.#round.signal)
  }

  /** A new session is needed. */
  #tokenRefused(): void {
    this.#keeper.drop()
    this.#round.abort(AFTER_PAUSE)
  }

  wake(): void {
    this.#attempt = 0
    this.#pause.end()
    if (this.online) void this.#probe()
    for (const seat of this.#seats.values()) seat.online(this.online && this.#keeper.accepts(seat.self.space))
  }

  async #probe(): Promise<void> {
    const { signal } = this.#round
    if (!(await answersWithin(PROBE_MS, this.#door, this.#ports.clock)) && !signal.aborted) this.#interrupt()
  }

  #post = (path: string, body: Bytes | string) => this.#keeper.post(path, body, this.#round.signal)

  get online(): boolean {
    return this.status.state === 'online'
  }

  adjust(): void {
    void this.#subscription.adjust()
  }

  words(space: SpaceId): StatusWords {
    return this.status.words(this.#keeper.refusal(space))
  }

  #changed(): void {
    this.#seats.each((seat) => seat.events.changed())
  }
}
