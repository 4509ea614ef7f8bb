import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DeviceId } from '../domain/ids.ts'
import { capacity, nextTurn, type Place } from './capacity.ts'

const device = (index: number) => index.toString(16).padStart(32, '0') as DeviceId
const place = (index: number, camera = 0, screen = 0): Place => ({ device: device(index), camera, screen })
const people = (many: number, cameras: number): Place[] =>
  Array.from({ length: many }, (_, index) => place(index, index < cameras ? index + 1 : 0))

describe('how many fit', () => {
  it('HU41 six cameras and two screens; HU43 the next is told why', () => {
    const six = capacity(people(8, 6), device(7))
    expect(six.cameras.size).toBe(6)
    expect(six.cannotCamera).toBe('6 cameras are on already. Yours can start when one stops.')
    expect(capacity(people(8, 5), device(7)).cannotCamera).toBeUndefined()
    expect(capacity(people(8, 6), device(0)).cannotCamera).toBeUndefined()
    const screens = [place(1, 0, 1), place(2, 0, 2), place(3)]
    expect(capacity(screens, device(3)).cannotScreen).toBe(
      '2 screens are shared already. Yours can start when one stops.',
    )
  })

  it('HU41 no pictures when nine are here; they come back when one leaves', () => {
    const nine = capacity(people(9, 3), device(0))
    expect(nine.cameras.size).toBe(0)
    expect(nine.pausedCamera).toContain('More than 8 people are here. Video is paused for everyone')
    expect(nine.cannotCamera).toBeUndefined()
    expect(capacity(people(9, 3), device(8)).cannotCamera).toContain('More than 8 people')
    expect(capacity(people(8, 3), device(0)).cameras.size).toBe(3)
  })

  it('HU42 who started first is sent; who started at once goes by device id', () => {
    const places = [place(9, 1), ...Array.from({ length: 7 }, (_, index) => place(index, 2))]
    const sent = [...capacity(places, device(9)).cameras]
    expect(sent).toEqual([9, 0, 1, 2, 3, 4].map(device))
    expect(capacity(places, device(6)).pausedCamera).toBe('6 cameras are on already. Yours can start when one stops.')
    expect(capacity(places, device(0)).pausedCamera).toBeUndefined()
  })

  it('HU43 who is paused is sent as soon as one stops', () => {
    const places = people(8, 7)
    expect(capacity(places, device(6)).pausedCamera).toBeDefined()
    const [first, ...rest] = places
    const fewer = [{ ...(first ?? place(0)), camera: 0 }, ...rest]
    expect(capacity(fewer, device(6))).toMatchObject({ pausedCamera: undefined, cannotCamera: undefined })
  })

  it('HU42 all windows come to the same answer, in whatever order they know of each other', () => {
    const turn = fc.nat(6)
    const places = fc.uniqueArray(fc.record({ device: fc.nat(40).map(device), camera: turn, screen: turn }), {
      selector: (each) => each.device,
      minLength: 1,
      maxLength: 12,
    })
    fc.assert(
      fc.property(places, fc.infiniteStream(fc.nat()), (all, shuffle) => {
        const first = capacity(all, all[0]?.device ?? device(0))
        const order = [...all].sort(() => (shuffle.next().value % 2 === 0 ? 1 : -1))
        for (const { device: self, camera } of all) {
          const mine = capacity(order, self)
          expect([...mine.cameras]).toEqual([...first.cameras])
          expect([...mine.screens]).toEqual([...first.screens])
          expect(mine.cameras.size).toBeLessThanOrEqual(6)
          expect(mine.screens.size).toBeLessThanOrEqual(2)
          // Each of us knows whether theirs is sent, and if not, why.
          expect(camera > 0).toBe(mine.cameras.has(self) || mine.pausedCamera !== undefined)
        }
      }),
    )
  })

  it('HU42 a turn comes after all that are on', () => {
    expect(nextTurn([], 'camera')).toBe(1)
    expect(nextTurn([place(1, 4, 1), place(2, 7)], 'camera')).toBe(8)
    expect(nextTurn([place(1, 4, 1), place(2, 7)], 'screen')).toBe(2)
    expect(nextTurn([place(1, 4_294_967_295)], 'camera')).toBe(4_294_967_295)
  })

  it('HU44 the ninth is announced while there are pictures, and the tenth in the same words', () => {
    const told = (many: number, cameras: number) => capacity(people(many, cameras), device(many - 1)).audioOnly
    expect(told(9, 1)).toContain('Video is paused for everyone')
    expect(told(10, 1)).toBe(told(9, 1))
    expect(capacity([...people(8, 0), place(9, 0, 1)], device(0)).audioOnly).toBe(told(9, 1))
    expect([told(9, 0), told(8, 1)]).toEqual([undefined, undefined])
  })
})
