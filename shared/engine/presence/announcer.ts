import { HUDDLE_HEARTBEAT_MS } from '../../domain/huddle.ts'
import { ByteWriter } from '../../kit/binary.ts'
import { type Bytes, concat, toHex } from '../../kit/bytes.ts'
import { Alarm } from '../alarm.ts'
import type { SpaceSelf } from '../parts.ts'
import type { Clock, Random } from '../ports.ts'
import { encodePresence, type PresenceBody, sameHuddle } from './body.ts'

/** Presence is repeated so often. Milliseconds. */
export const HEARTBEAT_MS = 10_000

/** A session id: six bytes of time (so that a later one is greater), two of chance. */
export function drawSession(clock: Clock, random: Random): Bytes {
  const time = new ByteWriter().u64(clock.now()).done().slice(2)
  return concat(time, random.bytes(2))
}

/**
 * Says who we are and where: at every change, every ten seconds (three while in a huddle), and when somebody new may hear it. Sealed one after the other,
 * so that counters leave in order; several changes during one sealing become one envelope.
 */
export class Announcer {
  readonly session: Bytes
  readonly sessionHex: string
  readonly #self: SpaceSelf
  readonly #publish: (record: Bytes) => void
  readonly #heartbeat: Alarm
  #counter = 0
  /** As it was told. Whoever is in a huddle is here, too, also behind all other windows. */
  #told: PresenceBody
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
    this.#told = { here: true, page: undefined, peer: '', huddle: undefined }
    this.#heartbeat = new Alarm(ports.clock, () => void this.announce())
    this.#heartbeat.set(HEARTBEAT_MS)
  }

  /** The envelope last published, for one newcomer. */
  get latest(): Bytes | undefined {
    return this.#latest
  }

  get body(): PresenceBody {
    return { ...this.#told, here: this.#told.here || this.#told.huddle !== undefined }
  }

  /** Changes what is said; says it at once when it differs. */
  change(change: Partial<PresenceBody>): void {
    const before = this.body
    this.#told = { ...this.#told, ...change }
    if (change.page !== undefined && change.page !== before.page) this.#told = { ...this.#told, sum: undefined }
    const { here, page, peer, huddle, card, sum } = this.body
    const place = here === before.here && page === before.page && peer === before.peer
    const same = place && card === before.card && sum === before.sum
    if (!same || !sameHuddle(huddle, before.huddle)) void this.announce()
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
      const { body } = this
      this.#heartbeat.set(body.huddle ? HUDDLE_HEARTBEAT_MS : HEARTBEAT_MS)
      const record = await this.#self.sealSession('presence', this.session, ++this.#counter, encodePresence(body))
      this.#latest = record
      this.#publish(record)
    }
  }

  /** Says that we leave, then is silent. */
  async close(): Promise<void> {
    this.#told = { ...this.#told, here: false, huddle: undefined }
    await this.announce()
    this.#closed = true
    this.#heartbeat.stop()
  }
}
