import { CHUNK_BYTES, LEAST_CHUNK_BYTES } from './limits.ts'

/** Delay that our own bytes may add on the line. RFC 6817 allows at most 100 ms; a call feels less. Milliseconds. */
export const TARGET_MS = 60
export const LEAST_WINDOW_BYTES = 16 * 1024
export const MOST_WINDOW_BYTES = 4 * 1024 * 1024
const FIRST_WINDOW_BYTES = 128 * 1024
/** The line's own delay is the least seen in this and the last such span: routes change. */
const SPAN_MS = 60_000
/** The least of so many samples counts: a busy page answers late now and then, which is not the line. */
const RECENT = 8

/**
 * How much may be under way to one peer: a congestion window steered by delay, so that files give way to the call and to everything else
 * on the line, as LEDBAT does (RFC 6817; the multiplicative decrease follows LEDBAT++, draft-irtf-iccrg-ledbat-plus-plus).
 */
export class Pace {
  #window = FIRST_WINDOW_BYTES
  #starting = true
  #least = Number.POSITIVE_INFINITY
  #leastBefore = Number.POSITIVE_INFINITY
  #since = Number.NEGATIVE_INFINITY
  #recent: number[] = []
  #acknowledged = 0

  /** Bytes. */
  get window(): number {
    return this.#window
  }

  /** Size of the next piece: smaller where a full one would be felt. */
  get chunk(): number {
    return Math.max(LEAST_CHUNK_BYTES, Math.min(CHUNK_BYTES, Math.floor(this.#window / 4)))
  }

  /**
   * The peer says that `bytes` more have arrived.
   * @param roundTripMs from giving the last of them to the channel until now
   */
  heard(bytes: number, roundTripMs: number, now: number): void {
    this.#remember(roundTripMs, now)
    const queued = Math.min(...this.#recent) - Math.min(this.#least, this.#leastBefore)
    if (this.#starting && queued < TARGET_MS / 2) {
      this.#set(this.#window + bytes)
      return
    }
    this.#starting = false
    this.#acknowledged += bytes
    if (this.#acknowledged < this.#window) return
    // Once per window, that is once per round trip.
    this.#acknowledged = 0
    if (queued <= TARGET_MS) this.#set(this.#window + 2 * CHUNK_BYTES * (1 - queued / TARGET_MS))
    else this.#set(this.#window * Math.max(0.5, TARGET_MS / queued))
  }

  #remember(roundTripMs: number, now: number): void {
    if (now - this.#since > SPAN_MS) {
      this.#leastBefore = this.#least
      this.#least = Number.POSITIVE_INFINITY
      this.#since = now
    }
    this.#least = Math.min(this.#least, roundTripMs)
    this.#recent = [...this.#recent.slice(1 - RECENT), roundTripMs]
  }

  #set(bytes: number): void {
    this.#window = Math.round(Math.min(MOST_WINDOW_BYTES, Math.max(LEAST_WINDOW_BYTES, bytes)))
  }
}
