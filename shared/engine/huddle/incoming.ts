import { type HuddleId, type HuddleKind, RING_MS } from '../../domain/huddle.ts'
import type { DeviceId, MemberId, SpaceId } from '../../domain/ids.ts'
import type { Clock } from '../ports.ts'

/** A ring waits so long for presence to say that the caller is in that huddle. Milliseconds. */
export const CONFIRM_MS = 10_000
/** A ring is silent for so long, since its end may be the next notice: who comes online late is not startled by it. Milliseconds. */
export const SETTLE_MS = 150
/** A ring whose caller's clock says that it is older than this does not ring any more. Clocks differ, so this is generous. */
export const OLD_RING_MS = 10 * 60_000
/** Somebody who rings without end: rings believed of one member in one minute. */
export const MOST_RINGS_A_MINUTE = 4
/** Memory: rings waiting at once, over all spaces. */
export const MOST_RINGS = 32

/** Somebody rings us. */
export interface Incoming {
  readonly space: SpaceId
  readonly huddle: HuddleId
  readonly kind: HuddleKind
  readonly ring: string
  readonly device: DeviceId
  readonly member: MemberId
}

interface Waiting extends Incoming {
  /** When it stops waiting for presence, then when it stops ringing. By our clock. */
  until: number
  rings: boolean
  readonly since: number
}

/** Whether that device is in that huddle now, by its signed presence. */
export type IsIn = (space: SpaceId, device: DeviceId, huddle: HuddleId) => boolean

const keyOf = ({ member, ring }: Pick<Incoming, 'member' | 'ring'>) => `${member}.${ring}`

/**
 * The rings that reached us: which may ring, and until when. Pure state over a clock; `look` says what changed. A notice alone never
 * rings: the caller's presence must say that they are in the huddle, so that a late, replayed or invented notice is silent.
 */
export class IncomingRings {
  readonly #clock: Clock
  readonly #isIn: IsIn
  readonly #waiting = new Map<string, Waiting>()
  readonly #lately = new Map<string, number[]>()
  /** Rings that have rung or are over, by caller and ring; never again. */
  readonly #done: Set<string>

  constructor(clock: Clock, isIn: IsIn, done: readonly string[]) {
    this.#clock = clock
    this.#isIn = isIn
    this.#done = new Set(done)
  }

  /** The first that rings; others wait behind it. */
  get ringing(): Incoming | undefined {
    for (const one of this.#waiting.values()) if (one.rings) return one
    return undefined
  }

  /** Rings that are over for good, newest last: kept by the owner over restarts. */
  get done(): readonly string[] {
    return [...this.#done]
  }

  /** A ring's notice. False when it is not believed: repeated, too many, long past. */
  add(incoming: Incoming, at: number): boolean {
    const now = this.#clock.now()
    const key = keyOf(incoming)
    if (this.#done.has(key) || this.#waiting.has(key)) return false
    if (now - at > OLD_RING_MS || this.#waiting.size >= MOST_RINGS || !this.#believes(incoming, now)) return false
    this.#waiting.set(key, { ...incoming, since: now, until: now + CONFIRM_MS, rings: false })
    return true
  }

  #believes({ space, member }: Incoming, now: number): boolean {
    const key = `${space}.${member}`
    const lately = (this.#lately.get(key) ?? []).filter((time) => time > now - 60_000 && time <= now)
    if (lately.length >= MOST_RINGS_A_MINUTE) return false
    this.#lately.delete(key)
    this.#lately.set(key, [...lately, now])
    if (this.#lately.size > 1_000)
      for (const oldest of [...this.#lately.keys()].slice(0, 100)) this.#lately.delete(oldest)
    return true
  }

  /** The caller ended it. Also when its ring has not come: it must not ring later. */
  over(member: MemberId, ring: string): void {
    const key = keyOf({ member, ring })
    this.#waiting.delete(key)
    this.#finish(key)
  }

  /** Answered, by joining or by "Not now". @returns whom it was answered to */
  answered(space: SpaceId, huddle: HuddleId): readonly Incoming[] {
    const answered = [...this.#waiting.values()].filter((one) => one.space === space && one.huddle === huddle)
    for (const one of answered) this.over(one.member, one.ring)
    return answered
  }

  /** Judges all by presence and time. @returns when it is to be looked again, milliseconds from now; undefined: nothing waits */
  look(): number | undefined {
    const now = this.#clock.now()
    let next = Number.POSITIVE_INFINITY
    for (const [key, one] of this.#waiting) {
      const on = this.#isIn(one.space, one.device, one.huddle)
      const settled = now - one.since >= SETTLE_MS || now < one.since
      if (!one.rings && on && settled && now < one.until) {
        one.rings = true
        one.until = now + RING_MS
        this.#finish(key)
      }
      // A clock set back must not ring for ever.
      const ends = one.rings ? !on || now >= one.until || one.until - now > RING_MS : now >= one.until
      if (ends) this.over(one.member, one.ring)
      else next = Math.min(next, settled ? one.until - now : one.since + SETTLE_MS - now)
    }
    return next === Number.POSITIVE_INFINITY ? undefined : next
  }

  /** Marked when it begins to ring, so that a restart in the middle does not ring anew. */
  #finish(key: string): void {
    this.#done.delete(key)
    this.#done.add(key)
    for (const oldest of this.#done) {
      if (this.#done.size <= 256) break
      this.#done.delete(oldest)
    }
  }
}
