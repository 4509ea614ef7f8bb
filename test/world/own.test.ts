import { expect, it } from 'vitest'
import type { PageDocument } from '../../shared/engine/document-parts.ts'
import { COMPARE_OWN_MS } from '../../shared/engine/own/in-step.ts'
import { encodeOwn } from '../../shared/engine/own/message.ts'
import { cut } from '../../shared/engine/own/parts.ts'
import type { OpenSpace } from '../../shared/engine/parts.ts'
import { comment, contentOf, highlight, newKey } from '../kit/documents.ts'
import { linked } from '../kit/linked.ts'
import { type Person, RELAY, type World, world } from '../kit/world.ts'

const PAGE = 'https://example.org/article'
const OTHER = 'https://example.org/other'

function privateOf(person: Person): OpenSpace {
  const found = person.spaces.list().find((space) => space.private)
  if (!found) throw new Error('no private space')
  return found
}

/** A page of the private space, listed there as whoever writes on it lists it. */
async function privatePage(w: World, person: Person, address: string): Promise<PageDocument> {
  const space = privateOf(person)
  const page = await w.run(space.openPage(address, new AbortController().signal))
  if (!space.document.pages().has(page.id))
    await w.run(space.document.putPage(page.id, { v: 1, address, title: 'Title' }))
  return page
}

async function write(w: World, person: Person, page: PageDocument, words: string) {
  const id = newKey(privateOf(person).self as never)
  await w.run(page.putAnnotation(id, highlight(words)))
  return id
}

/** A browser starts, and shows a page of the shared space. */
async function here(w: World, person: Person): Promise<void> {
  if (!person.alive) await w.run(person.start())
  await w.run(person.engine())
  await w.run(person.open(PAGE))
}

const meets = (one: Person, other: Person) => () =>
  one.space.carriage.present().some(({ device }) => device === other.space.self.device)

/** Own signals that have reached this browser. */
function heard(person: Person): { count: number } {
  const told = { count: 0 }
  person.space.carriage.toldOwn.listen(() => told.count++)
  return told
}

/** So many percent of what this browser says to its own are lost until the answer is called. */
function losing(w: World, person: Person, percent = 100): () => void {
  const carriage = person.space.carriage as { tellOwn: OpenSpace['carriage']['tellOwn'] }
  const { tellOwn } = carriage
  carriage.tellOwn = async (...all) => (w.chance.maybe(percent) ? undefined : tellOwn(...all))
  return () => {
    carriage.tellOwn = tellOwn
  }
}

/** Ada at her desk and at her laptop, and Ben, all on a page of their space; the copies have been compared. */
async function scene(seed: number) {
  const w = await world(seed, 'ada', 'ben')
  const { ada, ben } = w.people
  const desk = await privatePage(w, ada, PAGE)
  await write(w, ada, desk, 'before')
  const laptop = await linked(w, ada, 'laptop')
  for (const person of [ada, laptop, ben]) await here(w, person)
  await w.until('they meet', () => meets(ada, laptop)() && meets(laptop, ada)() && meets(ben, ada)())
  await w.pass(5_000)
  return { w, ada, ben, laptop, desk }
}

it('DV11 what is written on one browser comes to the other, live, and back; pages that it never opened, too', async () => {
  const { w, ada, laptop, desk } = await scene(1)
  const there = await privatePage(w, laptop, PAGE)
  expect(contentOf(there)).toBe(contentOf(desk))
  await write(w, ada, desk, 'from the desk')
  await w.until('it is on the laptop', () => there.annotations().size === 2, 2_000)
  await write(w, laptop, there, 'from the laptop')
  await w.until('it is on the desk', () => desk.annotations().size === 3, 2_000)
  expect(contentOf(there)).toBe(contentOf(desk))
  const other = await privatePage(w, ada, OTHER)
  await write(w, ada, other, 'elsewhere')
  await w.until('it is known', () => privateOf(laptop).document.pages().has(other.id), 2_000)
  await w.pass(3_000)
  expect(contentOf(await privatePage(w, laptop, OTHER))).toBe(contentOf(other))
})

