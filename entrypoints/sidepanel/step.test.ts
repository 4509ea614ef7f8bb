import { expect, it } from 'vitest'
import { stepTo } from './step.ts'

it.each([
  ['ArrowDown', 0, 3, 1],
  ['ArrowDown', 2, 3, 2],
  ['ArrowDown', -1, 3, 0],
  ['ArrowUp', 0, 3, 0],
  ['ArrowUp', -1, 3, 0],
  ['ArrowUp', 2, 3, 1],
  ['Home', 2, 3, 0],
  ['End', 0, 3, 2],
  ['ArrowDown', 0, 0, undefined],
  ['a', 0, 3, undefined],
])('%s from %d of %d leads to %s', (key, at, count, to) => expect(stepTo(key, at, count)).toBe(to))
