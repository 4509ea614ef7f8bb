import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_SHAPE_NUMBERS, MOST_OUTSIDE, type Shape } from '../../../../shared/domain/annotation.ts'
import { inkOf, inkThrough } from './ink.ts'
import { distanceTo, EVEN, holding, type InkPoint, lineOf, pointsOf, shapeIn, thinned } from './points.ts'

const point = (x: number, y: number, pressure = EVEN): InkPoint => ({ x, y, pressure })
const box = { left: 100, top: 50, width: 400, height: 200 }

describe('a stroke', () => {
  it('keeps its corners and loses what a straight line needs not', () => {
    const line = Array.from({ length: 50 }, (_, at) => point(at, 0))
    const corner = Array.from({ length: 50 }, (_, at) => point(49, at))
    expect(thinned([...line, ...corner])).toEqual([point(0, 0), point(49, 0), point(49, 49)])
  })

  it('never has more points than may be stored, and none far from what was drawn', () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6_000 }), fc.integer({ min: 1, max: 40 }), (count, wild) => {
        const points = Array.from({ length: count }, (_, at) => point(at * 0.7, Math.sin(at / 3) * wild))
        const kept = thinned(points)
        expect(kept.length * 3).toBeLessThanOrEqual(MAX_SHAPE_NUMBERS)
        expect(kept[0]).toBe(points[0])
        expect(kept.at(-1)).toBe(points.at(-1))
      }),
      { numRuns: 40 },
    ))

  it('comes back in pixels of a box of another size, with its pressure', () => {
    const shape = shapeIn(box, 'pen', 'blue', [point(100, 50, 0.25), point(500, 250, 1)])
    expect(shape).toEqual({ tool: 'pen', colour: 'blue', points: [0, 0, 250, 10_000, 10_000, 1_000] })
    expect(pointsOf(shape as Shape, { width: 100, height: 100 })).toEqual([point(0, 0, 0.25), point(100, 100, 1)])
  })

  it('too far from its box is not stored', () => {
    expect(shapeIn({ ...box, width: 4 }, 'arrow', 'blue', [point(0, 0), point(900, 0)])).toBeUndefined()
    const edge = shapeIn(box, 'arrow', 'blue', [point(100, 50), point(100 + 40 * 100, 50)])
    expect(edge?.points[2]).toBe(MOST_OUTSIDE)
  })
})

describe('a hit', () => {
  const rectangle: Shape = { tool: 'rectangle', colour: 'green', points: [0, 0, 10_000, 10_000] }
  it('is on the line, not in the box that the line goes round', () => {
    const line = lineOf(rectangle, box)
    expect(distanceTo(line, 200, 0)).toBe(0)
    expect(distanceTo(line, 400, 120)).toBe(0)
    expect(distanceTo(line, 200, 100)).toBe(100)
  })

  it('is nowhere on nothing', () => expect(distanceTo([], 0, 0)).toBe(Number.POSITIVE_INFINITY))
})

describe('ink', () => {
  const numbers = fc.array(fc.integer({ min: -MOST_OUTSIDE, max: MOST_OUTSIDE }), { maxLength: 60 })
  it('of whatever shape arrives is a path of numbers', () =>
    fc.assert(
      fc.property(
        numbers,
        fc.constantFrom('pen', 'arrow', 'rectangle'),
        fc.nat(3_000),
        fc.nat(3_000),
        (points, tool, width, height) => {
          expect(inkOf({ tool, colour: 'pink', points }, { width, height })).toMatch(/^[MLQZahv\d. e-]*$/)
        },
      ),
    ))
})

describe('a pen', () => {
  /** A sharp V of 300 pixels, drawn as a hand does: a point each few pixels, the fewer the faster. */
  const sharp = (apart: number) =>
    Array.from({ length: 2 * Math.round(300 / apart) + 1 }, (_, at) => {
      const along = (at * apart) / 300
      return point(200 + 60 * along, 100 + 300 * (along < 1 ? along : 2 - along))
    })
  const sides = (path: string) => [...path.matchAll(/(-?[\d.]+) (-?[\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)])
  const ends = (path: string) => {
    const all = sides(path)
    const [x, y] = [all.map(([x = 0]) => x), all.map(([, y = 0]) => y)]
    return [Math.min(...x), Math.max(...x), Math.min(...y), Math.max(...y)]
  }

  it.each([1, 5, 20])('keeps the tip of a V drawn by points %i px apart', (apart) => {
    const drawn = sharp(apart)
    const kept = thinned(drawn)
    expect(Math.max(...kept.map(({ y }) => y))).toBe(400)
    const [left = 0, right = 0, top = 0, bottom = 0] = ends(inkThrough('pen', kept))
    // Half a line's width goes round the line itself.
    expect(Math.abs(bottom - 402)).toBeLessThan(2)
    expect(Math.abs(left - 198)).toBeLessThan(2)
    expect(Math.abs(right - 322)).toBeLessThan(2)
    expect(Math.abs(top - 98)).toBeLessThan(2)
  })

  it.each([1, 5, 20])('looks after its release as while it drew (points %i px apart)', (apart) => {
    const frame = { left: 0, top: 0, width: 700, height: 500 }
    const drawn = [
      ...sharp(apart),
      ...Array.from({ length: 40 }, (_, at) => point(320 + 5 * at, 100 + 50 * Math.sin(at / 6))),
    ]
    const stored = shapeIn(frame, 'pen', 'pink', thinned(drawn)) ?? expect.fail()
    const [wet, dry] = [inkThrough('pen', drawn), inkOf(stored, frame)].map(sides)
    const near = (x: number, y: number, to: number[][]) =>
      to.reduce((least, [a = 0, b = 0]) => Math.min(least, Math.hypot(a - x, b - y)), Number.POSITIVE_INFINITY)
    for (const [x = 0, y = 0] of wet ?? []) expect(near(x, y, dry ?? [])).toBeLessThan(2.5)
    for (const [x = 0, y = 0] of dry ?? []) expect(near(x, y, wet ?? [])).toBeLessThan(2.5)
  })
})

describe('a drawing belongs to', () => {
  const frame = (left: number, top: number, width: number, height: number) => ({ left, top, width, height })
  const chain = [frame(10, 10, 12, 8), frame(0, 0, 100, 100), frame(0, 0, 400, 400), frame(0, 0, 800, 30_000)]
  const line = (...points: [number, number][]) => points.map(([x, y]) => point(x, y))

  it('the innermost box that holds most of it', () => {
    expect(holding(chain, line([12, 12], [50, 50], [90, 90]))).toBe(1)
    expect(holding(chain, line([12, 12], [200, 90], [300, 300]))).toBe(2)
  })

  it('no letter, and no box so large that its coordinates would be coarse', () => {
    expect(holding(chain, line([12, 12], [14, 14]))).toBe(1)
    expect(holding(chain, line([12, 12], [700, 900], [600, 2_000]))).toBe(2)
    expect(holding([frame(0, 0, 800, 30_000)], line([12, 12]))).toBe(0)
  })
})
