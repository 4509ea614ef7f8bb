import type { HuddleId } from '../../../shared/domain/huddle.ts'
import type { DeviceId } from '../../../shared/domain/ids.ts'
import { type Capacity, capacity, nextTurn, type Place } from '../../../shared/huddle/capacity.ts'
import type { PenPoint, Reaction, RemoteState } from '../../../shared/huddle/parts.ts'
import type { CallEffect, CallEvent, PeerView } from '../../../shared/huddle/supervisor/state.ts'
import { Supervisor } from '../../../shared/huddle/supervisor/supervisor.ts'
import { PING_MS } from '../../../shared/huddle/supervisor/times.ts'
import type { Turns } from '../../../shared/huddle/wire/control.ts'
import { formatSignal, parseSignal, type SignalMessage, sessionId } from '../../../shared/huddle/wire/signal.ts'
import type { Transfers } from '../files/transfers.ts'
import type { OwnSide } from './adaptation.ts'
import { HEARING_MS, type Hearing } from './hearing.ts'
import { type PeerHost, RemotePeer } from './remote-peer.ts'
import { type Seen, wantsOf } from './wants.ts'

/** What of ourselves the others are told. */
export type OwnState = Omit<RemoteState, 'wants'>

export interface StayOptions extends Pick<PeerHost, 'census' | 'room' | 'now' | 'create' | 'outgoing'> {
  readonly huddle: HuddleId
  readonly me: DeviceId
  readonly hearing: Hearing
  readonly transfers: Pick<Transfers, 'channel' | 'gone'>
  readonly own: () => OwnState
  /** Height of the camera's picture, as captured. */
  readonly cameraHeight: () => number
  readonly silent: () => boolean
  readonly lowData: () => boolean
  /** To one device, through the engine. */
  readonly signal: (to: DeviceId, body: string) => void
  readonly changed: () => void
  /** Somebody's connection is proven to be theirs, and they are heard from now on. */
  readonly verified: () => void
  readonly pointed: (device: DeviceId, point: PenPoint | undefined) => void
}

const TICK_MS = 500
/** A clock that jumped so far: the computer slept. */
const SLEPT_MS = 5_000

/** One stay in a huddle: everybody else in it, from entering to leaving. */
export class Stay {
  readonly peers = new Map<DeviceId, RemotePeer>()
  readonly huddle: HuddleId
  ice: RTCConfiguration = {}
  /** What is on screen; undefined until the interface says so. */
  seen: Seen | undefined
  turns: Turns = { camera: 0, screen: 0 }

  readonly #is: StayOptions
  readonly #session = sessionId(crypto.getRandomValues(new Uint8Array(16)))
  readonly #supervisor: Supervisor
  readonly #life = new AbortController()
  readonly #host: PeerHost
  #signals = 0
  /** By the wall's clock: the other one stands still while the computer sleeps, on some systems. */
  #ticked = Date.now()

