import { describe, expect, it } from 'vitest'
import { FakeClock } from '../../../test/kit/clock.ts'
import { MemoryStore } from '../../../test/kit/memory-store.ts'
import { CalledSurroundings } from '../../../test/kit/surroundings.ts'
import { turn } from '../../../test/kit/work.ts'
import { type HuddleId, RING_MS } from '../../domain/huddle.ts'
import type { DeviceId, MemberId, SpaceId } from '../../domain/ids.ts'
import { type Bytes, toHex, utf8 } from '../../kit/bytes.ts'
import { Signal } from '../../kit/signal.ts'
import type { Notice } from '../inbox/inbox-document.ts'
import type { Present } from '../parts.ts'
import { CONFIRM_MS, MOST_RINGS_A_MINUTE, OLD_RING_MS, SETTLE_MS } from './incoming.ts'
import { Ringing } from './ring.ts'
import { encodeRingBody, parseRingBody, type RingBody } from './ring-body.ts'

const SPACE = 'aa'.repeat(16) as SpaceId
const ME = '00'.repeat(16) as MemberId
const [BEN, CLEO] = ['b0'.repeat(16) as MemberId, 'c0'.repeat(16) as MemberId]
const [HUDDLE, OTHER] = ['11'.repeat(16) as HuddleId, '22'.repeat(16) as HuddleId]
const deviceOf = (member: MemberId) => member.replaceAll('0', 'd') as unknown as DeviceId
const NAMES = { [BEN]: 'Ben', [CLEO]: 'Cleo' } as Record<MemberId, string>

interface Sent {
  readonly to: readonly MemberId[]
  readonly body: RingBody | undefined
  readonly until: AbortSignal
}

/** One engine's ringing in one space whose carriage is in the test's hands. */
async function desk(store = new MemoryStore()) {
  const clock = new FakeClock()
  const sent: Sent[] = []
  const direct: (readonly [DeviceId, string | undefined])[] = []
  const around = { sound: false, notification: '' }
  const tastes = { sound: true }
  let present: Present[] = []
  const carriage = {
    present: () => present,
    presentChanged: new Signal<void>(),
    noticed: new Signal<Notice>(),
    signalled: new Signal<Notice>(),
    signal: async (to: DeviceId, body: Bytes) => void direct.push([to, parseRingBody(body)?.t]),
    notify: async (to: readonly MemberId[], body: Bytes, until: AbortSignal) =>
      void sent.push({ to, body: parseRingBody(body), until }),
  }
  const space = { self: { space: SPACE, member: ME }, name: 'Team', carriage }
  const spaces = {
    changed: new Signal<void>(),
    list: () => [space],
    get: (id: SpaceId) => (id === SPACE ? space : undefined),
  }
  const surroundings = Object.assign(new CalledSurroundings(), {
    ringSound: (on: boolean) => {
      around.sound = on
    },
    ringNotification: (ring: { readonly title: string } | undefined) => {
      around.notification = ring?.title ?? ''
    },
  })
  let drawn = 0
  const random = { bytes: (length: number) => new Uint8Array(length).fill(++drawn), fraction: () => 0.5 }
  const ringing = await Ringing.open({ clock, random, store, surroundings, managed: {} }, spaces, {
    sound: () => tastes.sound,
    cardOf: (_, member) => ({ name: NAMES[member] ?? 'Someone', colour: 'teal' }),
  })
  const at = clock.now()
  return {
    clock,
    store,
    sent,
    direct,
    signal: (notice: Notice) => carriage.signalled.emit(notice),
    around,
    tastes,
    ringing,
    hear: (member: MemberId, body: object | string, device = deviceOf(member)) =>
      carriage.noticed.emit({ device, member, body: utf8(typeof body === 'string' ? body : JSON.stringify(body)) }),
    ring: (member: MemberId, ring: string, huddle = HUDDLE) =>
      carriage.noticed.emit({
        device: deviceOf(member),
        member,
        body: encodeRingBody({ t: 'ring', huddle, ring: ring.padEnd(16, '0'), kind: 'talk', at }),
      }),
    /** Who is in which huddle by presence. */
    huddles: (...list: readonly (readonly [MemberId, HuddleId])[]) => {
      const status = { kind: 'talk', since: 0, muted: true, camera: false, screen: false } as const
      present = list.map(([member, id]) => ({
        device: deviceOf(member),
        member,
        page: undefined,
        huddle: { id, ...status },
      }))
      carriage.presentChanged.emit()
    },
    from: () => ringing.ring?.from.name,
  }
}
type Desk = Awaited<ReturnType<typeof desk>>

