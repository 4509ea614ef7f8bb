import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CARD_WIDTH, placeCard } from './card-place.ts'

const rect = (left: number, top: number, right: number, bottom: number) => ({ left, top, right, bottom })
const wide = { width: 1_280, height: 800 }
const words = rect(400, 300, 520, 320)

describe('a card', () => {
  it('stands beside the column and its markers, not over its text', () => {
    const place = placeCard(words, rect(300, 100, 800, 700), 240, wide)
    expect(place).toEqual({ kind: 'beside', left: 832, top: 290, height: 240 })
    expect(placeCard(words, rect(300, 100, 890, 700), 240, wide)).toMatchObject({ left: 896 })
  })

  it('takes the left side when there is no room at the right, and goes below the words when there is none at all', () => {
    expect(placeCard(words, rect(390, 0, 1_200, 700), 240, wide)).toMatchObject({ left: 390 - 6 - CARD_WIDTH })
    expect(placeCard(words, rect(10, 0, 1_270, 700), 240, wide)).toMatchObject({ left: 400, top: 326 })
  })

  it('is mirrored where lines run from right to left', () => {
    const column = rect(500, 100, 900, 700)
    expect(placeCard(words, column, 240, wide, true)).toMatchObject({ left: 500 - 6 - CARD_WIDTH - 26 })
    expect(placeCard(words, rect(380, 100, 900, 700), 240, wide, true)).toMatchObject({ left: 380 - 6 - CARD_WIDTH })
    expect(placeCard(words, rect(300, 100, 800, 700), 240, wide, true)).toMatchObject({ left: 806 })
  })

  it('is a sheet in a narrow window', () =>
    expect(placeCard(words, undefined, 240, { width: 420, height: 800 })).toEqual({ kind: 'sheet' }))

  it('stands above the dock when it is about the whole page', () =>
    expect(placeCard(undefined, undefined, 240, wide)).toMatchObject({ top: 800 - 74 - 240 }))

  it('is inside the window wherever the words have been scrolled to', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: -5_000, max: 5_000 }),
        fc.integer({ min: -500, max: 2_000 }),
        fc.integer({ min: 60, max: 3_000 }),
        (top, left, height) => {
          const place = placeCard(rect(left, top, left + 90, top + 20), undefined, height, wide)
          if (place.kind !== 'beside') throw new Error('a wide window has no sheet')
          expect(place.left).toBeGreaterThanOrEqual(4)
          expect(place.left + CARD_WIDTH).toBeLessThanOrEqual(wide.width - 4)
          expect(place.top).toBeGreaterThanOrEqual(4)
          expect(place.top + place.height).toBeLessThanOrEqual(wide.height - 4)
        },
      ),
    ))
})
