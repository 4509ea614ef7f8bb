import { describe, expect, it } from 'vitest'
import type { CardTicket, CardView } from '../../shared/contract/views.ts'
import type { AnnotationId } from '../../shared/domain/ids.ts'
import type { Bytes } from '../../shared/kit/bytes.ts'
import { toHex } from '../../shared/kit/bytes.ts'
import { overlayAt, ownPage, Speaker, sees } from '../kit/context-desk.ts'
import { highlight, newKey } from '../kit/documents.ts'
import { type Person, type World, world } from '../kit/world.ts'

const SITE = 'https://example.org'
const PAGE = `${SITE}/article`
const QUOTE = { type: 'TextQuoteSelector', exact: 'the words', prefix: 'before ', suffix: ' after' } as const

const mark = (w: World, person: Person, words: string) => {
  const id = newKey(person.space.self as never)
  return w.run(person.page(PAGE).putAnnotation(id, highlight(words))).then(() => id)
}
const quotes = (person: Person) =>
  [...person.page(PAGE).annotations().values()]
    .map(({ value }) => (value.selectors[0] as { exact: string }).exact)
    .sort()

/** The relay refuses every update of this length or more. */
const refuseFrom = (w: World, length: number) => {
  w.relay.refuses = (record: Bytes) => (record[1] === 1 && record.length >= length ? 'too-large' : undefined)
}

async function onPage<Name extends string>(seed: number, ...names: readonly Name[]) {
  const w = await world(seed, ...names)
  for (const person of Object.values<Person>(w.people)) await w.run(person.open(PAGE))
  return w
}

describe('what the relay refuses', () => {
  it('D14 N25 offline work is sent when the relay is back; what it refuses stays, and nobody waits for it', async () => {
    const w = await onPage(31, 'ada', 'ben', 'cleo')
    const { ada, ben, cleo } = w.people
    await w.until('Ada and Ben are linked', () => ada.space.carriage.link.direct === 2)
    w.partition(ada, cleo)
    w.partition(ben, cleo)
    const back: unknown[] = []
    ada.space.carriage.cameBack.listen((told) => back.push(told))
    w.stopRelay()
    await w.until('Ada knows', () => ada.space.carriage.link.state === 'offline')
    refuseFrom(w, 2_000)
    await mark(w, ada, 'before')
    // What nobody can make small.
    await mark(w, ada, `${toHex(w.chance.bytes(1_800))} refused`)
    await w.until('Ben has both over their link', () => quotes(ben).length === 2)
    await mark(w, ben, 'of Ben, who saw both')
    w.startRelay()
    await w.until('all is sent or refused', () => back.length > 0)
    await mark(w, ada, 'after')
    await w.until('Cleo has what the relay took', () => quotes(cleo).includes('after') && quotes(cleo).length >= 3)
    await w.until('nothing waits', () => [ada, ben, cleo].every((one) => one.space.carriage.link.waiting === 0))
    expect(quotes(cleo)).toEqual(['after', 'before', 'of Ben, who saw both'])
    expect(quotes(ben)).toEqual(quotes(cleo))
    expect(quotes(ada)).toHaveLength(4)
    expect(ada.space.carriage.link.refused).toBe(1)
    expect(ben.space.carriage.link.refused).toBe(0)
    expect(back).toEqual([{ sent: 1, refused: 1 }])
    await w.pass(60_000)
    expect(back).toHaveLength(1)
  })

  it('N28 the connection tells what waits, since when, the routes, and what went wrong', async () => {
    const w = await onPage(32, 'ada', 'ben')
    const { ada, ben } = w.people
    await w.until('linked', () => ada.space.carriage.link.direct === 1)
    await mark(w, ada, 'one')
    await w.until('sent', () => ada.space.carriage.link.waiting === 0)
    const before = ada.space.carriage.connection()
    expect(before.waiting).toEqual({ records: 0, bytes: 0, oldest: undefined })
    expect(before.acknowledged).toBeGreaterThan(0)
    expect(before.routes).toEqual([{ device: ben.space.self.device, member: ben.member, route: 'direct' }])
    w.partition(ada, ben)
    const routes = () => ada.space.carriage.connection().routes.map(({ route }) => route)
    await w.until('over the relay then', () => routes()[0] === 'relayed')
    w.stopRelay()
    await w.until('Ada knows', () => ada.space.carriage.link.state === 'offline')
    const at = w.clock.now()
    await mark(w, ada, 'two')
    const after = ada.space.carriage.connection()
    expect(after.waiting.records).toBe(1)
    expect(after.waiting.bytes).toBeGreaterThan(200)
    expect(after.waiting.oldest).toBe(Math.floor(at / 1_000) * 1_000)
    expect(after.since).toBeGreaterThan(before.since)
    expect(after.failures.some(({ words }) => words.includes('does not answer'))).toBe(true)
  })
})

