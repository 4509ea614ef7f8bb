import { describe, expect, it } from 'vitest'
import { ground, overlayAt, ownPage, Speaker, sees } from '../../../test/kit/context-desk.ts'
import { deviceId, memberId, StandInSpace, StandInSpaces } from '../../../test/kit/stand-ins.ts'
import { turn } from '../../../test/kit/work.ts'
import type { HuddleWindowView } from '../../contract/huddle.ts'
import { type HuddleId, MAX_IN_HUDDLE, MAX_WITH_VIDEO } from '../../domain/huddle.ts'
import type { DeviceId, MemberId } from '../../domain/ids.ts'
import { utf8 } from '../../kit/bytes.ts'
import { SAME_START_MS } from '../huddle/begun.ts'
import { encodeCallSignal } from '../huddle/call-signal.ts'
import { SETTLE_MS } from '../huddle/incoming.ts'
import { HOLD_MS, MAX_HELD } from '../huddle/own-huddle.ts'
import { encodeRingBody } from '../huddle/ring-body.ts'
import { SAME_PRESS_MS } from '../huddle/wish.ts'
import type { Present } from '../parts.ts'

const SITE = 'https://site.example'
const ADA = { v: 1, name: 'Ada', colour: 'teal' } as const
const BEN = { v: 1, name: 'Ben', colour: 'coral' } as const
const TALK = 'cd'.repeat(16) as HuddleId
const numbered = <Id extends string>(n: number) => n.toString(16).padStart(32, '0') as Id

/** Somebody in a huddle, the n-th to join. */
const inCall = (n: number, change: object = {}, id = TALK): Present => ({
  device: numbered<DeviceId>(n),
  member: numbered<MemberId>(n),
  page: undefined,
  huddle: { id, kind: 'talk', since: n, muted: true, camera: false, screen: false, ...change },
})

async function team() {
  const space = new StandInSpace('Design team', { space: '1', member: 'a' }, 'https://relay.example')
  await space.space.putMember(ADA)
  await space.space.putMember(BEN, memberId('b'))
  const all = await ground(new StandInSpaces(ADA, space))
  const home = new Speaker(all.engine, 'home', ownPage)
  const window = new Speaker(all.engine, 'huddle', { ...ownPage, url: 'chrome-extension://abc/huddle.html' })
  const present = (...people: Present[]) => {
    space.moves.people = people
    space.moves.presentChanged.emit()
  }
  const join = { do: 'huddle-join', space: space.self.space, huddle: TALK }
  return { ...all, space, home, window, present, join }
}
type Team = Awaited<ReturnType<typeof team>>

/** In the talk with one other. */
async function talking(): Promise<Team> {
  const all = await team()
  all.present(inCall(1))
  await all.home.done(all.join)
  await all.window.done({ do: 'hello' })
  await all.window.until(sees('huddle'))
  return all
}

const told = <Name extends HuddleWindowView['see']>({ window }: Team, name: Name) => window.heard.filter(sees(name))
const signal = (from: number, body: string, huddle = TALK) => ({
  device: numbered<DeviceId>(from),
  member: numbered<MemberId>(from),
  body: encodeCallSignal({ huddle, body }),
})

describe('the port of the huddle window', () => {
  it.each([
    ['a web page', { origin: SITE, tab: 1, extension: false }],
    ['our popup', { ...ownPage, url: 'chrome-extension://abc/popup.html' }],
    ['a page that only ends like it', { ...ownPage, url: 'chrome-extension://abc/popup.html?x=/huddle.html' }],
  ])('HE15 is not for %s', async (_what, sender) => {
    const { engine } = await team()
    const other = new Speaker(engine, 'huddle', sender)
    expect(await other.refused({ do: 'hello' })).toMatch(/may not ask/)
    expect(other.heard.filter((message) => 'see' in message)).toEqual([])
  })

  it('HE15 hostile intents are refused and change nothing', async () => {
    const { window, space } = await talking()
    const before = space.moves.huddles.length
    const to = numbered(1)
    for (const intent of [
      { do: 'signal', to, body: 'x'.repeat(32_001) },
      { do: 'signal', to: 'everybody', body: '' },
      { do: 'state', muted: 'no', camera: false, screen: false, connected: [] },
      { do: 'state', muted: false, camera: false, screen: false, connected: Array(13).fill(to) },
      { do: 'ring', members: [] },
      { do: 'enter', space: '../..' },
      { do: 'hello', back: { space: 'x', huddle: TALK } },
      { do: 'leave', please: true },
    ])
      expect(await window.refused(intent)).toMatch(/did not understand/)
    expect(space.moves.huddles).toHaveLength(before)
  })

  it('HE15 a window that is in no huddle signals and rings nobody', async () => {
    const { window, space } = await team()
    await window.done({ do: 'hello' })
    expect(await window.refused({ do: 'signal', to: numbered(1), body: 'x' })).toMatch(/no huddle/)
    expect(await window.refused({ do: 'ring', members: [memberId('b')] })).toMatch(/no huddle/)
    expect(await window.refused({ do: 'chat' })).toMatch(/no huddle/)
    expect(await window.refused({ do: 'enter', space: space.self.space, huddle: TALK })).toMatch(/over/)
    expect([space.moves.signals, space.moves.notices]).toEqual([[], []])
  })
})

