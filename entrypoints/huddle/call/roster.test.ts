import { describe, expect, it } from 'vitest'
import type { HuddlePerson } from '../../../shared/contract/huddle.ts'
import type { DeviceId, MemberId } from '../../../shared/domain/ids.ts'
import type { RemoteState } from '../../../shared/huddle/parts.ts'
import type { PeerView } from '../../../shared/huddle/supervisor/state.ts'
import { Announcer } from './announcer.ts'
import { type RosterParts, roster, type ShownPeer, screensOf } from './roster.ts'
import { wantsOf } from './wants.ts'

const id = (letter: string) => letter.repeat(32) as DeviceId
const [ADA, BEN] = [id('a'), id('b')]
const person = (device: DeviceId, name: string): HuddlePerson => ({
  device,
  member: `${device.slice(1)}f` as MemberId,
  name,
  colour: 'sky',
})
const view = (device: DeviceId, more: Partial<PeerView> = {}): PeerView => ({
  device,
  phase: 'connected',
  listed: true,
  link: 1,
  session: '',
  refused: false,
  ...more,
})
const STATE: RemoteState = {
  muted: false,
  listening: false,
  camera: true,
  screen: true,
  hand: true,
  wants: { camera: 'high', screen: 'high' },
}
const STREAM = {} as MediaStream
const peer = (more: object = {}): ShownPeer =>
  ({
    state: STATE,
    turns: { camera: 1, screen: 1 },
    verified: 'yes',
    reaction: undefined,
    adaptation: { appetite: 'high', standsStill: () => false },
    media: { camera: STREAM, screen: STREAM, screenSounds: false },
    ...more,
  }) as unknown as ShownPeer
const parts = (more: Partial<RosterParts> = {}): RosterParts => ({
  people: new Map([ADA, BEN].map((device, i) => [device, person(device, ['Ada', 'Ben'][i] ?? '')])),
  present: [BEN, ADA],
  views: [view(ADA), view(BEN)],
  peers: new Map([
    [ADA, peer()],
    [BEN, peer()],
  ]),
  capacity: { cameras: new Set([ADA, BEN]), screens: new Set([ADA, BEN]) },
  volumes: {},
  speaking: () => false,
  ...more,
})

describe('who is shown in the call', () => {
  it('is in the order of joining, with what they say of themselves', () => {
    const shown = roster(parts())
    expect(shown.map(({ name }) => name)).toEqual(['Ben', 'Ada'])
    expect(shown[0]).toMatchObject({ hand: true, verified: 'yes', volume: 1, camera: STREAM })
  })

  it('whoever has given no sign is not, and neither is a connection without a name', () => {
    const views = [view(ADA, { listed: false }), view(BEN), view(id('c'))]
    expect(roster(parts({ views })).map(({ name }) => name)).toEqual(['Ben'])
  })

  it('whom presence has lost but who is connected stays, at the end', () =>
    expect(roster(parts({ present: [ADA] })).map(({ name }) => name)).toEqual(['Ada', 'Ben']))

  it('nobody speaks over a path that is gone', () => {
    const views = [view(ADA, { phase: 'disturbed' }), view(BEN)]
    const shown = roster(parts({ views, speaking: () => true }))
    expect(shown.map(({ speaking }) => speaking)).toEqual([true, false])
  })

  it('one who could not prove themselves is shown so', () =>
    expect(roster(parts({ views: [view(BEN, { refused: true, phase: 'gone' })] }))[0]).toMatchObject({
      verified: 'refused',
      phase: 'gone',
    }))

  it.each([
    ['too-many', { capacity: { cameras: new Set([ADA]), screens: new Set<DeviceId>() } }],
    ['ours-slow', { peers: new Map([[BEN, peer({ adaptation: { appetite: 'off', standsStill: () => false } })]]) }],
    ['theirs-slow', { peers: new Map([[BEN, peer({ adaptation: { appetite: 'low', standsStill: () => true } })]]) }],
  ] as const)('a camera that is on and not seen says why: %s', (why, more) =>
    expect(roster(parts({ ...more, views: [view(BEN)] }))[0]?.cameraPaused).toBe(why),
  )

  it('a screen that stands still says so, and blames the network only where it is bad', () => {
    const still = { appetite: 'high', standsStill: () => true }
    const slow = { score: 0.3, words: 'poor', because: 'loss-in' } as const
    const why = (adaptation: object) => {
      const all = parts({ views: [view(BEN)], peers: new Map([[BEN, peer({ adaptation })]]) })
      return screensOf(roster(all), all)[0]?.paused
    }
    expect(why({ appetite: 'high', standsStill: () => false })).toBeUndefined()
    expect(why(still)).toBe('unknown')
    expect(why({ ...still, quality: slow })).toBe('theirs-slow')
    expect(why({ appetite: 'off', standsStill: () => false })).toBe('ours-slow')
  })

  it('screens are shown in the order of their turns, and only those that fit', () => {
    const peers = new Map([
      [ADA, peer({ turns: { camera: 0, screen: 2 } })],
      [BEN, peer({ turns: { camera: 0, screen: 1 } })],
    ])
    const all = parts({ peers, present: [ADA, BEN] })
    expect(screensOf(roster(all), all).map(({ name }) => name)).toEqual(['Ben', 'Ada'])
    const one = parts({ peers, capacity: { cameras: new Set(), screens: new Set([BEN]) } })
    expect(screensOf(roster(one), one).map(({ name }) => name)).toEqual(['Ben'])
  })
})

