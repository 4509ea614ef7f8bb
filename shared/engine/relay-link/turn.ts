import type { Hello, IceServer } from '../../protocol/hello.ts'
import { parseTurnAnswer, TURN_PATH } from '../../protocol/turn.ts'
import { Alarm } from '../alarm.ts'
import type { Clock, RelayResponse } from '../ports.ts'
import { steady } from '../steady.ts'
import { parsed } from './session.ts'

/** Whoever begins a call waits so long for credentials at most; then it begins without. Milliseconds. */
const WAIT_MS = 3_000
/** Credentials are asked for again when so much of their life is over: a call that begins then still has the rest. */
const RENEW_AT = 0.5
/** After a refusal or failure nobody is asked again for so long. Milliseconds. */
const AGAIN_MS = 10_000

interface Credentials {
  readonly servers: readonly IceServer[]
  readonly renewAt: number
  readonly endsAt: number
}

export type CallServer = Omit<IceServer, 'urls'> & { readonly urls: readonly string[] }

/** STUN and TURN servers that a relay names for calls, credentials being asked for when they are needed and kept for half their life. */
export class CallServers {
  readonly #clock: Clock
  readonly #now: () => number
  readonly #post: (path: string, body: string) => Promise<RelayResponse>
  #plain: readonly IceServer[] = []
  #incarnation = ''
  #known: Credentials | undefined
  #asking: Promise<void> | undefined
  #notBefore = 0

  constructor(clock: Clock, post: (path: string, body: string) => Promise<RelayResponse>) {
    this.#clock = clock
    this.#now = steady(clock)
    this.#post = post
  }

  /** All of them, as contexts take them. Never rejects: without credentials a call still has its direct ways. */
  async all(): Promise<readonly CallServer[]> {
    const servers = [...this.#plain, ...(await this.#turn())]
    return servers.map((server) => ({ ...server, urls: [server.urls].flat() }))
  }

  async #turn(): Promise<readonly IceServer[]> {
    const now = this.#now()
    if (this.#known && now < this.#known.renewAt) return this.#known.servers
    if (now >= this.#notBefore) {
      this.#asking ??= this.#ask().finally(() => {
        this.#asking = undefined
      })
      await this.#soon(this.#asking)
    }
    return this.#known && this.#now() < this.#known.endsAt ? this.#known.servers : []
  }

  /** The relay said hello. A life that began anew may have another secret. */
  hello({ incarnation, ice }: Pick<Hello, 'incarnation' | 'ice'>): void {
    this.#plain = ice
    if (incarnation === this.#incarnation) return
    this.#incarnation = incarnation
    this.#known = undefined
    this.#notBefore = 0
  }

  async #ask(): Promise<void> {
    const asked = this.#now()
    try {
      const { ice, expires } = parsed(await this.#post(TURN_PATH, ''), parseTurnAnswer)
      this.#known = { servers: ice, renewAt: asked + expires * RENEW_AT, endsAt: asked + expires }
    } catch {
      this.#notBefore = asked + AGAIN_MS
    }
  }

  async #soon(done: Promise<void>): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const late = new Alarm(this.#clock, resolve)
    late.set(WAIT_MS)
    await Promise.race([done, promise])
    late.stop()
  }
}
