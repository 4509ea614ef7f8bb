import type { Member } from '../../envelope/party.ts'
import { type BackoffLimits, backoffMs } from '../../kit/backoff.ts'
import type { Bytes } from '../../kit/bytes.ts'
import { Serial } from '../../kit/serial.ts'
import { Signal } from '../../kit/signal.ts'
import { keyringPath } from '../../protocol/append.ts'
import { Alarm } from '../alarm.ts'
import type { EnginePorts } from '../ports.ts'
import { advance } from './advance.ts'
import { askRelay, fetchKeyrings } from './fetch-keyrings.ts'
import { knowledgeOf } from './knowledge.ts'
import type { Self } from './self.ts'
import { JOINED, type StoredSpace } from './stored.ts'

type KeyWatchPorts = Pick<EnginePorts, 'clock' | 'random' | 'relay' | 'store'>

const RETRY: BackoffLimits = { firstMs: 1_000, mostMs: 60_000 }

/**
 * Keeps a space's keys up to date (S10): a new keyring, wherever we hear of it, is proven, opened, stored, and then adopted, one
 * after the other.
 */
export class KeyWatch {
  readonly #ports: KeyWatchPorts
  readonly #self: Self
  readonly #member: Member
  readonly #serial = new Serial()
  readonly #again: Alarm
  readonly #ended = new AbortController()
  #attempt = 0
  /** The relay gives out other keyrings than those which we have: nothing of it is taken (S11). */
  #forked = false
  readonly forkChanged = new Signal<void>()

  constructor(ports: KeyWatchPorts, self: Self, member: Member) {
    this.#ports = ports
    this.#self = self
    this.#member = member
    this.#again = new Alarm(ports.clock, () => void this.look())
    self.onKeyring = (record) => (record === undefined ? this.look() : this.#shown(record))
  }

  get forked(): boolean {
    return this.#forked
  }

  /** A keyring that a peer showed us: it may be the next one. */
  async #shown(record: Bytes): Promise<void> {
    await this.#serial.run(() => this.#take([...this.#self.keyrings, record]))
  }

  /** Asks the relay. Tried again until it answers. */
  async look(): Promise<void> {
    const { relay, space } = this.#self
    if (relay === undefined || this.#ended.signal.aborted) return
    this.#again.stop()
    await this.#serial.run(async () => {
      const found = await fetchKeyrings(this.#ports, { relay, space }, this.#ended.signal)
      if (found.ok) await this.#given(found.value)
      else if (!this.#ended.signal.aborted)
        this.#again.set(backoffMs(this.#attempt++, this.#ports.random.fraction(), RETRY))
    })
  }

  /** Keyrings of our own making, from genesis on, that the relay has taken. */
  taken(records: readonly Bytes[]): Promise<void> {
    return this.#serial.run(() => this.#given(records))
  }

  async #given(records: readonly Bytes[]): Promise<void> {
    this.#attempt = 0
    const outcome = await this.#take(records)
    const forked = outcome === 'fork'
    if (forked !== this.#forked) {
      this.#forked = forked
      this.forkChanged.emit()
    }
    if (outcome === 'behind') await this.#bring(records.length)
  }

  async #take(records: readonly Bytes[]) {
    const now = this.#ports.clock.now()
    const outcome = await advance(this.#self.stored, records, this.#member, now)
    if (outcome.kind === 'moved') await this.#adopt(outcome.stored)
    return outcome.kind
  }

  /** Stored first: whoever has seen us in the new epoch must find us there after a crash, too. */
  async #adopt(stored: StoredSpace): Promise<void> {
    const knowledge = await knowledgeOf(stored)
    await this.#ports.store.write([{ table: 'spaces', key: JOINED + stored.space, value: stored }])
    this.#self.adopt(knowledge)
  }

  /** A relay that lost some of the keyrings is given them again. */
  async #bring(from: number): Promise<void> {
    const { relay = '', space, keyrings } = this.#self
    for (const body of keyrings.slice(from))
      await askRelay(this.#ports, relay, { method: 'PUT', path: keyringPath(space), body }, this.#ended.signal)
  }

  close(): void {
    this.#ended.abort()
    this.#again.stop()
  }
}
