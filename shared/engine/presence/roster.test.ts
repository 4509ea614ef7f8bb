import { describe, expect, it } from 'vitest'
import { HUDDLE_LIFE_MS, type HuddleId } from '../../domain/huddle.ts'
import type { DeviceId, DocumentId, MemberId } from '../../domain/ids.ts'
import { type Heard, MAX_REMEMBERED, PRESENCE_LIFE_MS, Roster } from './roster.ts'

const device = (n: number) => n.toString(16).padStart(32, '0') as DeviceId
const session = (n: number) => n.toString(16).padStart(16, '0')
const page = 'aa'.repeat(16) as DocumentId

const huddle = {
  id: 'cd'.repeat(16) as HuddleId,
  kind: 'talk',
  since: 5,
  muted: false,
  camera: false,
  screen: false,
} as const

const said = (counter: number, change: Partial<Heard> = {}): Heard => ({
  device: device(1),
  member: 'bb'.repeat(16) as MemberId,
  session: session(5),
  counter,
  body: { here: true, page, peer: 'p', huddle: undefined },
  ...change,
})
const leaving = (counter: number) =>
  said(counter, { body: { here: false, page: undefined, peer: '', huddle: undefined } })

describe('the roster', () => {
  it('N21 takes rising counters only', () => {
    const roster = new Roster()
    expect(roster.hear(said(2), 0)).toBe('news')
    expect(roster.hear(said(2), 0)).toBe('old')
    expect(roster.hear(said(1), 0)).toBe('old')
    expect(roster.hear(said(3), 0)).toBe('kept')
    expect(roster.hear(said(4, { body: { here: true, page: undefined, peer: 'p', huddle: undefined } }), 0)).toBe(
      'news',
    )
  })

  it('N21 ends what is not repeated in time by the receiver’s clock', () => {
    const roster = new Roster()
    roster.hear(said(1), 1_000)
    expect(roster.expire(1_000 + PRESENCE_LIFE_MS - 1)).toBe(false)
    expect(roster.expire(1_000 + PRESENCE_LIFE_MS)).toBe(true)
    expect(roster.here()).toEqual([])
    expect(roster.hear(said(2), 100_000)).toBe('news')
  })

  it('HE2 a huddle is believed for nine seconds, by the receiver’s clock; the person stays', () => {
    const roster = new Roster()
    const inCall = { here: true, page, peer: 'p', huddle }
    expect(roster.hear(said(1), 0)).toBe('news')
    expect(roster.hear(said(2, { body: inCall }), 100)).toBe('news')
    expect(roster.hear(said(3, { body: inCall }), 1_000)).toBe('kept')
    expect(roster.hear(said(4, { body: { ...inCall, huddle: { ...huddle, muted: true } } }), 2_000)).toBe('news')
    expect(roster.huddleEnds(3_000)).toBe(HUDDLE_LIFE_MS - 1_000)
    expect(roster.expire(2_000 + HUDDLE_LIFE_MS - 1)).toBe(false)
    expect(roster.get(device(1))?.huddle?.muted).toBe(true)
    expect(roster.expire(2_000 + HUDDLE_LIFE_MS)).toBe(true)
    expect(roster.get(device(1))).toMatchObject({ huddle: undefined })
    expect(roster.huddleEnds(20_000)).toBeUndefined()
    expect(roster.hear(said(5, { body: inCall }), 20_000)).toBe('news')
    expect(roster.hear(said(6), 20_100)).toBe('news')
    expect(roster.get(device(1))?.huddle).toBeUndefined()
    roster.hear(said(7, { body: inCall }), 20_200)
    roster.drop(device(1))
    expect(roster.huddleEnds(20_300)).toBeUndefined()
  })

  it('N21 who says goodbye is gone at once, and cannot be played back', () => {
    const roster = new Roster()
    roster.hear(said(1), 0)
    expect(roster.hear(leaving(2), 0)).toBe('news')
    expect(roster.here()).toEqual([])
    expect(roster.hear(said(1), 0)).toBe('old')
  })

  it('N21 a later session takes over; the earlier one is over for good', () => {
    const roster = new Roster()
    roster.hear(said(9), 0)
    expect(roster.hear(said(1, { session: session(6) }), 0)).toBe('news')
    expect(roster.hear(said(10), 0)).toBe('old')
    roster.hear(leaving(2), 0)
    roster.drop(device(1))
    expect(roster.hear(said(11), 0)).toBe('old')
  })

  it('N21 a device whose clock was set back is seen again once its former session is over', () => {
    const roster = new Roster()
    roster.hear(said(1), 0)
    const earlier = said(1, { session: session(4) })
    expect(roster.hear(earlier, 10)).toBe('old')
    roster.expire(PRESENCE_LIFE_MS)
    expect(roster.hear(earlier, PRESENCE_LIFE_MS)).toBe('news')
  })

  it('N21 a sender’s clock decides nothing: sessions far in the future expire like others', () => {
    const roster = new Roster()
    roster.hear(said(1, { session: 'f'.repeat(16) }), 0)
    expect(roster.expire(PRESENCE_LIFE_MS)).toBe(true)
  })

  it('N22 drop ends presence once', () => {
    const roster = new Roster()
    roster.hear(said(1), 0)
    expect(roster.drop(device(1))).toBe(true)
    expect(roster.drop(device(1))).toBe(false)
    expect(roster.hear(said(2), 0)).toBe('news')
  })

  it('N23 frames need the announced session and a rising counter', () => {
    const roster = new Roster()
    expect(roster.frame(device(1), session(5), 1)).toBe(false)
    roster.hear(said(1), 0)
    expect(roster.frame(device(1), session(4), 1)).toBe(false)
    expect(roster.frame(device(1), session(5), 3)).toBe(true)
    expect(roster.frame(device(1), session(5), 3)).toBe(false)
    expect(roster.frame(device(1), session(5), 2)).toBe(false)
    roster.hear(said(2), 0)
    expect(roster.frame(device(1), session(5), 3)).toBe(false)
    roster.drop(device(1))
    expect(roster.frame(device(1), session(5), 9)).toBe(false)
  })

  it('N21 remembers a bounded number of devices, the present ones before all', () => {
    const roster = new Roster()
    roster.hear(said(1, { device: device(0) }), 0)
    for (let n = 1; n <= MAX_REMEMBERED + 10; n++) {
      roster.hear(said(1, { device: device(n) }), 0)
      roster.drop(device(n))
    }
    expect(roster.here()).toHaveLength(1)
    for (let n = 1; n <= MAX_REMEMBERED + 10; n++) roster.hear(said(7, { device: device(n + 9_000) }), 0)
    expect(roster.here()).toHaveLength(MAX_REMEMBERED)
  })
})