it('DV11 what was written while the other was closed, on either, comes when both are here', async () => {
  const { w, ada, laptop, desk } = await scene(2)
  await w.run((await laptop.engine()).close())
  laptop.crash()
  await write(w, ada, desk, 'while it was closed')
  const other = await privatePage(w, ada, OTHER)
  await write(w, ada, other, 'on a new page')
  await w.run(laptop.start())
  const there = await privatePage(w, laptop, PAGE)
  await write(w, laptop, there, 'before they met')
  await here(w, laptop)
  await w.until('both have all', () => there.annotations().size === 3 && desk.annotations().size === 3, 30_000)
  await w.pass(5_000)
  expect(contentOf(await privatePage(w, laptop, OTHER))).toBe(contentOf(other))
})

it('DV12 a record larger than a signal goes in parts', async () => {
  const { w, ada, laptop, desk } = await scene(3)
  const there = await privatePage(w, laptop, PAGE)
  let largest = 0
  desk.sealed.listen(({ length }) => {
    largest = Math.max(largest, length)
  })
  const id = await write(w, ada, desk, 'long')
  const long = () => Array.from({ length: 1_500 }, () => w.chance.below(2 ** 30).toString(36)).join('')
  const key = () => newKey(privateOf(ada).self as never)
  await w.run(
    desk.putMany(
      [],
      [1, 2, 3, 4].map(() => [key(), comment(id, long())] as const),
    ),
  )
  expect(largest).toBeGreaterThan(20_000)
  await w.until('it is there', () => there.comments().size === 4, 10_000)
  expect(contentOf(there)).toBe(contentOf(desk))
})

it('DV11 what was lost comes with the next comparison', async () => {
  const { w, ada, laptop, desk } = await scene(4)
  const there = await privatePage(w, laptop, PAGE)
  const found = losing(w, ada)
  await write(w, ada, desk, 'lost')
  const other = await privatePage(w, ada, OTHER)
  await write(w, ada, other, 'lost with its page')
  await w.pass(3_000)
  expect(there.annotations().size).toBe(1)
  found()
  await w.pass(COMPARE_OWN_MS + 5_000)
  expect(contentOf(there)).toBe(contentOf(desk))
  expect(contentOf(await privatePage(w, laptop, OTHER))).toBe(contentOf(other))
})

it('DV11 over a way that loses every third signal both write, and come to the same', async () => {
  const { w, ada, laptop, desk } = await scene(9)
  const there = await privatePage(w, laptop, PAGE)
  const found = [losing(w, ada, 35), losing(w, laptop, 35)]
  for (let n = 0; n < 12; n++) {
    await write(w, ada, desk, `desk ${n}`)
    await write(w, laptop, there, `laptop ${n}`)
    if (n % 4 === 0) await write(w, ada, await privatePage(w, ada, `${OTHER}/${n}`), 'elsewhere')
    await w.pass(4_000)
  }
  for (const stop of found) stop()
  // What was lost on its way a moment before a comparison is not told again by that one, but by the next.
  const soon = 3 * COMPARE_OWN_MS
  const listed = (person: Person) => privateOf(person).document.pages()
  await w.until('both have the page', () => contentOf(there) === contentOf(desk), soon)
  await w.until('both list the same', () => listed(laptop).size === listed(ada).size, soon)
  expect(desk.annotations().size).toBe(25)
  expect(listed(laptop)).toEqual(listed(ada))
  for (const address of [`${OTHER}/0`, `${OTHER}/4`, `${OTHER}/8`]) {
    const [hers, its] = [await privatePage(w, ada, address), await privatePage(w, laptop, address)]
    await w.until('both have that one', () => contentOf(its) === contentOf(hers), soon)
    expect(its.annotations().size).toBe(1)
  }
})

