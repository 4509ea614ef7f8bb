import { beforeEach, describe, expect, it } from 'vitest'
import type { DeviceId } from '../../domain/ids.ts'
import { MAX_SIGNALLERS, SIGNAL_WINDOW, SignalWindow } from './signal-window.ts'

const device = (n: number) => n.toString(16).padStart(32, '0') as DeviceId
const one = device(1)
const [early, middle, late] = ['01'.repeat(8), '02'.repeat(8), '03'.repeat(8)]

let announced: Map<DeviceId, string>
let window: SignalWindow
beforeEach(() => {
  announced = new Map()
  window = new SignalWindow((who) => announced.get(who))
})

describe('the window of signals', () => {
  it('N24 takes each once, in any order', () => {
    const order = [3, 1, 2, 5, 4]
    expect(order.map((n) => window.take(one, middle, n))).toEqual(order.map(() => true))
    expect(order.map((n) => window.take(one, middle, n))).toEqual(order.map(() => false))
    expect(window.isNew(one, middle, 4)).toBe(false)
    expect(window.isNew(one, middle, 6)).toBe(true)
  })

  it('N24 forgets counters only with their turn: what is too old is not taken', () => {
    for (let n = 1; n <= 5 * SIGNAL_WINDOW; n++) expect(window.take(one, middle, n)).toBe(true)
    expect(window.take(one, middle, 1)).toBe(false)
    expect(window.take(one, middle, 4 * SIGNAL_WINDOW + 1)).toBe(false)
    expect(window.take(one, middle, 10 * SIGNAL_WINDOW)).toBe(true)
    expect(window.take(one, middle, 9 * SIGNAL_WINDOW)).toBe(false)
    expect(window.take(one, middle, 9 * SIGNAL_WINDOW + 1)).toBe(true)
  })

  it('N24 an earlier session is over, unless presence says that it is used', () => {
    expect(window.take(one, middle, 1)).toBe(true)
    expect(window.take(one, late, 1)).toBe(true)
    expect(window.take(one, middle, 2)).toBe(true) // still on its way
    expect(window.take(one, early, 1)).toBe(false)
    announced.set(one, early)
    expect(window.take(one, early, 1)).toBe(true)
    expect(window.take(one, early, 1)).toBe(false)
  })

  it('N24 only two sessions of a device are remembered, and none comes back', () => {
    for (const session of [early, middle, late]) window.take(one, session, 7)
    expect(window.take(one, early, 7)).toBe(false)
    expect(window.take(one, middle, 7)).toBe(false)
  })

  it('N24 devices without end do not fill it, and do not make it forget who is here', () => {
    announced.set(one, middle)
    window.take(one, middle, 1)
    for (let n = 2; n < 3 * MAX_SIGNALLERS; n++) window.take(device(n), middle, 1)
    expect(window.size).toBe(MAX_SIGNALLERS)
    expect(window.take(one, middle, 1)).toBe(false)
    for (let n = 1; n <= 4 * MAX_SIGNALLERS; n++) announced.set(device(n), middle)
    expect(window.take(device(4 * MAX_SIGNALLERS), middle, 1)).toBe(false)
  })
})
