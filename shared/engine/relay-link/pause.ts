import { Alarm } from '../alarm.ts'
import type { Clock } from '../ports.ts'

/** Why a round is ended: the next one comes after the usual pause, so that a relay that contradicts itself is not asked without end. */
export const AFTER_PAUSE = Symbol('after a pause')

/** A wait that can be cut short. */
export class Pause {
  readonly #alarm: Alarm
  #done: () => void = () => undefined

  constructor(clock: Clock) {
    this.#alarm = new Alarm(clock, () => this.#done())
  }

  wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#done = resolve
      this.#alarm.set(ms)
    })
  }

  /** Ends a wait that is under way. */
  end(): void {
    this.#alarm.stop()
    this.#done()
  }
}
