import * as v from 'valibot'
import type { RingView } from '../../contract/huddle.ts'
import type { HuddleId, HuddleKind } from '../../domain/huddle.ts'
import type { DeviceId, MemberId, SpaceId } from '../../domain/ids.ts'
import type { MemberCard } from '../../domain/member.ts'
import type { Bytes } from '../../kit/bytes.ts'
import { Serial } from '../../kit/serial.ts'
import { Signal } from '../../kit/signal.ts'
import { Alarm } from '../alarm.ts'
import type { OpenSpace } from '../parts.ts'
import type { EnginePorts } from '../ports.ts'
import { type Incoming, IncomingRings } from './incoming.ts'
import { OutgoingRings, type RingCarriage, type RungState } from './outgoing.ts'
import { encodeRingBody, parseRingBody } from './ring-body.ts'

/** Up to so many people are told directly, too: more would be cut by the live socket's rate. */
const MOST_DIRECT = 32
/** An answer is tried to be sent for so long. Milliseconds. */
const ANSWER_MS = 60_000
const KEY = 'rings'
const stored = v.object({ schema: v.literal(1), done: v.array(v.string()) })

/** What ringing needs of a space. */
export interface RingSpace {
  readonly self: Pick<OpenSpace['self'], 'space' | 'member'>
  readonly name: string
  readonly carriage: Pick<
    OpenSpace['carriage'],
    'present' | 'presentChanged' | 'notify' | 'noticed' | 'signal' | 'signalled'
  >
}

/** The spaces that are open; an engine's `Spaces` will do. */
export interface RingSpaces {
  readonly changed: Signal<void>
  list(): readonly RingSpace[]
  get(space: SpaceId): RingSpace | undefined
}

export interface RingTastes {
  /** Whether a ring may sound. */
  readonly sound: () => boolean
  /** How a member is shown. */
  readonly cardOf: (space: SpaceId, member: MemberId) => Pick<MemberCard, 'name' | 'colour'>
}

/** A ring in the words of the desktop. */
const notificationOf = ({ space, huddle, kind, from, spaceName }: RingView) => ({
  space,
  huddle,
  title: kind === 'files' ? `${from.name} wants to send you a file` : `${from.name} is calling`,
  words: `In ${spaceName}`,
})

export type RingPorts = Pick<EnginePorts, 'clock' | 'random' | 'store' | 'surroundings' | 'managed'>

/**
 * Ringing and being rung, over all spaces. Notices bring rings; presence decides whether they ring; at most one rings at a time, in all
 * contexts of this engine, on the desktop and by its sound, and never a second time.
 */
export class Ringing {
  /** The ring that is shown, or how it stands with whom we rang, changed. */
  readonly changed = new Signal<void>()
  readonly #ports: RingPorts
  readonly #spaces: RingSpaces
  readonly #tastes: RingTastes
  readonly #incoming: IncomingRings
  readonly #outgoing: OutgoingRings
  readonly #alarm: Alarm
  readonly #ended = new AbortController()
  readonly #writing = new Serial()
  readonly #joined = new Set<HuddleId>()
  #round = new AbortController()
  #shown: Incoming | undefined
  #kept = ''

