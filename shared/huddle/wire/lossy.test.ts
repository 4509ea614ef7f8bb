import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DeviceId } from '../../domain/ids.ts'
import { formatPointed, parsePointed } from './lossy.ts'

const screen = '0f'.repeat(16) as DeviceId
const share = fc.double({ min: 0, max: 1, noNaN: true })

describe('points on the lossy channel', () => {
  it('HU7 come back within 1/65,535', () => {
    fc.assert(
      fc.property(share, share, fc.option(fc.nat(), { nil: undefined }), fc.nat(), (x, y, stroke, n) => {
        const bytes = formatPointed({ n, point: { screen, x, y, stroke } })
        expect(bytes).toHaveLength(stroke === undefined ? 25 : 29)
        const back = parsePointed(bytes.buffer)
        if (back === undefined || back.point === 'none') throw new Error('nothing came back')
        expect(back).toMatchObject({ n, point: { screen, stroke } })
        expect(Math.abs(back.point.x - x)).toBeLessThan(1 / 65_535)
        expect(Math.abs(back.point.y - y)).toBeLessThan(1 / 65_535)
      }),
    )
  })

  it('HU7 can say that there is none', () => {
    const bytes = formatPointed({ n: 3, point: 'none' })
    expect(bytes).toHaveLength(5)
    expect(parsePointed(bytes)).toEqual({ n: 3, point: 'none' })
  })

  it('HU7 are kept inside the picture', () => {
    const back = parsePointed(formatPointed({ n: 1, point: { screen, x: -3, y: 7, stroke: undefined } }))
    expect(back?.point).toMatchObject({ x: 0, y: 1 })
  })

  it('HU7 whatever else comes is passed over, and nothing throws', () => {
    const bytes = formatPointed({ n: 1, point: { screen, x: 0, y: 0, stroke: 1 } })
    for (let length = 0; length < bytes.length; length++) {
      const cut = parsePointed(bytes.slice(0, length))
      expect(cut, String(length)).toBeUndefined()
    }
    expect(parsePointed(new Uint8Array([...bytes, 0]))).toBeUndefined()
    expect(parsePointed(new Uint8Array(201))).toBeUndefined()
    expect(parsePointed(Uint8Array.from([9, 0, 0, 0, 1]))).toBeUndefined()
    for (const other of ['text', null, undefined, 1, {}]) expect(parsePointed(other)).toBeUndefined()
    fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (noise) => void parsePointed(noise)))
  })
})
