import { expect, it } from 'vitest'
import { inOrder, predict } from './landmarks.ts'

it('AN17 keeps the longest chain in order, and reads expected places between its links', () => {
  const chain = inOrder([
    { before: 100, now: 150 },
    { before: 300, now: 20 },
    { before: 200, now: 250 },
    { before: 400, now: 500 },
  ])
  expect(chain.map(({ before }) => before)).toEqual([100, 200, 400])
  expect(predict(chain, 50)).toBe(100)
  expect(predict(chain, 300)).toBe(375)
  expect(predict(chain, 1_000)).toBe(1_100)
  expect(predict([], 70)).toBe(70)
})