it('DV11 much comes whole and once over the relay, though both ask', async () => {
  const { w, ada, laptop, desk } = await scene(7)
  w.partition(ada, laptop)
  await w.run((await laptop.engine()).close())
  laptop.crash()
  let written = 0
  desk.sealed.listen(({ length }) => {
    written += length
  })
  const id = await write(w, ada, desk, 'long')
  for (let n = 0; n < 40; n++) {
    const words = Array.from({ length: 900 }, () => w.chance.below(2 ** 30).toString(36)).join('')
    await w.run(desk.putComment(newKey(privateOf(ada).self as never), comment(id, words)))
  }
  expect(written).toBeGreaterThan(150_000)
  await w.run(laptop.start())
  let came = 0
  laptop.space.carriage.toldOwn.listen(({ body }) => {
    came += body.length
  })
  const there = await privatePage(w, laptop, PAGE)
  await here(w, laptop)
  await w.until('it is there', () => there.comments().size === 40, 30_000)
  await w.pass(15_000)
  expect(contentOf(there)).toBe(contentOf(desk))
  expect(came).toBeLessThan(written * 1.1)
})

it('DV11 a browser that is met in two shared spaces is told once', async () => {
  const w = await world(8, 'ada')
  const { ada } = w.people
  const desk = await privatePage(w, ada, PAGE)
  await w.run(ada.spaces.create('Club', RELAY))
  await w.settle()
  const laptop = await linked(w, ada, 'laptop')
  const shared = (person: Person) => person.spaces.list().filter((space) => !space.private)
  for (const person of [ada, laptop]) {
    await here(w, person)
    for (const { carriage } of shared(person)) carriage.announce({ here: true, page: undefined })
  }
  await w.until('they meet twice', () => [ada, laptop].every((one) => shared(one).every(isMet)))
  await w.pass(5_000)
  const told = shared(laptop).map(({ carriage }) => {
    const count = { told: 0 }
    carriage.toldOwn.listen(() => count.told++)
    return count
  })
  const there = await privatePage(w, laptop, PAGE)
  await write(w, ada, desk, 'once')
  await w.until('it is there', () => there.annotations().size === 1, 2_000)
  await w.pass(3_000)
  expect(told.map((one) => one.told > 0).sort()).toEqual([false, true])
})

const isMet = ({ carriage }: OpenSpace) => carriage.present().length > 0

it('DV13 somebody else in the shared space is told nothing, and what they say is not heard', async () => {
  const { w, ada, ben, laptop, desk } = await scene(5)
  const [bens, adas, laptops] = [heard(ben), heard(ada), heard(laptop)]
  await write(w, ada, desk, 'mine')
  await w.pass(5_000)
  expect([bens.count, laptops.count > 0]).toEqual([0, true])
  const { space, spaceDocument: document } = privateOf(ada).self
  const before = adas.count
  const asks = [
    encodeOwn({ kind: 'heads', space, document, ask: true, heads: [] }),
    encodeOwn({ kind: 'sums', space, device: ben.space.self.device, ask: true, sums: [] }),
    encodeOwn({ kind: 'records', space, document, records: [new Uint8Array(300)] }),
  ]
  for (const [n, message] of asks.entries())
    for (const part of cut(message, n)) await w.run(ben.space.carriage.tellOwn(ada.space.self.device, part))
  await w.pass(5_000)
  // They reached her browser, and there was no answer.
  expect([adas.count - before, bens.count]).toEqual([3, 0])
  const { refusals } = privateOf(ada).document as unknown as { refusals: ReadonlyMap<string, number> }
  expect([...refusals]).toEqual([])
})

it('DV11 DV13 all is quiet when nothing changes, and over when an engine ends', async () => {
  const { w, ada, laptop } = await scene(6)
  const told = [heard(ada), heard(laptop)]
  await w.pass(10 * COMPARE_OWN_MS)
  // One small signal for each comparison, and no answers.
  for (const { count } of told) expect(count).toBeLessThanOrEqual(11)
  const carriage = ada.space.carriage as { toldOwn: OpenSpace['carriage']['toldOwn'] }
  const listening = carriage.toldOwn.listening
  await w.run((await ada.engine()).close())
  expect(carriage.toldOwn.listening).toBe(listening - 1)
  const [, laptops] = told
  await w.pass(1_000)
  const before = laptops?.count
  await w.pass(3 * COMPARE_OWN_MS)
  expect(laptops?.count).toBe(before)
})
