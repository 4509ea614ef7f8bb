import { describe, expect, it } from 'vitest'
import type { Self } from '../../shared/engine/spaces/self.ts'
import { contentOf, highlight, newKey } from '../kit/documents.ts'
import { type Person, type World, world } from '../kit/world.ts'

const PAGE = 'https://example.org/linked'
const DAY = 24 * 3_600_000

async function mark(made: World, person: Person, words: string): Promise<void> {
  await made.run(person.page(PAGE).putAnnotation(newKey(person.space.self), highlight(words)))
}

/** Their owner sums the log up twice; the relay lets go what both cover. */
async function sumUpTwice(made: World, person: Person): Promise<void> {
  for (const words of ['after the first', 'after the second']) {
    await made.until('nothing waits', () => person.space.carriage.link.waiting === 0)
    const page = person.page(PAGE)
    const sum = await made.run(page.summary?.sumUp() ?? Promise.resolve(undefined))
    if (!sum) throw new Error('nothing to sum up')
    const to = { space: page.space, document: page.id }
    expect(await made.relay.keepCheckpoint(to, sum.record, made.clock.now())).toBe(true)
    await mark(made, person, words)
  }
  expect(await made.relay.letGo()).toBeGreaterThan(0)
}

const content = (person: Person) => contentOf(person.page(PAGE))

/** Ada and Ben are linked, have no relay, and hold the same; Cleo has none of their links. */
async function linkedWithoutRelay(seed: number) {
  const made = await world(seed, 'ada', 'ben', 'cleo')
  const { ada, ben, cleo } = made.people
  for (const pair of ['ada|cleo', 'ben|cleo']) made.noDirect.add(pair)
  for (const person of [ada, ben, cleo]) await made.run(person.open(PAGE))
  await mark(made, ada, 'by Ada')
  const linked = () => ada.space.carriage.link.direct === 1 && ben.space.carriage.link.direct === 1
  await made.until(
    'all hold the same',
    () => linked() && content(ada) === content(cleo) && content(ben) === content(cleo),
  )
  for (const name of ['ada', 'ben']) made.noRelay.add(name)
  made.enforce()
  await made.pass(15_000)
  expect(linked()).toBe(true)
  return { made, ada, ben, cleo }
}

/** `ada` is the one who dials. */
async function linkedPair(seed: number) {
  const made = await world(seed, 'ada', 'ben')
  const [first, second] = [made.people.ada, made.people.ben]
  const [ada, ben] = first.space.self.device < second.space.self.device ? [first, second] : [second, first]
  for (const person of [ada, ben]) await made.run(person.open(PAGE))
  const linked = () => [ada, ben].every((one) => one.space.carriage.link.direct === 1)
  await made.until('they are linked', linked)
  return { made, ada, ben, linked }
}

describe('what links alone bring', () => {
  it('N19 CK3 what a linked device takes by a checkpoint, the other gets over the link that was there before', async () => {
    const { made, ada, ben, cleo } = await linkedWithoutRelay(1)
    for (let i = 0; i < 4; i++) await mark(made, cleo, `by Cleo ${i}`)
    await sumUpTwice(made, cleo)
    made.noRelay.delete('ada')
    await made.until('Ada has it by the checkpoint', () => content(ada) === content(cleo))
    await made.until('Ben has it by the link', () => content(ben) === content(ada), 60_000)
    expect(made.relay.failures).toEqual([])
  })

  it('N19 D5 records that came over a link before their device’s certificate do not stay held', async () => {
    const { made, ada, ben, cleo } = await linkedWithoutRelay(3)
    made.offline.add('cleo')
    made.enforce()
    // As a checkpoint leaves Ada: with the certificate of a device that has not written yet.
    await made.run(ada.page(PAGE).receive((cleo.space.self as Self).certificate, 'peer'))
    for (let i = 0; i < 3; i++) await mark(made, cleo, `by Cleo ${i}`)
    made.offline.clear()
    made.noRelay.clear()
    made.relay.logDown = true
    made.noDirect.delete('ada|cleo')
    await made.until('Ada has it of Cleo', () => content(ada) === content(cleo))
    await made.until('Ben has it of Ada', () => content(ben) === content(ada), 60_000)
    expect(made.relay.failures).toEqual([])
  })

  it('D7 N26 who knows a device from an older epoch gets its newer certificate with what it wrote since', async () => {
    const made = await world(2, 'ada', 'ben', 'cleo', 'dan')
    const { ada, ben, cleo, dan } = made.people
    for (const person of [ada, ben, cleo, dan]) await made.run(person.open(PAGE))
    await mark(made, cleo, 'in the old epoch')
    await made.until('all hold the same', () => [ada, ben, dan].every((one) => content(one) === content(cleo)))
    made.offline.add('dan')
    made.enforce()
    await made.run(ada.space.administration.want(ben.space.self.member, 'remove'))
    await made.until('the keys have moved', () => [ada, cleo].every((one) => one.space.self.epoch === 1))
    await mark(made, cleo, 'in the new epoch')
    await made.until('Ada has it', () => content(ada) === content(cleo))
    await cleo.close()
    made.relay.logDown = true
    made.relay.cutAll()
    made.offline.delete('dan')
    await made.until('Dan has it of Ada, by the link', () => content(dan) === content(ada))
    expect(made.relay.failures).toEqual([])
  })

  it('N21 a clock that is set back keeps nobody here who is gone, and takes who began anew', async () => {
    const { made, ada, ben, linked } = await linkedPair(4)
    // Nobody says that Ben has gone: it is known by his silence alone.
    made.stopRelay()
    await made.settle()
    ada.skew = -5 * DAY
    ben.crash()
    await made.until('Ben is gone', () => ada.space.carriage.present().length === 0)
    made.startRelay()
    // With a session that is smaller than the one before.
    ben.skew = -10 * DAY
    await made.run(ben.start())
    await made.run(ben.open(PAGE))
    await made.until('they are linked again', linked)
  })

  it('N16 a clock that is set back ends no pause later', async () => {
    const { made, ada, ben, linked } = await linkedPair(5)
    made.partition(ada, ben)
    await made.pass(20_000)
    ada.skew = -5 * DAY
    made.noDirect.clear()
    await made.until('they are linked again', linked)
  })
})
