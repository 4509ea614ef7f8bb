import { PRESENCE_LAG_MS, SIGN_MS } from './times.ts'

/** Whether a device is in the huddle, from all that tells: presence, its own signals, its control channel, its bye. Milliseconds. */
export class Here {
  #named = false
  /** They spoke themselves: presence may name them only later. */
  #invitedUntil = 0
  /** They said bye: presence may name them still. */
  #leftUntil = 0
  #signAt = Number.NEGATIVE_INFINITY

  get named(): boolean {
    return this.#named
  }

  name(named: boolean, now: number): void {
    if (named && !this.#named) this.#signAt = now
    if (!named) this.#leftUntil = 0
    this.#named = named
  }

  sign(now: number): void {
    this.#signAt = now
  }

  speaks(now: number): void {
    this.#invitedUntil = now + PRESENCE_LAG_MS
  }

  left(now: number): void {
    this.#invitedUntil = 0
    this.#leftUntil = now + PRESENCE_LAG_MS
  }

  /** Another window of theirs is here. */
  returned(): void {
    this.#leftUntil = 0
  }

  /** We should be connected. */
  wanted(now: number): boolean {
    return this.#leftUntil <= now && (this.#named || now < this.#invitedUntil)
  }

  /** To be shown as in the call. */
  listed(now: number): boolean {
    return this.#leftUntil <= now && now - this.#signAt < SIGN_MS
  }
}
