import type { SpaceId } from '../../domain/ids.ts'
import type { Bytes } from '../../kit/bytes.ts'
import type { Hello } from '../../protocol/hello.ts'
import { MAX_PROOFS } from '../../protocol/limits.ts'
import type { SessionAnswer } from '../../protocol/session.ts'
import { Alarm } from '../alarm.ts'
import type { SpaceSelf } from '../parts.ts'
import { type Clock, type RelayDoor, RelayFailure, type RelayRequest, type RelayResponse } from '../ports.ts'
import { openSession } from './session.ts'

/** A token is renewed when so much of its life is over. */
const RENEW_AT = 0.7
/** A renewal that failed, and a space that the relay refused, is tried again after so long. Milliseconds. */
const AGAIN_MS = 60_000

/** Refusals behind which there may be a keyring that we have not seen. */
const KEYS_MOVED: ReadonlySet<string> = new Set(['old-epoch', 'revoked', 'bad-certificate'])

interface Session {
  readonly answer: SessionAnswer
  readonly proposed: ReadonlySet<SpaceId>
  readonly endsAt: number
}

export interface KeeperEvents {
  selves(): readonly SpaceSelf[]
  /** A new token. `sameDevices`: it speaks for the same devices as the one before. */
  fresh(answer: SessionAnswer, sameDevices: boolean): void
  /** Renewed in the background. `sameSpaces`: the open stream can be prolonged with it. */
  renewed(sameSpaces: boolean): void
}

/** Holds the session's token and renews it in time. */
export class SessionKeeper {
  readonly #door: RelayDoor
  readonly #clock: Clock
  readonly #events: KeeperEvents
  readonly #renewal: Alarm
  #session: Session | undefined
  #peerToken: string | undefined
  /** Spaces of the last token, also of one that was dropped: the live socket goes on with the next. */
  #spaces: readonly SpaceId[] = []
  #stopped = new AbortController()
  ice: Hello['ice'] = []

  constructor(door: RelayDoor, clock: Clock, events: KeeperEvents) {
    this.#door = door
    this.#clock = clock
    this.#events = events
    this.#renewal = new Alarm(clock, () => void this.#renew())
  }

  accepts(space: SpaceId): boolean {
    return this.#session?.answer.spaces.includes(space) ?? false
  }

  /** Why the relay does not serve a space, as its code. */
  refusal(space: SpaceId): string | undefined {
    return this.#session?.answer.refused.find((refused) => refused.space === space)?.error
  }

  /** A token that names all spaces, the present one or a new one. @throws RelayFailure when there is none. */
  async token(signal: AbortSignal): Promise<string> {
    const session = this.#session
    const selves = this.#events.selves()
    if (session && session.endsAt > this.#clock.now() && selves.every(({ space }) => session.proposed.has(space)))
      return session.answer.token
    const answer = await this.#open(signal)
    const refused = answer.refused[0]
    if (answer.spaces.length === 0) throw new RelayFailure('refused', refused?.error ?? 'forbidden')
    return answer.token
  }

  async #open(signal: AbortSignal): Promise<SessionAnswer> {
    const selves = this.#events.selves().slice(0, MAX_PROOFS)
    const answer = await openSession(this.#door, selves, signal, this.#peerToken)
    const before = this.#spaces
    this.#spaces = answer.spaces
    const sameDevices = before.length === answer.spaces.length && before.every((space) => answer.spaces.includes(space))
    this.#session = {
      answer,
      proposed: new Set(this.#events.selves().map(({ space }) => space)),
      endsAt: this.#clock.now() + answer.expires,
    }
    this.#peerToken = answer.peer.token
    this.#renewal.set(answer.refused.length > 0 ? AGAIN_MS : answer.expires * RENEW_AT)
    this.#events.fresh(answer, sameDevices)
    for (const { space, error } of answer.refused)
      if (KEYS_MOVED.has(error))
        void this.#events
          .selves()
          .find((self) => self.space === space)
          ?.learn(undefined)
    return answer
  }

  async #renew(): Promise<void> {
    const before = this.#session?.answer.spaces
    if (before === undefined) return
    try {
      const { spaces } = await this.#open(this.#stopped.signal)
      this.#events.renewed(spaces.length === before.length && before.every((space) => spaces.includes(space)))
    } catch {
      this.#renewal.set(AGAIN_MS) // the present token may still be good; if not, the loop finds out
    }
  }

  /** @throws RelayFailure when there is no session, or no answer came. */
  post(path: string, body: Bytes | string, signal: AbortSignal): Promise<RelayResponse> {
    return this.ask({ method: 'POST', path, body }, signal)
  }

  /** @throws RelayFailure as `post` does */
  ask(request: Omit<RelayRequest, 'token'>, signal: AbortSignal): Promise<RelayResponse> {
    const token = this.#session?.answer.token
    if (token === undefined) return Promise.reject(new RelayFailure('refused', 'bad-token'))
    return this.#door.request({ ...request, token }, signal)
  }

  /** @throws RelayFailure as `post` */
  get(path: string, signal: AbortSignal): Promise<RelayResponse> {
    const token = this.#session?.answer.token
    if (token === undefined) return Promise.reject(new RelayFailure('refused', 'bad-token'))
    return this.#door.request({ method: 'GET', path, token }, signal)
  }

  /** The token is of no use any more. */
  drop(): void {
    this.#session = undefined
    this.#renewal.stop()
  }

  stop(): void {
    this.drop()
    this.#stopped.abort()
    this.#stopped = new AbortController()
  }
}
