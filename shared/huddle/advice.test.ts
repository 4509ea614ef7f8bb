import { describe, expect, it } from 'vitest'
import { type AdviceInput, type AdvicePeer, Adviser } from './advice.ts'
import type { Quality } from './parts.ts'

const peer = (name: string, score = 1, because?: Quality['because'], more: Partial<AdvicePeer> = {}): AdvicePeer => ({
  name,
  quality: { score, words: score < 0.3 ? 'poor' : score < 0.5 ? 'fair' : 'good', because },
  refused: false,
  held: undefined,
  ...more,
})
const INPUT: AdviceInput = {
  peers: [peer('Ben')],
  camera: true,
  screen: false,
  lowData: false,
  talkingMuted: false,
  relayWords: undefined,
  paused: undefined,
}
const seen = (seconds: number, change: Partial<AdviceInput>, adviser = new Adviser(), from = 0) => {
  let items = adviser.decide({ ...INPUT, ...change }, from)
  for (let i = 1; i <= seconds; i++) items = adviser.decide({ ...INPUT, ...change }, from + i * 1_000)
  return items
}
const slow = { peers: [peer('Ben', 0.4, 'upload')] }

describe('advice', () => {
  it('HU48 is none while all is well', () => expect(seen(60, {})).toEqual([]))

  it('HU48 names cause and way out: camera, less data, or none left', () => {
    expect(seen(5, slow)).toEqual([
      {
        key: 'slow-upload',
        words: 'Your upload is slow. Turn the camera off?',
        button: 'Turn camera off',
        way: 'camera-off',
        tone: 'warning',
      },
    ])
    expect(seen(5, { ...slow, camera: false })[0]).toMatchObject({
      words: 'Your upload is slow. Use less data?',
      button: 'Use less data',
      way: 'less-data',
    })
    expect(seen(5, { ...slow, camera: false, lowData: true })[0]).toEqual({
      key: 'slow-upload',
      words: 'Your upload is slow.',
      tone: 'warning',
    })
  })

  it('HU48 gives two at most, in a fixed order', () => {
    const all = {
      peers: [peer('Ben', 0.2, 'delay', { refused: true, held: 'network' })],
      talkingMuted: true,
      relayWords: 'The relay does not answer.',
      paused: 'too many',
    } as const
    expect(seen(10, all).map(({ key }) => key)).toEqual(['refused-peer', 'talking-muted'])
  })

  it('HU48 what is dismissed does not come back, and makes place for the next', () => {
    const adviser = new Adviser()
    seen(5, { ...slow, talkingMuted: true, relayWords: 'No relay.' }, adviser)
    adviser.dismiss('slow-upload')
    expect(
      seen(5, { ...slow, talkingMuted: true, relayWords: 'No relay.' }, adviser, 6_000).map(({ key }) => key),
    ).toEqual(['talking-muted', 'relay-away'])
    expect(seen(30, {}, adviser, 20_000)).toEqual([])
    expect(seen(30, slow, adviser, 60_000)).toEqual([])
  })

  it('HU49 what is measured is said after three seconds, and stays six', () => {
    const adviser = new Adviser()
    expect(seen(2, slow, adviser)).toEqual([])
    expect(seen(1, slow, adviser, 3_000)).toHaveLength(1)
    expect(seen(4, {}, adviser, 5_000)).toHaveLength(1)
    expect(seen(3, {}, adviser, 10_000)).toEqual([])
  })

  it('HU49 does not flap when it comes and goes', () => {
    const adviser = new Adviser()
    seen(5, slow, adviser)
    for (let i = 6; i < 60; i++)
      expect(adviser.decide(i % 4 === 0 ? { ...INPUT, ...slow } : INPUT, i * 1_000)).toHaveLength(1)
    const calm = new Adviser()
    for (let i = 0; i < 60; i++) expect(calm.decide(i % 3 === 0 ? { ...INPUT, ...slow } : INPUT, i * 1_000)).toEqual([])
  })

  it('HU49 plain facts are said at once, and taken back at once', () => {
    const adviser = new Adviser()
    expect(seen(0, { talkingMuted: true }, adviser)).toMatchObject([{ key: 'talking-muted', button: 'Unmute' }])
    expect(seen(0, {}, adviser, 1_000)).toEqual([])
    expect(seen(0, { paused: '6 cameras are on already.' }, adviser, 2_000)).toMatchObject([{ key: 'too-many' }])
    expect(seen(0, { peers: [peer('Ben', 1, undefined, { refused: true })] }, adviser, 3_000)).toMatchObject([
      { key: 'refused-peer', words: expect.stringContaining('to Ben is not the one that was sealed') },
    ])
  })

  it('HU50 one bad path of several is theirs, by name; most of them bad is ours', () => {
    const one = seen(5, { peers: [peer('Ada'), peer('Ben', 0.3, 'loss-out'), peer('Ada 2')] })
    expect(one).toEqual([
      {
        key: 'bad-network',
        words: 'The connection to Ben is slow (some of what you say is lost). Voices come first.',
        tone: 'quiet',
      },
    ])
    const most = seen(5, { peers: [peer('Ada', 0.4, 'loss-out'), peer('Ben', 0.3, 'upload'), peer('Ada 2')] })
    expect(most[0]?.key).toBe('slow-upload')
    const late = seen(5, { peers: [peer('Ada', 0.4, 'delay'), peer('Ben', 0.3, 'jitter')] })
    expect(late[0]).toMatchObject({
      key: 'bad-network',
      words: 'Your network is slow (everything arrives late). Turn the camera off?',
    })
  })

  it('HU50 who cannot be measured, or is lost, is not counted', () => {
    const lost = { ...peer('Ben'), quality: { score: 0, words: 'lost', because: undefined } as const }
    expect(seen(5, { peers: [lost, { ...peer('Ada'), quality: undefined }] })).toEqual([])
  })

  it('HU48 says for whom our video is paused, and what the relay being away means', () => {
    const items = seen(5, {
      peers: [peer('Ada', 1, undefined, { held: 'network' }), peer('Ben')],
      relayWords: 'The relay does not answer.',
    })
    expect(items.map(({ words }) => words)).toEqual([
      'Your video is paused for Ada, so that voices come through. It comes back by itself.',
      'The relay is away: this call goes on; nobody new can join.',
    ])
    const held = { peers: [peer('Ada', 1, undefined, { held: 'network' })], screen: true } as const
    expect(seen(5, { ...held, camera: false })[0]?.words).toMatch(/^Your screen is paused, so/)
    expect(seen(5, held)[0]?.words).toMatch(/^Your screen and your video are paused, .* by themselves\.$/)
    expect(seen(5, { peers: [peer('Ada', 1, undefined, { held: 'computer' })] })[0]?.key).toBe('slow-computer')
  })
})