/** Ben is in a huddle and rings us. */
async function rung(store?: MemoryStore): Promise<Desk> {
  const one = await desk(store)
  one.huddles([BEN, HUDDLE])
  one.ring(BEN, 'a1')
  one.clock.pass(SETTLE_MS)
  return one
}

describe('being rung', () => {
  it('HE20 rings in all contexts, by its sound and on the desktop, and ends by itself', async () => {
    const one = await rung()
    expect(one.ringing.ring).toMatchObject({ huddle: HUDDLE, space: SPACE, spaceName: 'Team', from: { name: 'Ben' } })
    expect(one.around).toEqual({ sound: true, notification: 'Ben is calling' })
    one.clock.pass(RING_MS)
    expect([one.from(), one.around]).toEqual([undefined, { sound: false, notification: '' }])
    expect(one.clock.waiting).toBe(0)
  })

  it('HE20 is silent where sound is off', async () => {
    const one = await desk()
    one.tastes.sound = false
    one.huddles([BEN, HUDDLE])
    one.ring(BEN, 'a1')
    one.clock.pass(SETTLE_MS)
    expect(one.around).toEqual({ sound: false, notification: 'Ben is calling' })
  })

  it('HE21 does not ring before presence says that the caller is in the huddle, nor when it never does', async () => {
    const one = await desk()
    one.ring(BEN, 'a1')
    one.clock.pass(CONFIRM_MS - 1_000)
    one.huddles([CLEO, HUDDLE], [BEN, OTHER])
    expect(one.from()).toBeUndefined()
    one.huddles([BEN, HUDDLE])
    expect(one.from()).toBe('Ben')
    one.huddles()
    one.ring(CLEO, 'c1')
    one.clock.pass(CONFIRM_MS)
    one.huddles([CLEO, HUDDLE])
    expect(one.from()).toBeUndefined()
  })

  it('HE21 somebody else than the one who is in the huddle cannot ring for them', async () => {
    const one = await desk()
    one.huddles([BEN, HUDDLE])
    one.ring(CLEO, 'c1')
    one.hear(
      CLEO,
      { t: 'ring', huddle: HUDDLE, ring: 'c2'.repeat(8), kind: 'talk', at: one.clock.now() },
      deviceOf(CLEO),
    )
    one.clock.pass(SETTLE_MS)
    expect(one.from()).toBeUndefined()
  })

  it.each<[string, (one: Desk) => void]>([
    ['the huddle is over', (one) => one.huddles()],
    ['the caller left it', (one) => one.huddles([CLEO, HUDDLE])],
    ['the caller gave up', (one) => one.hear(BEN, { t: 'ring-over', huddle: HUDDLE, ring: 'a1'.padEnd(16, '0') })],
    ['we joined', (one) => one.ringing.joined(SPACE, HUDDLE)],
    ['we said "Not now"', (one) => one.ringing.decline(SPACE, HUDDLE)],
  ])('HE22 stops when %s, and never rings again for it', async (_, event) => {
    const one = await rung()
    expect(one.from()).toBe('Ben')
    event(one)
    expect([one.from(), one.around.sound]).toEqual([undefined, false])
    one.ringing.left(SPACE, HUDDLE)
    one.huddles([BEN, HUDDLE])
    one.ring(BEN, 'a1')
    one.clock.pass(1_000)
    expect(one.from()).toBeUndefined()
  })

  it('HE22 goes on when somebody else says that it is over', async () => {
    const one = await rung()
    one.hear(CLEO, { t: 'ring-over', huddle: HUDDLE, ring: 'a1'.padEnd(16, '0') })
    one.ringing.decline(SPACE, OTHER)
    expect(one.from()).toBe('Ben')
  })

  it('HE22 a restart in the middle of a ring does not ring anew', async () => {
    const one = await rung()
    await turn()
    const again = await rung(one.store.crash())
    expect(again.from()).toBeUndefined()
    again.ring(BEN, 'a2')
    again.clock.pass(SETTLE_MS)
    expect(again.from()).toBe('Ben')
  })

  it('HE22 what is kept cannot be read: it rings, and nothing breaks', async () => {
    const store = new MemoryStore()
    await store.write([{ table: 'settings', key: 'rings', value: { schema: 9 } }])
    expect((await rung(store)).from()).toBe('Ben')
    const full = new MemoryStore()
    full.full = true
    expect((await rung(full)).from()).toBe('Ben')
  })

  it('HE23 a ring and its end that come together do not sound', async () => {
    const one = await desk()
    one.huddles([BEN, HUDDLE])
    one.ring(BEN, 'a1')
    one.hear(BEN, { t: 'ring-over', huddle: HUDDLE, ring: 'a1'.padEnd(16, '0') })
    one.clock.pass(1_000)
    expect(one.from()).toBeUndefined()
    one.hear(CLEO, { t: 'ring-over', huddle: OTHER, ring: 'c1'.padEnd(16, '0') })
    one.huddles([CLEO, OTHER])
    one.ring(CLEO, 'c1', OTHER)
    one.clock.pass(1_000)
    expect(one.from()).toBeUndefined()
  })

  it('HE23 one that its caller sent long ago does not ring, even while the huddle is on', async () => {
    const one = await desk()
    one.huddles([BEN, HUDDLE])
    one.clock.pass(OLD_RING_MS + 1)
    one.ring(BEN, 'a1')
    one.clock.pass(1_000)
    expect(one.from()).toBeUndefined()
  })

  it('HE24 of two rings the newer waits', async () => {
    const one = await rung()
    one.huddles([BEN, HUDDLE], [CLEO, OTHER])
    one.ring(CLEO, 'c1', OTHER)
    one.clock.pass(SETTLE_MS)
    expect(one.from()).toBe('Ben')
    one.ringing.decline(SPACE, HUDDLE)
    expect([one.from(), one.around.notification]).toEqual(['Cleo', 'Cleo is calling'])
  })

  it('HE24 two who ring for the same huddle are answered together', async () => {
    const one = await rung()
    one.huddles([BEN, HUDDLE], [CLEO, HUDDLE])
    one.ring(CLEO, 'c1')
    one.clock.pass(SETTLE_MS)
    one.ringing.decline(SPACE, HUDDLE)
    expect(one.from()).toBeUndefined()
    expect(one.sent.map(({ to, body }) => [to, body?.t])).toEqual([
      [[BEN], 'declined'],
      [[CLEO], 'declined'],
    ])
  })

  it('HE25 somebody who rings without end is believed a few times', async () => {
    const one = await desk()
    one.huddles([BEN, HUDDLE])
    let heard = 0
    for (let i = 0; i < 50; i++) {
      one.ring(BEN, `${i}`.padStart(4, '0'))
      one.clock.pass(SETTLE_MS)
      if (one.from()) heard++
      one.ringing.decline(SPACE, HUDDLE)
    }
    expect(heard).toBe(MOST_RINGS_A_MINUTE)
    one.clock.pass(60_000)
    one.ring(BEN, 'ffff')
    one.clock.pass(SETTLE_MS)
    expect(one.from()).toBe('Ben')
  })

  it.each([
    ['no JSON', 'ring'],
    ['another kind of notice', { t: 'mention', huddle: HUDDLE, ring: 'a1'.repeat(8) }],
    ['no id', { t: 'ring', huddle: 'x', ring: 'a1'.repeat(8), kind: 'talk', at: 0 }],
    ['another kind of huddle', { t: 'ring', huddle: HUDDLE, ring: 'a1'.repeat(8), kind: 'party', at: 0 }],
    ['a ring that is no number', { t: 'ring', huddle: HUDDLE, ring: ['a1'], kind: 'talk', at: 0 }],
    [
      'more than a ring says',
      { t: 'ring', huddle: HUDDLE, ring: 'a1'.repeat(8), kind: 'talk', at: 0, x: 'x'.repeat(600) },
    ],
    ['nothing', null],
  ])('HE25 %s rings nothing', async (_, body) => {
    const one = await desk()
    one.huddles([BEN, HUDDLE])
    one.hear(BEN, body as object)
    one.clock.pass(1_000)
    expect([one.from(), one.clock.waiting]).toEqual([undefined, 0])
  })

  it('HE25 we do not ring ourselves', async () => {
    const one = await desk()
    one.huddles([ME, HUDDLE])
    one.ring(ME, 'a1')
    one.clock.pass(1_000)
    expect(one.from()).toBeUndefined()
  })
})

