import { expect, it } from 'vitest'
import type { PageDocument } from '../../shared/engine/document-parts.ts'
import { COMPARE_OWN_MS } from '../../shared/engine/own/in-step.ts'
import { encodeOwn } from '../../shared/engine/own/message.ts'
import { cut } from '../../shared/engine/own/parts.ts'
import type { OpenSpace } from '../../shared/engine/parts.ts'
import { comment, contentOf, highlight, newKey } from '../kit/documents.ts'
import { linked } from '../kit/linked.ts'
import { type Person, type World, world } from '../kit/world.ts'

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

/** What this browser says to its own is lost until the answer is called. */
function losing(person: Person): () => void {
  const carriage = person.space.carriage as { tellOwn: OpenSpace['carriage']['tellOwn'] }
  const { tellOwn } = carriage
  carriage.tellOwn = async () => undefined
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
  const points = Array.from({ length: 9_000 }, () => w.chance.below(2 ** 30).toString(36)).join('')
  const id = await write(w, ada, desk, 'long')
  let largest = 0
  desk.sealed.listen(({ length }) => {
    largest = Math.max(largest, length)
  })
  const key = newKey(privateOf(ada).self as never)
  const half = points.slice(0, 40_000)
  await w.run(desk.putMany([], [[key, comment(id, half.slice(0, 9_000))], ...rest(ada, id, half)]))
  expect(largest).toBeGreaterThan(20_000)
  await w.until('it is there', () => there.comments().size === desk.comments().size, 10_000)
  expect(contentOf(there)).toBe(contentOf(desk))
})

const rest = (person: Person, id: Parameters<typeof comment>[0], text: string) =>
  [1, 2, 3].map((n) => {
    const key = newKey(privateOf(person).self as never)
    return [key, comment(id, text.slice(n * 9_000, (n + 1) * 9_000))] as const
  })

it('DV11 what was lost comes with the next comparison', async () => {
  const { w, ada, laptop, desk } = await scene(4)
  const there = await privatePage(w, laptop, PAGE)
  const found = losing(ada)
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
