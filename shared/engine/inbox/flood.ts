import type { MemberId } from '../../domain/ids.ts'
import type { Clock } from '../ports.ts'

/** Somebody who fills others' inboxes: notices of one member that are believed in one minute. */
export const MOST_NOTICES_A_MINUTE = 30
const MINUTE_MS = 60_000

/** Counts each member's notices by minutes of our own clock. */
export class Flood {
  readonly #clock: Clock
  readonly #counts = new Map<MemberId, number>()
  #minute = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  believes(member: MemberId): boolean {
    const minute = Math.floor(this.#clock.now() / MINUTE_MS)
    if (minute !== this.#minute) this.#counts.clear()
    this.#minute = minute
    const count = (this.#counts.get(member) ?? 0) + 1
    this.#counts.set(member, count)
    return count <= MOST_NOTICES_A_MINUTE
  }
}
