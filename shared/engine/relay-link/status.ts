import type { RelayFailure } from '../ports.ts'
import { FailureLog } from './failure-log.ts'
import { failureWords, hostOf } from './failures.ts'

export interface StatusWords {
  readonly state: 'connecting' | 'online' | 'offline'
  readonly words: string
}

/** How it stands with a relay, in plain words. A stream that just broke is not called offline before the next try has failed. */
export class RelayStatus {
  readonly failures = new FailureLog()
  readonly #address: string
  readonly #now: () => number
  #since: number
  #state: StatusWords['state'] = 'connecting'
  #failure: RelayFailure | undefined

  constructor(address: string, now: () => number) {
    this.#address = address
    this.#now = now
    this.#since = now()
  }

  get state(): StatusWords['state'] {
    return this.#state
  }

  /** When it came into its present state. Milliseconds since 1970. */
  get since(): number {
    return this.#since
  }

  online(): void {
    this.#become('online')
    this.#failure = undefined
  }

  /** A round ended, by a failure or because it was given up. */
  lost(failure: RelayFailure | undefined): void {
    if (failure) this.failures.note(this.#now(), failureWords(this.#address, failure.reason, failure.message))
    else if (this.#state === 'online')
      this.failures.note(this.#now(), `The connection to ${hostOf(this.#address)} ended.`)
    if (this.#state === 'online') this.#become('connecting')
    else if (failure !== undefined) {
      this.#become('offline')
      this.#failure = failure
    }
  }

  #become(state: StatusWords['state']): void {
    if (state !== this.#state) this.#since = this.#now()
    this.#state = state
  }

  /** @param refused the relay's code, when it refuses this space though it serves others */
  words(refused: string | undefined): StatusWords {
    if (refused !== undefined) return { state: 'offline', words: failureWords(this.#address, 'refused', refused) }
    const failure = this.#failure
    if (this.#state === 'offline' && failure)
      return { state: 'offline', words: failureWords(this.#address, failure.reason, failure.message) }
    const host = hostOf(this.#address)
    if (this.#state === 'online') return { state: 'online', words: `Connected to ${host}.` }
    return { state: 'connecting', words: `Connecting to ${host}…` }
  }
}
