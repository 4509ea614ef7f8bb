import type { CursorPlace } from '../../contract/intents.ts'
import type { DeviceId } from '../../domain/ids.ts'
import { Alarm } from '../alarm.ts'
import type { Clock } from '../ports.ts'

/** Thirty batches a second: separate messages per cursor cost twice the time and fall behind under load (measured). */
const TICK_MS = 33

type Batch = readonly { readonly device: DeviceId; readonly place: CursorPlace | null }[]

/** Others' cursors on one page, gathered per tick, the newest place of each. A tab that nobody sees gets none. */
export class CursorBatch {
  readonly #send: (batch: Batch) => void
  readonly #alarm: Alarm
  readonly #next = new Map<DeviceId, CursorPlace | null>()
  readonly #shown = new Set<DeviceId>()
  #paused = false

  constructor(clock: Clock, send: (batch: Batch) => void) {
    this.#send = send
    this.#alarm = new Alarm(clock, () => this.#flush())
  }

  put(device: DeviceId, place: CursorPlace | null): void {
    if (this.#paused) return
    if (place === null && !this.#shown.has(device) && !this.#next.has(device)) return
    this.#next.set(device, place)
    if (!this.#alarm.waiting) this.#alarm.set(TICK_MS)
  }

  /** Removes the cursors of everybody else: they left without saying so. */
  keep(here: ReadonlySet<DeviceId>): void {
    for (const device of new Set([...this.#shown, ...this.#next.keys()])) if (!here.has(device)) this.put(device, null)
  }

  /** While paused nothing is sent; cursors that are shown are taken away first, since they would stand still. */
  pause(on: boolean): void {
    if (on) this.keep(new Set())
    this.#paused = on
  }

  close(): void {
    this.#alarm.stop()
    this.#paused = true
  }

  #flush(): void {
    const batch = [...this.#next].map(([device, place]) => ({ device, place }))
    this.#next.clear()
    for (const { device, place } of batch) {
      if (place === null) this.#shown.delete(device)
      else this.#shown.add(device)
    }
    if (batch.length > 0) this.#send(batch)
  }
}
