import type { DeviceId, MemberId } from '../../domain/ids.ts'
import { parseHeader } from '../../envelope/header.ts'
import { ByteReader, ByteWriter, Malformed } from '../../kit/binary.ts'
import { type Bytes, fromHex, toHex } from '../../kit/bytes.ts'
import type { SpaceSelf } from '../parts.ts'
import type { Clock } from '../ports.ts'
import { type AnnouncedSession, SignalWindow } from './signal-window.ts'

/** What a signal is for: the first byte of its body. A link's hello is a signal, too, and begins with the `{` of its JSON (N17). */
const PURPOSE = { huddle: 1, seen: 2, own: 3 } as const
export type SignalPurpose = keyof typeof PURPOSE

/** Threat: a member who makes us open envelopes without end. Signals of one device, refilled per second, with a burst. */
export const SIGNALS_PER_SECOND = 40
export const SIGNALS_BURST = 400
/** Memory: devices whose rate is known. */
const MAX_BUDGETS = 1_024

export interface Signalled {
  readonly device: DeviceId
  readonly member: MemberId
  readonly body: Bytes
}

export interface SignalsPorts {
  readonly clock: Clock
  /** Our session as presence announces it, 8 bytes. */
  readonly session: Bytes
  readonly announced: AnnouncedSession
  certificateOf(device: DeviceId, epoch: number): Bytes | undefined
  memberOf(device: DeviceId): MemberId | undefined
  /** Over every way that leads there. */
  send(record: Bytes, to: DeviceId): void
  heard(signal: Signalled, purpose: SignalPurpose): void
}

/**
 * Signals from one device to one other (N24): sealed, signed, naming the addressee and the session that it announces, so that none can be
 * replayed to another device, nor to the same one after its next start. They come over every way that there is; each is taken once.
 */
export class Signals {
  readonly #self: SpaceSelf
  readonly #ports: SignalsPorts
  readonly #taken: SignalWindow
  readonly #budgets = new Map<DeviceId, { left: number; at: number }>()
  #counter = 0

  constructor(self: SpaceSelf, ports: SignalsPorts) {
    this.#self = self
    this.#ports = ports
    this.#taken = new SignalWindow(ports.announced)
  }

  /** Seals with our next counter. For links' hellos, and what is sent here. */
  seal(body: Bytes): Promise<Bytes> {
    return this.#self.sealSession('signal', this.#ports.session, ++this.#counter, body)
  }

  /** Sends to a device that is here; to any other nothing is sent. @throws RangeError when it is too large to be sealed */
  async send(to: DeviceId, body: Bytes, purpose: SignalPurpose = 'huddle'): Promise<void> {
    const session = this.#ports.announced(to)
    if (session === undefined) return
    const form = new ByteWriter().u8(PURPOSE[purpose]).bytes(fromHex(to)).bytes(fromHex(session)).bytes(body).done()
    this.#ports.send(await this.seal(form), to)
  }

  /**
   * Takes a signal as it arrived; refusals are silent.
   * @param from whose link or place in the live room it came by
   */
  async hear(record: Bytes, from: DeviceId): Promise<void> {
    const parsed = parseHeader(record)
    if (!parsed.ok || parsed.value.kind !== 'signal' || parsed.value.device !== from) return
    const { nonce, counter } = parsed.value
    if (from === this.#self.device || !this.#taken.isNew(from, nonce, counter) || !this.#afford(from)) return
    const opened = await this.#self.openSession(record, (device, epoch) => this.#ports.certificateOf(device, epoch))
    const member = this.#ports.memberOf(from)
    if (opened?.kind !== 'signal' || opened.device !== from || member === undefined) return
    const said = this.#addressedToUs(opened.body)
    if (said !== undefined && this.#taken.take(from, nonce, counter))
      this.#ports.heard({ device: from, member, body: said.body }, said.purpose)
  }

  #addressedToUs(form: Bytes): { readonly purpose: SignalPurpose; readonly body: Bytes } | undefined {
    try {
      const reader = new ByteReader(form)
      const [first, to, session] = [reader.u8(), toHex(reader.bytes(16)), toHex(reader.bytes(8))]
      const ours = to === this.#self.device && session === toHex(this.#ports.session)
      const purpose = (['huddle', 'seen', 'own'] as const).find((one) => PURPOSE[one] === first)
      return purpose !== undefined && ours ? { purpose, body: reader.rest() } : undefined
    } catch (error) {
      if (error instanceof Malformed) return undefined
      throw error
    }
  }

  #afford(from: DeviceId): boolean {
    const now = this.#ports.clock.now()
    const budget = this.#budgets.get(from) ?? { left: SIGNALS_BURST, at: now }
    const refilled = budget.left + (Math.max(0, now - budget.at) / 1_000) * SIGNALS_PER_SECOND
    const left = Math.min(SIGNALS_BURST, refilled)
    this.#budgets.delete(from)
    this.#budgets.set(from, { left: left >= 1 ? left - 1 : left, at: now })
    for (const oldest of this.#budgets.keys()) if (this.#budgets.size > MAX_BUDGETS) this.#budgets.delete(oldest)
    return left >= 1
  }
}
