import { describe, expect, it } from 'vitest'
import { fromBase64Url } from '../../shared/kit/bytes.ts'
import { comment, contentOf, highlight, newKey } from '../kit/documents.ts'
import { type Person, RELAY, type World, world } from '../kit/world.ts'

const PAGE = 'https://example.org/article'
const keyOf = ({ space }: Person) => newKey(space.self as never)
const mark = (w: World, person: Person, words: string) => {
  const id = keyOf(person)
  return w.run(person.page(PAGE).putAnnotation(id, highlight(words))).then(() => id)
}
const sent = (w: World, ...people: Person[]) =>
  w.until('the relay has all', () => people.every((one) => one.space.carriage.link.waiting === 0))

async function onPage<Name extends string>(seed: number, ...names: readonly Name[]) {
  const w = await world(seed, ...names)
  for (const person of Object.values<Person>(w.people)) await w.run(person.open(PAGE))
  return w
}

describe('one relay for all spaces', () => {
  it('N1 a second space shares the stream and the live socket, and works', async () => {
    const w = await onPage(3, 'ada', 'ben')
    const { ada, ben } = w.people
    await w.settle()
    expect(w.relay.connections).toBe(4)
    const second = await w.run(ada.spaces.create('Second', RELAY))
    await w.run(ben.spaces.join(fromBase64Url((await w.run(second.invite('ada', ''))).code)))
    await w.until('Ben is in', () => ben.spaces.list().length === 3)
    const bens = ben.spaces.get(second.self.space)
    await w.until('they see each other there', () => second.carriage.present().length === 1)
    await w.until('its name has come', () => bens?.document.name === 'Second')
    await mark(w, ada, 'still works')
    await w.until('in the first space too', () => ben.page(PAGE).annotations().size === 1)
    expect(w.relay.connections).toBe(4)
  })

  it('N2 a session outlives its token, and links with it', async () => {
    const w = await onPage(4, 'ada', 'ben')
    const { ada, ben } = w.people
    await w.until('linked', () => ada.space.carriage.link.direct === 1)
    const dialled = w.peers.dialled
    let went = 0
    ada.space.carriage.presentChanged.listen(() => {
      if (ada.space.carriage.present().length === 0) went++
    })
    await w.passLong(62 * 60_000)
    await mark(w, ada, 'later')
    await sent(w, ada)
    await w.until('Ben has it', () => ben.page(PAGE).annotations().size === 1)
    expect([went, w.peers.dialled, ada.space.carriage.link.state]).toEqual([0, dialled, 'online'])
  })

  it('N6 a stream that is dead but looks open is replaced, and nothing is missing', async () => {
    const w = await onPage(5, 'ada', 'ben')
    const { ada, ben } = w.people
    w.partition(ada, ben)
    await w.settle()
    w.relay.hang()
    await mark(w, ada, 'unheard')
    await w.pass(20_000)
    expect(ben.page(PAGE).annotations().size).toBe(0)
    await w.until('Ben notices', () => ben.page(PAGE).annotations().size === 1, 60_000)
  })

  it('N5 a relay restored without a new incarnation, and written to since, is noticed and given everything again', async () => {
    const w = await onPage(8, 'ada', 'ben', 'cleo')
    const { ada, ben, cleo } = w.people
    for (let i = 0; i < 3; i++) await mark(w, ada, `before ${i}`)
    await w.until('all have it', () => [ben, cleo].every((one) => one.page(PAGE).annotations().size === 3))
    await sent(w, ada, ben, cleo)
    for (const one of [ada, ben]) w.offline.add(one.name)
    w.enforce()
    await w.relay.restore(cleo.space.self.space)
    for (let i = 0; i < 6; i++) await mark(w, cleo, `after ${i}`)
    await sent(w, cleo)
    cleo.crash()
    w.partition(ada, ben)
    w.offline.clear()
    const same = () =>
      ada.page(PAGE).annotations().size === 9 && contentOf(ada.page(PAGE)) === contentOf(ben.page(PAGE))
    await w.until('both have all', same, 180_000)
    await sent(w, ada, ben)
    await mark(w, ada, 'and on')
    await w.until('Ben goes on', () => ben.page(PAGE).annotations().size === 10)
  })

  it('N9 a page that nobody looks at any more is sent when the relay is back, also after a restart', async () => {
    const w = await onPage(6, 'ada', 'ben')
    const { ada, ben } = w.people
    w.stopRelay()
    w.partition(ada, ben)
    await mark(w, ada, 'before leaving')
    ada.leave(PAGE)
    await w.pass(1_000)
    ada.crash()
    await ada.start()
    w.startRelay()
    await w.until('Ben has it though Ada did not open the page', () => ben.page(PAGE).annotations().size === 1)
  })
})

