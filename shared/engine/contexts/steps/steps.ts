import type { StepDone, StepsView } from '../../../contract/steps.ts'
import type { MemberId } from '../../../domain/ids.ts'
import { Serial } from '../../../kit/serial.ts'
import { Signal } from '../../../kit/signal.ts'
import type { Clock } from '../../ports.ts'
import type { Threaded } from '../visit.ts'
import { Refusal } from '../words.ts'
import { backwards, type Item, touchedSince, write } from './item.ts'
import { stepWords } from './step-words.ts'

/** Memory: acts that can be undone on one page of one tab. */
export const MOST_STEPS = 100
/** Memory: pages and tabs whose acts are remembered. */
const MOST_HISTORIES = 64

interface Step {
  readonly words: string
  readonly items: readonly Item[]
}

/** What undoing needs of its page. */
interface Page {
  /** As it is stored, not as it is recorded. */
  readonly document: Threaded
  readonly self: MemberId
  nameOf(member: MemberId): string
}

/** The person's own acts on one page of one tab (rules UN), in memory: over reloads of the page, not of the browser. */
export class Steps {
  readonly changed = new Signal<void>()
  readonly #clock: Clock
  readonly #running = new Serial()
  #past: readonly Step[] = []
  #future: readonly Step[] = []

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get view(): StepsView {
    const [undo, redo] = [this.#past.at(-1)?.words, this.#future.at(-1)?.words]
    return { ...(undo === undefined ? {} : { undo }), ...(redo === undefined ? {} : { redo }) }
  }

  did(items: readonly Item[]): void {
    if (items.length === 0) return
    this.#past = [...this.#past, { words: stepWords(items), items }].slice(-MOST_STEPS)
    this.#future = []
    this.changed.emit()
  }

  undo(page: Page): Promise<StepDone> {
    return this.#running.run(async () => {
      const step = this.#past.at(-1)
      if (!step) throw new Refusal('There is nothing to undo on this page.')
      this.#past = this.#past.slice(0, -1)
      const back = await this.#turn(page, step, 'undone')
      this.#future = [...this.#future, back]
      this.changed.emit()
      return { words: `Undone: ${lower(step.words)}`, back: 'redo' }
    })
  }

  redo(page: Page): Promise<StepDone> {
    return this.#running.run(async () => {
      const step = this.#future.at(-1)
      if (!step) throw new Refusal('There is nothing to redo on this page.')
      this.#future = this.#future.slice(0, -1)
      const again = await this.#turn(page, step, 'redone')
      this.#past = [...this.#past, again]
      this.changed.emit()
      return { words: `Done again: ${lower(step.words)}`, back: 'undo' }
    })
  }

  /** @returns the step that turns it round again @throws Refusal when somebody else had a hand in it since; the step is gone then */
  async #turn({ document, self, nameOf }: Page, { words, items }: Step, how: 'undone' | 'redone'): Promise<Step> {
    for (const item of items) {
      const touched = touchedSince(document, item, self)
      if (!touched) continue
      this.changed.emit()
      const who = touched.by === self ? 'This was changed elsewhere' : `${nameOf(touched.by)} has been at this`
      throw new Refusal(`${who} since, so it was not ${how}: ${lower(words)}.`)
    }
    const turned = items.map((item) => backwards(item, this.#clock.now()))
    await write(document, turned)
    return { words, items: turned }
  }
}

const lower = (words: string): string => words.charAt(0).toLowerCase() + words.slice(1)

/** All histories of one engine: by tab, space and page. The one used least lately goes first. */
export class Histories {
  readonly #clock: Clock
  readonly #all = new Map<string, Steps>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  of(tab: number, space: string, document: string): Steps {
    const key = `${tab}.${space}.${document}`
    const steps = this.#all.get(key) ?? new Steps(this.#clock)
    this.#all.delete(key)
    this.#all.set(key, steps)
    for (const oldest of this.#all.keys()) if (this.#all.size > MOST_HISTORIES) this.#all.delete(oldest)
    return steps
  }
}
