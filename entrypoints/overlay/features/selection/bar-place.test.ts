import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { around, placeBar, type Rect } from './bar-place.ts'

const view = { width: 1_000, height: 700 }
const bar = { width: 300, height: 44 }
const box = (left: number, top: number, right: number, bottom: number): Rect => ({ left, top, right, bottom })

describe('the selection bar', () => {
  it('stands below a selection made forwards, above one made backwards', () => {
    const words = box(400, 300, 600, 340)
    expect(placeBar(words, words, false, bar, view).top).toBe(348)
    expect(placeBar(words, words, true, bar, view).top).toBe(248)
  })

  it('goes to the other side where there is no room', () => {
    const low = box(400, 640, 600, 690)
    expect(placeBar(low, low, false, bar, view).top).toBe(640 - 8 - 44)
    const high = box(400, 5, 600, 25)
    expect(placeBar(high, high, true, bar, view).top).toBe(33)
  })

  it('is always in the window, and covers the words only when they fill it', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: -500, max: 1_200 }),
        fc.integer({ min: -500, max: 700 }),
        fc.integer({ min: 1, max: 1_500 }),
        fc.boolean(),
        (left, top, height, backwards) => {
          const words = box(left, top, left + 80, top + height)
          const at = placeBar(words, words, backwards, bar, view)
          expect(at.left).toBeGreaterThanOrEqual(8)
          expect(at.left + bar.width).toBeLessThanOrEqual(view.width - 8)
          expect(at.top).toBeGreaterThanOrEqual(8)
          expect(at.top + bar.height).toBeLessThanOrEqual(view.height - 8)
          const covers = at.top < words.bottom && at.top + bar.height > words.top
          const roomAbove = words.top >= 60 && words.top <= view.height
          const roomBelow = words.bottom <= view.height - 60 && words.bottom >= 0
          if (roomAbove || roomBelow) expect(covers).toBe(false)
        },
      ),
    ))

  it('finds the box around boxes', () => {
    expect(around([])).toBeUndefined()
    expect(around([box(1, 5, 2, 6), box(0, 7, 9, 8)])).toEqual(box(0, 5, 9, 8))
  })
})
