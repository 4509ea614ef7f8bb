import { describe, expect, it } from 'vitest'
import { inReadingOrder } from './reading-order.ts'

describe('reading order', () => {
  it('RO1 RO2 is by place, then by age, then by id; what has no known place is last', () => {
    const one = (id: string, at: number, created: number) => ({ id, at, created })
    const all = [one('z', 9, 1), one('b', 4, 2), one('a', 4, 2), one('c', 4, 1), one('p', -1, 9)]
    const nowhere = [one('y', Number.POSITIVE_INFINITY, 2), one('x', Number.POSITIVE_INFINITY, 1)]
    const sorted = [...nowhere, ...all].sort(inReadingOrder).map(({ id }) => id)
    expect(sorted.join('')).toBe('pcabzxy')
  })
})
