import type { Clock, Random } from '../../shared/engine/ports.ts'
import type { Bytes } from '../../shared/kit/bytes.ts'

/** The browser's clock. Timers run unthrottled in the engine page; animation frames do not run at all. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}

export const randomSource: Random = {
  bytes: (length): Bytes => crypto.getRandomValues(new Uint8Array(length)),
  fraction: () => Math.random(),
}
