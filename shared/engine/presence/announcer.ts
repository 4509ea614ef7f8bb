import { ByteWriter } from '../../kit/binary.ts'
import { type Bytes, concat, toHex } from '../../kit/bytes.ts'
import { Alarm } from '../alarm.ts'
import type { SpaceSelf } from '../parts.ts'
import type { Clock, Random } from '../ports.ts'
import { encodePresence, type PresenceBody } from './body.ts'

/** Presence is repeated so often. Milliseconds. */
export const HEARTBEAT_MS = 10_000

/** A session id: six bytes of time (so that a later one is greater), two of chance. */
export function drawSession(clock: Clock, random: Random): Bytes {
  const time = new ByteWriter().u64(clock.now()).done().slice(2)
  return concat(time, random.bytes(2))
}

/**
 * Says who we are and where: at every change, every ten seconds, and when somebody new may hear it. Sealed one after the other,
 * so that counters leave in order; several changes during one sealing become one envelope.
 */
export class Announcer {
  readonly session: Bytes
  readonly sessionHex: string
  readonly #self: SpaceSelf
  readonly #publish: (record: Bytes) => void
  readonly #heartbeat: Alarm
  #counter = 0
  #body: PresenceBody
  #latest: Bytes | undefined
  #running: Promise<void> | undefined
  #again = false
  #closed = false

  constructor(
    self: SpaceSelf,
    ports: { readonly clock: Clock; readonly random: Random },
    publish: (record: Bytes) => void,
  ) {
    this.#self = self
    this.#publish = publish
    this.session = drawSession(ports.clock, ports.random)
    this.sessionHex = toHex(this.session)
    this.#body = { here: true, page: undefined, peer: '' }
    this.#heartbeat = new Alarm(ports.clock, () => void this.announce())
    this.#heartbeat.set(HEARTBEAT_MS)
  }

  /** The envelope last published, for one newcomer. */
  get latest(): Bytes | undefined {
    return this.#latest
  }

  get body(): PresenceBody {
    return this.#body
  }

  /** Changes what is said; says it at once when it differs. */
  change(change: Partial<PresenceBody>): void {
    const next = { ...this.#body, ...change }
    if (next.here === this.#body.here && next.page === this.#body.page && next.peer === this.#body.peer) return
    this.#body = next
    void this.announce()
  }

  /** Says it again now. Resolves when published. */
  announce(): Promise<void> {
    if (this.#closed) return Promise.resolve()
    this.#again = true
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  async #run(): Promise<void> {
    while (this.#again) {
      this.#again = false
      this.#heartbeat.set(HEARTBEAT_MS)
      const record = await this.#self.sealSession('presence', this.session, ++this.#counter, encodePresence(this.#body))
      this.#latest = record
      this.#publish(record)
    }
  }

  /** Says that we leave, then is silent. */
  async close(): Promise<void> {
    this.#body = { ...this.#body, here: false }
    await this.announce()
    this.#closed = true
    this.#heartbeat.stop()
  }
}
