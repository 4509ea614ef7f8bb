import { describe, expect, it } from 'vitest'
import type { DocumentId } from '../../shared/domain/ids.ts'
import type { StreamEvent } from '../../shared/engine/ports.ts'
import { fromBase64Url, fromHex, toBase64Url, toHex } from '../../shared/kit/bytes.ts'
import { encodeBatch } from '../../shared/protocol/batch.ts'
import { chainNext, chainStart, recordHash } from '../../shared/protocol/chain.ts'
import { encodeStreamData, parseStreamMessage, type StreamMessage } from '../../shared/protocol/stream.ts'
import { contentOf, highlight, newKey } from '../kit/documents.ts'
import { testSpace } from '../kit/members.ts'
import { type Person, RELAY, type World, world } from '../kit/world.ts'

const PAGE = 'https://example.org/article'
const OTHER = 'https://example.org/other'
type Entry = Extract<StreamMessage, { event: 'entry' }>

const mark = (w: World, person: Person, words: string, page = PAGE) =>
  w.run(person.page(page).putAnnotation(newKey(person.space.self as never), highlight(words)))
const count = (person: Person, page = PAGE) => person.page(page).annotations().size
const sent = (w: World, ...people: Person[]) =>
  w.until('the relay has all', () => people.every((one) => one.space.carriage.link.waiting === 0))

/** Ada and Ben on one page, who can reach each other by the relay only. */
async function apart<Name extends string = never>(seed: number, ...more: readonly Name[]) {
  const w = await world<'ada' | 'ben' | Name>(seed, 'ada', 'ben', ...more)
  const people = Object.values<Person>(w.people)
  for (const person of people) for (const other of people) if (person !== other) w.partition(person, other)
  for (const person of people) await w.run(person.open(PAGE))
  await w.until('all have met', () => people.every((one) => one.space.document.members().size === people.length))
  await mark(w, w.people.ada, 'before')
  await w.until('all have it', () => people.every((one) => count(one) === 1))
  await sent(w, ...people)
  const said = (person: Person) => person.space.carriage.link
  return { w, ...w.people, said }
}

/** Lies about the entries of one document. */
function entries(
  of: DocumentId,
  lie: (entry: Entry, event: StreamEvent) => readonly StreamEvent[] | Promise<readonly StreamEvent[]>,
) {
  return {
    event: (event: StreamEvent) => {
      const message = parseStreamMessage(event.event, event.data)
      if (!message.ok || message.value.event !== 'entry' || message.value.document !== of) return [event]
      return lie(message.value, event)
    },
  }
}
const told = (entry: Entry, id?: string): StreamEvent => ({
  event: 'entry',
  data: encodeStreamData(entry),
  ...(id !== undefined && { id }),
})

/** Tells a log of the relay's own making: every entry changed by `change`, the chain counted anew so that it fits. */
function rewritten(incarnation: string, of: DocumentId, from: Entry | undefined, change: (entry: Entry) => Uint8Array) {
  let chain = from?.chain
  return entries(of, async (entry, { id }) => {
    const record = new Uint8Array(change(entry))
    const before = chain === undefined ? await chainStart(fromHex(incarnation), of) : fromHex(chain)
    chain = toHex(await chainNext(before, await recordHash(record)))
    return [told({ ...entry, record, chain }, id)]
  })
}

/** The relay is honest again: all that was written comes to both, and nothing waits. */
async function honestAgain(w: World, ada: Person, ben: Person, all: number) {
  w.relay.lies.clear()
  w.relay.join()
  await w.until('both hold all', () => [ada, ben].every((one) => count(one) === all))
  expect(contentOf(ben.page(PAGE))).toBe(contentOf(ada.page(PAGE)))
  await sent(w, ada, ben)
}

