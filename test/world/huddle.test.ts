import { describe, expect, it } from 'vitest'
import type { OpenSpace } from '../../shared/engine/parts.ts'
import { utf8 } from '../../shared/kit/bytes.ts'
import { Caller, shown } from '../kit/caller.ts'
import { overlayAt, ownPage, Speaker, sees } from '../kit/context-desk.ts'
import { type World, world } from '../kit/world.ts'

async function callers<Name extends string>(seed: number, ...names: readonly Name[]) {
  const w = await world(seed, ...names)
  const made: [Name, Caller][] = []
  for (const name of names) made.push([name, await Caller.of(w, w.people[name])])
  await w.settle()
  return { w, ...(Object.fromEntries(made) as Record<Name, Caller>) }
}

const shows = (w: World, who: Caller, what: string[], most?: number) =>
  w.until(`${who.person.name} sees ${what.join(' | ') || 'nobody'}`, () => String(shown(who)) === String(what), most)

/** Presses for a new huddle, opens its window, and gives its id. */
async function started(w: World, who: Caller): Promise<string> {
  await who.start()
  await w.pass(1_000)
  return who.huddle?.huddle ?? ''
}

const hasLink = (who: Caller) => who.person.space.carriage.link.direct > 0

const listening = ({ carriage, document }: OpenSpace) =>
  [carriage.presentChanged, carriage.linkChanged, carriage.signalled, document.changed].map((one) => one.listening)

const isThread = sees('thread')
const isPanel = sees('panel')

async function card(w: World, who: Caller, ticket: string): Promise<Speaker> {
  const speaker = new Speaker(await w.run(who.person.engine()), 'card', ownPage)
  await w.run(speaker.done({ do: 'hello', ticket }))
  return speaker
}

async function chatCard(w: World, who: Caller): Promise<Speaker> {
  const { ticket } = (await who.say({ do: 'chat' })) as { ticket: string }
  return card(w, who, ticket)
}

async function panelBeside(w: World, who: Caller): Promise<Speaker> {
  const engine = await w.run(who.person.engine())
  const overlay = new Speaker(engine, 'overlay', overlayAt('https://site.example', 7))
  await w.run(overlay.done({ do: 'page-at', address: 'https://site.example/article', title: 'Article' }))
  const panel = new Speaker(engine, 'panel', ownPage)
  await w.run(panel.done({ do: 'watch', tab: 7 }))
  return panel
}

