import { describe, expect, it } from 'vitest'
import type { Role } from '../../shared/domain/member.ts'
import { fromBase64Url } from '../../shared/kit/bytes.ts'
import { highlight, newKey } from '../kit/documents.ts'
import { linked } from '../kit/linked.ts'
import { Person, type World, world } from '../kit/world.ts'

const PAGE = 'https://example.org/article'
const DAY = 24 * 3_600_000

async function invited(w: World, from: Person, wanted: { role?: Role; askFirst?: boolean; life?: number } = {}) {
  return w.run(from.space.invite(from.name, '', wanted))
}

/** Somebody new with their own engine. */
async function newcomer(w: World, name: string): Promise<Person> {
  const person = new Person(w, name)
  await person.start()
  await w.run(person.spaces.setProfile({ v: 1, name, colour: 'rose' }))
  return person
}
const isIn = (person: Person) => person.spaces.list().some((space) => !space.private)
const waits = (person: Person) => person.spaces.pending()[0]?.words ?? ''
/** Starts what is above the spaces. @returns the words that the browser was last given to show, and those of them that were news */
async function told(w: World, person: Person) {
  await w.run(person.engine())
  const asking = () => person.surroundings.asking
  return {
    now: () =>
      asking()
        .at(-1)
        ?.map(({ words }) => words),
    news: () => asking().flatMap((list) => list.flatMap(({ words, news }) => (news ? [words] : []))),
  }
}
const accept = (w: World, person: Person, code: string) => w.run(person.spaces.join(fromBase64Url(code)))

