import { readSeedFrom } from '../../envelope/keys.ts'
import { type Knock, knockIdOf, knockKey, openKnock } from '../../envelope/knock.ts'
import { RECORD_LIMIT } from '../../envelope/limits.ts'
import { wrapSeed } from '../../envelope/wrap.ts'
import { ByteWriter } from '../../kit/binary.ts'
import type { Bytes } from '../../kit/bytes.ts'
import { decodeBatch } from '../../protocol/batch.ts'
import { encodeKnockAnswer, type KnockAnswer, knockPath, knocksPath } from '../../protocol/entries.ts'
import { MAX_KNOCKS } from '../../protocol/limits.ts'
import { Alarm } from '../alarm.ts'
import type { SpaceCarriage } from '../parts.ts'
import type { EnginePorts } from '../ports.ts'
import { SpaceRefusal } from './refusal.ts'
import type { Self } from './self.ts'

export type Answer = 'reader' | 'writer' | 'decline'

/** While somebody waits it is looked again: that the time of a knock is over, no relay tells. Milliseconds. */
const AGAIN_MS = 10 * 60_000

interface Parts {
  readonly self: Self
  readonly carriage: SpaceCarriage
  changed(): void
}

/** S16: who knocks at a space, for its admins. */
export class Knocks {
  readonly #parts: Parts
  readonly #ended = new AbortController()
  readonly #again: Alarm
  #waiting: ReadonlyMap<string, Knock> = new Map()
  #looking: Promise<void> | undefined
  /** Something was heard of while it was being asked. */
  #anew = false
  #known = false
  #online = false

  constructor({ clock }: Pick<EnginePorts, 'clock'>, parts: Parts) {
    this.#parts = parts
    this.#again = new Alarm(clock, () => void this.look())
    const look = () => void this.look()
    parts.carriage.knocked.listen(look, this.#ended.signal)
    parts.self.changed.listen(look, this.#ended.signal)
    parts.carriage.linkChanged.listen(() => this.#linkChanged(), this.#ended.signal)
  }

  /** By the knock's id, in the order in which they came. */
  get waiting(): ReadonlyMap<string, Knock> {
    return this.#waiting
  }

  /** The relay has said who waits, if we are one whom it tells. */
  get looked(): boolean {
    const { role, relay, ended } = this.#parts.self
    return this.#known || role !== 'admin' || relay === undefined || ended !== undefined
  }

  #linkChanged(): void {
    const online = this.#parts.carriage.link.state === 'online'
    if (online && !this.#online) void this.look()
    this.#online = online
  }

  /** Asks the relay who waits. What is not to be opened or proven is left out. */
  look(): Promise<void> {
    this.#anew = this.#looking !== undefined
    this.#looking ??= this.#lookUntilQuiet().finally(() => {
      this.#looking = undefined
    })
    return this.#looking
  }

  async #lookUntilQuiet(): Promise<void> {
    do {
      this.#anew = false
      await this.#lookOnce()
    } while (this.#anew)
    if (this.#waiting.size > 0 && !this.#ended.signal.aborted) this.#again.set(AGAIN_MS)
  }

  async #lookOnce(): Promise<void> {
    const { self, carriage } = this.#parts
    if (this.#ended.signal.aborted) return
    if (self.role !== 'admin') return this.#take([])
    try {
      const answer = await carriage.ask({ method: 'GET', path: knocksPath(self.space) })
      const bounds = { records: MAX_KNOCKS, record: RECORD_LIMIT.knock }
      const records = answer.status === 200 ? decodeBatch(answer.body, bounds) : undefined
      if (records?.ok) await this.#take(records.value)
    } catch {
      // No session or no answer: asked again when there is one.
    }
  }

  async #take(records: readonly Bytes[]): Promise<void> {
    const found = new Map<string, Knock>()
    for (const record of records) {
      const knock = await this.#open(record)
      if (knock?.space === this.#parts.self.space) found.set(await knockIdOf(record), knock)
    }
    const same = found.size === this.#waiting.size && [...found.keys()].every((id) => this.#waiting.has(id))
    const first = !this.looked
    this.#waiting = found
    this.#known = true
    if (!same || first) this.#parts.changed()
  }

  /** Sealed to the key of the present epoch, or of one before it (KN5). */
  async #open(record: Bytes): Promise<Knock | undefined> {
    const { self } = this.#parts
    for (const contentKey of [...self.stored.contentKeys].reverse()) {
      const opened = await openKnock(record, (await knockKey(contentKey, self.space)).exchange)
      if (opened.ok) return opened.value
    }
    return undefined
  }

  /** @throws SpaceRefusal when it is not ours to say, RelayFailure when the relay cannot be reached */
  async answer(id: string, said: Answer): Promise<void> {
    const { self, carriage } = this.#parts
    const knock = this.#waiting.get(id)
    if (self.role !== 'admin') throw new SpaceRefusal('Only an admin of the space can let people in.')
    if (knock === undefined) throw new SpaceRefusal('Nobody waits there any more.')
    const body = encodeKnockAnswer(said === 'decline' ? { answer: 'declined' } : await this.#seal(knock, said))
    const answer = await carriage.ask({ method: 'PUT', path: knockPath(self.space, id), body })
    if (answer.status !== 204 && answer.status !== 404)
      throw new SpaceRefusal('The relay did not take the answer. Try again.')
    await this.look()
  }

  /** KN7: the seed of the present epoch, for the device that knocked. */
  async #seal({ device, exchangePublic }: Knock, role: 'reader' | 'writer'): Promise<KnockAnswer> {
    const { self } = this.#parts
    const { space, epoch } = self
    const own = { role: 'writer', seed: self.stored.seed } as const
    const held = role === 'writer' ? own : { role, seed: await readSeedFrom(own) }
    const sealed = await wrapSeed(held, { name: 'answer', space, epoch, device }, exchangePublic)
    return { answer: 'approved', sealed: new ByteWriter().u32(epoch).bytes(sealed).done() }
  }

  close(): void {
    this.#ended.abort()
    this.#again.stop()
  }
}
