import { describe, expect, it } from 'vitest'
import type { PageDocument } from '../../shared/engine/document-parts.ts'
import type { Self } from '../../shared/engine/spaces/self.ts'
import { encodeInvite } from '../../shared/envelope/invite.ts'
import { fromBase64Url } from '../../shared/kit/bytes.ts'
import { contentOf, highlight, newKey } from '../kit/documents.ts'
import { Person, type World, world } from '../kit/world.ts'

const PAGE = 'https://example.org/article'
const keyOf = ({ space }: Person) => newKey(space.self as never)

async function marks(person: Person, page: PageDocument, words: string) {
  await page.putAnnotation(keyOf(person), highlight(words))
}
const sees = (page: PageDocument, words: string) => JSON.stringify([...page.annotations().values()]).includes(words)
const removes = (w: World, admin: Person, other: Person) =>
  w.run(admin.space.administration.want(other.space.self.member, 'remove'))
const epoch = (person: Person) => person.space.self.epoch

/** Ada, who founded the space, Ben and Cleo, each on one page. */
async function three() {
  const w = await world(7, 'ada', 'ben', 'cleo')
  const { ada, ben, cleo } = w.people
  const pages = {
    ada: await w.run(ada.open(PAGE)),
    ben: await w.run(ben.open(PAGE)),
    cleo: await w.run(cleo.open(PAGE)),
  }
  await w.run(marks(ben, pages.ben, 'from before'))
  await w.until('all see it', () => Object.values(pages).every((page) => sees(page, 'from before')))
  await w.until('all is with the relay', () => [ada, ben, cleo].every((one) => one.space.carriage.link.waiting === 0))
  return { w, ada, ben, cleo, pages }
}

