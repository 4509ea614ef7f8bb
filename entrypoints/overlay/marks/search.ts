import { anchorSliced } from '../../../shared/anchoring/anchor.ts'
import type { Anchored } from '../../../shared/anchoring/model.ts'
import { Allowance } from '../text/allowance.ts'
import { inSlices } from '../text/slices.ts'
import type { TextChange } from '../text/text-change.ts'
import type { TextIndex } from '../text/text-index.ts'
import { carry, type Held, targetOf } from './held.ts'
import { caretAt } from './hit-test.ts'

/** With more than so many to find, those in view are looked for first. */
const MANY = 150
const IN_VIEW = 48

/** Anchors whatever has no answer yet, until nothing is left; one such run at a time. */
export class Search<Id extends string> {
  readonly #index: TextIndex
  readonly #held: ReadonlyMap<Id, Held<Id>>
  readonly #found: () => void
  readonly #until: AbortSignal
  /** For looking again on a page that changes; new marks never wait for it. */
  readonly #allowance = new Allowance(performance.now())
  #running = false
  #urgent = false
  #waiting: ReturnType<typeof setTimeout> | undefined
  /** What happened to the text since the run under way has begun. */
  #changes: TextChange[] = []

  /** @param found after answers have come */
  constructor(index: TextIndex, held: ReadonlyMap<Id, Held<Id>>, found: () => void, until: AbortSignal) {
    this.#index = index
    this.#held = held
    this.#found = found
    this.#until = until
    until.addEventListener('abort', () => clearTimeout(this.#waiting), { once: true })
  }

  follow(change: TextChange): void {
    if (this.#running) this.#changes.push(change)
  }

  begin(when: 'now' | 'soon'): void {
    this.#urgent ||= when === 'now'
    if (this.#running) return
    clearTimeout(this.#waiting)
    const wait = when === 'now' ? 0 : this.#allowance.wait(performance.now())
    if (wait === 0) void this.#run()
    else this.#waiting = setTimeout(() => void this.#run(), wait)
  }

  async #run(): Promise<void> {
    this.#running = true
    try {
      while (!this.#until.aborted) {
        const open = [...this.#held.values()].filter(({ settled }) => !settled)
        if (open.length === 0 || (!this.#urgent && this.#changes.length > 0 && this.#tired)) break
        this.#urgent = false
        if (open.length > MANY) await this.#anchor(this.#inView(open), false)
        await this.#anchor(open, true)
      }
    } finally {
      this.#running = false
    }
    this.#found()
    if (this.#tired) this.begin('soon')
  }

  get #tired(): boolean {
    return this.#allowance.wait(performance.now()) > 0 && [...this.#held.values()].some(({ settled }) => !settled)
  }

  /** @param final what is found first, without the others' help, counts only where it is beyond doubt */
  async #anchor(open: readonly Held<Id>[], final: boolean): Promise<void> {
    this.#changes = []
    const steps = anchorSliced(this.#index.model(), open.map(targetOf))
    const found = await inSlices(steps, this.#until, (ms) => this.#allowance.spend(ms, performance.now()))
    if (!found) return
    const answered: Held<Id>[] = []
    for (const held of open) {
      const answer: Anchored | undefined = found.get(held.mark.id)
      if (!answer || this.#held.get(held.mark.id) !== held || !(final || answer.state === 'exact')) continue
      held.anchored = answer
      held.settled = final
      answered.push(held)
    }
    // The page may have gone on meanwhile. What it left alone still counts: a restless page must not starve us.
    carry(answered, this.#changes)
    this.#found()
  }

  /** The ones that stood nearest to what is in view. */
  #inView(open: readonly Held<Id>[]): Held<Id>[] {
    const view = this.#index.page.documentElement
    const caret = caretAt(this.#index, view.clientWidth / 2, view.clientHeight / 2)
    const middle = caret ? this.#index.offsetAt(caret.offsetNode, caret.offset) : 0
    const away = ({ mark }: Held<Id>) => {
      const position = mark.selectors.find(({ type }) => type === 'TextPositionSelector')
      return position?.type === 'TextPositionSelector' ? Math.abs(position.start - middle) : Number.MAX_SAFE_INTEGER
    }
    return open
      .map((held) => ({ held, away: away(held) }))
      .sort((a, b) => a.away - b.away)
      .slice(0, IN_VIEW)
      .map(({ held }) => held)
  }
}
