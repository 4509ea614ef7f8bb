import type { DeviceId } from '../shared/domain/ids.ts'
import type { Bytes } from '../shared/kit/bytes.ts'
import { fail, ok, type Result } from '../shared/kit/result.ts'
import type { RequestCode } from '../shared/protocol/codes.ts'
import {
  HANDOVER_LIFE_MS,
  MAX_HANDOVER_BYTES,
  MAX_HANDOVERS,
  MAX_HANDOVERS_PER_DEVICE,
} from '../shared/protocol/limits.ts'
import type { Clock } from './ports.ts'

interface Slot {
  readonly owner: DeviceId
  readonly ends: number
  content: Bytes | undefined
  answer: Bytes | undefined
}

/**
 * What browsers of one person hand to each other (H1 to H4): sealed, for minutes, in memory only. A relay that is started again has lost
 * them, and the person shows a new code.
 */
export class Handovers {
  readonly #clock: Clock
  readonly #slots = new Map<string, Slot>()
  #bytes = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get size(): number {
    return this.#slots.size
  }

  /** Opens a slot, or puts what is handed over into one's own. @param content empty: nothing yet */
  put(id: string, owner: DeviceId, content: Bytes): Result<void, RequestCode> {
    this.#sweep()
    const before = this.#slots.get(id)
    if (before && before.owner !== owner) return fail('forbidden')
    const grown = this.#bytes + content.length - (before?.content?.length ?? 0)
    if (grown > MAX_HANDOVER_BYTES || (!before && this.#slots.size >= MAX_HANDOVERS)) return fail('unavailable')
    if (!before) this.#makeRoom(owner)
    const slot = before ?? { owner, ends: this.#clock.now() + HANDOVER_LIFE_MS, content: undefined, answer: undefined }
    this.#bytes += content.length - (slot.content?.length ?? 0)
    slot.content = content.length === 0 ? undefined : content
    this.#slots.set(id, slot)
    return ok(undefined)
  }

  /** The oldest of one device's slots makes room. */
  #makeRoom(owner: DeviceId): void {
    const own = [...this.#slots].filter(([, slot]) => slot.owner === owner)
    for (const [id] of own.slice(0, Math.max(0, own.length - MAX_HANDOVERS_PER_DEVICE + 1))) this.#drop(id)
  }

  /** What was handed over, once; undefined while there is nothing yet. */
  take(id: string): Result<Bytes | undefined, RequestCode> {
    const slot = this.#slot(id)
    if (!slot) return fail('not-found')
    const { content } = slot
    if (content) this.#drop(id)
    return ok(content)
  }

  /** The other browser's word: the first one counts. */
  answer(id: string, answer: Bytes): Result<void, RequestCode> {
    const slot = this.#slot(id)
    if (!slot) return fail('not-found')
    if (slot.answer) return fail('taken')
    slot.answer = answer
    return ok(undefined)
  }

  /** The word that came, for who opened the slot; undefined while none has. */
  answered(id: string, owner: DeviceId): Result<Bytes | undefined, RequestCode> {
    const slot = this.#slot(id)
    if (!slot) return fail('not-found')
    return slot.owner === owner ? ok(slot.answer) : fail('forbidden')
  }

  end(id: string, owner: DeviceId): Result<void, RequestCode> {
    const slot = this.#slot(id)
    if (slot && slot.owner !== owner) return fail('forbidden')
    this.#drop(id)
    return ok(undefined)
  }

  #slot(id: string): Slot | undefined {
    this.#sweep()
    return this.#slots.get(id)
  }

  #drop(id: string): void {
    this.#bytes -= this.#slots.get(id)?.content?.length ?? 0
    this.#slots.delete(id)
  }

  #sweep(): void {
    const now = this.#clock.now()
    for (const [id, { ends }] of this.#slots) if (ends <= now) this.#drop(id)
  }
}
