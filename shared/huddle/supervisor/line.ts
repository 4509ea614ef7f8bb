import type { DeviceId } from '../../domain/ids.ts'
import type { SignalMessage } from '../wire/signal.ts'
import { EarlyCandidates } from './early.ts'
import type { CallEffect } from './state.ts'
import { RESEND_MS } from './times.ts'

/** An offer nobody answers is not repeated for ever, when its connection works all the same. */
const RESEND_FOR_MS = 20_000
type Description = Extract<SignalMessage, { is: 'offer' }>
type Candidates = Extract<SignalMessage, { is: 'candidates' }>

/**
 * The one connection that may exist with a device, and how far its descriptions are agreed. It keeps that `open` is true exactly
 * between an `offer` or `answer` effect and the `close` effect of the same link (HU11), and that every other effect falls in between.
 */
export class Line {
  readonly #device: DeviceId
  readonly #offers: boolean
  readonly #early = new EarlyCandidates()
  #effects: CallEffect[] = []
  /** The present connection, or the last one; 0: none yet. Counted by who offers. */
  #link = 0
  #open = false
  #round = 0
  #answered = false
  #offeredAt = 0
  #sentAt = Number.NEGATIVE_INFINITY

  constructor(device: DeviceId, offers: boolean) {
    this.#device = device
    this.#offers = offers
  }

  /** What is to be done since it was asked last. */
  effects(): readonly CallEffect[] {
    const effects = this.#effects
    this.#effects = []
    return effects
  }

  get open(): boolean {
    return this.#open
  }

  get link(): number {
    return this.#link
  }

  get round(): number {
    return this.#round
  }

  holds(link: number): boolean {
    return this.#open && link === this.#link
  }

  send(message: SignalMessage): void {
    this.#effects.push({ do: 'send', device: this.#device, message })
  }

  /** A new connection, the present one being closed before. */
  offer(now: number): void {
    this.close()
    this.#begin(this.#link + 1, now)
    this.#effects.push({ do: 'offer', ...this.#place() })
  }

  answer({ link, sdp }: Description, session: string, now: number): void {
    this.close()
    this.#begin(link, now)
    this.#effects.push({ do: 'answer', ...this.#place(), sdp })
    this.#flush(session)
  }

  restart(now: number): void {
    this.#round += 1
    this.#answered = false
    this.#offeredAt = this.#sentAt = now
    this.#effects.push({ do: 'restart', ...this.#place() })
  }

  answerRestart({ round, sdp }: Description, session: string, now: number): void {
    this.#round = round
    this.#sentAt = now
    this.#effects.push({ do: 'answer-restart', ...this.#place(), sdp })
    this.#flush(session)
  }

  /** Their answer. @returns false when it is not to our latest offer, or came twice */
  accept({ link, round, sdp }: Omit<Description, 'is'>, session: string): boolean {
    if (!this.holds(link) || round !== this.#round || this.#answered) return false
    this.#answered = true
    this.#effects.push({ do: 'accept', ...this.#place(), sdp })
    this.#flush(session)
    return true
  }

  /** Hands them on, or keeps those that came before their description. @param current whether they come from the window we talk with */
  candidates(batch: Candidates, session: string, current: boolean): void {
    const { link, round, candidates } = batch
    const agreed = this.holds(link) && round === this.#round && (this.#answered || !this.#offers)
    if (current && agreed) this.#effects.push({ do: 'candidates', ...this.#place(), candidates })
    else this.#early.keep(session, batch)
  }

  /** Sends the description once more, unless it was sent within `apart` milliseconds. */
  resend(now: number, apart: number): void {
    if (now - this.#sentAt < apart) return
    this.#sentAt = now
    this.#effects.push({ do: 'resend', ...this.#place() })
  }

  /** Our offer had no answer for a while. */
  remind(now: number): void {
    if (this.#offers && this.#open && !this.#answered && now - this.#offeredAt < RESEND_FOR_MS)
      this.resend(now, RESEND_MS)
  }

  close(): void {
    if (!this.#open) return
    this.#open = false
    this.#effects.push({ do: 'close', device: this.#device, link: this.#link })
  }

  /** Another window of theirs: if it offers, it counts its connections from 1. */
  anew(): void {
    this.close()
    if (!this.#offers) this.#link = 0
  }

  #begin(link: number, now: number): void {
    this.#link = link
    this.#open = true
    this.#round = 1
    this.#answered = false
    this.#offeredAt = this.#sentAt = now
  }

  #place() {
    return { device: this.#device, link: this.#link, round: this.#round }
  }

  #flush(session: string): void {
    for (const candidates of this.#early.take(session, this.#link, this.#round))
      this.#effects.push({ do: 'candidates', ...this.#place(), candidates })
  }
}
