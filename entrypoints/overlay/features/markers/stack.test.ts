import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stack } from './stack.ts'

describe('markers of one column', () => {
  it('stay where their lines are while there is room', () => {
    const spots = [
      { left: 700, top: 10 },
      { left: 700, top: 90 },
    ]
    expect(stack(spots)).toEqual(spots)
  })

  it('never lie on each other', () =>
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 12 }), (tops) => {
        const placed = stack(tops.map((top) => ({ left: 700, top })))
        for (const [i, one] of placed.entries())
          for (const other of placed.slice(i + 1)) expect(Math.abs(one.top - other.top)).toBeGreaterThanOrEqual(30)
      }),
    ))
})
