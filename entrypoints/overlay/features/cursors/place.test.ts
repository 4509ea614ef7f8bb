import fc from 'fast-check'
import { parseHTML } from 'linkedom'
import { describe, expect, it } from 'vitest'
import { follow, pathTo, placeOf, pointOf } from './place.ts'

const page = (html: string) => {
  const { document } = parseHTML(`<html><body>${html}</body></html>`)
  const find = (selector: string) => document.querySelector(selector) as Element
  return { body: find('body'), find }
}

describe('a cursor place', () => {
  it('names an element by its way from the body, and is followed back to it', () => {
    const { body, find } = page('<header></header><main><p></p><p><b id=x></b></p></main>')
    expect(pathTo(find('#x'), body)).toEqual([1, 1, 0])
    expect(follow([1, 1, 0], body)).toEqual({ element: find('#x'), whole: true })
  })

  it('does not count our own host, which stands inside a dialog while one is open', () => {
    const { body, find } = page('<dialog><div id=ours></div><p id=x></p></dialog>')
    expect(pathTo(find('#x'), body, find('#ours'))).toEqual([0, 0])
    expect(follow([0, 0], body, find('#ours')).element).toBe(find('#x'))
  })

  it('falls back to the nearest ancestor that is there, and stays inside it', () => {
    const { body, find } = page('<main><p></p></main>')
    const found = follow([0, 7, 3], body)
    expect(found).toEqual({ element: find('main'), whole: false })
    const box = { left: 10, top: 20, width: 100, height: 50 }
    expect(pointOf({ path: [0, 7, 3], x: 3.5, y: -2 }, box, found.whole)).toEqual({ x: 110, y: 20 })
  })

  it('is cut at the depth the contract allows, and is empty outside of the body', () => {
    const { body, find } = page(`${'<div>'.repeat(40)}<i id=x></i>${'</div>'.repeat(40)}`)
    expect(pathTo(find('#x'), body)).toHaveLength(32)
    expect(pathTo(find('html'), body)).toEqual([])
  })

  it('is the same point again in a box of any size', () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (width, part) => {
        const box = { left: 5, top: 7, width, height: 2 * width }
        const point = { x: 5 + part * width, y: 7 + part * 2 * width }
        const back = pointOf(placeOf(point, [], box), box, true)
        expect(back.x).toBeCloseTo(point.x, 6)
        expect(back.y).toBeCloseTo(point.y, 6)
      }),
    ))

  it('survives a box without size', () =>
    expect(placeOf({ x: 3, y: 4 }, [], { left: 0, top: 0, width: 0, height: 0 })).toEqual({ path: [], x: 0, y: 0 }))
})
