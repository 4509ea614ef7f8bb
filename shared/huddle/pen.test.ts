import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DeviceId } from '../domain/ids.ts'
import type { PenPoint } from './parts.ts'
import { Pen } from './pen.ts'

const device = (index: number) => index.toString(16).padStart(32, '0') as DeviceId
const [ada, ben, screen, other] = [device(1), device(2), device(3), device(4)]
const at = (x: number, y: number, stroke?: number): PenPoint => ({ screen, x, y, stroke })

/** A line from left to right, 30 points a second. */
const draw = (pen: Pen, who: DeviceId, stroke: number, points = 10, from = 0): number => {
  for (let i = 0; i < points; i++) pen.point(who, at(i / points, 0.5, stroke), from + i * 33)
  return from + (points - 1) * 33
}

describe('the pen', () => {
  it('HU51 a stroke stays three seconds after its last point, then fades', () => {
    const pen = new Pen()
    const end = draw(pen, ada, 1)
    const opacity = (ms: number) => pen.picture(screen, end + ms).strokes[0]?.opacity
    expect(opacity(3_000)).toBe(1)
    expect(opacity(3_350)).toBeCloseTo(0.5)
    expect(opacity(3_700)).toBeUndefined()
  })

  it('HU51 a pointer goes when they stop, or do not move', () => {
    const pen = new Pen()
    pen.point(ada, at(0.1, 0.2), 0)
    expect(pen.picture(screen, 4_999).pointers).toEqual([{ device: ada, x: 0.1, y: 0.2 }])
    expect(pen.picture(screen, 5_000).pointers).toEqual([])
    pen.point(ada, at(0.1, 0.2), 6_000)
    pen.point(ada, undefined, 6_010)
    expect(pen.picture(screen, 6_010)).toEqual({ pointers: [], strokes: [] })
    expect(pen.still(6_010)).toBe(true)
  })

  it('HU51 is still only when nothing is left to fade', () => {
    const pen = new Pen()
    const end = draw(pen, ada, 1)
    pen.point(ada, undefined, end)
    expect(pen.still(end + 3_600)).toBe(false)
    expect(pen.still(end + 3_700)).toBe(true)
  })

  it('HU52 joins the points of each stroke in order, round, from its first to its last', () => {
    const pen = new Pen()
    draw(pen, ada, 1)
    const end = draw(pen, ben, 1)
    const { strokes } = pen.picture(screen, end)
    expect(strokes.map((stroke) => stroke.device)).toEqual([ada, ben])
    for (const { points } of strokes) {
      expect(points[0]).toEqual({ x: 0, y: 0.5 })
      expect(points.at(-1)).toEqual({ x: 0.9, y: 0.5 })
      const xs = points.map(({ x }) => x)
      expect(xs).toEqual([...xs].sort((a, b) => a - b))
      expect(points.length).toBeGreaterThan(10)
    }
  })

  it('HU52 a new number begins a new stroke; pointing in between draws nothing', () => {
    const pen = new Pen()
    pen.point(ada, at(0, 0, 1), 0)
    pen.point(ada, at(0.5, 0.5), 10)
    pen.point(ada, at(1, 1, 2), 20)
    expect(pen.picture(screen, 20).strokes.map(({ points }) => points)).toEqual([[{ x: 0, y: 0 }], [{ x: 1, y: 1 }]])
  })

  it('HU53 only what is on the screen that is asked for', () => {
    const pen = new Pen()
    draw(pen, ada, 1)
    pen.point(ben, { ...at(0.5, 0.5, 1), screen: other }, 100)
    expect(pen.picture(screen, 300).strokes).toHaveLength(1)
    expect(pen.picture(other, 300)).toMatchObject({ pointers: [{ device: ben }], strokes: [{ device: ben }] })
    pen.forget(ben)
    expect(pen.picture(other, 300)).toEqual({ pointers: [], strokes: [] })
  })

  it('HU54 a flood is bounded', () => {
    const pen = new Pen()
    for (let who = 0; who < 50; who++)
      for (let i = 0; i < 500; i++) pen.point(device(who), at((i % 100) / 100, i / 500, i), 0)
    const { strokes, pointers } = pen.picture(screen, 0)
    expect(pointers).toHaveLength(12)
    expect(strokes).toHaveLength(12 * 12)
    const long = new Pen()
    for (let i = 0; i < 5_000; i++) long.point(ada, at((i % 100) / 100, 0.5, 1), i)
    expect(long.picture(screen, 5_000).strokes[0]?.points.length).toBeLessThanOrEqual(2 * 400)
  })

  it('HU54 whatever is drawn lies inside the picture', () => {
    const number = fc.oneof(fc.double(), fc.double({ min: 0, max: 1 }))
    const point = fc.record({ x: number, y: number, stroke: fc.option(fc.nat(3), { nil: undefined }) })
    fc.assert(
      fc.property(fc.array(point, { maxLength: 60 }), (points) => {
        const pen = new Pen()
        for (const each of points) pen.point(ada, { screen, ...each }, 0)
        for (const { points: drawn, opacity } of pen.picture(screen, 0).strokes) {
          expect(opacity).toBe(1)
          expect(drawn.every(({ x, y }) => x >= 0 && x <= 1 && y >= 0 && y <= 1)).toBe(true)
        }
      }),
    )
  })
})