  private constructor(ports: RingPorts, spaces: RingSpaces, tastes: RingTastes, done: readonly string[]) {
    this.#ports = ports
    this.#spaces = spaces
    this.#tastes = tastes
    this.#incoming = new IncomingRings(ports.clock, (space, device, huddle) => this.#isIn(space, device, huddle), done)
    this.#outgoing = new OutgoingRings(ports, () => this.changed.emit())
    this.#alarm = new Alarm(ports.clock, () => this.#look())
    this.#listen()
    spaces.changed.listen(() => this.#listen(), this.#ended.signal)
  }

  /** Opens it with what it remembers of rings that are over. What cannot be read is forgotten: at worst something rings again. */
  static async open(ports: RingPorts, spaces: RingSpaces, tastes: RingTastes): Promise<Ringing> {
    const read = v.safeParse(stored, await ports.store.get('settings', KEY))
    return new Ringing(ports, spaces, tastes, read.success ? read.output.done : [])
  }

  #listen(): void {
    this.#round.abort()
    this.#round = new AbortController()
    const until = AbortSignal.any([this.#ended.signal, this.#round.signal])
    for (const { self, carriage } of this.#spaces.list()) {
      carriage.noticed.listen((notice) => this.#noticed(self.space, notice), until)
      carriage.signalled.listen((signal) => this.#noticed(self.space, signal), until)
      carriage.presentChanged.listen(() => this.#look(), until)
    }
    this.#look()
  }

  #isIn(space: SpaceId, device: DeviceId, huddle: HuddleId): boolean {
    const present = this.#spaces.get(space)?.carriage.present() ?? []
    return present.some((one) => one.device === device && one.huddle?.id === huddle)
  }

  #noticed(space: SpaceId, { device, member, body }: { device: DeviceId; member: MemberId; body: Bytes }): void {
    const said = parseRingBody(body)
    if (said === undefined || member === this.#spaces.get(space)?.self.member) return
    const { huddle, ring } = said
    if (said.t === 'declined') this.#outgoing.declined(space, huddle, member, ring)
    else if (said.t === 'ring-over') this.#incoming.over(member, ring)
    else if (!this.#joined.has(huddle) && !this.#ports.managed.huddlesOff)
      this.#incoming.add({ space, huddle, kind: said.kind, ring, device, member }, said.at)
    this.#look()
  }

  /** What rings now, in words and names. */
  get ring(): RingView | undefined {
    const shown = this.#shown
    const space = shown && this.#spaces.get(shown.space)
    if (!shown || !space) return undefined
    const { huddle, kind, device, member } = shown
    const { name, colour } = this.#tastes.cardOf(shown.space, member)
    return { huddle, space: shown.space, spaceName: space.name, kind, from: { device, member, name, colour } }
  }

  /** Rings members for a huddle that we are in. Who is in it already, and ourselves, are left out. */
  call(space: SpaceId, huddle: HuddleId, kind: HuddleKind, members: readonly MemberId[]): void {
    const found = this.#spaces.get(space)
    if (!found) return
    const inIt = this.#membersIn(found, huddle)
    const wanted = [...new Set(members)].filter((member) => member !== found.self.member && !inIt.has(member))
    this.#outgoing.ring(this.#ways(found), { space, huddle, kind }, wanted)
  }

  /** How it stands with whom we rang for a huddle and who is not in it yet. */
  rung(huddle: HuddleId): ReadonlyMap<MemberId, RungState> {
    return this.#outgoing.rung(huddle)
  }

  /** "Not now": it stops here, and the caller sees it. */
  decline(space: SpaceId, huddle: HuddleId): void {
    const found = this.#spaces.get(space)
    for (const { member, ring } of this.#incoming.answered(space, huddle)) {
      if (!found) continue
      const late = new AbortController()
      const cancel = this.#ports.clock.after(ANSWER_MS, () => late.abort())
      const body = encodeRingBody({ t: 'declined', huddle, ring })
      void this.#ways(found)
        .notify([member], body, late.signal)
        .catch(() => undefined)
        .finally(cancel)
    }
    this.#look()
  }

  /** We are in a huddle, or about to enter: it does not ring here any more. */
  joined(space: SpaceId, huddle: HuddleId): void {
    this.#joined.add(huddle)
    this.#incoming.answered(space, huddle)
    this.#look()
  }

  /** We left it: whom we still rang is told that it is over. */
  left(space: SpaceId, huddle: HuddleId): void {
    this.#joined.delete(huddle)
    const found = this.#spaces.get(space)
    this.#outgoing.left(found && this.#ways(found), huddle)
  }

  /** Into the inbox of each; and at once, sealed for one device, to those who are here: that also works while the relay is away. */
  #ways({ carriage }: RingSpace): RingCarriage {
    return {
      notify: (members, body, until) => {
        const here = carriage.present().filter(({ member }) => members.includes(member))
        for (const { device } of here.slice(0, MOST_DIRECT)) void carriage.signal(device, body).catch(() => undefined)
        return carriage.notify(members, body, until)
      },
    }
  }

  #membersIn(space: RingSpace, huddle: HuddleId): ReadonlySet<MemberId> {
    return new Set(space.carriage.present().flatMap((one) => (one.huddle?.id === huddle ? [one.member] : [])))
  }

  /** Looks at everything and decides what rings. */
  #look(): void {
    for (const huddle of this.#outgoing.huddles)
      for (const space of this.#spaces.list())
        for (const member of this.#membersIn(space, huddle)) this.#outgoing.came(huddle, member)
    const next = this.#incoming.look()
    if (next === undefined) this.#alarm.stop()
    else this.#alarm.set(next)
    this.#keep()
    const shown = this.#incoming.ringing
    if (shown === this.#shown) return
    this.#shown = shown
    this.#tell()
    this.changed.emit()
  }

  #tell(): void {
    const { surroundings } = this.#ports
    const ring = this.ring
    surroundings.ringSound(ring !== undefined && this.#tastes.sound())
    surroundings.ringNotification(ring && notificationOf(ring))
  }

  /** Behind what happens: whoever was rung must not be rung again after a restart. */
  #keep(): void {
    const { done } = this.#incoming
    const text = done.join()
    if (text === this.#kept) return
    this.#kept = text
    const write = { table: 'settings', key: KEY, value: { schema: 1, done: [...done] } } as const
    // Without room in the store the inbox still delivers each notice once.
    this.#writing.run(() => this.#ports.store.write([write])).catch(() => undefined)
  }

  close(): void {
    this.#ended.abort()
    this.#alarm.stop()
    this.#outgoing.close()
    if (this.#shown === undefined) return
    this.#shown = undefined
    this.#tell()
  }
}