describe('a huddle of whole engines', () => {
  it('HE1 HE2 is started with a press, seen by everybody, joined and left', async () => {
    const { w, ada, ben } = await callers(301, 'ada', 'ben')
    await ada.ask({ do: 'huddle-start', ring: 'nobody' })
    expect(ada.person.surroundings.opened).toBe(1)
    expect(shown(ada)).toEqual([])
    await ada.open()
    expect(ada.huddle).toMatchObject({ see: 'huddle', kind: 'talk', others: [], me: { name: 'ada' } })
    await shows(w, ben, ['ada'])
    await w.pass(1_000)
    const id = ben.on[0]?.id ?? ''
    expect(ben.home.huddles.own).toBeUndefined()
    await ben.join(id)
    expect(ben.others).toBe('ada')
    await w.until('Ada sees Ben', () => ada.others === 'ben')
    await shows(w, ada, ['ada ben'])
    expect(ada.home.huddles.own?.id).toBe(id)
    await ben.leave()
    expect(ada.others).toBe('')
    expect(shown(ben)).toEqual(['ada'])
    await ada.leave()
    expect(shown(ada)).toEqual([])
    await shows(w, ben, [], 0)
  })

  it('HE1 a wish is taken once, and not by a window that comes too late', async () => {
    const { w, ada } = await callers(302, 'ada', 'ben')
    await ada.ask({ do: 'huddle-start', ring: 'nobody' })
    await w.pass(31_000)
    await ada.open()
    expect(ada.told('idle').at(-1)).toMatchObject({ on: [], spaces: [{ private: true }, { name: 'Team' }] })
    expect(ada.huddle).toBeUndefined()
    await ada.ask({ do: 'huddle-start', ring: 'nobody' })
    await w.settle()
    expect(ada.told('huddle')).toHaveLength(1)
    await ada.leave()
    await ada.open()
    expect(ada.told('huddle')).toHaveLength(0)
    expect(ada.told('idle')).toHaveLength(1)
  })

  it('HE2 whoever is in a huddle is here, on no page; what they say of themselves is seen', async () => {
    const { w, ada, ben } = await callers(303, 'ada', 'ben')
    const seen = () => ben.person.space.carriage.present().find(({ member }) => member === ada.person.member)
    expect(seen()).toBeUndefined()
    await started(w, ada)
    expect(seen()).toMatchObject({ page: undefined, huddle: { muted: true, camera: false } })
    await ada.say({ do: 'state', muted: false, camera: true, screen: false, connected: [] })
    await w.settle()
    expect(seen()?.huddle).toMatchObject({ muted: false, camera: true })
    let gaps = 0
    const watching = new AbortController()
    ben.person.space.carriage.presentChanged.listen(() => {
      if (seen()?.huddle === undefined) gaps++
    }, watching.signal)
    await w.pass(60_000)
    watching.abort()
    expect([seen()?.huddle?.camera, gaps]).toEqual([true, 0])
    await ada.leave()
    expect(seen()).toBeUndefined()
  })

  it('HE3 a crashed engine is gone within ten seconds, also when the relay does not tell', async () => {
    const { w, ada, ben } = await callers(304, 'ada', 'ben')
    const id = await started(w, ada)
    await ben.join(id)
    await w.until('they are linked', () => hasLink(ada) && hasLink(ben))
    w.stopRelay()
    await w.pass(20_000)
    expect(ada.others).toBe('ben')
    ben.person.crash()
    await w.pass(10_000)
    expect(ada.others).toBe('')
    expect(shown(ada)).toEqual(['ada'])
  })

  it('HE3 the relay’s word that somebody went is enough where no link says otherwise', async () => {
    const { w, ada, ben } = await callers(305, 'ada', 'ben')
    w.partition(ada.person, ben.person)
    const id = await started(w, ada)
    await ben.join(id)
    await w.until('Ada sees Ben', () => ada.others === 'ben')
    ben.person.crash()
    await w.settle()
    expect(ada.others).toBe('')
  })

  it('HE3 closing the window leaves; a reload comes back unseen, with its place and what it said', async () => {
    const { w, ada, ben } = await callers(306, 'ada', 'ben')
    const id = await started(w, ada)
    const space = ada.person.space.self.space
    await ben.join(id)
    await ben.say({ do: 'state', muted: false, camera: false, screen: false, connected: [] })
    await w.settle()
    const before = shown(ada)
    const changes: string[] = []
    ada.person.space.carriage.presentChanged.listen(() => void changes.push(shown(ada).join()))
    ben.window?.close()
    await w.pass(1_500)
    await ben.open({ space, huddle: id })
    await w.pass(5_000)
    expect([shown(ada), changes]).toEqual([before, []])
    expect(ben.home.huddles.own?.muted).toBe(false)
    ben.window?.close()
    await w.pass(2_100)
    expect(shown(ada)).toEqual(['ada'])
    expect(ben.home.huddles.own).toBeUndefined()
  })

  it('HE4 goes on when the engine is started again in mid-call', async () => {
    const { w, ada, ben } = await callers(307, 'ada', 'ben')
    const id = await started(w, ada)
    await ben.join(id)
    await w.settle()
    ben.person.crash()
    await ben.person.start()
    await ben.again()
    await ben.open({ space: ada.person.space.self.space, huddle: id })
    expect(ben.huddle).toMatchObject({ huddle: id, kind: 'talk' })
    await w.until('both see each other', () => ben.others === 'ada' && ada.others === 'ben')
    await ben.say({ do: 'signal', to: ada.huddle?.me.device, body: 'hello again' })
    await w.settle()
    expect(ada.told('signal').map(({ body }) => body)).toEqual(['hello again'])
  })

  it('HE5 a second window takes the huddle over, and the first is told', async () => {
    const { w, ada, ben } = await callers(308, 'ada', 'ben')
    const id = await started(w, ada)
    const first = ada.window
    const second = await ada.open()
    expect(ada.huddle?.huddle).toBe(id)
    expect(first?.heard.at(-1)).toMatchObject({ see: 'refused', words: 'The huddle is in another window now.' })
    const late = { do: 'state', muted: false, camera: true, screen: true, connected: [] }
    expect(await w.run(first?.refused(late) ?? Promise.reject())).toMatch(/another window/)
    expect(await w.run(first?.refused({ do: 'leave' }) ?? Promise.reject())).toMatch(/another window/)
    first?.close()
    await w.pass(5_000)
    expect(shown(ben)).toEqual(['ada'])
    second.close()
    await w.pass(2_100)
    expect(shown(ben)).toEqual([])
  })

  it('HE6 two huddles in one space know nothing of each other', async () => {
    const { w, ada, ben, cleo } = await callers(309, 'ada', 'ben', 'cleo')
    const first = await started(w, ada)
    const second = await started(w, ben)
    expect(second).not.toBe(first)
    await shows(w, cleo, ['ada', 'ben'])
    await cleo.join(second)
    await shows(w, ada, ['ada', 'ben cleo'])
    expect([ada.others, ben.others, cleo.others]).toEqual(['', 'cleo', 'ben'])
    const refused = await w.run(
      cleo.window?.refused({ do: 'signal', to: ada.huddle?.me.device, body: 'x' }) ?? Promise.reject(),
    )
    expect(refused).toMatch(/not in this huddle/)
  })

  it('HE1 asks before another huddle is entered, and changes over in one step', async () => {
    const { w, ada, ben } = await callers(310, 'ada', 'ben')
    const first = await started(w, ada)
    const second = await started(w, ben)
    const space = ada.person.space.self.space
    await ben.ask({ do: 'huddle-join', space, huddle: first })
    expect(ben.told('asked')).toMatchObject([{ space, huddle: first, words: expect.stringContaining('Leave') }])
    expect(ben.huddle?.huddle).toBe(second)
    await ben.say({ do: 'enter', space, huddle: first })
    await w.settle()
    expect(ben.huddle?.huddle).toBe(first)
    await shows(w, ada, ['ada ben'])
  })

  it('HE8 signals come once, over the relay and over the link, also while the relay is away', async () => {
    const { w, ada, ben } = await callers(311, 'ada', 'ben')
    const id = await started(w, ada)
    await ben.join(id)
    await w.until('they are linked', () => hasLink(ada) && hasLink(ben))
    const to = ada.huddle?.me.device
    const offer = (n: number) => ben.say({ do: 'signal', to, body: `offer ${n} ${'v=0 '.repeat(2_000)}` })
    for (let n = 0; n < 20; n++) await offer(n)
    await w.settle()
    w.stopRelay()
    await w.pass(15_000)
    expect(ada.huddle?.relayWords).toBeDefined()
    for (let n = 20; n < 25; n++) await offer(n)
    await w.settle()
    const came = ada.told('signal')
    expect(came.map(({ body }) => Number(body.split(' ')[1])).sort((a, b) => a - b)).toEqual([...Array(25).keys()])
    expect(new Set(came.map(({ from }) => from))).toEqual(new Set([ben.huddle?.me.device]))
    w.startRelay()
    await w.until('the relay is back', () => ada.huddle?.relayWords === undefined)
    expect(ada.others).toBe('ben')
  })

  it('HE8 a member who is not in it is not heard in it, nor let in by another’s name', async () => {
    const { w, ada, ben, mallory } = await callers(319, 'ada', 'ben', 'mallory')
    const id = await started(w, ada)
    await ben.join(id)
    mallory.person.look(undefined)
    await w.until('Ada sees Ben', () => ada.others === 'ben')
    const { carriage } = mallory.person.space
    const to = ada.huddle?.me.device
    if (!to) throw new Error('Ada is in no huddle')
    await w.run(carriage.signal(to, utf8(JSON.stringify({ huddle: id, body: 'let me listen' }))))
    await w.run(carriage.signal(to, utf8('no call’s signal')))
    await w.pass(30_000)
    expect(ada.told('signal')).toEqual([])
    // Another huddle of hers is another huddle, whatever her signals say.
    await started(w, mallory)
    await w.run(carriage.signal(to, utf8(JSON.stringify({ huddle: id, body: 'from mine' }))))
    await w.pass(10_000)
    expect([ada.told('signal'), ada.others]).toEqual([[], 'ben'])
  })

  it('HE1 the window that was just closed is opened again by “show”', async () => {
    const { w, ada, ben } = await callers(320, 'ada', 'ben')
    const id = await started(w, ada)
    ada.window?.close()
    await w.pass(500)
    await ada.ask({ do: 'huddle-show' })
    await ada.open()
    expect(ada.huddle?.huddle).toBe(id)
    await w.pass(5_000)
    expect(shown(ben)).toEqual(['ada'])
  })

  it('HE8 without a link the relay alone carries them', async () => {
    const { w, ada, ben } = await callers(312, 'ada', 'ben')
    w.partition(ada.person, ben.person)
    const id = await started(w, ada)
    await ben.join(id)
    await w.settle()
    await ben.say({ do: 'signal', to: ada.huddle?.me.device, body: 'over the relay' })
    await w.settle()
    expect(ada.told('signal').map(({ body }) => body)).toEqual(['over the relay'])
    const long = ben.window?.refused({ do: 'signal', to: ada.huddle?.me.device, body: noise(31_999) })
    expect(await w.run(long ?? Promise.reject())).toMatch(/too large/)
  })

  it('HE9 the dock mutes and leaves, and does not wait for a window that hangs', async () => {
    const { w, ada, ben } = await callers(313, 'ada', 'ben')
    await started(w, ada)
    await ada.ask({ do: 'huddle-mute', on: false })
    await ada.ask({ do: 'huddle-mute', on: true })
    await ada.ask({ do: 'huddle-leave' })
    expect(ada.told('command').map(({ command }) => command)).toEqual(['unmute', 'mute', 'leave'])
    await shows(w, ben, [], 0)
    expect(await ada.refused({ do: 'huddle-mute', on: true })).toMatch(/no huddle/)
  })

  it('HE10 none in a private space, and none while nobody can be reached', async () => {
    const { w, ada } = await callers(314, 'ada', 'ben')
    w.stopRelay()
    await w.pass(60_000)
    expect(ada.home.huddles.cannot).toMatch(/relay/)
    expect(await ada.refused({ do: 'huddle-start', ring: 'space' })).toMatch(/relay/)
    const own = ada.home.spaces.find((space) => space.private)?.id
    await ada.ask({ do: 'use-space', space: own })
    expect(ada.home.huddles.cannot).toMatch(/only yours/)
    expect(await ada.refused({ do: 'huddle-start', ring: 'nobody' })).toMatch(/only yours/)
    await ada.open({ space: own ?? '', huddle: 'ab'.repeat(16) })
    expect(ada.told('refused')).toHaveLength(1)
    expect(ada.person.surroundings.opened).toBe(0)
  })

  it('HE11 a file goes between two, and nobody else is shown it', async () => {
    const { w, ada, ben, cleo } = await callers(315, 'ada', 'ben', 'cleo')
    for (const one of [ada, ben, cleo]) one.person.look(undefined)
    await w.settle()
    const to = ada.home.people.find(({ name }) => name === 'ben')?.device
    await ada.ask({ do: 'huddle-send-file', to })
    await ada.open()
    expect(ada.huddle?.kind).toBe('files')
    await w.until('Ben is rung', () => ben.home.huddles.ring !== undefined)
    expect(ben.home.huddles.ring).toMatchObject({ kind: 'files', from: { name: 'ada' } })
    expect([shown(ben), shown(cleo)]).toEqual([[], []])
    await w.pass(1_000)
    await ben.join(ada.huddle?.huddle ?? '')
    expect(ben.huddle?.kind).toBe('files')
    await w.until('Ada sees Ben', () => ada.others === 'ben')
    const join = { do: 'huddle-join', space: ada.person.space.self.space, huddle: ada.huddle?.huddle }
    expect(await cleo.refused(join)).toMatch(/between the two/)
  })

  it('HE12 those in a huddle are linked, whatever pages they are on', async () => {
    const { w, ada, ben } = await callers(316, 'ada', 'ben')
    await w.pass(5_000)
    expect(hasLink(ada)).toBe(false)
    const id = await started(w, ada)
    await ben.join(id)
    await w.until('they are linked', () => hasLink(ada) && hasLink(ben))
    await ben.leave()
    await w.pass(20_000)
    expect(hasLink(ada)).toBe(false)
  })

  it('HE13 the chat of a huddle is one thread of the space, whoever writes first; it is found again later', async () => {
    const { w, ada, ben } = await callers(318, 'ada', 'ben')
    const id = await started(w, ada)
    await ben.join(id)
    await w.until('Ada sees Ben', () => ada.others === 'ben')
    const cards = [await chatCard(w, ada), await chatCard(w, ben)] as const
    expect(cards[0].heard.filter(isThread).at(-1)).toMatchObject({ kind: 'page', comments: [], draft: '' })
    await Promise.all([
      w.run(cards[0].done({ do: 'post', body: 'from Ada' })),
      w.run(cards[1].done({ do: 'post', body: 'from Ben' })),
    ])
    const bodies = (card: Speaker) =>
      card.heard
        .filter(isThread)
        .at(-1)
        ?.comments.map(({ body }) => body) ?? []
    await w.until('both read both', () => cards.every((card) => bodies(card).length === 2))
    expect(bodies(cards[0])).toEqual(bodies(cards[1]))
    for (const intent of [{ do: 'remove' }, { do: 'recolour', colour: 'pink' }, { do: 'resolve', on: true }])
      expect(await w.run(cards[0].refused(intent))).not.toMatch(/wrong inside/)
    expect(ada.home.pages).toEqual([])
    await ada.leave()
    await ben.leave()
    expect(await w.run(cards[0].refused({ do: 'post', body: 'too late' }))).toMatch(/closed/)
    const panel = await panelBeside(w, ben)
    const chats = () => panel.heard.filter(isPanel).at(-1)?.chats
    await w.until('the panel lists the chat', () => chats() !== undefined)
    expect(chats()).toMatchObject([
      { huddle: id, title: expect.stringMatching(/^Huddle with (ada and ben|ben and ada)$/) },
    ])
    const { ticket } = await w.run(panel.done<{ ticket: string }>({ do: 'open-chat', huddle: id }))
    const again = await card(w, ben, ticket)
    await w.pass(1_000)
    await w.run(again.done({ do: 'post', body: 'afterwards' }))
    await w.until('the panel shows the last', () => chats()?.[0]?.last.body === 'afterwards')
  })

  it('HE14 five hundred joins and leaves leave nothing behind', { timeout: 300_000 }, async () => {
    const { w, ada, ben } = await callers(317, 'ada', 'ben')
    const id = await started(w, ada)
    const round = async (n: number) => {
      await ben.join(id)
      if (n % 3 === 0) ben.window?.close()
      else await ben.leave()
      if (n % 5 === 0) await w.pass(2_100)
    }
    for (let n = 0; n < 5; n++) await round(n)
    await w.pass(30_000)
    const timers = w.clock.waiting
    const listeners = () => [ada, ben].map(({ person }) => listening(person.space))
    const before = listeners()
    for (let n = 0; n < 500; n++) await round(n)
    await w.pass(30_000)
    expect(shown(ada)).toEqual(['ada'])
    expect(ada.others).toBe('')
    expect(w.clock.waiting).toBeLessThanOrEqual(timers + 2)
    expect(listeners()).toEqual(before)
    await ben.join(id)
    await w.until('Ada sees Ben', () => ada.others === 'ben')
  })
})

/** Text that no compression makes small. */
const noise = (length: number): string => {
  let seed = 7
  return Array.from({ length }, () => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0
    return String.fromCharCode(33 + ((seed >>> 16) % 90))
  }).join('')
}
