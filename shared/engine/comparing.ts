import type { DocumentId } from '../domain/ids.ts'
import { Alarm } from './alarm.ts'
import type { DocumentHandle } from './document-parts.ts'
import type { Clock } from './ports.ts'
import type { Presence } from './presence/presence.ts'
import type { Seat } from './relay-link/seat.ts'

/** Contents are compared so often while people are on a page. Milliseconds. */
export const COMPARE_EVERY_MS = 60_000

export interface ComparingParts {
  readonly clock: Clock
  readonly carried: { get(id: DocumentId): DocumentHandle | undefined }
  readonly presence: Pick<Presence, 'announcer' | 'on'>
  readonly seat: Pick<Seat, 'kick'>
}

/** CK8: devices on a page tell each other what they hold, as a digest in their presence; whoever holds the same envelopes must show the same. */
export class Comparing {
  readonly #parts: ComparingParts
  readonly #alarm: Alarm
  /** Heads for which the content was put together again already: once is enough, the other one's may be the wrong one. */
  readonly #mended = new Set<string>()

  constructor(parts: ComparingParts) {
    this.#parts = parts
    this.#alarm = new Alarm(parts.clock, () => void this.look())
    this.#alarm.set(COMPARE_EVERY_MS)
  }

  async look(): Promise<void> {
    this.#alarm.set(COMPARE_EVERY_MS)
    const { announcer } = this.#parts.presence
    const page = announcer.body.page && this.#parts.carried.get(announcer.body.page)
    try {
      const sum = await page?.summary?.digest()
      announcer.change({ sum })
      if (page && sum !== undefined && this.#differs(page, sum)) await this.#mend(page, sum)
    } catch {
      // The document was closed, or its store is full: looked at again next time.
    }
  }

  #differs(page: DocumentHandle, sum: string): boolean {
    const [heads, content] = [sum.slice(0, 16), sum.slice(16)]
    return this.#parts.presence
      .on(page.id)
      .some(({ body: { sum: theirs } }) => theirs?.startsWith(heads) && theirs.slice(16) !== content)
  }

  async #mend(page: DocumentHandle, sum: string): Promise<void> {
    if (this.#mended.has(sum)) return
    this.#mended.add(sum)
    await page.summary?.diverged()
    this.#parts.presence.announcer.change({ sum: await page.summary?.digest() })
    this.#parts.seat.kick(page.id)
  }

  close(): void {
    this.#alarm.stop()
  }
}
