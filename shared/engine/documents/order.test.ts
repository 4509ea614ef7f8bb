import * as fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { clock, comment, contentOf, highlight, newKey, type TestDesk, testDesk } from '../../../test/kit/documents.ts'
import { type TestSpace, testSpace } from '../../../test/kit/members.ts'
import { MemoryStore } from '../../../test/kit/memory-store.ts'
import type { DocumentId } from '../../domain/ids.ts'
import { NO_PREVIOUS, NOTHING_SEEN } from '../../envelope/header.ts'
import { type Bytes, toHex } from '../../kit/bytes.ts'
import type { Self } from '../spaces/self.ts'
import { openPageDocument } from './open.ts'

/** What one accepts, all accept (D4): the same records in every order, whoever brings them and whenever the device was started anew. */
let space: TestSpace
let id: DocumentId
let ada: TestDesk
let ben: TestDesk

beforeEach(async () => {
  space = await testSpace()
  const [a, b] = [await space.join(), await space.join()]
  id = await a.pageDocument('https://example.org/')
  ada = await testDesk(a, id)
  ben = await testDesk(b, id)
})

/** What a device made of all records: its content, and which envelopes of which lease it took. */
interface Outcome {
  readonly content: string
  readonly heads: readonly string[]
}

const outcomeOf = ({ page }: TestDesk): Outcome => ({
  content: contentOf(page),
  heads: page
    .heads()
    .map(({ device, nonce, counter }) => `${device}.${nonce}.${counter}`)
    .sort(),
})

/** @param restarts before which of the records the engine begins anew from what it stored */
async function take(
  reader: Self,
  records: readonly Bytes[],
  restarts: ReadonlySet<number> = new Set(),
): Promise<Outcome> {
  let desk = await testDesk(reader, id)
  for (const [i, record] of records.entries()) {
    if (restarts.has(i)) desk = await testDesk(reader, id, desk.store.crash())
    await desk.page.receive(record, 'peer')
  }
  const outcome = outcomeOf(desk)
  // What was stored says the same as what was in memory.
  expect(outcomeOf(await testDesk(reader, id, desk.store.crash()))).toEqual(outcome)
  return outcome
}

function permutations<Item>(items: readonly Item[]): Item[][] {
  if (items.length === 0) return [[]]
  return items.flatMap((item, i) => permutations(items.toSpliced(i, 1)).map((rest) => [item, ...rest]))
}

const junk = (self: Self, nonce: string, body: Bytes, over: object = {}) =>
  self.sealUpdate(
    { document: id, class: 1, nonce, counter: 1, previous: NO_PREVIOUS, seen: NOTHING_SEEN, ...over },
    body,
  )
const someNonce = () => toHex(crypto.getRandomValues(new Uint8Array(8)))

describe('order', () => {
  it('D4 D5 E6 every order of a small set with late certificates, two leases and a refused one gives the same', async () => {
    const key = newKey(ada.self)
    await ada.page.putThread([key, highlight('one')], [newKey(ada.self), comment(key, 'first')])
    await ada.page.putState(key, { v: 1, resolved: true, at: 1 })
    // A second lease of the same device: it was started again.
    const again = await testDesk(ada.self, id, ada.store.crash())
    await again.page.putState(key, { v: 1, resolved: false, at: 2 })
    const refused = await junk(ben.self, someNonce(), new Uint8Array(30))
    const records = [...ada.sent, ...again.sent, refused, ben.self.certificate]
    expect(records).toHaveLength(6)
    const reader = await space.join()
    const first = await take(reader, records)
    expect(first).toEqual(outcomeOf(again))
    for (const order of permutations(records)) expect(await take(reader, order)).toEqual(first)
  }, 120_000)

  it('D4 D5 D6 any order of what several wrote on top of each other, repeated, cut off and started anew, gives the same', async () => {
    const key = newKey(ada.self)
    const desks = [ada, ben, await testDesk(await space.join(), id)]
    await ada.page.putAnnotation(key, highlight('one'))
    const records: Bytes[] = []
    const spread = async (from: TestDesk) => {
      const news = from.sent.splice(0)
      records.push(...news)
      for (const to of desks) if (to !== from) for (const record of news) await to.page.receive(record, 'peer')
    }
    await spread(ada)
    for (const [i, desk] of [...desks, ...desks].entries()) {
      await desk.page.putComment(newKey(desk.self), comment(key, `by ${i}`))
      await desk.page.putState(key, { v: 1, resolved: i % 2 === 0, at: i })
      if (i % 2 === 0) await spread(desk)
    }
    for (const desk of desks) await spread(desk)
    records.push(
      await junk(ben.self, someNonce(), crypto.getRandomValues(new Uint8Array(100))),
      await junk(ben.self, someNonce(), new Uint8Array(30), { counter: 9, previous: 'ab'.repeat(32) }),
      (await space.claim(ada.self)).record,
    )
    const expected = outcomeOf(ada)
    const reader = await space.join()
    const order = fc.shuffledSubarray([...records, ...records], { minLength: 2 * records.length })
    const restarts = fc.uniqueArray(fc.nat(2 * records.length), { maxLength: 3 })
    await fc.assert(
      fc.asyncProperty(order, restarts, async (shuffled, at) => {
        expect(await take(reader, shuffled, new Set(at))).toEqual(expected)
      }),
      { numRuns: 25 },
    )
  }, 120_000)

  it('D4 E6 whoever signs two envelopes for one place changes nothing of what others wrote, in no order; each device takes one', async () => {
    const key = newKey(ada.self)
    await ada.page.putAnnotation(key, highlight('one'))
    // Two copies of Ben's engine that draw the same lease, as no honest engine does.
    const twins = await Promise.all(['this', 'that'].map((words) => twin(ben.self, words)))
    const records = [...ada.sent, ...new Set(twins.flat())]
    const reader = await space.join()
    const writersOf = ({ content }: Outcome) => {
      const { annotations } = JSON.parse(content) as { readonly annotations: readonly { readonly writer: string }[] }
      const by = (member: string) => annotations.filter(({ writer }) => writer === member)
      return { ada: by(ada.self.member), ben: by(ben.self.member) }
    }
    const alone = writersOf(await take(reader, ada.sent))
    for (const order of permutations(records)) {
      const both = writersOf(await take(reader, order))
      expect(both.ada).toEqual(alone.ada)
      expect(both.ben).toHaveLength(1)
    }
  }, 120_000)
})

/** One annotation under a lease that is the same for all twins. @returns the certificate, the same object each time, and the envelope */
async function twin(self: Self, words: string): Promise<readonly Bytes[]> {
  const random = { bytes: (length: number) => new Uint8Array(length).fill(7), fraction: () => 0.5 }
  const page = await openPageDocument({ clock, random, store: new MemoryStore() }, self, id)
  const sent: Bytes[] = []
  page.sealed.listen((record) => void sent.push(record))
  await page.putAnnotation(newKey(self), highlight(words))
  return sent
}