describe('who has seen what, over whole engines', () => {
  async function reading(w: World, person: Person) {
    const engine = await person.engine()
    const home = new Speaker(engine, 'home', ownPage)
    await w.run(home.done({ do: 'use-space', space: person.space.self.space }))
    const overlay = new Speaker(engine, 'overlay', overlayAt(SITE))
    await w.run(overlay.done({ do: 'page-at', address: PAGE, title: 'An article' }))
    return { engine, overlay }
  }
  const fateIn = (card: Speaker) =>
    (card.heard.filter(sees('thread')).at(-1) as (CardView & { see: 'thread' }) | undefined)?.comments[0]?.fate

  async function thread(w: World, { engine, overlay }: Awaited<ReturnType<typeof reading>>, annotation: AnnotationId) {
    const { ticket } = await w.run(overlay.done<CardTicket>({ do: 'open-thread', annotation }))
    const card = new Speaker(engine, 'card', ownPage)
    await w.run(card.done({ do: 'hello', ticket }))
    return card
  }

  it('SE1 SE6 a comment is kept here, then with the relay, then seen by Ben', async () => {
    const w = await world(33, 'ada', 'Ben')
    const { ada, Ben: ben } = w.people
    const atAda = await reading(w, ada)
    w.stopRelay()
    const mark = { do: 'highlight', selectors: [QUOTE], colour: 'pink' }
    const { annotation } = await w.run(atAda.overlay.done<{ annotation: AnnotationId }>(mark))
    const card = await thread(w, atAda, annotation)
    await w.run(card.done({ do: 'post', body: 'hello' }))
    await w.until('kept here', () => fateIn(card)?.at === 'here')
    expect(fateIn(card)).toEqual({ at: 'here' })
    w.startRelay()
    await w.until('with the relay', () => fateIn(card)?.at === 'relay')
    expect(fateIn(card)?.seenBy).toBeUndefined()
    await reading(w, ben)
    await w.until('seen by Ben', () => fateIn(card)?.seenBy?.[0] === 'Ben')
    const comment = card.heard.filter(sees('thread')).at(-1)?.comments[0]?.id
    w.offline.add('Ben')
    w.enforce()
    await w.run(card.done({ do: 'edit', comment, body: 'hello there' }))
    await w.until(
      'an edit is seen by nobody yet',
      () => fateIn(card)?.at === 'relay' && fateIn(card)?.seenBy === undefined,
    )
    w.heal()
    await w.until('Ben has seen it, too', () => fateIn(card)?.seenBy?.[0] === 'Ben')
  })

  it('SE2 who was away while it was seen is told when both are here again', async () => {
    const w = await world(34, 'ada', 'Ben')
    const { ada, Ben: ben } = w.people
    let atAda = await reading(w, ada)
    const mark = { do: 'compose', kind: 'page', colour: 'pink' }
    const { ticket } = await w.run(atAda.overlay.done<CardTicket>(mark))
    const card = new Speaker(atAda.engine, 'card', ownPage)
    await w.run(card.done({ do: 'hello', ticket }))
    const { annotation } = await w.run(card.done<{ annotation: AnnotationId }>({ do: 'post', body: 'hello' }))
    await w.until('sent', () => ada.space.carriage.link.waiting === 0)
    await ada.close()
    const atBen = await reading(w, ben)
    await w.until('Ben has it', () =>
      atBen.overlay.heard.some((view) => sees('annotations')(view) && view.put.length > 0),
    )
    await w.pass(5_000)
    ben.crash()
    await ben.start()
    await ada.start()
    await ben.engine()
    atAda = await reading(w, ada)
    const again = await thread(w, atAda, annotation)
    await w.until('seen by Ben', () => fateIn(again)?.seenBy?.[0] === 'Ben')
  })
})