  constructor(options: StayOptions) {
    this.#is = options
    this.huddle = options.huddle
    this.#supervisor = new Supervisor(options.me, this.#session, Math.random)
    this.#host = this.#makeHost()
    const stops = [
      options.census.every(TICK_MS, () => this.#tick()),
      options.census.every(PING_MS, () => this.#look()),
      options.census.every(HEARING_MS, () => this.#hear()),
    ]
    this.#life.signal.addEventListener('abort', () => {
      for (const stop of stops) stop()
    })
  }

  get views(): readonly PeerView[] {
    return this.#supervisor.peers(this.#is.now())
  }

  get capacity(): Capacity {
    return capacity(this.#places(), this.#is.me)
  }

  get connected(): readonly DeviceId[] {
    return this.views.flatMap(({ device, phase }) => (phase === 'connected' ? [device] : []))
  }

  present(devices: readonly DeviceId[], sure: boolean): void {
    this.#happened({ is: 'present', devices, sure })
  }

  signalled(from: DeviceId, raw: string): void {
    const body = parseSignal(raw)
    if (body.ok && body.value.huddle === this.huddle) this.#happened({ is: 'signal', from, body: body.value })
  }

  /** The network or the computer is another one than it was, or signals pass again. @param is `doubt`: perhaps it is only slower */
  wake(is: 'wake' | 'doubt' = 'wake'): void {
    this.#happened({ is })
  }

  /** A track that we send was replaced. */
  replaced(): void {
    for (const peer of this.peers.values()) void peer.connection?.replace()
  }

  /** Our own state, or what we see of others, is another now. */
  ownChanged(): void {
    const { camera, screen } = this.#is.own()
    const turn = (what: 'camera' | 'screen', on: boolean) =>
      on ? this.turns[what] || nextTurn(this.#places(), what) : 0
    this.turns = { camera: turn('camera', camera), screen: turn('screen', screen) }
    this.#adapt()
  }

  react(reaction: Reaction): void {
    for (const { talk } of this.peers.values()) talk?.react(reaction)
  }

  point(point: PenPoint | undefined): void {
    for (const { talk } of this.peers.values()) talk?.point(point)
  }

  /** A goodbye on every way there is; then nothing is held any more. */
  leave(): void {
    for (const { talk } of this.peers.values()) talk?.bye()
    this.#happened({ is: 'leave' })
    this.#life.abort()
    for (const device of [...this.peers.keys()]) this.#forget(device)
  }

  #happened(event: CallEvent): void {
    if (this.#life.signal.aborted) return
    for (const effect of this.#supervisor.take(event, this.#is.now())) this.#do(effect)
    if (event.is !== 'heard') this.#is.changed()
  }

  #do(effect: CallEffect): void {
    if (effect.do === 'send') this.#say(effect.device, effect.message)
    else if (effect.do === 'offer' || effect.do === 'answer') {
      this.#peer(effect.device).open(effect.link).run(effect)
    } else {
      const peer = this.peers.get(effect.device)
      if (peer?.connection?.link !== effect.link) return
      if (effect.do !== 'close') peer.connection.run(effect)
      else {
        peer.close()
        this.#is.transfers.gone(effect.device)
      }
    }
  }

  #say(device: DeviceId, message: SignalMessage): void {
    const to = this.#supervisor.peer(device, this.#is.now())?.session ?? ''
    const body = { v: 1, huddle: this.huddle, session: this.#session, to, n: ++this.#signals, message } as const
    this.#is.signal(device, formatSignal(body))
  }

  #peer(device: DeviceId): RemotePeer {
    const known = this.peers.get(device)
    if (known) return known
    const peer = new RemotePeer(device, this.#host)
    this.peers.set(device, peer)
    return peer
  }

  #forget(device: DeviceId): void {
    this.peers.get(device)?.forget()
    this.peers.delete(device)
    this.#is.hearing.forget(device)
    this.#is.transfers.gone(device)
    this.#is.pointed(device, undefined)
  }

  #tick(): void {
    const now = Date.now()
    const slept = now - this.#ticked > SLEPT_MS
    this.#ticked = now
    this.#happened({ is: slept ? 'wake' : 'tick' })
    const known = new Set(this.views.map(({ device }) => device))
    for (const device of [...this.peers.keys()]) if (!known.has(device)) this.#forget(device)
  }

  #look(): void {
    for (const peer of this.peers.values()) {
      peer.talk?.ping()
      void peer.look()
    }
  }

  #hear(): void {
    const { hearing, silent, now, changed } = this.#is
    if (hearing.listen(this.peers.values(), silent(), now())) changed()
  }

  #adapt(): void {
    for (const peer of this.peers.values()) {
      peer.adaptation?.adapt()
      peer.talk?.tell()
    }
    this.#is.changed()
  }

  #places(): Place[] {
    const listed = new Set(this.views.flatMap(({ device, listed }) => (listed ? [device] : [])))
    const others = [...this.peers.values()].filter(({ device }) => listed.has(device))
    return [{ device: this.#is.me, ...this.turns }, ...others.map(({ device, turns }) => ({ device, ...turns }))]
  }

  /** What decides how much is sent to one peer, apart from what is measured there. */
  #side(): OwnSide {
    const { camera, screen } = this.#is.own()
    const { cameras, screens } = this.capacity
    const { me, cameraHeight, lowData, hearing, now } = this.#is
    return {
      receivers: Math.max(1, this.connected.length),
      camera: { on: camera && cameras.has(me), height: cameraHeight() },
      screen: { on: screen && screens.has(me) },
      lowData: lowData(),
      speaking: hearing.speaking('me', now()),
    }
  }

  #makeHost(): PeerHost {
    const { census, room, now, create, outgoing, transfers, changed, own, lowData } = this.#is
    return {
      census,
      room,
      now,
      create,
      outgoing,
      changed,
      configuration: () => this.ice,
      side: () => this.#side(),
      happened: (event) => this.#happened(event),
      own: (peer) => ({
        state: { ...own(), wants: wantsOf(peer, this.seen, this.capacity, lowData()) },
        turns: this.turns,
      }),
      say: (peer, message) => this.#say(peer.device, message),
      pointed: (peer, point) => this.#is.pointed(peer.device, point),
      proven: (peer, { files }) => {
        transfers.channel(peer.device, files)
        this.#is.verified()
      },
    }
  }
}