describe('invites', () => {
  it('S15 I5 are listed by whoever made them, taken back, and then open nothing', async () => {
    const w = await world(3, 'ada')
    const { ada } = w.people
    const { code, id } = await invited(w, ada)
    await w.until('the relay has it', () => ada.space.invites.list().every(({ waiting }) => !waiting))
    expect(ada.space.invites.list().find((one) => one.id === id)).toMatchObject({ role: 'writer', askFirst: false })
    const ben = await newcomer(w, 'ben')
    await accept(w, ben, code)
    await w.until('Ben is in', () => isIn(ben))
    await w.run(ada.space.invites.revoke(id))
    expect(ada.space.invites.list().some((one) => one.id === id)).toBe(false)
    await w.settle()
    const cleo = await newcomer(w, 'cleo')
    await accept(w, cleo, code)
    await w.until('Cleo is told', () => waits(cleo).includes('was taken back, has expired'))
    await w.pass(30_000)
    expect(isIn(cleo)).toBe(false)
    expect(isIn(ben)).toBe(true)
  })

  it('S15 made without a network, an invite works once its record has come to the relay; until then whoever joins is told', async () => {
    const w = await world(4, 'ada')
    const { ada } = w.people
    w.noRelay.add('ada')
    w.enforce()
    const { code, id } = await invited(w, ada)
    await w.pass(5_000)
    expect(ada.space.invites.list().find((one) => one.id === id)?.waiting).toBe(true)
    const ben = await newcomer(w, 'ben')
    await accept(w, ben, code)
    await w.until('Ben is told', () => waits(ben).includes('was not brought there yet'))
    ada.crash()
    await ada.start()
    w.heal()
    await w.until('Ben is in', () => isIn(ben))
  })

  it('S15 IN1 expire by the relay’s clock', async () => {
    const w = await world(5, 'ada')
    const { ada } = w.people
    const { code, id } = await invited(w, ada, { life: 2 * DAY })
    await w.until('the relay has it', () => ada.space.invites.list().every(({ waiting }) => !waiting))
    ada.crash()
    w.clock.pass(2 * DAY)
    const ben = await newcomer(w, 'ben')
    await accept(w, ben, code)
    await w.until('Ben is told', () => waits(ben).includes('has expired'))
    await ada.start()
    await w.pass(10_000)
    expect(ada.space.invites.list().some((one) => one.id === id)).toBe(false)
    expect(isIn(ben)).toBe(false)
  })

  it('S15 I7 are sealed anew when the keys move; removing somebody ends them all', async () => {
    const w = await world(6, 'ada', 'ben', 'cleo')
    const { ada, ben, cleo } = w.people
    const { code } = await invited(w, cleo)
    await w.until('the relay has it', () => cleo.space.invites.list().every(({ waiting }) => !waiting))
    await w.run(ada.space.administration.want(cleo.member as never, 'admin'))
    await w.until('the keys have moved', () => cleo.space.self.epoch === 1)
    await w.until('and it is sealed anew', () => cleo.space.invites.list().every(({ waiting }) => !waiting))
    const dan = await newcomer(w, 'dan')
    await accept(w, dan, code)
    await w.until('Dan is in', () => isIn(dan))
    await w.run(ada.space.administration.want(ben.member as never, 'remove'))
    await w.until('Ben is out', () => ben.space.self.ended === 'removed')
    await w.until('Cleo has heard of it', () => cleo.space.self.epoch === 2)
    expect(cleo.space.invites.list()).toEqual([])
    const eve = await newcomer(w, 'eve')
    await accept(w, eve, code)
    await w.pass(60_000)
    expect(isIn(eve)).toBe(false)
    // With a new invite Ben comes in again, as a new device, and has what he had.
    const before = ben.space.self.device
    const again = await invited(w, ada)
    await accept(w, ben, again.code)
    await w.until('Ben is in again', () => isIn(ben) && ben.space.self.ended === undefined)
    expect(ben.space.self.device).not.toBe(before)
    expect(ben.spaces.list().filter((space) => !space.private)).toHaveLength(1)
  })

  it('I8 W12 whoever joins by an invite for an admin becomes one, by its maker’s device; the invite is spent', async () => {
    const w = await world(8, 'ada', 'ben')
    const { ada, ben } = w.people
    await expect(ben.space.invite('Ben', '', { role: 'admin' })).rejects.toThrow('Only an admin')
    const { code } = await invited(w, ada, { role: 'admin' })
    const cleo = await newcomer(w, 'cleo')
    await accept(w, cleo, code)
    await w.until('Cleo is an admin', () => isIn(cleo) && cleo.space.self.role === 'admin')
    expect(ada.space.invites.list().some(({ role }) => role === 'admin')).toBe(false)
    // A claim copied from the document is another member's, and proves nothing.
    const claim = ada.space.document.claims().get(cleo.space.self.member)
    if (!claim) throw new Error('Cleo left her claim')
    await w.run(ben.space.document.putClaim({ invite: claim.invite, proof: claim.proof }))
    await w.pass(30_000)
    expect(ben.space.self.role).toBe('writer')
  })
})

