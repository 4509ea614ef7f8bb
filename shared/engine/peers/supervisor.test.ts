import { describe, expect, it } from 'vitest'
import type { DeviceId } from '../../domain/ids.ts'
import { LINGER_MS, Supervisor, type Wanted } from './supervisor.ts'

const device = (digit: string) => digit.repeat(32) as DeviceId
const wanted = (digit: string, peer = `peer-${digit}`): Wanted => ({ device: device(digit), peer })
const me = '5'

describe('the supervisor', () => {
  it('N16 dials once, and only devices with a higher id', () => {
    const it = new Supervisor(device(me), () => 0.5)
    expect(it.decide([wanted('4'), wanted('6')], 0).dial).toEqual([wanted('6')])
    expect(it.decide([wanted('4'), wanted('6')], 1).dial).toEqual([])
  })

  it('N16 dials nobody who cannot be dialled yet', () => {
    const it = new Supervisor(device(me), () => 0.5)
    expect(it.decide([wanted('6', '')], 0).dial).toEqual([])
    expect(it.decide([wanted('6')], 0).dial).toHaveLength(1)
  })

  it('N16 links six devices, and begins no link when there are seven; open ones stay', () => {
    const it = new Supervisor(device('0'), () => 0.5)
    const five = ['1', '2', '3', '4', '5'].map((digit) => wanted(digit))
    expect(it.decide(five, 0).dial).toHaveLength(5)
    it.opened(device('1'), 'peer-1', 'peer-1')
    it.lost(device('2'), 0)
    const seven = it.decide([...five, wanted('6')], 60_000)
    expect(seven).toEqual({ dial: [], close: [], left: [], againIn: undefined })
    expect(it.decide(five, 60_000).dial).toEqual([wanted('2')])
  })

  it('N16 links those of our huddle whatever the page holds; they do not count for it', () => {
    const it = new Supervisor(device('0'), () => 0.5)
    const crowd = ['1', '2', '3', '4', '5', '6'].map((digit) => wanted(digit))
    const call = ['7', '8', '9'].map((digit) => ({ ...wanted(digit), call: true }))
    expect(it.decide([...crowd, ...call], 0).dial).toEqual(call)
    const five = crowd.slice(0, 5)
    expect(it.decide([...five, ...call], 1).dial).toEqual(five)
  })

  it('N16 waits after a failure, longer each time, and says when to look again', () => {
    const it = new Supervisor(device(me), () => 0.99)
    const waits: number[] = []
    let now = 0
    for (let i = 0; i < 8; i++) {
      expect(it.decide([wanted('6')], now).dial).toHaveLength(1)
      it.lost(device('6'), now)
      const { dial, againIn } = it.decide([wanted('6')], now)
      expect(dial).toEqual([])
      waits.push(againIn ?? 0)
      now += againIn ?? 0
    }
    expect(waits).toEqual([...waits].sort((a, b) => a - b))
    expect(waits[0]).toBeLessThan(1_000)
    expect(waits.at(-1)).toBeGreaterThan(20_000)
    expect(waits.at(-1)).toBeLessThanOrEqual(30_000)
  })

  it('N16 redials a link that closed after a short pause', () => {
    const it = new Supervisor(device(me), () => 0.5)
    it.decide([wanted('6')], 0)
    it.opened(device('6'), 'peer-6', 'peer-6')
    it.lost(device('6'), 10)
    const { dial, againIn } = it.decide([wanted('6')], 10)
    expect(dial).toEqual([])
    expect(it.decide([wanted('6')], 10 + (againIn ?? 0)).dial).toHaveLength(1)
  })

  it('N16 does not wait for a device that began anew, or after waking', () => {
    const it = new Supervisor(device(me), () => 0.99)
    it.decide([wanted('6')], 0)
    it.lost(device('6'), 0)
    expect(it.decide([wanted('6', 'another')], 1).dial).toEqual([wanted('6', 'another')])
    it.lost(device('6'), 1)
    it.wake()
    expect(it.decide([wanted('6', 'another')], 2).dial).toHaveLength(1)
  })

  it('N16 closes a link nobody wants, after a while, and forgets it', () => {
    const it = new Supervisor(device(me), () => 0.5)
    it.decide([wanted('6')], 0)
    it.opened(device('6'), 'peer-6', 'peer-6')
    expect(it.decide([], 0)).toEqual({ dial: [], close: [], left: [], againIn: LINGER_MS })
    expect(it.decide([wanted('6')], 5_000).close).toEqual([])
    expect(it.decide([], 6_000).againIn).toBe(LINGER_MS)
    expect(it.decide([], 6_000 + LINGER_MS).close).toEqual([device('6')])
  })

  it('N16 leaves the link of a device that began anew, and dials it again', () => {
    const it = new Supervisor(device(me), () => 0.5)
    it.decide([wanted('6')], 0)
    it.opened(device('6'), 'peer-6', 'peer-6')
    expect(it.decide([wanted('6')], 1).left).toEqual([])
    expect(it.decide([wanted('6', '')], 1).left).toEqual([])
    expect(it.decide([wanted('6', 'another')], 2).left).toEqual([device('6')])
    it.lost(device('6'), 3)
    expect(it.decide([wanted('6', 'another')], 3).dial).toEqual([wanted('6', 'another')])
  })

  it('N16 keeps a link that is ahead of its device’s presence', () => {
    const it = new Supervisor(device(me), () => 0.5)
    it.opened(device('4'), 'new', 'old')
    expect(it.decide([wanted('4', 'old')], 0).left).toEqual([])
    expect(it.decide([wanted('4', 'new')], 1).left).toEqual([])
  })

  it('N16 a loss that it does not know of changes nothing', () => {
    const it = new Supervisor(device(me), () => 0.5)
    it.lost(device('6'), 0)
    expect(it.decide([wanted('6')], 0).dial).toHaveLength(1)
  })
})
