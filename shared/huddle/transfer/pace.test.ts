import { describe, expect, it } from 'vitest'
import { Chance } from '../../../test/kit/chance.ts'
import { CHUNK_BYTES, LEAST_CHUNK_BYTES } from './limits.ts'
import { LEAST_WINDOW_BYTES, MOST_WINDOW_BYTES, Pace, TARGET_MS } from './pace.ts'

interface Line {
  /** Bytes per millisecond. */
  readonly rate: number
  readonly delayMs: number
  /** What else adds to an answer now and then: a busy page. */
  readonly late: () => number
}

/** A bottleneck with an endless queue. @returns what our bytes waited in it, and how much passed, in the second half. */
function drive(line: Line, forMs: number): { waited: readonly number[]; rate: number; pace: Pace } {
  const pace = new Pace()
  const answers: { at: number; bytes: number; sent: number }[] = []
  const waited: number[] = []
  let [free, inFlight, passed] = [0, 0, 0]
  for (let now = 0; now < forMs; now++) {
    answers.sort((a, b) => a.at - b.at)
    while (answers[0] && answers[0].at <= now) {
      const { bytes, sent } = answers.shift() as (typeof answers)[number]
      inFlight -= bytes
      pace.heard(bytes, now - sent, now)
      if (now > forMs / 2) passed += bytes
    }
    while (inFlight < pace.window) {
      const bytes = pace.chunk
      free = Math.max(free, now) + bytes / line.rate
      if (now > forMs / 2) waited.push(free - now - bytes / line.rate)
      answers.push({ at: free + line.delayMs + line.late(), bytes, sent: now })
      inFlight += bytes
    }
  }
  return { waited: waited.sort((a, b) => a - b), rate: passed / (forMs / 2), pace }
}

const median = (sorted: readonly number[]): number => sorted[Math.floor(sorted.length / 2)] ?? 0
const quiet = () => 0

describe('the pace', () => {
  it.each([
    ['1 Mbit/s, 40 ms', 125, 40],
    ['10 Mbit/s, 40 ms', 1_250, 40],
    ['100 Mbit/s, 10 ms', 12_500, 10],
  ])('HF10 uses a line of %s, and makes others wait little', (_name, rate, delayMs) => {
    const driven = drive({ rate, delayMs, late: quiet }, 30_000)
    expect(driven.rate).toBeGreaterThan(0.7 * rate)
    // One piece more than the target may stand before another's packet.
    expect(median(driven.waited)).toBeLessThan(TARGET_MS + driven.pace.chunk / rate)
  })

  it('HF10 is not held up by a page that answers late now and then', () => {
    const chance = new Chance(1)
    const driven = drive({ rate: 1_250, delayMs: 20, late: () => (chance.maybe(20) ? 150 : 0) }, 30_000)
    expect(driven.rate).toBeGreaterThan(0.6 * 1_250)
  })

  it('HF10 sends small pieces on a slow line', () => {
    const { pace } = drive({ rate: 38, delayMs: 100, late: quiet }, 30_000)
    expect(pace.chunk).toBe(LEAST_CHUNK_BYTES)
    expect(pace.window).toBeLessThan(2 * LEAST_WINDOW_BYTES)
  })

  it('HF9 stays within its bounds whatever it hears', () => {
    const [pace, chance] = [new Pace(), new Chance(5)]
    const [windows, chunks] = [new Set<number>(), new Set<number>()]
    for (let i = 0; i < 20_000; i++) {
      pace.heard(chance.below(200_000), chance.maybe(30) ? chance.below(10_000) : 0, i * 3)
      windows.add(pace.window)
      chunks.add(pace.chunk)
    }
    expect(windows.size).toBeGreaterThan(10)
    expect(Math.min(...windows)).toBeGreaterThanOrEqual(LEAST_WINDOW_BYTES)
    expect(Math.max(...windows)).toBeLessThanOrEqual(MOST_WINDOW_BYTES)
    expect(Math.max(...chunks)).toBeLessThanOrEqual(CHUNK_BYTES)
  })
})