describe('asking first', () => {
  it('S16 KN3 KN7 the invite holds no key; an admin sees who knocks and lets them in', async () => {
    const w = await world(9, 'ada', 'ben')
    const { ada, ben } = w.people
    const { code } = await invited(w, ben, { askFirst: true })
    const cleo = await newcomer(w, 'Cleo')
    await accept(w, cleo, code)
    await w.until('Cleo is told', () => waits(cleo).includes('asked to be let in'))
    await w.until('Ada sees her', () => ada.space.knocks.waiting.size === 1)
    expect([...ada.space.knocks.waiting.values()][0]).toMatchObject({ card: { name: 'Cleo', colour: 'rose' } })
    expect(ben.space.knocks.waiting.size).toBe(0)
    const [id = ''] = ada.space.knocks.waiting.keys()
    await expect(ben.space.knocks.answer(id, 'writer')).rejects.toThrow('Only an admin')
    // Her engine may end in between: the device that knocked is kept.
    cleo.crash()
    await cleo.start()
    await w.run(ada.space.knocks.answer(id, 'writer'))
    await w.until('Cleo is in', () => isIn(cleo))
    const adas = await w.run(ada.open(PAGE))
    const cleos = await w.run(cleo.open(PAGE))
    await w.run(cleos.putAnnotation(newKey(cleo.space.self as never), highlight('hello')))
    await w.until('Ada sees what she writes', () => adas.annotations().size === 1)
    expect(ada.space.knocks.waiting.size).toBe(0)
    expect(w.relay.failures).toEqual([])
  })

  it('S16 KN2 a refusal is told plainly, and nothing is asked again', async () => {
    const w = await world(10, 'ada')
    const { ada } = w.people
    const { code } = await invited(w, ada, { askFirst: true })
    const mallory = await newcomer(w, 'mallory')
    await accept(w, mallory, code)
    await w.until('Ada sees it', () => ada.space.knocks.waiting.size === 1)
    const [id = ''] = ada.space.knocks.waiting.keys()
    await w.run(ada.space.knocks.answer(id, 'decline'))
    await w.until('Mallory is told', () => waits(mallory).includes('decided not to let you in'))
    await w.pass(120_000)
    expect([isIn(mallory), ada.space.knocks.waiting.size]).toEqual([false, 0])
    await expect(ada.space.knocks.answer(id, 'writer')).rejects.toThrow('Nobody waits there')
  })

  it('S16 I7 where the keys move between knock and answer, it is knocked again', async () => {
    const w = await world(11, 'ada', 'ben')
    const { ada, ben } = w.people
    const { code } = await invited(w, ada, { askFirst: true })
    const cleo = await newcomer(w, 'Cleo')
    await accept(w, cleo, code)
    await w.until('Ada sees her', () => ada.space.knocks.waiting.size === 1)
    w.offline.add('Cleo')
    w.enforce()
    const [first = ''] = ada.space.knocks.waiting.keys()
    await w.run(ada.space.knocks.answer(first, 'writer'))
    await w.run(ada.space.administration.want(ben.member as never, 'admin'))
    await w.until('the keys have moved', () => ada.space.self.epoch === 1)
    w.heal()
    await w.until('Cleo knocks again', () => ada.space.knocks.waiting.size === 1)
    const [second = ''] = ada.space.knocks.waiting.keys()
    expect(second).not.toBe(first)
    await w.run(ada.space.knocks.answer(second, 'writer'))
    await w.until('Cleo is in', () => isIn(cleo))
    expect(cleo.space.self.epoch).toBe(1)
  })
})

describe('a knock is noticed', () => {
  const BEN = 'Ben asks to be let in to Team'

  async function knocked(seed: number, life = DAY) {
    const w = await world(seed, 'ada', 'cleo')
    const { ada, cleo } = w.people
    await w.run(ada.space.administration.want(cleo.member as never, 'admin'))
    await w.until('Cleo is an admin', () => cleo.space.self.role === 'admin')
    const [adas, cleos] = [await told(w, ada), await told(w, cleo)]
    await w.settle()
    expect([adas.now(), cleos.now()]).toEqual([[], []])
    const { code } = await invited(w, ada, { askFirst: true, life })
    const ben = await newcomer(w, 'Ben')
    await accept(w, ben, code)
    await w.until('both hear of it', () => adas.now()?.length === 1 && cleos.now()?.length === 1)
    expect([adas.now(), adas.news(), cleos.news()]).toEqual([[BEN], [BEN], [BEN]])
    return { w, ada, ben, cleo, adas, cleos }
  }

  it('S17 KN3 by the admins’ browsers whatever is open; it goes when any of them has answered', async () => {
    const { w, ada, ben, cleo, adas, cleos } = await knocked(12)
    const [id = ''] = cleo.space.knocks.waiting.keys()
    await w.run(cleo.space.knocks.answer(id, 'reader'))
    await w.until('it is over everywhere', () => adas.now()?.length === 0 && cleos.now()?.length === 0)
    await w.until('Ben is in', () => isIn(ben))
    expect(ada.space.knocks.waiting.size).toBe(0)
  })

  it('S17 KN8 it goes when the invite is given up', async () => {
    const { w, ben, adas, cleos } = await knocked(13)
    await w.run(ben.spaces.giveUp(ben.spaces.pending()[0]?.space as never))
    await w.until('it is over everywhere', () => adas.now()?.length === 0 && cleos.now()?.length === 0)
  })

  it('S17 it goes when its time is over, also while nothing else happens', async () => {
    const { w, ben, adas } = await knocked(14, 60_000)
    ben.crash()
    await w.passLong(11 * 60_000)
    expect(adas.now()).toEqual([])
  })

  it('S17 after a restart it is shown again, not told again, and what was shown stays until the relay has answered', async () => {
    const { w, ada } = await knocked(15)
    w.noRelay.add('ada')
    w.enforce()
    ada.crash()
    await ada.start()
    const again = await told(w, ada)
    await w.pass(5_000)
    expect(again.now()).toBeUndefined()
    w.heal()
    await w.until('it is shown', () => again.now()?.length === 1)
    expect(again.news()).toEqual([])
  })
})

