import type { Clock } from './ports.ts'

/**
 * Time to measure how long ago something was: goes on as the wall clock does, and stands still where that is set back. What was due in
 * thirty seconds would otherwise be due in as many days as the clock was set back.
 */
export function steady(clock: Pick<Clock, 'now'>): () => number {
  let last = clock.now()
  let behind = 0
  return () => {
    const now = clock.now()
    if (now < last) behind += last - now
    last = now
    return now + behind
  }
}
