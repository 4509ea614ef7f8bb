import type { IceServerView } from '../../contract/huddle.ts'
import { MAX_SIGNAL_CHARS } from '../../contract/huddle.ts'
import type { HuddleId, HuddleStatus } from '../../domain/huddle.ts'
import type { DeviceId, MemberId } from '../../domain/ids.ts'
import { Signal } from '../../kit/signal.ts'
import { Alarm } from '../alarm.ts'
import { Refusal } from '../contexts/words.ts'
import type { OpenSpace } from '../parts.ts'
import type { Clock } from '../ports.ts'
import { encodeCallSignal, parseCallSignal } from './call-signal.ts'
import { huddlesIn, roomIn, type Standing } from './standing.ts'

/** The relay's answer about STUN and TURN is waited for so long; the call begins without. Milliseconds. */
export const ICE_MS = 1_000
/** TURN's credentials are good for hours; asked for again so often. Milliseconds. */
const ICE_AGAIN_MS = 30 * 60_000
/** A signal that overtook its sender's presence is kept for so long. Milliseconds. */
export const HOLD_MS = 6_000
/** Memory: signals kept for presence to come. A description and its candidates are some twenty. */
export const MAX_HELD = 256
/** Memory by somebody who joins as ever new devices: members remembered behind their devices. */
const MAX_KNOWN = 256
/** Two may take the last place at once: for so long after entering, the later one gives way. Milliseconds. */
export const GIVE_WAY_MS = 5_000

interface Held {
  readonly from: DeviceId
  readonly body: string
  readonly until: number
}

/** What the window says of itself. */
export type OwnState = Pick<HuddleStatus, 'muted' | 'camera' | 'screen'> & { readonly connected: readonly DeviceId[] }

/** The one huddle that this engine is in, from entering to leaving. */
export class OwnHuddle {
  readonly space: OpenSpace
  readonly changed = new Signal<void>()
  /** From another device's window to ours. */
  readonly signalled = new Signal<{ readonly from: DeviceId; readonly body: string }>()
  /** Whom the start would have rung has to be chosen first: why. */
  chooseWhom: string | undefined
  ice: readonly IceServerView[] = []
  connected: readonly DeviceId[] = []
  readonly #clock: Clock
  readonly #ended = new AbortController()
  readonly #held: Held[] = []
  readonly #release: Alarm
  readonly #refresh: Alarm
  /** Whose each device is, of all that were ever seen in it: presence may end before the connection does. */
  readonly #known = new Map<DeviceId, MemberId>()
  #status: HuddleStatus
  #announced = false
  #online: boolean
  #kindUnsure = false

