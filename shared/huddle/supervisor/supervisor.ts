import { MAX_IN_HUDDLE } from '../../domain/huddle.ts'
import type { DeviceId } from '../../domain/ids.ts'
import { Allowance, RATES } from '../wire/allowance.ts'
import { Conversation } from './conversation.ts'
import { Peer } from './peer.ts'
import type { CallEffect, CallEvent, PeerView } from './state.ts'

/** Devices that left are remembered, so that their late signals do not bring them back; so many of them. */
const REMEMBERED = 64

type OwnEvent = Extract<CallEvent, { link: number }>

interface Known {
  readonly peer: Peer
  readonly conversation: Conversation
  readonly signals: Allowance
}

/**
 * All peers of one stay in a huddle (HU11-HU24). Events go in, each with the time; what comes back is to be carried out, in order. It
 * holds no connection itself: at any moment at most one exists for each remote device, and none once that device is gone.
 */
export class Supervisor {
  readonly #self: DeviceId
  readonly #session: string
  readonly #fraction: () => number
  readonly #known = new Map<DeviceId, Known>()
  #left = false

  /** @param session ours, drawn for this stay: signals meant for another are passed over @param fraction in [0, 1), for jitter */
  constructor(self: DeviceId, session: string, fraction: () => number) {
    this.#self = self
    this.#session = session
    this.#fraction = fraction
  }

  /** @param now milliseconds, of a clock that may jump but goes on */
  take(event: CallEvent, now: number): readonly CallEffect[] {
    if (this.#left) return []
    this.#happen(event, now)
    // Asked for before anybody is forgotten: a connection of theirs may still be to be closed.
    const effects = [...this.#known.values()].flatMap(({ peer }) => peer.effects())
    if (event.is === 'leave') this.#left = true
    else this.#forget()
    return effects
  }

  /** Whoever is not gone; and who is refused. */
  peers(now: number): readonly PeerView[] {
    return [...this.#known.values()]
      .map(({ peer, conversation }) => peer.view(conversation.session, now))
      .filter(({ phase, refused, listed }) => phase !== 'gone' || (refused && listed))
  }

  peer(device: DeviceId, now: number): PeerView | undefined {
    const known = this.#known.get(device)
    return known?.peer.view(known.conversation.session, now)
  }

  #happen(event: CallEvent, now: number): void {
    if (event.is === 'present') this.#present(event.devices, event.sure, now)
    else if (event.is === 'signal') this.#signal(event, now)
    else if (event.is === 'wake' || event.is === 'doubt' || event.is === 'tick' || event.is === 'leave')
      for (const { peer } of this.#known.values()) peer[event.is](now)
    else {
      const known = this.#known.get(event.device)
      if (known?.peer.line.holds(event.link)) this.#own(event, known, now)
    }
  }

  /** Something that our own side of the present connection tells; what is told of an earlier one is late. */
  #own(event: OwnEvent, { peer, conversation }: Known, now: number): void {
    if (event.is === 'connection') peer.connection(event.state, now)
    else if (event.is === 'heard') peer.heard(now)
    else if (event.is === 'refuse') peer.refuse(now)
    else if (event.is === 'broken') peer.fail(now)
    else {
      conversation.over()
      peer.left(now)
    }
  }

  #present(devices: readonly DeviceId[], sure: boolean, now: number): void {
    const named = new Set(devices)
    for (const device of named) if (device !== this.#self) this.#get(device)
    for (const [device, { peer }] of this.#known) {
      if (named.has(device)) peer.here.name(true, now)
      else if (sure) peer.here.name(false, now)
      peer.tick(now)
    }
  }

  #signal({ from, body }: Extract<CallEvent, { is: 'signal' }>, now: number): void {
    if (from === this.#self || (body.to !== '' && body.to !== this.#session)) return
    const { peer, conversation, signals } = this.#get(from)
    if (!signals.take(now)) return
    conversation.take(body, now)
    peer.tick(now)
  }

  #get(device: DeviceId): Known {
    const known = this.#known.get(device)
    if (known !== undefined) return known
    const peer = new Peer({ device, offers: this.#self < device, fraction: this.#fraction, room: () => this.#room() })
    const fresh = { peer, conversation: new Conversation(peer), signals: new Allowance(RATES.signal) }
    this.#known.set(device, fresh)
    return fresh
  }

  #room(): boolean {
    return [...this.#known.values()].filter(({ peer }) => peer.line.open).length < MAX_IN_HUDDLE - 1
  }

  /** The oldest of those that are gone, when they are many. */
  #forget(): void {
    for (const [device, { peer }] of this.#known) {
      if (this.#known.size <= REMEMBERED) return
      if (peer.phase === 'gone' && !peer.here.named) this.#known.delete(device)
    }
  }
}