describe('room in a huddle', () => {
  const people = (n: number, change: object = {}) => Array.from({ length: n }, (_, i) => inCall(i + 1, i ? {} : change))

  it.each([
    ['voices', MAX_IN_HUDDLE, {}],
    ['a camera', MAX_WITH_VIDEO, { camera: true }],
    ['a screen', MAX_WITH_VIDEO, { screen: true }],
  ])('HE7 is for so many with %s, and who does not fit is told before a window opens', async (_what, most, change) => {
    const { home, present, join, surroundings } = await team()
    present(...people(most, change))
    expect((await home.until((view) => sees('home')(view) && view.huddles.on[0]?.full !== undefined)) as object)
    expect(await home.refused(join)).toMatch(/^Full: /)
    expect(surroundings.opened).toBe(0)
    present(...people(most - 1, change))
    await home.done(join)
    expect(surroundings.opened).toBe(1)
  })

  it('HE7 filled while the window opened: told in the window', async () => {
    const all = await team()
    all.present(...people(MAX_IN_HUDDLE - 1))
    await all.home.done(all.join)
    all.present(...people(MAX_IN_HUDDLE))
    await all.window.done({ do: 'hello' })
    expect(await all.window.until(sees('refused'))).toMatchObject({ words: expect.stringMatching(/^Full: /) })
    expect(all.space.moves.huddles).toEqual([])
  })

  it('HE7 of two who take the last place at once the later gives way; who is in longer stays', async () => {
    const all = await team()
    all.present(...people(MAX_IN_HUDDLE - 1))
    await all.home.done(all.join)
    await all.window.done({ do: 'hello' })
    await all.window.until(sees('huddle'))
    all.present(...people(MAX_IN_HUDDLE - 1), inCall(50, { since: 2_000_000 }))
    await turn()
    expect(told(all, 'refused')).toEqual([])
    all.present(...people(MAX_IN_HUDDLE))
    expect(await all.window.until(sees('refused'))).toMatchObject({ words: expect.stringMatching(/^Full: /) })
    expect(all.space.moves.huddles.at(-1)).toBeUndefined()
  })

  it('HE7 who has been in it for a while is not sent out by clocks that differ', async () => {
    const all = await talking()
    all.clock.pass(6_000)
    all.present(...people(MAX_IN_HUDDLE))
    await turn()
    expect(told(all, 'refused')).toEqual([])
  })
})

