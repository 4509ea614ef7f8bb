import * as v from 'valibot'
import { type DeviceId, isId, type MemberId, type SpaceId } from '../../domain/ids.ts'
import { Serial } from '../../kit/serial.ts'
import type { Present, Seen, SpaceCarriage } from '../parts.ts'
import type { EnginePorts } from '../ports.ts'

/** A space full of devices that come once must not fill the store: the ones seen last are kept. */
const MOST_DEVICES = 512
/** Presence comes every few seconds; when somebody was last here is told by the minute. */
const EVERY_MS = 60_000

const id = v.custom<DeviceId & MemberId>((value) => typeof value === 'string' && isId(value))
const stored = v.object({
  schema: v.literal(1),
  devices: v.pipe(v.array(v.tuple([id, id, v.pipe(v.number(), v.safeInteger())])), v.maxLength(MOST_DEVICES)),
})

/** Where it lies in the table `settings`. */
export const lastHereKey = (space: SpaceId): string => `here.${space}`

/** S23: when others' devices were last seen here by this one. A convenience: what cannot be stored or read is done without. */
export class LastHere {
  readonly #ports: Pick<EnginePorts, 'clock' | 'store'>
  readonly #space: SpaceId
  readonly #seen: Map<DeviceId, { readonly member: MemberId; readonly at: number }>
  readonly #writing = new Serial()
  readonly #ended = new AbortController()
  #here = new Set<DeviceId>()
  #written = 0

  private constructor(ports: Pick<EnginePorts, 'clock' | 'store'>, space: SpaceId, seen: Seen) {
    this.#ports = ports
    this.#space = space
    this.#seen = new Map(seen)
  }

  static async open(ports: Pick<EnginePorts, 'clock' | 'store'>, space: SpaceId): Promise<LastHere> {
    const raw = await ports.store.get('settings', lastHereKey(space)).catch(() => undefined)
    const read = v.safeParse(stored, raw)
    const devices = read.success ? read.output.devices : []
    return new LastHere(ports, space, new Map(devices.map(([device, member, at]) => [device, { member, at }])))
  }

  get seen(): Seen {
    return this.#seen
  }

  follow(carriage: Pick<SpaceCarriage, 'present' | 'presentChanged'>): void {
    carriage.presentChanged.listen(() => this.#look(carriage.present()), this.#ended.signal)
  }

  /** Who was here at the last look, or is now, was here now. */
  #look(present: readonly Present[]): void {
    const now = this.#ports.clock.now()
    const here = new Set(present.map(({ device }) => device))
    for (const { device, member } of present) this.#put(device, member, now)
    const left = [...this.#here].filter((device) => !here.has(device))
    for (const device of left) {
      const before = this.#seen.get(device)
      if (before) this.#put(device, before.member, now)
    }
    const came = [...here].some((device) => !this.#here.has(device))
    this.#here = here
    if (came || left.length > 0 || now - this.#written >= EVERY_MS) this.#keep(now)
  }

  #put(device: DeviceId, member: MemberId, at: number): void {
    this.#seen.delete(device)
    this.#seen.set(device, { member, at })
    const [oldest] = this.#seen.keys()
    if (this.#seen.size > MOST_DEVICES && oldest !== undefined) this.#seen.delete(oldest)
  }

  #keep(now: number): void {
    this.#written = now
    const devices = [...this.#seen].map(([device, { member, at }]) => [device, member, at])
    const value = { schema: 1, devices }
    const write = { table: 'settings', key: lastHereKey(this.#space), value } as const
    void this.#writing.run(() => this.#ports.store.write([write])).catch(() => undefined)
  }

  async close(): Promise<void> {
    this.#ended.abort()
    await this.#writing.idle()
  }
}
