import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { glide } from './motion.ts'

const coordinate = fc.double({ min: -10_000, max: 10_000, noNaN: true })
const point = fc.record({ x: coordinate, y: coordinate })

describe('gliding', () => {
  it('comes nearer with every frame, never beyond the goal', () =>
    fc.assert(
      fc.property(point, point, fc.integer({ min: 1, max: 1_000 }), (from, goal, ms) => {
        const { at } = glide(from, goal, ms)
        expect(Math.abs(goal.x - at.x)).toBeLessThanOrEqual(Math.abs(goal.x - from.x) + 1e-6)
        expect((goal.x - at.x) * (goal.x - from.x)).toBeGreaterThanOrEqual(-1e-6)
      }),
    ))

  it('moves the same way at 60 and at 120 frames a second', () => {
    const goal = { x: 300, y: -40 }
    const slow = glide({ x: 0, y: 0 }, goal, 16).at
    const fast = glide(glide({ x: 0, y: 0 }, goal, 8).at, goal, 8).at
    expect(fast.x).toBeCloseTo(slow.x, 6)
  })

  it('arrives', () => {
    let at = { x: 0, y: 0 }
    let frames = 0
    for (let there = false; !there; frames++) ({ at, there } = glide(at, { x: 1_000, y: 500 }, 16))
    expect(at).toEqual({ x: 1_000, y: 500 })
    expect(frames).toBeLessThan(60)
  })

  it('stands still when no time has passed', () =>
    expect(glide({ x: 1, y: 2 }, { x: 9, y: 9 }, 0).at).toEqual({ x: 1, y: 2 }))
})