describe('what the window is told', () => {
  it('HE8 signals of those in the huddle, after the view that names them', async () => {
    const all = await talking()
    all.space.moves.signalled.emit(signal(1, 'offer'))
    all.space.moves.signalled.emit(signal(2, 'early'))
    all.present(inCall(1), inCall(2))
    await turn()
    expect(told(all, 'signal').map(({ body }) => body)).toEqual(['offer', 'early'])
    const places = all.window.heard.flatMap((message, at) =>
      (sees('huddle')(message) && message.others.length === 2) || (sees('signal')(message) && message.body === 'early')
        ? [at]
        : [],
    )
    expect(all.window.heard[places[0] as number]).toMatchObject({ see: 'huddle' })
  })

  it('HE8 nobody is heard who does not show: kept for a while, then forgotten', async () => {
    const all = await talking()
    all.space.moves.signalled.emit(signal(2, 'unseen'))
    all.clock.pass(HOLD_MS)
    all.present(inCall(1), inCall(2))
    for (let n = 0; n < MAX_HELD + 10; n++) all.space.moves.signalled.emit(signal(3, `flood ${n}`))
    all.present(inCall(1), inCall(2), inCall(3))
    await turn()
    const bodies = told(all, 'signal').map(({ body }) => body)
    expect(bodies).toHaveLength(MAX_HELD)
    expect(bodies[0]).toBe('flood 10')
  })

  it('HE8 not what is meant for another huddle, or is no signal of a call', async () => {
    const all = await talking()
    const from = { device: numbered<DeviceId>(1), member: numbered<MemberId>(1) }
    all.space.moves.signalled.emit(signal(1, 'elsewhere', 'ef'.repeat(16) as HuddleId))
    for (const body of ['', 'null', '[]', '{"huddle":1}', `{"huddle":"${TALK}","body":7}`, '\u0001'])
      all.space.moves.signalled.emit({ ...from, body: utf8(body) })
    all.space.moves.signalled.emit(signal(1, 'x'.repeat(32_001)))
    all.space.moves.signalled.emit({ ...from, body: new Uint8Array([0xff, 0xfe]) })
    await turn()
    expect(told(all, 'signal')).toEqual([])
  })

  it('HE8 after leaving nothing comes any more', async () => {
    const all = await talking()
    await all.window.done({ do: 'leave' })
    all.space.moves.signalled.emit(signal(1, 'late'))
    await turn()
    expect(told(all, 'signal')).toEqual([])
    expect(all.space.moves.huddles.at(-1)).toBeUndefined()
  })

  it('HE6 people in the order of joining, the page by whoever is in longest; one word does not make a talk a file', async () => {
    const all = await team()
    const page = all.space.page(`${SITE}/plans`)
    await all.space.space.putPage(page.id, { v: 1, address: `${SITE}/plans`, title: 'Plans' })
    all.present(inCall(3), inCall(2, { at: page.id, kind: 'files' }), inCall(4))
    const view = await all.home.until((one) => sees('home')(one) && one.huddles.on[0]?.people.length === 3)
    expect(sees('home')(view) && view.huddles.on).toMatchObject([
      { id: TALK, kind: 'talk', at: 'Plans', people: [2, 3, 4].map((n) => ({ device: numbered(n), name: 'Someone' })) },
    ])
  })

  it('HE12 whoever is connected stays in the dock when presence has ended, until the window says otherwise', async () => {
    const all = await talking()
    const names = () => {
      const view = all.home.heard.filter(sees('home')).at(-1)
      return view?.huddles.own?.people.map(({ device }) => device)
    }
    const state = { do: 'state', muted: false, camera: false, screen: false }
    await all.window.done({ ...state, connected: [numbered(1), numbered(9)] })
    all.present()
    await turn()
    expect(names()).toEqual([deviceId('a'), numbered(1)])
    await all.window.done({ ...state, connected: [] })
    await turn()
    expect(names()).toEqual([deviceId('a')])
  })

  it('HE28 where an admin asks for it, people are chosen, a dozen at a time', async () => {
    const all = await talking()
    all.space.space.ringEveryone = false
    const many = Array.from({ length: 13 }, (_, n) => numbered<MemberId>(100 + n))
    expect(await all.window.refused({ do: 'ring', members: many })).toMatch(/admin/)
    await all.window.done({ do: 'ring', members: many.slice(1) })
    expect(all.space.moves.notices.map(({ members }) => members)).toEqual([many.slice(1)])
  })

  it('HE4 after a restart a file’s huddle is one again as soon as the other is known', async () => {
    const all = await team()
    await all.window.done({ do: 'hello', back: { space: all.space.self.space, huddle: TALK } })
    expect((await all.window.until(sees('huddle'))).kind).toBe('talk')
    all.present(inCall(1, { kind: 'files' }))
    await all.window.until((view) => sees('huddle')(view) && view.kind === 'files')
    expect(all.space.moves.huddles.at(-1)).toMatchObject({ id: TALK, kind: 'files' })
  })

  it('HE12 a relay that is back names its servers, and its absence is said in words', async () => {
    const all = await talking()
    expect(told(all, 'huddle').at(-1)).toMatchObject({ ice: [], relayOnly: false })
    all.space.moves.link = { state: 'offline', words: 'The relay does not answer.', waiting: 0, refused: 0, direct: 0 }
    all.space.moves.linkChanged.emit()
    await all.window.until((view) => sees('huddle')(view) && view.relayWords === 'The relay does not answer.')
    const server = { urls: ['turn:turn.example'], username: 'u', credential: 'c' }
    all.space.moves.servers = [server]
    all.space.moves.link = { state: 'online', words: '', waiting: 0, refused: 0, direct: 0 }
    all.space.moves.linkChanged.emit()
    const view = await all.window.until((one) => sees('huddle')(one) && one.ice.length > 0)
    expect(view).toMatchObject({ ice: [server] })
    expect(view).not.toHaveProperty('relayWords')
  })

  it('HE16 the switch is told to the window at once', async () => {
    const all = await talking()
    await all.home.done({ do: 'relay-only', on: true })
    expect(await all.window.until((one) => sees('huddle')(one) && one.relayOnly)).toBeDefined()
  })

  it('HE27 in a large space nobody is rung before they are chosen', async () => {
    const all = await team()
    for (let n = 0; n < 20; n++) await all.space.space.putMember({ ...BEN, name: `P${n}` }, numbered<MemberId>(100 + n))
    await all.home.done({ do: 'huddle-start', ring: 'space' })
    await all.window.done({ do: 'hello' })
    const view = await all.window.until(sees('huddle'))
    expect(view.chooseWhom).toMatch(/choose whom/)
    expect(view.members).toHaveLength(21)
    expect(all.space.moves.notices).toEqual([])
    await all.window.done({ do: 'ring', members: [memberId('b'), memberId('a')] })
    expect(all.space.moves.notices.map(({ members }) => members)).toEqual([[memberId('b')]])
    const after = await all.window.until(
      (one) => sees('huddle')(one) && one.members.some(({ rung }) => rung === 'ringing'),
    )
    expect(after).not.toHaveProperty('chooseWhom')
  })
})