describe('invites on other devices', () => {
  const ids = (person: Person) => person.space.invites.list().map(({ id }) => id)

  /** Ada with two browsers, Cleo, an admin too, and Ben, who writes. Those that brought them in are taken back. */
  async function offices(seed: number) {
    const w = await world(seed, 'ada', 'cleo', 'ben')
    const { ada, cleo, ben } = w.people
    await w.run(ada.space.administration.want(cleo.member as never, 'admin'))
    await w.until('Cleo is an admin', () => cleo.space.self.role === 'admin')
    const laptop = await linked(w, ada, 'laptop')
    for (const id of ids(ada)) await w.run(ada.space.invites.revoke(id))
    await w.until('none is open', () => [ada, cleo, laptop].every((one) => ids(one).length === 0))
    return { w, ada, cleo, ben, laptop }
  }

  it('S18 W26 IN3 are seen on one’s other browser and by other admins, without their secrets, and taken back from there', async () => {
    const { w, ada, cleo, ben, laptop } = await offices(16)
    const first = await invited(w, ada, { role: 'reader', askFirst: true })
    const second = await invited(w, ada)
    const bens = await invited(w, ben)
    const all = [first.id, second.id, bens.id].sort()
    const see = (who: Person) => ids(who).sort().join() === all.join()
    await w.until('the admins see all', () => [ada, laptop, cleo].every(see))
    expect(ids(ben)).toEqual([bens.id])
    expect(laptop.space.invites.list().find(({ id }) => id === first.id)).toMatchObject({
      by: ada.member,
      role: 'reader',
      askFirst: true,
      here: false,
    })
    await w.run(laptop.space.invites.revoke(first.id))
    await w.run(cleo.space.invites.revoke(bens.id))
    await expect(ben.space.invites.revoke(second.id)).rejects.toThrow('Only who made an invite')
    await w.until('it is gone for all', () => [ada, laptop, cleo].every((one) => ids(one).join() === second.id))
    expect(ids(ben)).toEqual([])
    const dan = await newcomer(w, 'dan')
    await accept(w, dan, bens.code)
    await w.until('Dan is told', () => waits(dan).includes('was taken back'))
    expect(w.relay.failures).toEqual([])
  })

  it('S18 IN4 one that is taken back while its maker is away, and the one who does it offline, is never brought again', async () => {
    const { w, ada, cleo } = await offices(17)
    const { code, id } = await invited(w, ada)
    await w.until('Cleo sees it', () => ids(cleo).includes(id))
    ada.crash()
    w.noRelay.add('cleo')
    w.enforce()
    await w.run(cleo.space.invites.revoke(id))
    expect(ids(cleo)).toEqual([])
    cleo.crash()
    await cleo.start()
    w.heal()
    await w.until('the relay has heard', () => cleo.space.carriage.link.waiting === 0)
    await w.settle()
    await ada.start()
    await w.until('Ada’s browser is told', () => ids(ada).length === 0)
    const dan = await newcomer(w, 'dan')
    await accept(w, dan, code)
    await w.pass(60_000)
    expect([isIn(dan), ids(ada), ids(cleo)]).toEqual([false, [], []])
  })
})