describe('removing somebody', () => {
  it('S10 S12 S13 KR1 N26 N27 ends what they get and send; the others go on in a new epoch, with everything from before', async () => {
    const { w, ada, ben, cleo, pages } = await three()
    await removes(w, ada, ben)
    await w.until('Ben knows', () => ben.space.self.ended === 'removed')
    await w.until('the others have the new epoch', () => epoch(ada) === 1 && epoch(cleo) === 1)
    expect(ada.space.administration.waiting.size).toBe(0)
    expect(ben.space.carriage.link).toMatchObject({
      state: 'none',
      words: 'You were removed from this space. What you have stays on this device.',
      direct: 0,
    })
    await w.run(marks(ada, pages.ada, 'after that'))
    await w.until('Cleo sees what is new', () => sees(pages.cleo, 'after that'))
    await w.until('the relay has it', () => ada.space.carriage.link.waiting === 0)
    await w.run(marks(cleo, pages.cleo, 'and more'))
    await w.until('Ada sees that', () => sees(pages.ada, 'and more'))
    await w.pass(60_000)
    expect(contentOf(pages.ada)).toBe(contentOf(pages.cleo))
    expect(sees(pages.ada, 'from before')).toBe(true)
    // What Ben had he keeps; he gets nothing more, adds nothing more, and is seen by nobody.
    expect(sees(pages.ben, 'from before')).toBe(true)
    expect(sees(pages.ben, 'after that')).toBe(false)
    await expect(w.run(marks(ben, pages.ben, 'still here'))).rejects.toThrow('You were removed from this space.')
    expect(ada.space.carriage.present().map(({ member }) => member)).toEqual([cleo.member])
    expect(w.relay.failures).toEqual([])
  })

  it('S10 S12 whoever was offline while it happened learns it at once when they are back: to go on, or that they are out', async () => {
    const { w, ada, ben, cleo, pages } = await three()
    for (const name of ['ben', 'cleo']) w.offline.add(name)
    w.enforce()
    await w.run(marks(cleo, pages.cleo, 'written offline'))
    await w.run(marks(ben, pages.ben, 'written too late'))
    await removes(w, ada, ben)
    await w.until('Ada has the new epoch', () => epoch(ada) === 1)
    await w.run(marks(ada, pages.ada, 'meanwhile'))
    // One after the other: linked with Ben before she has heard of it, she would take what he wrote in the old epoch (C5, Y8).
    w.offline.delete('cleo')
    await w.until('Cleo is in the new epoch', () => epoch(cleo) === 1)
    w.heal()
    await w.until('Ben knows that he is out', () => ben.space.self.ended === 'removed')
    await w.until('what Cleo wrote offline counts', () => sees(pages.ada, 'written offline'))
    await w.until('Cleo sees what is new', () => sees(pages.cleo, 'meanwhile'))
    await w.pass(60_000)
    expect(sees(pages.ada, 'written too late')).toBe(false)
    expect(sees(pages.ben, 'meanwhile')).toBe(false)
  })

  it('S10 S14 all of it outlives a restart of every engine', async () => {
    const { w, ada, ben, cleo, pages } = await three()
    await removes(w, ada, ben)
    await w.until('done', () => epoch(ada) === 1 && epoch(cleo) === 1 && ben.space.self.ended === 'removed')
    await w.run(marks(ada, pages.ada, 'after that'))
    await w.until('seen', () => sees(pages.cleo, 'after that'))
    for (const person of [ada, ben, cleo]) person.crash()
    for (const person of [ada, ben, cleo]) await person.start()
    expect([epoch(ada), epoch(cleo), epoch(ben)]).toEqual([1, 1, 0])
    expect(ben.space.self.ended).toBe('removed')
    const [adas, cleos] = [await w.run(ada.open(PAGE)), await w.run(cleo.open(PAGE))]
    expect(sees(adas, 'after that') && sees(adas, 'from before')).toBe(true)
    await w.run(marks(cleo, cleos, 'next day'))
    await w.until('Ada sees it', () => sees(adas, 'next day'))
  })

  it('S13 a removal that the relay cannot take yet is kept, also over a crash, and done when it is back', async () => {
    const { w, ada, ben, cleo } = await three()
    w.stopRelay()
    await removes(w, ada, ben)
    expect([...ada.space.administration.waiting]).toEqual([[ben.member, 'remove']])
    await w.pass(30_000)
    expect(epoch(ada)).toBe(0)
    ada.crash()
    await ada.start()
    expect([...ada.space.administration.waiting]).toEqual([[ben.member, 'remove']])
    w.startRelay()
    await w.until('it is done', () => epoch(ada) === 1 && epoch(cleo) === 1)
    await w.until('Ben knows', () => ben.space.self.ended === 'removed')
    expect(ada.space.administration.waiting.size).toBe(0)
  })

  it('S13 KR1 of two admins at once one is first; the other’s wish is done on top', async () => {
    const { w, ada, ben, cleo } = await three()
    await w.run(ada.space.administration.want(cleo.member as never, 'admin'))
    await w.until('Cleo is an admin, for everybody', () =>
      [ada, ben, cleo].every((one) => one.space.self.isAdmin(cleo.member as never)),
    )
    expect(cleo.space.self.role).toBe('admin')
    expect(ada.space.document.members().size).toBe(3)
    await w.run(
      Promise.all([
        ada.space.administration.want(ben.member as never, 'remove'),
        cleo.space.administration.want(ben.member as never, 'admin'),
      ]),
    )
    await w.until('both are through', () =>
      [ada, cleo].every((one) => one.space.administration.waiting.size === 0 && epoch(one) >= 2),
    )
    await w.until('they agree', () => epoch(ada) === epoch(cleo))
    await w.until('Ben is out', () => ben.space.self.ended === 'removed')
    expect(ada.space.self.isAdmin(ben.member as never)).toBe(false)
  })

  it('S13 only admins may; nobody removes themselves, and a space keeps an admin', async () => {
    const { w, ada, ben } = await three()
    await expect(ben.space.administration.want(ada.member as never, 'remove')).rejects.toThrow('Only an admin')
    await expect(ada.space.administration.want(ada.member as never, 'remove')).rejects.toThrow('yourself')
    await expect(ada.space.administration.want(ada.member as never, 'writer')).rejects.toThrow('needs an admin')
    await w.pass(10_000)
    expect([epoch(ada), epoch(ben)]).toEqual([0, 0])
  })

  it('S11 a relay that lost its disk is given all keyrings again; one that shows others is not believed', async () => {
    const { w, ada, ben, cleo, pages } = await three()
    await removes(w, ada, ben)
    await w.until('done', () => epoch(ada) === 1 && epoch(cleo) === 1)
    w.relay.loseDisk()
    await w.run(marks(ada, pages.ada, 'on a new disk'))
    await w.until('Cleo sees it', () => sees(pages.cleo, 'on a new disk'))
    await w.until('the relay has all', () => ada.space.carriage.link.waiting === 0)
    expect([epoch(ada), epoch(cleo)]).toEqual([1, 1])
  })

  it('Y8 S3 the old invite opens nothing any more, and says so', async () => {
    const { w, ada, ben, cleo } = await three()
    const { relay = '', space } = ada.space.self
    const { seed } = (ada.space.self as Self).stored
    const names = { relay, spaceName: 'Team', inviter: 'Ada', page: '' }
    const code = await encodeInvite({ space, writeSeed: seed, ...names })
    await removes(w, ada, ben)
    await w.until('done', () => epoch(ada) === 1 && epoch(cleo) === 1)
    const mallory = new Person(w, 'mallory')
    await mallory.start()
    await w.run(mallory.spaces.setProfile({ v: 1, name: 'Mallory', colour: 'rose' }))
    await w.run(mallory.spaces.join(fromBase64Url(code)))
    await w.until('she is told', () => mallory.spaces.pending()[0]?.words.includes('changed its keys') ?? false)
    await w.pass(30_000)
    expect(mallory.spaces.list().filter((one) => !one.private)).toEqual([])
  })
})
