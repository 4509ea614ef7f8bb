import { expect, it } from 'vitest'
import { spread } from './spread.ts'

it('pins with room between them stay at their points', () => {
  const spots = [
    { x: 10, y: 10 },
    { x: 25, y: 12 },
  ]
  expect(spread(spots)).toEqual(spots)
})

it('pins at one point stand side by side, so that each can be pressed', () => {
  expect(spread([...Array(3)].map(() => ({ x: 100, y: 50 })))).toEqual([
    { x: 100, y: 50 },
    { x: 120, y: 50 },
    { x: 140, y: 50 },
  ])
})
