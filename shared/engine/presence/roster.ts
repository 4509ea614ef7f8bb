import { HUDDLE_LIFE_MS, type HuddleStatus } from '../../domain/huddle.ts'
import type { DeviceId, MemberId } from '../../domain/ids.ts'
import { type PresenceBody, sameHuddle } from './body.ts'

/** Presence not repeated for so long is over, by the receiver's clock. Milliseconds. */
export const PRESENCE_LIFE_MS = 30_000
/** Memory: devices remembered. Those that left longest ago are forgotten first. */
export const MAX_REMEMBERED = 2_000
/** Earlier sessions remembered per device, so that their envelopes cannot be played again. */
const MAX_RETIRED = 16

export interface Heard {
  readonly device: DeviceId
  readonly member: MemberId
  /** Hex, 8 bytes; a device's later session is greater while its clock runs forward. */
  readonly session: string
  readonly counter: number
  readonly body: PresenceBody
}

/** Somebody here. `huddle` is believed for HUDDLE_LIFE_MS; `body.huddle` is only what was said last. */
export interface Here extends Heard {
  readonly huddle: HuddleStatus | undefined
}

interface Entry extends Here {
  huddle: HuddleStatus | undefined
  /** Receiver's clock. */
  readonly heardAt: number
  present: boolean
  readonly retired: readonly string[]
  /** Counter of the last frame accepted in this session. */
  frame: number
}

/**
 * Who is here, keyed by device, ordered by (session, counter). A device that left stays remembered with its place, so that what
 * was heard cannot be played again. No clock of a sender is compared with ours: where a device's own clock was set back, its new
 * session is taken as soon as the old one is over.
 */
export class Roster {
  readonly #entries = new Map<DeviceId, Entry>()

  /** Takes one signed status. `news`: others should look again; `kept`: only repeated; `old`: refused as a repetition or replay. */
  hear(heard: Heard, now: number): 'news' | 'kept' | 'old' {
    const before = this.#entries.get(heard.device)
    if (before && !follows(before, heard)) return 'old'
    const sameSession = before?.session === heard.session
    const retired =
      before === undefined
        ? []
        : sameSession
          ? before.retired
          : [before.session, ...before.retired].slice(0, MAX_RETIRED)
    const present = heard.body.here
    this.#entries.delete(heard.device) // re-inserted last: the map's order is that of hearing
    this.#entries.set(heard.device, {
      ...heard,
      huddle: present ? heard.body.huddle : undefined,
      heardAt: now,
      present,
      retired,
      frame: before && sameSession ? before.frame : 0,
    })
    this.#forget()
    const changed =
      before?.present !== present ||
      (present &&
        (before.body.page !== heard.body.page ||
          before.body.peer !== heard.body.peer ||
          !sameHuddle(before.huddle, heard.body.huddle) ||
          !sameSession))
    return changed && (present || before?.present === true) ? 'news' : 'kept'
  }

  /** A device is known to be gone before its presence ran out. True when it was here. */
  drop(device: DeviceId): boolean {
    const entry = this.#entries.get(device)
    if (!entry?.present) return false
    entry.present = false
    entry.huddle = undefined
    return true
  }

  /** Ends what was not repeated in time. True when somebody went, or left a huddle. */
  expire(now: number): boolean {
    let went = false
    for (const entry of this.#entries.values()) {
      const age = now - entry.heardAt
      if (entry.present && age >= PRESENCE_LIFE_MS) {
        entry.present = false
        went = true
      }
      if (entry.huddle && age >= HUDDLE_LIFE_MS) {
        entry.huddle = undefined
        went = true
      }
    }
    return went
  }

  /** In how many milliseconds the next huddle status runs out; undefined while nobody is in a huddle. */
  huddleEnds(now: number): number | undefined {
    const ends = [...this.#entries.values()].flatMap(({ huddle, heardAt }) => (huddle ? [heardAt] : []))
    return ends.length === 0 ? undefined : Math.max(0, Math.min(...ends) + HUDDLE_LIFE_MS - now)
  }

  here(): readonly Here[] {
    return [...this.#entries.values()].filter(({ present }) => present)
  }

  get(device: DeviceId): Here | undefined {
    const entry = this.#entries.get(device)
    return entry?.present ? entry : undefined
  }

  /** F2: whether a frame may be shown: its session is announced, its counter above the last. Remembers the counter. */
  frame(device: DeviceId, session: string, counter: number): boolean {
    const entry = this.#entries.get(device)
    if (!entry?.present || entry.session !== session || counter <= entry.frame) return false
    entry.frame = counter
    return true
  }

  #forget(): void {
    if (this.#entries.size <= MAX_REMEMBERED) return
    for (const [device, { present }] of this.#entries)
      if (!present) {
        this.#entries.delete(device)
        return
      }
    const oldest = this.#entries.keys().next()
    if (!oldest.done) this.#entries.delete(oldest.value)
  }
}

function follows(before: Entry, heard: Heard): boolean {
  if (heard.session === before.session) return heard.counter > before.counter
  if (before.retired.includes(heard.session)) return false
  return heard.session > before.session || !before.present
}