describe('a relay that lies about a log', () => {
  it('D11 N5 leaves an entry out: noticed with the next, said in words, mended when it is honest', async () => {
    const { w, ada, ben, said } = await apart(1)
    const { sequence } = ben.page(PAGE).cursor
    w.relay.lies.set(
      'ben',
      entries(ada.page(PAGE).id, (entry, event) => (entry.sequence === sequence + 1 ? [] : [event])),
    )
    await mark(w, ada, 'withheld')
    await mark(w, ada, 'shown')
    await w.until('Ben is told', () => said(ben).distrusted === true)
    expect(said(ben)).toMatchObject({
      state: 'online',
      words: expect.stringMatching(
        /relay\.example shows does not fit .*something is missing.*All that you have is kept/,
      ),
    })
    expect([count(ben), said(ada).distrusted]).toEqual([1, undefined])
    await mark(w, ben, 'Ben goes on')
    await honestAgain(w, ada, ben, 4)
    await w.until('it is not said any more', () => said(ben).distrusted === undefined)
  })

  it('D11 N5 tells entries in another order: refused, and asked again', async () => {
    const { w, ada, ben, said } = await apart(2)
    const held: StreamEvent[] = []
    w.relay.lies.set(
      'ben',
      entries(ada.page(PAGE).id, (_, event) => (held.push(event) < 3 ? [] : held.splice(0).reverse())),
    )
    for (const words of ['one', 'two', 'three']) await mark(w, ada, words)
    await w.until('Ben is told', () => said(ben).distrusted === true)
    await honestAgain(w, ada, ben, 4)
  })

  it('T2 E6 repeats everything: harmless', async () => {
    const { w, ada, ben, said } = await apart(3)
    w.relay.lies.set('ben', { event: (event) => [event, event, event] })
    for (const words of ['one', 'two', 'three']) await mark(w, ada, words)
    await w.until('Ben has all', () => count(ben) === 4)
    expect([contentOf(ben.page(PAGE)), said(ben).distrusted]).toEqual([contentOf(ada.page(PAGE)), undefined])
  })

  it('L4 D11 cuts a record short: the chain does not hold, and it is asked again', async () => {
    const { w, ada, ben, said } = await apart(4)
    const cut = (entry: Entry) => told({ ...entry, record: entry.record.slice(0, -1) })
    w.relay.lies.set(
      'ben',
      entries(ada.page(PAGE).id, (entry) => [cut(entry)]),
    )
    await mark(w, ada, 'cut')
    await w.until('Ben is told', () => said(ben).distrusted === true)
    await honestAgain(w, ada, ben, 2)
  })

  it('N5 rewinds the log and goes on from there: noticed, said, everything offered again', async () => {
    const { w, ada, ben, said } = await apart(5, 'cleo')
    const { cleo } = w.people
    for (const words of ['one', 'two', 'three']) await mark(w, ada, words)
    await w.until('Ben has all', () => count(ben) === 4)
    await sent(w, ada, ben)
    for (const one of [ada, ben]) w.offline.add(one.name)
    w.enforce()
    await w.relay.restore(cleo.space.self.space)
    for (let i = 0; i < 6; i++) await mark(w, cleo, `after ${i}`)
    await sent(w, cleo)
    w.offline.clear()
    await w.until('Ben is told', () => said(ben).distrusted === true)
    await honestAgain(w, ada, ben, 10)
  })

  it('E6 D20 tells a changed record in a log that fits itself: not taken; Ada’s next envelope shows it', async () => {
    const { w, ada, ben, said } = await apart(6)
    const page = ben.page(PAGE)
    const last = page.cursor
    const change = (at: number) => (entry: Entry) => {
      if (entry.sequence !== last.sequence + 1) return entry.record
      const record = entry.record.slice()
      record[at] = (record[at] ?? 0) ^ 1
      return record
    }
    const IV = 159
    const lie = rewritten(
      last.incarnation,
      page.id,
      { ...last, event: 'entry', document: page.id, record: new Uint8Array() },
      change(IV),
    )
    w.relay.lies.set('ben', lie)
    await mark(w, ada, 'changed on its way')
    await w.until('Ben has read it', () => page.cursor.sequence === last.sequence + 1)
    expect(count(ben)).toBe(1)
    expect((page as unknown as { refusals: Map<string, number> }).refusals.get('bad-signature')).toBe(1)
    await sent(w, ada)
    // Ada's next envelopes name the head that she was shown. Held for want of the one before, they come to their place later.
    await mark(w, ada, 'after it')
    ada.crash()
    await ada.start()
    await w.run(ada.open(PAGE))
    await mark(w, ada, 'under a new lease')
    await w.until('Ben is told', () => said(ben).distrusted === true)
    expect(said(ben).words).toMatch(/relay\.example shows different histories to different people/)
    await honestAgain(w, ada, ben, 4)
  })

  it('E6 splices another document’s entries in: refused for what they are, nothing else is touched', async () => {
    const { w, ada, ben } = await apart(7)
    await w.run(ada.open(OTHER))
    await mark(w, ada, 'elsewhere', OTHER)
    await sent(w, ada)
    const foreign = ada.page(OTHER)
    const strangers: Uint8Array[] = []
    w.relay.lies.set('ben', {
      event: (event) => {
        const message = parseStreamMessage(event.event, event.data)
        if (message.ok && message.value.event === 'entry' && message.value.document === foreign.id)
          strangers.push(message.value.record)
        return [event]
      },
    })
    await w.run(ben.open(OTHER))
    await w.until('Ben has that, too', () => count(ben, OTHER) === 1 && strangers.some((one) => one[1] === 1))
    const page = ben.page(PAGE)
    const last = page.cursor
    const stranger = strangers.find((one) => one[1] === 1) ?? new Uint8Array()
    const begin = { ...last, event: 'entry', document: page.id, record: new Uint8Array() } as const
    w.relay.lies.set(
      'ben',
      rewritten(last.incarnation, page.id, begin, () => stranger),
    )
    await mark(w, ada, 'replaced')
    await w.until('Ben has read it', () => page.cursor.sequence === last.sequence + 1)
    expect((page as unknown as { refusals: Map<string, number> }).refusals.get('wrong-document')).toBe(1)
    expect([count(ben), count(ben, OTHER)]).toEqual([1, 1])
    await honestAgain(w, ada, ben, 2)
  })

  it('D20 shows two histories to two people: the first envelope that crosses over shows it to both, all work stays', async () => {
    const { w, ada, ben, said } = await apart(8)
    await w.relay.fork('ben')
    for (let i = 0; i < 3; i++) {
      await mark(w, ada, `Ada ${i}`)
      await mark(w, ben, `Ben ${i}`)
      await sent(w, ada, ben)
    }
    await w.pass(60_000)
    expect([count(ada), count(ben)]).toEqual([4, 4])
    // They meet: by link each brings the other what was kept from them.
    w.noDirect.clear()
    await w.until('both hold all', () => count(ada) === 7 && count(ben) === 7)
    await w.until('both are told', () => [ada, ben].every((one) => said(one).distrusted === true))
    expect(said(ada)).toMatchObject({ words: expect.stringContaining('different histories to different people') })
    // It is not forgotten with the engine.
    await ada.close()
    await ada.start()
    await w.run(ada.open(PAGE))
    expect(said(ada).distrusted).toBe(true)
    await honestAgain(w, ada, ben, 7)
  })

  it('D20 acknowledges and does not keep: what the log shows at that place gives it away, and the work stays', async () => {
    const { w, ada, ben, said } = await apart(9)
    const { incarnation, sequence } = ada.page(PAGE).cursor
    const path = `/v1/log/${ada.space.self.space}/${ada.page(PAGE).id}`
    w.relay.lies.set('ada', {
      answer: (request) =>
        request.path === path
          ? Response.json({ incarnation, results: [{ sequence: sequence + 1, chain: 'ab'.repeat(32) }] })
          : undefined,
    })
    await mark(w, ada, 'never kept')
    await sent(w, ada)
    await mark(w, ben, 'kept')
    await w.until('Ada is told', () => said(ada).distrusted === true)
    expect(said(ada).words).toContain('different histories')
    expect([count(ada), count(ben)]).toEqual([3, 2])
    w.relay.lies.clear()
    w.noDirect.clear()
    await w.until('Ben has it from Ada herself', () => count(ben) === 3)
  })

  it('D11 N13 serves an old state and calls it all there is: nothing that was had is lost, the rest comes when it is honest', async () => {
    const { w, ada, ben } = await apart(10)
    w.relay.lies.set(
      'ben',
      entries(ada.page(PAGE).id, () => []),
    )
    await mark(w, ada, 'later')
    await w.pass(60_000)
    expect(count(ben)).toBe(1)
    await mark(w, ben, 'goes on')
    await sent(w, ben)
    await honestAgain(w, ada, ben, 3)
  })

  it('T4 N4 resets again and again under ever new names: read anew each time, nothing lost or doubled', async () => {
    const { w, ada, ben } = await apart(11)
    const id = ada.page(PAGE).id
    let lies = 0
    w.relay.lies.set('ben', {
      event: (event) => {
        if (event.event !== 'caught-up' || lies >= 5) return [event]
        lies++
        return [{ event: 'reset', data: JSON.stringify({ d: id, i: toHex(w.chance.bytes(16)) }) }, event]
      },
    })
    w.relay.cutAll()
    await mark(w, ada, 'in between')
    await mark(w, ben, 'Ben’s')
    await w.until('the lies are told', () => lies >= 5, 600_000)
    await honestAgain(w, ada, ben, 3)
  })
})

