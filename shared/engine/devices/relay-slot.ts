import type { Bytes } from '../../kit/bytes.ts'
import { handoverAnswerPath, handoverPath } from '../../protocol/handover.ts'
import type { SpaceSelf } from '../parts.ts'
import { type EnginePorts, type RelayDoor, RelayFailure, type RelayRequest, type RelayResponse } from '../ports.ts'
import { withDeadline } from '../relay-link/deadline.ts'
import { openSession } from '../relay-link/session.ts'

/** One handover's place at a relay, from either side (H1, H2). A relay that gives no answer, or none of its own, is undefined: try again. */
export class RelaySlot {
  readonly #door: RelayDoor
  readonly #id: string
  readonly #signal: AbortSignal
  #token: string | undefined

  constructor(ports: Pick<EnginePorts, 'relay' | 'clock'>, relay: string, id: string, signal: AbortSignal) {
    this.#door = withDeadline(ports.relay(relay), ports.clock)
    this.#id = id
    this.#signal = signal
  }

  async #ask(request: RelayRequest, signal = this.#signal): Promise<RelayResponse | undefined> {
    try {
      return await this.#door.request(request, signal)
    } catch (error) {
      if (error instanceof RelayFailure || signal.aborted) return undefined
      throw error
    }
  }

  #own(method: 'PUT' | 'DELETE', signal = this.#signal, body?: Bytes): Promise<RelayResponse | undefined> {
    const token = this.#token === undefined ? {} : { token: this.#token }
    return this.#ask({ method, path: handoverPath(this.#id), ...token, ...(body ? { body } : {}) }, signal)
  }

  /** Opens it, as a member of the space. False: there was no way to. */
  async open(self: SpaceSelf): Promise<boolean> {
    try {
      this.#token = (await openSession(this.#door, [self], this.#signal)).token
    } catch (error) {
      if (error instanceof RelayFailure || this.#signal.aborted) return false
      throw error
    }
    return (await this.#own('PUT', this.#signal, new Uint8Array()))?.status === 204
  }

  async fill(given: Bytes): Promise<boolean> {
    return (await this.#own('PUT', this.#signal, given))?.status === 204
  }

  /** Takes it back, also when everything else was given up. */
  async end(): Promise<void> {
    await this.#own('DELETE', new AbortController().signal).catch(() => undefined)
  }

  /** The other browser's word. */
  async answered(): Promise<Bytes | 'gone' | undefined> {
    const token = this.#token === undefined ? {} : { token: this.#token }
    return came(await this.#ask({ method: 'GET', path: handoverAnswerPath(this.#id), ...token }))
  }

  async answer(sealed: Bytes): Promise<'answered' | 'gone' | 'taken' | undefined> {
    const response = await this.#ask({ method: 'PUT', path: handoverAnswerPath(this.#id), body: sealed })
    if (response?.status === 204) return 'answered'
    if (response?.status === 404) return 'gone'
    return response?.status === 409 ? 'taken' : undefined
  }

  async take(): Promise<Bytes | 'gone' | undefined> {
    return came(await this.#ask({ method: 'GET', path: handoverPath(this.#id) }))
  }
}

function came(response: RelayResponse | undefined): Bytes | 'gone' | undefined {
  if (response?.status === 200) return response.body
  return response?.status === 404 ? 'gone' : undefined
}
