import type { DeviceId } from '../../domain/ids.ts'
import { type BackoffLimits, backoffMs } from '../../kit/backoff.ts'
import type { PeerPhase } from '../parts.ts'
import { Allowance } from '../wire/allowance.ts'
import { Here } from './here.ts'
import { Line } from './line.ts'
import type { CallEffect, ConnectionState, PeerView } from './state.ts'
import * as t from './times.ts'

export interface PeerOptions {
  readonly device: DeviceId
  /** We have the lower device id: we offer, they ask. */
  readonly offers: boolean
  /** In [0, 1). */
  readonly fraction: () => number
  /** Whether one more connection may be created, over all peers. */
  readonly room: () => boolean
}

/**
 * One remote device: its phase, and what time, presence and our own connection do to it (HU11-HU24, the table in SPEC.md). What their
 * window says is in `conversation.ts`. Methods leave what is to be done in `line`.
 */
export class Peer {
  readonly options: PeerOptions
  readonly line: Line
  readonly here = new Here()
  readonly #opens = new Allowance(t.OPENS)
  /** Their certificate was not the sealed one. */
  refused = false
  #phase: PeerPhase = 'idle'
  #since = 0
  #openedAt = 0
  #heardAt = 0
  #patience = 0
  #doubtUntil = 0
  #askedAt = Number.NEGATIVE_INFINITY
  #helloAt = Number.NEGATIVE_INFINITY
  #attempt = 0
  #notBefore = 0

  constructor(options: PeerOptions) {
    this.options = options
    this.line = new Line(options.device, options.offers)
  }

  get phase(): PeerPhase {
    return this.#phase
  }

