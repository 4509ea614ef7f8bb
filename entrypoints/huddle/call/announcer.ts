import type { DeviceId } from '../../../shared/domain/ids.ts'
import type { CallState, Participant } from '../model.ts'

type Announcement = CallState['announcements'][number]
/** Older ones have been spoken long ago. */
const KEPT = 20

/** What is said aloud to who cannot see it: who came and left, and each step down. */
export class Announcer {
  list: readonly Announcement[] = []
  readonly #now: () => number
  #here: ReadonlyMap<DeviceId, string> | undefined
  #steps = ''

  constructor(now: () => number) {
    this.#now = now
  }

  say(words: string): void {
    this.list = [...this.list, { at: this.#now(), words }].slice(-KEPT)
  }

  /** Who is here now. Whoever was here when we came is not announced. @returns whether there is something new */
  see(others: readonly Participant[], steps: readonly (string | undefined)[]): boolean {
    const before = this.list
    const here = new Map(others.map(({ device, name }) => [device, name]))
    if (this.#here) {
      for (const [device, name] of here) if (!this.#here.has(device)) this.say(`${name} joined`)
      for (const [device, name] of this.#here) if (!here.has(device)) this.say(`${name} left`)
    }
    this.#here = here
    const known = [...new Set(steps.flatMap((step) => step ?? []))]
    if (this.#steps !== known.join('\n')) for (const step of known) if (!this.#steps.includes(step)) this.say(step)
    this.#steps = known.join('\n')
    return this.list !== before
  }

  /** Another huddle, or none. */
  begin(): void {
    this.#here = undefined
    this.#steps = ''
  }
}
