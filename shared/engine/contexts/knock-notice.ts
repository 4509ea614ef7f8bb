import * as v from 'valibot'
import { Serial } from '../../kit/serial.ts'
import { MAX_KNOCKS } from '../../protocol/limits.ts'
import type { Surroundings } from '../ports.ts'
import type { Desk } from './desk.ts'
import { knockViews } from './members.ts'

const KEY = 'knocked'
/** More knocks than wait at any time; beyond that the oldest might be told once more. */
const MOST_TOLD = 512
const stored = v.object({ schema: v.literal(1), told: v.array(v.string()) })

type Waiting = Parameters<Surroundings['knocks']>[0]

/** S17: has the browser show who asks to be let in, wherever we are an admin, also while no page of ours is open. */
export class KnockNotice {
  readonly #desk: Desk
  readonly #until: AbortSignal
  readonly #writing = new Serial()
  /** By the knock's id: the desktop was asked to say it, in this run or an earlier one. */
  #told: readonly string[]
  #shown: string | undefined

  private constructor(desk: Desk, told: readonly string[], until: AbortSignal) {
    this.#desk = desk
    this.#told = told
    this.#until = until
    desk.spaces.changed.listen(() => this.#look(), until)
    this.#look()
  }

  /** What cannot be read is forgotten: at worst somebody is told twice. */
  static async open(desk: Desk, until: AbortSignal): Promise<KnockNotice> {
    const read = v.safeParse(stored, await desk.ports.store.get('settings', KEY))
    return new KnockNotice(desk, read.success ? read.output.told : [], until)
  }

  #look(): void {
    if (this.#until.aborted) return
    const spaces = this.#desk.spaces.list()
    const waiting = spaces.flatMap((space) =>
      knockViews(space).map(({ knock, name }) => ({
        knock,
        space: space.self.space,
        words: `${name} asks to be let in to ${space.name}`,
        news: !this.#told.includes(knock),
      })),
    )
    // After a start nothing is known yet; what an earlier run showed stays until it is.
    if (waiting.length === 0 && this.#shown === undefined && spaces.some(({ knocks }) => !knocks.looked)) return
    this.#tell(waiting.slice(0, MAX_KNOCKS))
  }

  #tell(waiting: Waiting): void {
    const shown = waiting.map(({ knock, words }) => `${knock} ${words}`).join('\n')
    if (shown === this.#shown) return
    this.#shown = shown
    this.#desk.ports.surroundings.knocks(waiting)
    const news = waiting.filter((one) => one.news).map(({ knock }) => knock)
    if (news.length === 0) return
    this.#told = [...this.#told, ...news].slice(-MOST_TOLD)
    const value = { schema: 1, told: [...this.#told] }
    // Behind what happens; without room in the store it is at worst told again after a restart.
    this.#writing
      .run(() => this.#desk.ports.store.write([{ table: 'settings', key: KEY, value }]))
      .catch(() => undefined)
  }
}
