import { describe, expect, it } from 'vitest'
import { comment, contentOf, highlight, newKey } from '../kit/documents.ts'
import { type Person, type World, world } from '../kit/world.ts'

const PAGE = 'https://example.org/long'

async function writeMany(made: World, person: Person, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    const key = newKey(person.space.self)
    const page = person.page(PAGE)
    await made.run(
      page.putThread([key, highlight(`words ${i}`)], [newKey(person.space.self), comment(key, `text ${i}`)]),
    )
  }
}

const summaryOf = (person: Person) => {
  const { summary } = person.page(PAGE)
  if (!summary) throw new Error('a page has summaries')
  return summary
}

/** Two checkpoints, and the log before the first of them let go. */
async function summedUpTwice(made: World, person: Person): Promise<void> {
  const { covered } = summaryOf(person)
  await writeMany(made, person, 110)
  await made.until('a first summary', () => summaryOf(person).covered > covered + 50)
  await writeMany(made, person, 110)
  await made.until('a second', () => summaryOf(person).covered > covered + 160)
  expect(await made.relay.letGo()).toBeGreaterThan(50)
}

/** Ben has the page by a summary of Ada's, and no link to her. */
async function benBySummary(seed: number) {
  const made = await world(seed, 'ada', 'ben')
  const { ada, ben } = made.people
  await made.run(ada.open(PAGE))
  await summedUpTwice(made, ada)
  made.noDirect.add('ada|ben')
  const page = await made.run(ben.open(PAGE))
  await made.until('Ben has it', () => contentOf(page) === contentOf(ada.page(PAGE)))
  return { made, ada, ben, page }
}

describe('checkpoints between whole engines', () => {
  it('CK6 CK2 a log that has grown is summed up; who comes later opens the page by it, and proves it', async () => {
    const made = await world(1, 'ada', 'ben')
    const { ada, ben } = made.people
    await made.run(ada.open(PAGE))
    await writeMany(made, ada, 110)
    await made.until('the log is summed up', () => summaryOf(ada).covered > 50)
    // A link may be there before the relay's stream, and brings the envelopes themselves.
    made.noDirect.add('ada|ben')
    await made.run(ben.open(PAGE))
    await made.until('Ben has it all', () => contentOf(ben.page(PAGE)) === contentOf(ada.page(PAGE)))
    expect(ben.space.carriage.link.words).toContain('ada’s device')
    await made.until('Ben has proven it', () => summaryOf(ben).vouched.envelopes === 0)
    expect(ben.space.carriage.link.words).not.toContain('ada’s device')
    expect(made.relay.failures).toEqual([])
  })

  it('CK2 CK4 N13 the log’s beginning is gone: a device that was away, with work of its own, loses nothing and keeps nothing from the others', async () => {
    const made = await world(2, 'ada', 'ben', 'cleo')
    const { ada, ben, cleo } = made.people
    for (const person of [ada, ben]) await made.run(person.open(PAGE))
    await writeMany(made, ben, 3)
    await made.until('they agree', () => contentOf(ben.page(PAGE)) === contentOf(ada.page(PAGE)))
    made.offline.add('ben')
    made.enforce()
    await writeMany(made, ben, 3)
    await summedUpTwice(made, ada)
    await made.run(cleo.open(PAGE))
    made.offline.clear()
    const [a, b, c] = [ada, ben, cleo].map((person) => () => contentOf(person.page(PAGE)))
    await made.until('all agree', () => a?.() === b?.() && b?.() === c?.() && ben.space.carriage.link.waiting === 0)
    expect(cleo.page(PAGE).annotations().size).toBe(226)
    expect(made.relay.failures).toEqual([])
  })

  it('CK6 a relay that lost its disk gets a summary of what nobody has the envelopes of', async () => {
    const made = await world(3, 'ada', 'ben')
    const { ada, ben } = made.people
    await made.run(ada.open(PAGE))
    await summedUpTwice(made, ada)
    const content = contentOf(ada.page(PAGE))
    made.noDirect.add('ada|ben')
    await made.run(ben.open(PAGE))
    await made.until('Ben has it', () => contentOf(ben.page(PAGE)) === content)
    await ada.close()
    made.relay.loseDisk()
    await writeMany(made, ben, 1)
    await made.until(
      'Ben summed it up',
      () => ben.space.carriage.link.waiting === 0 && summaryOf(ben).covered > 0,
      600_000,
    )
    const after = contentOf(ben.page(PAGE))
    const again = await made.run(ben.open(PAGE))
    expect(contentOf(again)).toBe(after)
    expect(again.annotations().size).toBe(221)
  })

  it('CK3 N12 an envelope that a link brings for what came by a summary waits for the relay no longer than any other', async () => {
    const { made, ben, page } = await benBySummary(5)
    await made.until('Ben has read what is kept', () => summaryOf(ben).vouched.envelopes < 120)
    await made.pass(20_000)
    expect(summaryOf(ben).vouched.envelopes).toBeGreaterThan(50)
    // As if Ada had begun to send all of it before the relay's summary came.
    Object.assign(page, { heads: () => [] })
    made.noDirect.clear()
    await made.until('a link has brought the envelopes', () => summaryOf(ben).vouched.envelopes === 0)
    await made.until('none of them waits', () => ben.space.carriage.link.waiting === 0)
    expect(made.relay.failures).toEqual([])
  })

  it('CK3 CP4 what a link brought goes to the relay once, and not again when it is let go again', async () => {
    const { made, ada, ben, page } = await benBySummary(6)
    Object.assign(page, { heads: () => [] })
    made.noDirect.clear()
    await made.until('a link has brought the envelopes', () => summaryOf(ben).vouched.envelopes === 0)
    const calm = () => [ada, ben].every((one) => one.space.carriage.link.waiting === 0)
    await made.until('none of them waits', calm)
    await summedUpTwice(made, ada)
    await made.until('Ben has that, too', () => contentOf(page) === contentOf(ada.page(PAGE)))
    const { sequence } = ada.page(PAGE).cursor
    for (const person of [ada, ben]) {
      await made.run(person.close())
      await made.run(person.start())
      await made.run(person.open(PAGE))
    }
    await made.passLong(600_000)
    expect([ada, ben].map((person) => person.page(PAGE).cursor.sequence)).toEqual([sequence, sequence])
    expect(calm()).toBe(true)
  })

  it('CK8 two on a page tell each other what they hold; the one whose memory is wrong mends itself', async () => {
    const made = await world(4, 'ada', 'ben')
    const { ada, ben } = made.people
    for (const person of [ada, ben]) await made.run(person.open(PAGE))
    await writeMany(made, ada, 3)
    await made.until('they agree', () => contentOf(ben.page(PAGE)) === contentOf(ada.page(PAGE)))
    await made.passLong(130_000)
    expect(ben.space.carriage.link.words).not.toContain('different contents')
    const { id, space } = ben.page(PAGE)
    // What Ada holds, as if her memory had been damaged: the digest she says is another one from now on.
    const summary = summaryOf(ada)
    const honest = summary.digest.bind(summary)
    Object.assign(summary, { digest: async () => `${(await honest())?.slice(0, 16)}${'0'.repeat(16)}` })
    await made.passLong(130_000)
    expect(ben.space.carriage.link.words).toContain('different contents')
    expect(ada.space.carriage.link.words).toContain('different contents')
    expect(await ben.store.list('documents', `${space}.${id}.displaced.`)).toHaveLength(1)
    expect(contentOf(ben.page(PAGE))).toBe(contentOf(ada.page(PAGE)))
    expect(made.relay.failures).toEqual([])
  })
})