describe('huddles over a page', () => {
  it('HE1 the overlay is told what is on, again when it changes only, and starts one on its page', async () => {
    const all = await team()
    const overlay = new Speaker(all.engine, 'overlay', overlayAt(SITE))
    expect(await overlay.refused({ do: 'huddle-start', ring: 'page' })).toMatch(/not open/)
    await overlay.done({ do: 'page-at', address: `${SITE}/article`, title: 'Article' })
    expect(await overlay.until(sees('huddles'))).toEqual({ see: 'huddles', huddles: { on: [] } })
    const page = all.space.page(`${SITE}/article`)
    all.present({ ...inCall(1), member: memberId('b'), page: page.id, huddle: undefined })
    all.present({ ...inCall(1), member: memberId('b'), page: page.id, huddle: undefined })
    await turn()
    expect(overlay.heard.filter(sees('huddles'))).toHaveLength(1)
    await overlay.done({ do: 'huddle-start', ring: 'page' })
    expect(all.surroundings.opened).toBe(1)
    await all.window.done({ do: 'hello' })
    const view = await all.window.until(sees('huddle'))
    expect(all.space.moves.huddles.at(-1)).toMatchObject({ id: view.huddle, at: page.id, kind: 'talk' })
    expect(view.members).toMatchObject([{ name: 'Ben', online: true, onPage: true, inHuddle: false }])
    expect(all.space.moves.notices.map(({ members }) => members)).toEqual([[memberId('b')]])
    const seen = await overlay.until((one) => sees('huddles')(one) && one.huddles.own !== undefined)
    expect(seen).toMatchObject({ huddles: { own: { id: view.huddle, muted: true }, on: [{ id: view.huddle }] } })
  })

  it('HE1 from the panel, too; who is not here any more is sent no file', async () => {
    const all = await team()
    const overlay = new Speaker(all.engine, 'overlay', overlayAt(SITE, 7))
    await overlay.done({ do: 'page-at', address: `${SITE}/article`, title: 'Article' })
    const panel = new Speaker(all.engine, 'panel', ownPage)
    await panel.done({ do: 'watch', tab: 7 })
    expect(await panel.until(sees('panel'))).toMatchObject({ huddles: { on: [] } })
    expect(await panel.refused({ do: 'huddle-send-file', to: numbered(5) })).toMatch(/not here/)
    expect(await panel.refused(all.join)).toMatch(/over/)
    await panel.done({ do: 'huddle-start', ring: 'nobody' })
    expect(all.surroundings.opened).toBe(1)
  })
})

