import * as fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { clock, contentOf, highlight, newKey, type TestDesk, testDesk } from '../../../test/kit/documents.ts'
import { type TestSpace, testSpace } from '../../../test/kit/members.ts'
import { MemoryStore } from '../../../test/kit/memory-store.ts'
import { HandLog } from '../../../test/kit/summed.ts'
import type { DocumentId } from '../../domain/ids.ts'
import { type Bytes, equalBytes } from '../../kit/bytes.ts'
import type { Self } from '../spaces/self.ts'
import { openPageDocument } from './open.ts'

/** Ben signs two versions of what he wrote, as no honest engine does: what links bring may be one, what the log has the other. */
let space: TestSpace
let id: DocumentId
let ben: Self
let log: HandLog
/** His certificate, and the envelopes of each version: the same counters of one lease. */
let these: readonly Bytes[]
let those: readonly Bytes[]

beforeEach(async () => {
  space = await testSpace()
  ben = await space.join()
  id = await ben.pageDocument('https://example.org/')
  log = new HandLog(id)
  these = await version('this')
  those = await version('that')
})

/** Three annotations under a lease that is the same each time. */
async function version(words: string): Promise<readonly Bytes[]> {
  const random = { bytes: (length: number) => new Uint8Array(length).fill(7), fraction: () => 0.5 }
  const page = await openPageDocument({ clock, random, store: new MemoryStore() }, ben, id)
  const sent: Bytes[] = []
  page.sealed.listen((record) => void sent.push(record))
  for (let i = 0; i < 3; i++) await page.putAnnotation(newKey(ben), highlight(`${words} ${i}`))
  return sent
}

const byLink = async ({ page }: TestDesk, records: readonly Bytes[]) => {
  for (const record of records) await page.receive(record, 'peer')
}
const wordsOf = ({ page }: TestDesk): string[] =>
  [...page.annotations().values()].map(({ value }) => JSON.stringify(value.selectors[0])).sort()
const desk = async (): Promise<TestDesk> => testDesk(await space.join(), id)

/** What links brought goes to the relay, too, until it has everything and all have read it. */
async function appendAll(to: HandLog, desks: readonly TestDesk[]): Promise<void> {
  for (const from of [...desks, ...desks]) {
    for (const record of from.page.unacknowledged())
      if (!to.places.some((place) => equalBytes(place.record, record))) await to.add(record)
    for (const one of desks) await to.feed(one)
  }
}

describe('two versions of one change', () => {
  it('D21 what the log has takes the place of what a link brought, and people are told whose it was', async () => {
    const [reader, linked] = [await desk(), await desk()]
    await byLink(linked, these)
    for (const record of those) await log.add(record)
    await log.feed(reader)
    expect(contentOf(linked.page)).not.toBe(contentOf(reader.page))
    await log.feed(linked)
    expect(contentOf(linked.page)).toBe(contentOf(reader.page))
    expect(linked.page.heads()).toEqual(reader.page.heads())
    expect(linked.page.summary?.alarm).toEqual({ kind: 'twice', member: ben.member })
    expect(linked.page.cursor).toEqual(log.head)
    const again = await testDesk(linked.self, id, linked.store.crash())
    expect(contentOf(again.page)).toBe(contentOf(reader.page))
  })

  it('D21 what this device wrote meanwhile stays, for others as well', async () => {
    const linked = await desk()
    await byLink(linked, these)
    const key = newKey(linked.self)
    await linked.page.putAnnotation(key, highlight('mine, after it'))
    for (const record of those) await log.add(record)
    await log.feed(linked)
    expect(linked.page.annotations().get(key)?.writer).toBe(linked.self.member)
    const reader = await desk()
    await byLink(reader, those)
    await byLink(reader, linked.sent)
    expect(wordsOf(reader)).toEqual(wordsOf(linked))
    expect(reader.page.annotations().has(key)).toBe(true)
  })

  it('D21 what the log had first stays, whatever the log or a link shows later', async () => {
    const reader = await desk()
    for (const record of [...these, ...those]) await log.add(record)
    await log.feed(reader)
    await byLink(reader, those)
    expect(wordsOf(reader).every((words) => words.includes('this'))).toBe(true)
    expect(reader.page.summary?.alarm).toBeUndefined()
  })

  it('D21 what is offered by a link again is refused, and the relay is not offered it', async () => {
    const linked = await desk()
    await byLink(linked, these)
    for (const record of those) await log.add(record)
    await log.feed(linked)
    await byLink(linked, these)
    expect(wordsOf(linked).every((words) => words.includes('that'))).toBe(true)
    expect(linked.page.unacknowledged()).toEqual([])
  })

  it('D4 D21 links in any order, before, between and after the log, with restarts: everybody ends with what the log says', async () => {
    const [certificate, ...left] = these
    const right = those.slice(1)
    if (!certificate) throw new Error('a certificate')
    const all = [...left, ...right]
    const own = fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6], { minLength: 0 })
    const mixed = fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 1 })
    const these6 = (list: readonly number[]) => list.map((n) => all[n] as Bytes)
    await fc.assert(
      fc.asyncProperty(mixed, mixed, own, fc.nat(6), async (inLog, byLinks, when, restart) => {
        const [logged, linked] = [these6(inLog), these6(byLinks)]
        const shown = new HandLog(id)
        for (const record of [certificate, ...logged]) await shown.add(record)
        const [reader, other] = [await desk(), await desk()]
        await shown.feed(reader)
        let at = other
        for (const [i, place] of shown.places.entries()) {
          for (const n of when.filter((step) => step === i)) await byLink(at, [linked[n % linked.length] as Bytes])
          if (i === restart) at = await testDesk(at.self, id, at.store.crash())
          const { record, ...head } = place
          await at.page.receive(record, 'relay', head)
        }
        await appendAll(shown, [at, reader])
        expect(wordsOf(at)).toEqual(wordsOf(reader))
      }),
      { numRuns: 60 },
    )
  }, 120_000)
})