describe('a relay that lies about people', () => {
  it('N20 N22 says that people came who did not, with certificates of other spaces and with none: nobody is shown', async () => {
    const { w, ada, ben } = await apart(12)
    await w.until('they see each other', () => ben.space.carriage.present().length === 1)
    const stranger = await (await testSpace()).join()
    const document = ada.space.self.spaceDocument
    const invented = (device: string, certificate: Uint8Array) => ({ device, certificate: toBase64Url(certificate) })
    const people = [
      invented(stranger.device, stranger.certificate),
      invented('ab'.repeat(16), w.chance.bytes(300)),
      // A real certificate of Ada's under another device's name.
      invented('cd'.repeat(16), ada.space.self.certificate),
    ]
    const lie = [
      JSON.stringify({ t: 'here', document, people }),
      ...people.map((one) => JSON.stringify({ t: 'came', document, ...one })),
      JSON.stringify({ t: 'came', document, device: ben.space.self.device, certificate: '' }),
    ]
    let told = 0
    w.relay.lies.set('ben', { live: (message) => (told++ < 3 ? [...lie, message] : [message]) })
    await w.pass(25_000)
    expect(told).toBeGreaterThan(0)
    expect(ben.space.carriage.present().map(({ device }) => device)).toEqual([ada.space.self.device])
  })

  it('N22 says that Ada went, who is linked: she stays', async () => {
    const w = await world(13, 'ada', 'ben')
    const { ada, ben } = w.people
    for (const person of [ada, ben]) await w.run(person.open(PAGE))
    await w.until('linked', () => ben.space.carriage.link.direct === 1)
    const gone = JSON.stringify({ t: 'gone', document: ada.space.self.spaceDocument, device: ada.space.self.device })
    let told = 0
    w.relay.lies.set('ben', { live: (message) => [message, ...(told++ < 5 ? [gone] : [])] })
    let vanished = 0
    ben.space.carriage.presentChanged.listen(() => {
      if (ben.space.carriage.present().length === 0) vanished++
    })
    await w.pass(60_000)
    expect([told > 4, vanished, ben.space.carriage.present().length]).toEqual([true, 0, 1])
  })

  it('S3 Y4 gives out the keyrings of another space: the join does not complete, says so, and completes when it is honest', async () => {
    const w = await world(14, 'ada', 'ben')
    const { ada, ben } = w.people
    const second = await w.run(ada.spaces.create('Second', RELAY))
    await w.settle()
    const { keyring } = await testSpace()
    w.relay.lies.set('ben', {
      answer: ({ path }) => (path.endsWith('/keyrings') ? new Response(encodeBatch([keyring])) : undefined),
    })
    await w.run(ben.spaces.join(fromBase64Url((await w.run(second.invite('ada', ''))).code)))
    await w.pass(20_000)
    expect(ben.spaces.list()).toHaveLength(2)
    expect(ben.spaces.pending()).toMatchObject([{ name: 'Second', words: expect.stringMatching(/./) }])
    w.relay.lies.clear()
    await w.until('Ben is in', () => ben.spaces.list().length === 3)
    expect(ben.spaces.pending()).toEqual([])
  })
})
