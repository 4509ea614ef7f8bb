import { describe, expect, it } from 'vitest'
import { timeAgo, untilNext } from './time-ago.ts'

const NOW = new Date(2031, 4, 20, 12).getTime()
const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

describe('time ago', () => {
  it.each([
    [0, 'just now'],
    [59 * SECOND, 'just now'],
    [MINUTE, '1 min ago'],
    [59.9 * MINUTE, '59 min ago'],
    [HOUR, '1 h ago'],
    [23.9 * HOUR, '23 h ago'],
    [25 * HOUR, 'yesterday'],
    [49 * HOUR, '2 days ago'],
    [8 * 24 * HOUR, 'May 12'],
    [365 * 24 * HOUR, 'May 20, 2030'],
    [-HOUR, 'just now'],
  ])('%d ms reads "%s"', (ago, words) => expect(timeAgo(NOW - ago, NOW)).toBe(words))

  it('says something for a time that is none', () => expect(timeAgo(-9e15, NOW)).toBe('some time ago'))

  it('knows when its words change', () => {
    expect(untilNext(NOW - 30 * SECOND, NOW)).toBe(30 * SECOND)
    expect(untilNext(NOW - 90 * MINUTE, NOW)).toBe(30 * MINUTE)
    expect(untilNext(NOW + HOUR, NOW)).toBe(MINUTE)
    expect(untilNext(NOW - MINUTE + 1, NOW)).toBe(SECOND)
  })
})