  view(session: string, now: number): PeerView {
    const { device } = this.options
    const link = this.line.open ? this.line.link : 0
    return { device, phase: this.#phase, listed: this.here.listed(now), link, session, refused: this.refused }
  }

  effects(): readonly CallEffect[] {
    return this.line.effects()
  }

  // What our own side of the present connection tells.

  connection(state: ConnectionState, now: number): void {
    const dialling = this.#phase === 'dialling' || this.#phase === 'connecting'
    if (state === 'connected') {
      this.#attempt = 0
      this.#heardAt = now
      this.here.sign(now)
      this.#enter('connected', now)
    } else if (state === 'closed' || (state === 'failed' && dialling)) this.fail(now)
    else if (state === 'failed') this.restart(now)
    else if (state === 'disconnected' && this.#phase === 'connected') this.#disturbed(now)
  }

  heard(now: number): void {
    this.#heardAt = now
    this.here.sign(now)
    if (this.#phase === 'disturbed' || this.#phase === 'restarting') this.#enter('connected', now)
  }

  refuse(now: number): void {
    this.refused = true
    this.line.close()
    this.#enter('gone', now)
  }

  /** The connection is of no use; another is tried after a pause. */
  fail(now: number): void {
    this.line.close()
    this.#pause(t.REDIAL, now)
    this.#enter('idle', now)
  }

  /** The connection leads nowhere; another is tried at once. */
  redial(now: number): void {
    this.line.close()
    this.hurry()
    this.#enter('idle', now)
  }

  /** Pauses are over. */
  hurry(): void {
    this.#attempt = 0
    this.#notBefore = 0
  }

  /** They left, in whatever way they said so. */
  left(now: number): void {
    this.line.close()
    this.here.left(now)
    this.#enter('gone', now)
  }

  /** The network or the computer is another one now. */
  wake(now: number): void {
    this.hurry()
    if (this.#phase === 'connected') this.askRestart(now)
    else if (this.#phase === 'disturbed') this.restart(now)
    else if (this.#phase === 'restarting') this.askRestart(now)
    else if (this.line.open && this.options.offers && now - this.#openedAt >= t.RESEND_MS) this.redial(now)
    this.tick(now)
  }

  /** The network may be another one: a connection that works is left alone, silence is believed sooner. */
  doubt(now: number): void {
    this.#doubtUntil = now + t.DOUBT.forMs
    if (this.#phase === 'disturbed') this.restart(now)
    this.tick(now)
  }

  leave(now: number): void {
    if (this.#phase !== 'gone' || this.here.named) this.line.send({ is: 'bye' })
    this.line.close()
    this.#enter('gone', now)
  }

  /** Looks at the clock. */
  tick(now: number): void {
    if (!this.here.wanted(now) && this.#droppable(now)) {
      this.line.close()
      this.#enter('gone', now)
    } else if (this.#phase === 'gone' && !this.refused && this.here.wanted(now)) this.#enter('idle', now)
    if (this.#phase === 'idle') this.#begin(now)
    else if (this.#phase === 'dialling' || this.#phase === 'connecting') this.#goOnDialling(now)
    else if (this.#phase === 'restarting') this.#goOnRestarting(now)
    else if (this.#phase === 'disturbed') {
      if (now - this.#since >= this.#patience) this.restart(now)
    } else if (this.#phase === 'connected') {
      const silent = now - this.#heardAt
      if (now < this.#doubtUntil && silent >= t.DOUBT.silenceMs) this.restart(now)
      else if (silent >= t.SILENCE_MS) this.#disturbed(now)
      this.line.remind(now)
    }
  }

  /** An offer is here that may be answered with a new connection. @returns false when there were too many */
  mayOpen(now: number): boolean {
    return (this.line.open || this.options.room()) && this.#opens.take(now)
  }

  /** A connection was created; it must be up in time. */
  opened(phase: 'dialling' | 'connecting', now: number): void {
    this.#openedAt = now
    this.#enter(phase, now)
  }

  answered(now: number): void {
    if (this.#phase === 'dialling') this.#enter('connecting', now)
  }

  /** Asks their window to offer, unless it was asked just now. */
  sayHello(now: number): void {
    if (now - this.#helloAt < t.APART_MS) return
    this.#helloAt = now
    this.#pause(t.HELLO_AGAIN, now)
    this.line.send({ is: 'hello', link: this.line.open ? this.line.link : 0 })
  }

  /** Restarts ICE, by ourselves or by asking for it, unless that was done just now. */
  askRestart(now: number): void {
    if (now - this.#askedAt < t.APART_MS) return
    this.#askedAt = now
    if (this.options.offers) this.line.restart(now)
    else this.line.send({ is: 'restart-please', link: this.line.link })
  }

  restart(now: number): void {
    this.#enter('restarting', now)
    this.askRestart(now)
  }

  /** They restart: we need not ask for it. */
  restarted(now: number): void {
    this.#askedAt = now
  }

  #begin(now: number): void {
    if (now < this.#notBefore) return
    if (!this.options.offers) {
      this.sayHello(now)
      this.#enter('dialling', now)
    } else if (this.mayOpen(now)) {
      this.line.offer(now)
      this.opened('dialling', now)
    }
  }

  #goOnDialling(now: number): void {
    if (!this.line.open) {
      if (now >= this.#notBefore) this.sayHello(now)
    } else if (now - this.#openedAt >= t.DIAL_MS) this.fail(now)
    else this.line.remind(now)
  }

  #goOnRestarting(now: number): void {
    if (now - this.#since >= t.RESTART_FOR_MS) this.fail(now)
    else if (now - this.#askedAt >= t.RESTART_AGAIN_MS) this.askRestart(now)
    else this.line.remind(now)
  }

  #disturbed(now: number): void {
    this.#patience = t.HEAL_MS * (1 + this.options.fraction())
    this.#enter('disturbed', now)
  }

  /** A connection over which they are heard is kept whatever presence says: the relay may be away. */
  #droppable(now: number): boolean {
    if (this.#phase === 'connected') return false
    return (this.#phase !== 'disturbed' && this.#phase !== 'restarting') || now - this.#heardAt >= t.SIGN_MS
  }

  #pause(limits: BackoffLimits, now: number): void {
    this.#notBefore = now + backoffMs(this.#attempt, this.options.fraction(), limits)
    this.#attempt += 1
  }

  #enter(phase: PeerPhase, now: number): void {
    if (this.#phase !== phase) this.#since = now
    this.#phase = phase
  }
}