describe('what we ask of others', () => {
  const capacity = { cameras: new Set([BEN]), screens: new Set([BEN]) }
  const of = (seen: Parameters<typeof wantsOf>[1], more = {}, lowData = false) =>
    wantsOf({ device: BEN, turns: { camera: 1, screen: 1 }, adaptation: undefined, ...more }, seen, capacity, lowData)

  it('nothing that is not on screen, and no more than a tile shows', () => {
    expect(of(new Map())).toEqual({ camera: 'off', screen: 'off' })
    expect(of(new Map([[BEN, { camera: 100, screen: 900 }]]))).toEqual({ camera: 'low', screen: 'high' })
    expect(of(new Map([[BEN, { camera: 640 }]]))).toEqual({ camera: 'high', screen: 'off' })
  })
  it('less when it would hurt what is said, or with low data', () => {
    const big = new Map([[BEN, { camera: 900, screen: 900 }]])
    expect(of(big, { adaptation: { appetite: 'low' } })).toEqual({ camera: 'low', screen: 'low' })
    expect(of(big, {}, true)).toEqual({ camera: 'low', screen: 'medium' })
  })
  it('nothing of a camera that does not fit; of one that is off, what it will be', () => {
    const big = new Map([[ADA, { camera: 900 }]])
    const ask = (camera: number) =>
      wantsOf({ device: ADA, turns: { camera, screen: 0 }, adaptation: undefined }, big, capacity, false).camera
    expect([ask(7), ask(0)]).toEqual(['off', 'high'])
  })
})

describe('announcements', () => {
  it('tell who came and left after us, each step down once, and not more than can be heard', () => {
    const announcer = new Announcer(() => 7)
    const [ben, ada] = roster(parts())
    if (!ben || !ada) throw new Error('both are here')
    expect(announcer.see([ben], [])).toBe(false)
    expect(announcer.see([ben, ada], ['paused'])).toBe(true)
    expect(announcer.see([ben, ada], ['paused'])).toBe(false)
    announcer.see([ada], [undefined])
    expect(announcer.list).toEqual(['Ada joined', 'paused', 'Ben left'].map((words) => ({ at: 7, words })))
    for (let i = 0; i < 100; i++) announcer.say('again')
    expect(announcer.list.length).toBeLessThan(50)
  })
})
