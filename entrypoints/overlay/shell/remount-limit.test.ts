import { describe, expect, it } from 'vitest'
import { RemountLimit } from './remount-limit.ts'

describe('putting the overlay back', () => {
  it('happens at once after a few removals, then more and more slowly, never not at all', () => {
    const limit = new RemountLimit()
    const waits = Array.from({ length: 20 }, () => limit.next(1_000))
    expect(waits.slice(0, 5)).toEqual([0, 0, 0, 0, 0])
    expect(waits.slice(5, 8)).toEqual([50, 100, 200])
    expect(waits.at(-1)).toBe(5_000)
  })

  it('forgets old removals', () => {
    const limit = new RemountLimit()
    for (let i = 0; i < 12; i++) limit.next(0)
    expect(limit.next(10_001)).toBe(0)
  })
})
