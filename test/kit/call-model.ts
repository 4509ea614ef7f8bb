/**
 * A model of several windows in one huddle, for tests: connections that know only what was signalled to them, signals that are late,
 * lost and out of order, presence that lags, windows that crash and reload. It throws where a rule about connections is broken.
 */
import type { HuddleId } from '../../shared/domain/huddle.ts'
import type { DeviceId } from '../../shared/domain/ids.ts'
import type { CallEffect, CallEvent, ConnectionState } from '../../shared/huddle/supervisor/state.ts'
import { Supervisor } from '../../shared/huddle/supervisor/supervisor.ts'
import type { SignalBody, SignalMessage } from '../../shared/huddle/wire/signal.ts'

export const HUDDLE = 'f'.repeat(32) as HuddleId
export const deviceOf = (index: number): DeviceId => index.toString(16).padStart(2, '0').repeat(16) as DeviceId
const sessionOf = (index: number): string => index.toString(16).padStart(32, '0')
const STEP_MS = 250

/** One modelled RTCPeerConnection: who it is, and which other one it may speak with. */
interface Connection {
  readonly id: number
  readonly link: number
  /** Offered, or answered, and for the offerer: answered by them. */
  round: number
  agreed: number
  other: number | undefined
  state: ConnectionState
  silentSince: number
}

interface Window {
  readonly device: DeviceId
  readonly session: string
  readonly supervisor: Supervisor
  readonly connections: Map<DeviceId, Connection>
  n: number
  present: boolean
}

export interface Weather {
  /** Share of signals lost, and their greatest delay. */
  readonly loss: number
  readonly delayMs: number
  /** Whether two devices reach each other. */
  readonly path: (a: DeviceId, b: DeviceId) => boolean
  readonly relay: boolean
}
export const FAIR: Weather = { loss: 0, delayMs: 50, path: () => true, relay: true }

export class CallModel {
  now = 1_000_000
  weather: Weather = FAIR
  /** Connections made and closed since the beginning. */
  made = 0
  closed = 0
  readonly windows = new Map<DeviceId, Window>()
  readonly #fraction: () => number
  #timers: { readonly at: number; readonly run: () => void }[] = []
  /** Who is named by presence, and since when not any more. */
  readonly #named = new Map<DeviceId, number>()
  #sessions = 0

  constructor(fraction: () => number) {
    this.#fraction = fraction
  }

  join(device: DeviceId): void {
    if (this.windows.has(device)) throw new Error('in already')
    const session = sessionOf(++this.#sessions)
    const supervisor = new Supervisor(device, session, this.#fraction)
    const window: Window = { device, session, supervisor, connections: new Map(), n: 0, present: false }
    this.windows.set(device, window)
    this.#after(this.#fraction() * this.weather.delayMs, () => {
      window.present = true
      this.#tellPresence()
    })
  }

  leave(device: DeviceId): void {
    const window = this.#window(device)
    this.event(device, { is: 'leave' })
    if (window.connections.size > 0) throw new Error('a connection outlived its window')
    this.#end(window, this.weather.delayMs)
  }

  /** No bye; presence goes on naming them for nine seconds. */
  crash(device: DeviceId): void {
    const window = this.#window(device)
    this.closed += window.connections.size
    window.connections.clear()
    this.#end(window, 9_000)
  }

  reload(device: DeviceId): void {
    this.crash(device)
    this.join(device)
  }

  event(device: DeviceId, event: CallEvent): void {
    const window = this.#window(device)
    for (const effect of window.supervisor.take(event, this.now)) this.#perform(window, effect)
  }

  run(ms: number): void {
    for (const until = this.now + ms; this.now < until; ) {
      this.now += STEP_MS
      const due = this.#timers.filter(({ at }) => at <= this.now)
      this.#timers = this.#timers.filter(({ at }) => at > this.now)
      for (const { run } of due) run()
      for (const window of [...this.windows.values()]) this.#step(window)
      if (this.now % 1_000 === 0) this.#tellPresence()
    }
  }

  connected(a: DeviceId, b: DeviceId): boolean {
    const mine = this.windows.get(a)?.connections.get(b)
    const theirs = this.windows.get(b)?.connections.get(a)
    return mine !== undefined && theirs !== undefined && meet(mine, theirs)
  }

