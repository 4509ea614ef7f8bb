import { type Candidate, MAX_CANDIDATES } from '../../../shared/huddle/wire/signal.ts'
import type { Census } from './census.ts'

/** Candidates come in handfuls: one sealed signal for each handful. */
const BATCH_MS = 30

/** Gathers our candidates for a moment before they are sent. */
export class CandidateBatch {
  readonly #census: Census
  readonly #send: (candidates: Candidate[]) => void
  #candidates: Candidate[] = []
  #cancel: (() => void) | undefined

  constructor(census: Census, send: (candidates: Candidate[]) => void) {
    this.#census = census
    this.#send = send
  }

  add({ candidate, sdpMid, sdpMLineIndex, usernameFragment }: RTCIceCandidate): void {
    // The empty one only says that there are no more.
    if (candidate === '') return
    this.#candidates.push({ candidate, sdpMid, sdpMLineIndex, usernameFragment })
    if (this.#candidates.length >= MAX_CANDIDATES) this.flush()
    else this.#cancel ??= this.#census.after(BATCH_MS, () => this.flush())
  }

  flush(): void {
    const candidates = this.#candidates
    this.drop()
    if (candidates.length > 0) this.#send(candidates)
  }

  drop(): void {
    this.#cancel?.()
    this.#cancel = undefined
    this.#candidates = []
  }
}