  constructor(space: OpenSpace, clock: Clock, which: Pick<HuddleStatus, 'id' | 'kind' | 'at'>) {
    this.space = space
    this.#clock = clock
    this.#online = space.carriage.link.state === 'online'
    this.#status = { ...which, since: clock.now(), muted: true, camera: false, screen: false }
    this.#release = new Alarm(clock, () => this.#look())
    this.#refresh = new Alarm(clock, () => void this.#askIce())
    const until = this.#ended.signal
    space.carriage.presentChanged.listen(() => {
      this.#look()
      this.changed.emit()
    }, until)
    space.carriage.linkChanged.listen(() => this.#relayChanged(), until)
    space.document.changed.listen(() => this.changed.emit(), until)
    space.carriage.signalled.listen(({ device, body }) => {
      const signal = parseCallSignal(body, MAX_SIGNAL_CHARS)
      if (signal?.huddle === this.id) this.#heard(device, signal.body)
    }, until)
  }

  get id(): HuddleId {
    return this.#status.id
  }

  get status(): HuddleStatus {
    return this.#status
  }

  get until(): AbortSignal {
    return this.#ended.signal
  }

  /** It is told to the space. */
  get announced(): boolean {
    return this.#announced
  }

  get standing(): Standing | undefined {
    return huddlesIn(this.space, this.#status).find(({ id }) => id === this.id)
  }

  memberOf(device: DeviceId): MemberId | undefined {
    return this.#known.get(device)
  }

  /** Learns the way there, then says to the space that we are in. */
  async begin(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const cancel = this.#clock.after(ICE_MS, resolve)
    await Promise.race([this.#askIce(), promise])
    cancel()
    if (this.until.aborted) return
    this.#announced = true
    this.space.carriage.huddle(this.#status)
    this.#look()
    this.changed.emit()
  }

  /** A relay that is back may name servers that it could not when the call began. */
  #relayChanged(): void {
    const online = this.space.carriage.link.state === 'online'
    if (online && !this.#online) void this.#askIce()
    this.#online = online
    this.changed.emit()
  }

  async #askIce(): Promise<void> {
    try {
      const ice = await this.space.carriage.ice()
      if (this.until.aborted) return
      this.ice = ice
      this.changed.emit()
    } catch {
      // The relay is away: what we have is used on, and it is asked again.
    }
    if (!this.until.aborted) this.#refresh.set(ICE_AGAIN_MS)
  }

  /** Entered by its name alone, after a restart: the kind is what the others say, once they are known. */
  learnKind(): void {
    this.#kindUnsure = true
  }

  #adoptKind(): void {
    const other = this.standing?.people.find(({ device }) => device !== this.space.self.device)
    if (!this.#kindUnsure || !other) return
    this.#kindUnsure = false
    if (other.status.kind === this.#status.kind) return
    this.#status = { ...this.#status, kind: other.status.kind }
    if (this.#announced) this.space.carriage.huddle(this.#status)
  }

  /** Whom to ring was chosen. */
  chosen(): void {
    this.chooseWhom = undefined
    this.changed.emit()
  }

  tell({ connected, ...state }: OwnState): void {
    this.connected = connected.filter((device) => this.#known.has(device))
    this.#status = { ...this.#status, ...state }
    if (this.#announced && !this.until.aborted) this.space.carriage.huddle(this.#status)
    this.changed.emit()
  }

  /** @throws Refusal when they are not in it, or the signal is too large */
  async send(to: DeviceId, body: string): Promise<void> {
    if (!this.#isIn(to)) throw new Refusal('They are not in this huddle.')
    try {
      await this.space.carriage.signal(to, encodeCallSignal({ huddle: this.id, body }))
    } catch (error) {
      if (error instanceof RangeError) throw new Refusal('This signal is too large to be sent.')
      throw error
    }
  }

  #isIn(device: DeviceId): boolean {
    return this.space.carriage.present().some((one) => one.device === device && one.huddle?.id === this.id)
  }

  /** Only who shows that they are in may speak to our window: nobody listens unseen. */
  #heard(from: DeviceId, body: string): void {
    if (this.#announced && this.#isIn(from)) return void this.signalled.emit({ from, body })
    if (this.#held.length >= MAX_HELD) this.#held.shift()
    this.#held.push({ from, body, until: this.#clock.now() + HOLD_MS })
    if (!this.#release.waiting) this.#release.set(HOLD_MS)
  }

  /** Hands on what waited for presence, forgets what waited too long. */
  #look(): void {
    for (const { device, member, huddle } of this.space.carriage.present())
      if (huddle?.id === this.id) this.#known.set(device, member)
    if (this.#known.size > MAX_KNOWN)
      for (const device of [...this.#known.keys()])
        if (!this.connected.includes(device) && !this.#isIn(device)) this.#known.delete(device)
    this.#adoptKind()
    const now = this.#clock.now()
    for (const held of this.#held.splice(0)) {
      if (this.#announced && this.#isIn(held.from)) this.signalled.emit(held)
      else if (now < held.until) this.#held.push(held)
    }
    if (this.#held.length === 0) this.#release.stop()
    else this.#release.set(HOLD_MS)
  }

  /** Whether we came last to one that was filled at the same moment. */
  get overfull(): boolean {
    const { standing } = this
    if (!standing || this.#clock.now() - this.#status.since > GIVE_WAY_MS) return false
    const place = standing.people.findIndex(({ device }) => device === this.space.self.device)
    return place >= roomIn({ ...standing, people: standing.people.slice(0, place) })
  }

  leave(): void {
    if (this.until.aborted) return
    this.#ended.abort()
    this.#release.stop()
    this.#refresh.stop()
    this.#held.length = 0
    this.space.carriage.huddle(undefined)
  }
}