describe('ringing others', () => {
  const ringing = async () => {
    const one = await desk()
    one.ringing.call(SPACE, HUDDLE, 'talk', [ME, BEN, CLEO, BEN])
    const [first] = one.sent
    const ring = first?.body?.ring ?? ''
    const states = () => Object.fromEntries([...one.ringing.rung(HUDDLE)].map(([who, how]) => [NAMES[who], how]))
    return { ...one, ring: ring, states }
  }

  it('HE26 one notice each, never to ourselves or to who is in it; seen as ringing', async () => {
    const one = await ringing()
    expect(one.sent.map(({ to, body }) => [to, body?.t])).toEqual([[[BEN, CLEO], 'ring']])
    expect(one.states()).toEqual({ Ben: 'ringing', Cleo: 'ringing' })
    one.ringing.call(SPACE, HUDDLE, 'talk', [BEN])
    expect(one.sent.length).toBe(1)
    const two = await desk()
    two.huddles([BEN, HUDDLE])
    two.ringing.call(SPACE, HUDDLE, 'talk', [BEN])
    expect(two.sent).toEqual([])
  })

  it('HE29 who is here is told directly, too, and is rung once', async () => {
    const one = await desk()
    one.huddles([BEN, OTHER])
    one.ringing.call(SPACE, HUDDLE, 'talk', [BEN, CLEO])
    expect(one.direct).toEqual([[deviceOf(BEN), 'ring']])
    const two = await desk()
    two.huddles([BEN, HUDDLE])
    const body = encodeRingBody({
      t: 'ring',
      huddle: HUDDLE,
      ring: 'a1'.padEnd(16, '0'),
      kind: 'talk',
      at: two.clock.now(),
    })
    const signal = { device: deviceOf(BEN), member: BEN, body }
    two.signal(signal)
    two.ring(BEN, 'a1')
    two.clock.pass(SETTLE_MS)
    expect(two.from()).toBe('Ben')
    two.ringing.decline(SPACE, HUDDLE)
    expect(two.direct).toEqual([[deviceOf(BEN), 'declined']])
    two.signal(signal)
    two.ring(BEN, 'a1')
    two.clock.pass(1_000)
    expect(two.from()).toBeUndefined()
  })

  it('HE26 who does not answer is told that it is over; who declined is not', async () => {
    const one = await ringing()
    one.hear(CLEO, { t: 'declined', huddle: HUDDLE, ring: one.ring })
    expect(one.states()).toEqual({ Ben: 'ringing', Cleo: 'declined' })
    one.clock.pass(RING_MS)
    expect(one.states()).toEqual({ Ben: 'no-answer', Cleo: 'declined' })
    expect(one.sent.map(({ to, body }) => [to, body?.t]).at(-1)).toEqual([[BEN], 'ring-over'])
    expect(one.sent[0]?.until.aborted).toBe(true)
    one.ringing.call(SPACE, HUDDLE, 'talk', [BEN])
    expect(one.states()['Ben']).toBe('ringing')
    expect(one.sent.at(-1)?.body?.ring).not.toBe(one.ring)
  })

  it('HE26 who comes is no longer rung', async () => {
    const one = await ringing()
    one.huddles([BEN, HUDDLE])
    expect(one.states()).toEqual({ Cleo: 'ringing' })
  })

  it('HE26 leaving ends it for who still rings', async () => {
    const one = await ringing()
    one.ringing.left(SPACE, HUDDLE)
    expect(one.sent.map(({ to, body }) => [to, body?.t]).at(-1)).toEqual([[BEN, CLEO], 'ring-over'])
    expect(one.states()).toEqual({})
    await turn()
    expect(one.clock.waiting).toBe(0)
  })

  it.each([
    ['of another ring', (ring: string) => ({ t: 'declined', huddle: HUDDLE, ring: toHex(utf8(ring)).slice(0, 16) })],
    ['of another huddle', (ring: string) => ({ t: 'declined', huddle: OTHER, ring })],
  ])('HE26 an answer %s counts for nothing', async (_, answer) => {
    const one = await ringing()
    one.hear(CLEO, answer(one.ring))
    expect(one.states()).toEqual({ Ben: 'ringing', Cleo: 'ringing' })
  })
})
