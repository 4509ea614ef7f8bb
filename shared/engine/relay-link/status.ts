import type { RelayFailure } from '../ports.ts'
import { failureWords, hostOf } from './failures.ts'

export interface StatusWords {
  readonly state: 'connecting' | 'online' | 'offline'
  readonly words: string
}

/** How it stands with a relay, in plain words. A stream that just broke is not called offline before the next try has failed. */
export class RelayStatus {
  readonly #address: string
  #state: StatusWords['state'] = 'connecting'
  #failure: RelayFailure | undefined

  constructor(address: string) {
    this.#address = address
  }

  get state(): StatusWords['state'] {
    return this.#state
  }

  online(): void {
    this.#state = 'online'
    this.#failure = undefined
  }

  /** A round ended, by a failure or because it was given up. */
  lost(failure: RelayFailure | undefined): void {
    if (this.#state === 'online') this.#state = 'connecting'
    else if (failure !== undefined) {
      this.#state = 'offline'
      this.#failure = failure
    }
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
