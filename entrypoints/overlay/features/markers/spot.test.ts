import { describe, expect, it } from 'vitest'
import { flowOf, markerSpot, SIZE } from './spot.ts'

const VIEW = { width: 1_000, height: 800 }
const LINE = { left: 320, right: 420, top: 100, bottom: 126 }
const COLUMN = { left: 300, right: 700, top: 90, bottom: 400 }

describe('a marker', () => {
  it('stands at the right edge of the column, level with the line', () =>
    expect(markerSpot(LINE, COLUMN, 'ltr', VIEW)).toEqual({ left: 706, top: 100 }))

  it('stands at the left edge where lines run from right to left', () =>
    expect(markerSpot(LINE, COLUMN, 'rtl', VIEW)).toEqual({ left: 300 - 6 - SIZE, top: 100 }))

  it('stands below the column where lines run downwards', () =>
    expect(markerSpot({ left: 650, right: 676, top: 90, bottom: 200 }, COLUMN, 'vertical', VIEW)).toEqual({
      left: 650,
      top: 406,
    }))

  it.each(['ltr', 'rtl', 'vertical'] as const)('stays in the window when the column fills it (%s)', (flow) => {
    const { left, top } = markerSpot(
      { ...LINE, left: 0, right: 1_000 },
      { left: 0, right: 1_000, top: 0, bottom: 800 },
      flow,
      VIEW,
    )
    expect(left).toBeGreaterThanOrEqual(0)
    expect(left + SIZE).toBeLessThanOrEqual(VIEW.width)
    expect(top + SIZE).toBeLessThanOrEqual(VIEW.height)
  })
})

it('knows how lines run', () => {
  expect(flowOf({ direction: 'ltr', writingMode: 'horizontal-tb' })).toBe('ltr')
  expect(flowOf({ direction: 'rtl', writingMode: 'horizontal-tb' })).toBe('rtl')
  expect(flowOf({ direction: 'rtl', writingMode: 'vertical-rl' })).toBe('vertical')
  expect(flowOf({ direction: 'ltr', writingMode: 'sideways-lr' })).toBe('vertical')
})