  #end(window: Window, ms: number): void {
    this.windows.delete(window.device)
    this.#named.set(window.device, this.now + ms)
  }

  #window(device: DeviceId): Window {
    const window = this.windows.get(device)
    if (window === undefined) throw new Error('no such window')
    return window
  }

  #after(ms: number, run: () => void): void {
    this.#timers.push({ at: this.now + ms, run })
  }

  #tellPresence(): void {
    const here = [...this.windows.values()].filter(({ present }) => present).map(({ device }) => device)
    const late = [...this.#named].filter(([, until]) => until > this.now).map(([device]) => device)
    const named = this.weather.relay ? [...new Set([...here, ...late])] : []
    for (const { device } of [...this.windows.values()])
      this.event(device, {
        is: 'present',
        devices: named.filter((other) => other !== device),
        sure: this.weather.relay,
      })
  }

  #step(window: Window): void {
    this.event(window.device, { is: 'tick' })
    for (const [device, connection] of [...window.connections]) {
      const other = this.windows.get(device)?.connections.get(window.device)
      const flows = other !== undefined && meet(connection, other) && this.weather.path(window.device, device)
      if (flows) {
        connection.silentSince = this.now
        if (connection.state !== 'connected') this.#state(window, device, connection, 'connected')
        if (window.connections.get(device) === connection)
          this.event(window.device, { is: 'heard', device, link: connection.link })
      } else this.#silent(window, device, connection)
    }
  }

  /** As Chromium tells it: disconnected after some 5 s, failed after some 15 s. */
  #silent(window: Window, device: DeviceId, connection: Connection): void {
    const silent = this.now - connection.silentSince
    if (connection.state === 'connected' && silent >= 5_000) this.#state(window, device, connection, 'disconnected')
    else if (connection.state !== 'failed' && silent >= 15_000) this.#state(window, device, connection, 'failed')
  }

  #state(window: Window, device: DeviceId, connection: Connection, state: ConnectionState): void {
    connection.state = state
    this.event(window.device, { is: 'connection', device, link: connection.link, state })
  }

  #perform(window: Window, effect: CallEffect): void {
    if (effect.do === 'send') this.#send(window, effect.device, effect.message)
    else if (effect.do === 'offer' || effect.do === 'answer') this.#make(window, effect)
    else this.#change(window, effect)
  }

  #change(window: Window, effect: Exclude<CallEffect, { do: 'send' | 'offer' | 'answer' }>): void {
    const { device } = effect
    const connection = window.connections.get(device)
    if (connection?.link !== effect.link) throw new Error(`${effect.do} for a connection that does not exist`)
    if (effect.do === 'close') {
      window.connections.delete(device)
      this.closed += 1
      return
    }
    if (effect.do === 'restart' || effect.do === 'answer-restart') connection.round = effect.round
    if (effect.round !== connection.round) throw new Error(`${effect.do} of another round`)
    if ('sdp' in effect) {
      const other = Number(effect.sdp)
      if ((connection.other ?? other) !== other) throw new Error('another certificate on one link')
      connection.other = other
      connection.agreed = effect.round
    }
    if (effect.do === 'candidates' && connection.agreed !== effect.round) throw new Error('candidates too early')
    if (effect.do === 'resend' || effect.do === 'restart' || effect.do === 'answer-restart')
      this.#describe(window, device, connection)
  }

  #make(window: Window, effect: Extract<CallEffect, { do: 'offer' | 'answer' }>): void {
    const { device, link, round } = effect
    if (window.connections.has(device)) throw new Error('a second connection')
    const answers = effect.do === 'answer'
    const other = answers ? Number(effect.sdp) : undefined
    const agreed = answers ? round : 0
    const connection: Connection = { id: ++this.made, link, round, agreed, other, state: 'new', silentSince: this.now }
    window.connections.set(device, connection)
    this.#describe(window, device, connection)
  }

  #describe(window: Window, device: DeviceId, { id, link, round }: Connection): void {
    const is = window.device < device ? 'offer' : 'answer'
    this.#send(window, device, { is, link, round, sdp: String(id) })
    const candidate = { candidate: 'c', sdpMid: '0', sdpMLineIndex: 0 }
    this.#send(window, device, { is: 'candidates', link, round, candidates: [candidate] })
  }

  #send(window: Window, to: DeviceId, message: SignalMessage): void {
    window.n += 1
    const known = window.supervisor.peer(to, this.now)?.session ?? ''
    const body: SignalBody = { v: 1, huddle: HUDDLE, session: window.session, to: known, n: window.n, message }
    if (!this.weather.relay || this.#fraction() < this.weather.loss) return
    this.#after(this.#fraction() * this.weather.delayMs, () => {
      if (this.windows.has(to)) this.event(to, { is: 'signal', from: window.device, body })
    })
  }
}

const meet = (a: Connection, b: Connection): boolean =>
  a.other === b.id && b.other === a.id && a.agreed > 0 && a.agreed === b.agreed
