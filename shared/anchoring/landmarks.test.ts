import { expect, it } from 'vitest'
import { Course, inOrder, predict } from './landmarks.ts'

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

it('AN31 takes of one landmark that stands twice only one place into the chain', () => {
  const chain = inOrder([
    { before: 100, now: 100 },
    { before: 200, now: 180 },
    { before: 200, now: 900 },
    { before: 300, now: 300 },
  ])
  expect(chain).toEqual([
    { before: 100, now: 100 },
    { before: 200, now: 180 },
    { before: 300, now: 300 },
  ])
})

const KEPT = Array.from({ length: 20 }, (_, i) => ({ before: i * 1_000, now: i * 1_000 + 500 }))

it('AN31 expects a place between its neighbours on the chain, and knows nothing without any', () => {
  expect(new Course(KEPT).expect(4_400)).toMatchObject({ at: 4_900, from: 4_500, to: 5_500, astray: [], firm: true })
  expect(new Course(KEPT).expect(50_000)).toMatchObject({ from: 19_500, to: Number.POSITIVE_INFINITY })
  expect(new Course([]).expect(70)).toEqual({
    at: 70,
    either: [70],
    from: 0,
    to: Number.POSITIVE_INFINITY,
    astray: [],
    firm: false,
  })
})

it('AN32 follows landmarks that left the order together, and not one that met its like', () => {
  const moved = [4_100, 4_500, 4_900].map((before) => ({ before, now: before + 90_000 }))
  expect(new Course([...KEPT, ...moved]).expect(4_600).astray).toEqual([94_600])
  expect(new Course([...KEPT, ...moved.slice(0, 1)]).expect(4_600).astray).toEqual([])
})