describe('pressed twice, or by two at once', () => {
  const start = { do: 'huddle-start', ring: 'space' }
  async function reading() {
    const all = await team()
    const overlay = new Speaker(all.engine, 'overlay', overlayAt(SITE))
    await overlay.done({ do: 'page-at', address: `${SITE}/article`, title: 'Article' })
    const { id: page } = all.space.page(`${SITE}/article`)
    const ben = (change: object = {}) => ({ ...inCall(1), member: memberId('b'), page, ...change })
    const entered = async () => {
      await all.window.done({ do: 'hello' })
      return (await all.window.until(sees('huddle'))).huddle
    }
    return { ...all, overlay, ben, entered }
  }

  it.each([
    ['starting', start],
    ['joining', { do: 'huddle-join', space: '1'.repeat(32), huddle: TALK }],
  ])('HE35 the same press while the window comes opens no second one: %s', async (_what, press) => {
    const { home, present, surroundings, entered, space } = await reading()
    present(inCall(1))
    const ask = { ...press, ...('space' in press ? { space: space.self.space } : {}) }
    await home.done(ask)
    await home.done(ask)
    expect(surroundings.opened).toBe(1)
    const huddle = await entered()
    // The window is brought to the front, and asks nothing.
    await home.done(ask)
    expect(surroundings.opened).toBe(2)
    await turn()
    expect(space.moves.huddles.at(-1)?.id).toBe(huddle)
  })

  it('HE35 a window that never came is opened by the next press; another wish is never dropped', async () => {
    const { home, surroundings, clock } = await reading()
    await home.done(start)
    await home.done({ ...start, ring: 'nobody' })
    expect(surroundings.opened).toBe(2)
    clock.pass(SAME_PRESS_MS)
    await home.done({ ...start, ring: 'nobody' })
    expect(surroundings.opened).toBe(3)
  })

  it('HE35 in the huddle, a start that comes late does not ask whether to leave it', async () => {
    const all = await reading()
    await all.home.done(start)
    await all.entered()
    await all.home.done(start)
    await turn()
    expect(told(all, 'asked')).toEqual([])
    all.clock.pass(SAME_PRESS_MS)
    await all.home.done(start)
    await all.window.until(sees('asked'))
  })

  it('HE36 who starts when somebody on the page just has joins them, and rings nobody', async () => {
    const { overlay, present, ben, entered, space } = await reading()
    present(ben())
    await overlay.done(start)
    expect(await entered()).toBe(TALK)
    expect(space.moves.notices).toEqual([])
  })

  it('HE36 also when the other’s start is seen while the own window opens', async () => {
    const { overlay, present, ben, entered } = await reading()
    await overlay.done(start)
    present(ben())
    expect(await entered()).toBe(TALK)
  })

  it.each([
    ['to have one of their own', {}, { another: true }, 0],
    ['to ring nobody', {}, { ring: 'nobody' }, 0],
    ['when it has been on for a while', {}, {}, SAME_START_MS],
    ['when nobody in it is on the page', { page: undefined }, {}, 0],
    ['when it is for a file', { huddle: inCall(1, { kind: 'files' }).huddle }, {}, 0],
  ])('HE36 but not who asks %s', async (_what, other, asks, age) => {
    const { overlay, present, ben, entered, clock } = await reading()
    present(ben(other))
    if (age > 0) clock.pass(age)
    await overlay.done({ ...start, ...asks })
    expect(await entered()).not.toBe(TALK)
  })

  it('HE36 one that is full is not joined', async () => {
    const { overlay, present, ben, entered } = await reading()
    present(ben(), ...Array.from({ length: MAX_IN_HUDDLE - 1 }, (_, n) => inCall(n + 2)))
    await overlay.done(start)
    expect(await entered()).not.toBe(TALK)
  })

  it('HE36 one that rings is joined, from whatever page', async () => {
    const { home, present, entered, space, clock } = await reading()
    present({ ...inCall(1), member: memberId('b') })
    clock.pass(SAME_START_MS)
    const body = encodeRingBody({ t: 'ring', huddle: TALK, kind: 'talk', ring: 'ab'.repeat(8), at: clock.now() })
    space.moves.noticed.emit({ device: numbered<DeviceId>(1), member: memberId('b'), body })
    clock.pass(SETTLE_MS)
    await home.until((view) => sees('home')(view) && view.huddles.ring !== undefined)
    await home.done(start)
    expect(await entered()).toBe(TALK)
  })

  it('HE5 a window that lost its place is told that it may go', async () => {
    const all = await talking()
    const second = new Speaker(all.engine, 'huddle', { ...ownPage, url: 'chrome-extension://abc/huddle.html' })
    await second.done({ do: 'hello' })
    expect(await all.window.until(sees('refused'))).toMatchObject({ moved: true })
    expect((await second.until(sees('huddle'))).huddle).toBe(TALK)
  })
})