describe('many on a page', () => {
  it('N16 six are linked all with all, and need no relay', async () => {
    const w = await onPage(7, 'ada', 'b', 'c', 'd', 'e', 'f')
    const six = Object.values<Person>(w.people)
    await w.until('full mesh', () => six.every((one) => one.space.carriage.link.direct === 5))
    w.stopRelay()
    await mark(w, w.people.ada, 'to all')
    await w.until('all have it without the relay', () => six.every((one) => one.page(PAGE).annotations().size === 1))
  })

  it('N16 a seventh gets no link; the relay carries', async () => {
    const w = await world(8, 'ada', 'b', 'c', 'd', 'e', 'f', 'g')
    const seven = Object.values<Person>(w.people)
    const six = seven.slice(0, 6)
    for (const person of six) await w.run(person.open(PAGE))
    await w.until('full mesh of six', () => six.every((one) => one.space.carriage.link.direct === 5))
    const { dialled } = w.peers
    await w.run(w.people.g.open(PAGE))
    await w.until('all are here', () => seven.every((one) => one.space.carriage.present().length === 6))
    await w.pass(5_000)
    expect([w.people.g.space.carriage.link.direct, w.peers.dialled]).toEqual([0, dialled])
    await mark(w, w.people.ada, 'to all')
    await w.until('all have it', () => seven.every((one) => one.page(PAGE).annotations().size === 1))
    const places: unknown[] = []
    w.people.g.space.carriage.pointed.listen(({ place }) => void places.push(place))
    w.people.ada.space.carriage.point(w.people.ada.page(PAGE).id, { x: 3 })
    await w.until('the cursor comes too', () => places.length > 0, 2_000)
    await sent(w, ...seven)
  })
})

describe('links', () => {
  it('N16 a lost link is dialled again; what was missed in between comes, without the relay', async () => {
    const w = await onPage(9, 'ada', 'ben')
    const { ada, ben } = w.people
    const linked = () => ada.space.carriage.link.direct === 1 && ben.space.carriage.link.direct === 1
    await w.until('linked', linked)
    w.partition(ada, ben)
    await w.until('unlinked', () => ada.space.carriage.link.direct === 0)
    w.noRelay.add('ada')
    w.enforce()
    const id = await mark(w, ada, 'alone')
    await w.run(ada.page(PAGE).putComment(keyOf(ada), comment(id, 'and more')))
    w.heal()
    w.peers.dialled = 0
    await w.until('linked again', linked)
    await w.until('Ben has it', () => contentOf(ben.page(PAGE)) === contentOf(ada.page(PAGE)))
    expect(w.peers.dialled).toBeGreaterThan(0)
  })

  it('N19 two who cannot reach each other get each other’s work through a third, without the relay', async () => {
    const w = await onPage(10, 'ada', 'ben', 'c')
    const { ada, ben, c } = w.people
    await w.until('linked', () => c.space.carriage.link.direct === 2)
    w.stopRelay()
    w.partition(ada, ben)
    await w.settle()
    await mark(w, ada, 'over the bridge')
    await w.until('Ben has it', () => ben.page(PAGE).annotations().size === 1)
  })

  it('N7 what another’s link brought is not counted as one’s own that waits', async () => {
    const w = await onPage(13, 'ada', 'ben')
    const { ada, ben } = w.people
    await w.until('linked', () => ada.space.carriage.link.direct === 1)
    await sent(w, ada, ben)
    w.stopRelay()
    await w.settle()
    await mark(w, ada, 'by Ada')
    await w.until('Ben has it', () => ben.page(PAGE).annotations().size === 1)
    expect([ada.space.carriage.link.own, ben.space.carriage.link.own]).toEqual([1, 0])
    expect(ben.space.carriage.link.waiting).toBeGreaterThan(0)
  })

  it('N16 leaving the page ends the link after a while, and all timers end with the engine', async () => {
    const w = await onPage(11, 'ada', 'ben')
    const { ada, ben } = w.people
    await w.until('linked', () => ada.space.carriage.link.direct === 1)
    ben.leave(PAGE)
    await w.until('unlinked', () => ada.space.carriage.link.direct === 0, 20_000)
    await ada.close()
    await ben.close()
    w.stopRelay()
    await w.settle()
    expect(w.net.waiting).toBe(0)
  })

  it('N16 five hundred joins and leaves leave no link behind, no timer and no listener', {
    timeout: 120_000,
  }, async () => {
    const w = await onPage(12, 'ada', 'ben')
    const { ada, ben } = w.people
    const linked = () => ada.space.carriage.link.direct === 1 && ben.space.carriage.link.direct === 1
    const listeners = () =>
      [ada, ben].flatMap(({ space: { carriage, document } }) =>
        [carriage.presentChanged, carriage.linkChanged, carriage.signalled, document.changed].map(
          (one) => one.listening,
        ),
      )
    const round = async (n: number) => {
      ben.leave(PAGE)
      // Some links end, some are wanted again before, some are begun and not wanted any more.
      await w.pass(n % 9 === 0 ? 16_000 : n % 3 === 1 ? 500 : 5)
      await w.run(ben.open(PAGE))
      if (n % 5 === 0) await w.until('linked', linked)
    }
    for (let n = 0; n < 5; n++) await round(n)
    await w.pass(30_000)
    const before = { timers: w.clock.waiting, listeners: listeners() }
    w.peers.dialled = 0
    for (let n = 0; n < 500; n++) await round(n)
    await w.until('linked', linked)
    await w.pass(30_000)
    expect(w.peers.dialled).toBeGreaterThan(50)
    expect({ timers: w.clock.waiting, listeners: listeners() }).toEqual(before)
    expect(w.peers.open).toBe(1)
  })
})
