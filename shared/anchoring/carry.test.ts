import fc from 'fast-check'
import { expect, it } from 'vitest'
import { carrier } from './carry.ts'

it('AN24 keeps places before a change, shifts those behind it, and gives up those it touches', () => {
  const carry = carrier('one two three four', 'one two 2 and a half three four')
  expect(carry({ start: 0, end: 3 })).toEqual({ start: 0, end: 3 })
  expect(carry({ start: 14, end: 18 })).toEqual({ start: 27, end: 31 })
  expect(carry({ start: 4, end: 13 })).toBeUndefined()
})

it('AN24 carries nothing but the very same words', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', ' '), maxLength: 40 })
  fc.assert(
    fc.property(text, text, fc.nat(40), fc.nat(10), (before, now, start, length) => {
      const place = { start: Math.min(start, before.length), end: Math.min(start + length, before.length) }
      const carried = carrier(before, now)(place)
      if (carried) expect(now.slice(carried.start, carried.end)).toBe(before.slice(place.start, place.end))
      if (before === now) expect(carried).toEqual(place)
    }),
  )
})

it('AN24 compares long texts by blocks and still finds the first and last difference', () => {
  const long = 'abcdefgh'.repeat(2_000)
  const now = `${long.slice(0, 9_001)}!${long.slice(9_001)}`
  const carry = carrier(long, now)
  expect(carry({ start: 8_990, end: 9_000 })).toEqual({ start: 8_990, end: 9_000 })
  expect(carry({ start: 9_002, end: 9_010 })).toEqual({ start: 9_003, end: 9_011 })
})
