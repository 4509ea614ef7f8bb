import { LEVELS, type Level } from './parts.ts'

/** `same`: nothing new was learnt. */
export type Look = 'good' | 'fair' | 'bad' | 'same'

export interface StepRules {
  readonly start: Level
  readonly least: Level
  /** So many bad looks in a row lead one level down. */
  readonly downAfter: number
  /** So many good ones in a row one level up; doubled, up to eight times, whenever a way up had to be taken back. */
  readonly upAfter: number
}

/** A level that was reached must hold for so many looks, or the way up has failed. */
const PROVEN_AFTER = 15
const MOST_DOUBLINGS = 8

export const lower = (a: Level, b: Level): Level => (LEVELS.indexOf(a) < LEVELS.indexOf(b) ? a : b)
export const by = (level: Level, steps: number): Level =>
  LEVELS[Math.min(LEVELS.length - 1, Math.max(0, LEVELS.indexOf(level) + steps))] ?? level

/** HU34: a level that falls fast and rises slowly, so that nothing flaps. One look a second. */
export class Steps {
  readonly #rules: StepRules
  #level: Level
  #bad = 0
  #good = 0
  #patience = 1
  /** Looks since the last way up. */
  #risen = Number.POSITIVE_INFINITY

  constructor(rules: StepRules) {
    this.#rules = rules
    this.#level = rules.start
  }

  get level(): Level {
    return this.#level
  }

  /** @param ceiling no way up beyond it: what is not used cannot be proven @param fits where to fall to at once, when that is known to be lower */
  take(look: Look, ceiling: Level, fits?: Level): Level {
    this.#risen += 1
    if (look === 'same') return this.#level
    if (this.#risen === PROVEN_AFTER * 4) this.#patience = 1
    const mayRise = this.#level !== ceiling && lower(this.#level, ceiling) === this.#level
    this.#bad = look === 'bad' ? this.#bad + 1 : 0
    this.#good = look === 'good' && mayRise ? this.#good + 1 : 0
    if (this.#bad >= this.#rules.downAfter) this.#down(fits)
    else if (this.#good >= this.#rules.upAfter * this.#patience) this.#up()
    return this.#level
  }

  #down(fits: Level | undefined): void {
    this.#bad = 0
    if (this.#risen < PROVEN_AFTER) this.#patience = Math.min(MOST_DOUBLINGS, this.#patience * 2)
    this.#risen = Number.POSITIVE_INFINITY
    const next = lower(by(this.#level, -1), fits ?? this.#level)
    this.#level = lower(next, this.#rules.least) === next ? this.#rules.least : next
  }

  #up(): void {
    this.#good = 0
    this.#level = by(this.#level, 1)
    this.#risen = 0
  }
}
