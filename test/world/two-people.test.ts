import { describe, expect, it } from 'vitest'
import type { PageDocument } from '../../shared/engine/document-parts.ts'
import { comment, contentOf, highlight, newKey } from '../kit/documents.ts'
import { type Person, world } from '../kit/world.ts'

const PAGE = 'https://example.org/article'
const keyOf = ({ space }: Person) => newKey(space.self as never)

async function marks(person: Person, page: PageDocument, words: string) {
  const id = keyOf(person)
  await page.putAnnotation(id, highlight(words))
  return id
}
const sees = (page: PageDocument, words: string) => JSON.stringify([...page.annotations().values()]).includes(words)

/** Ada and Ben on one page, linked directly. `away`: also a third who is in the space and has not opened the page. */
async function together(third?: 'away') {
  const w = await world(1, 'ada', 'ben', ...(third ? [third] : []))
  const { ada, ben, away } = w.people
  const [adas, bens] = [await w.run(ada.open(PAGE)), await w.run(ben.open(PAGE))]
  await w.until('both are linked', () => ada.space.carriage.link.direct === 1 && ben.space.carriage.link.direct === 1)
  return { w, ada, ben, away, adas, bens }
}

describe('two people on one page', () => {
  it('N20 see each other, and the page they are on', async () => {
    const { ada, ben, adas } = await together()
    expect(ada.space.carriage.present()).toEqual([
      { device: ben.space.self.device, member: ben.space.self.member, page: adas.id },
    ])
    expect(ben.space.carriage.present()).toMatchObject([{ member: ada.space.self.member }])
    expect(ada.space.carriage.link).toMatchObject({ state: 'online', words: 'Connected to relay.example.', direct: 1 })
  })

  it('N10 what one marks the other sees, directly and in the log; nothing stays waiting', async () => {
    const { w, ada, adas, bens } = await together()
    await w.run(marks(ada, adas, 'a sentence'))
    expect(ada.space.carriage.link.waiting).toBeGreaterThan(0)
    await w.until('Ben sees it', () => sees(bens, 'a sentence'))
    await w.until('the relay has all', () => ada.space.carriage.link.waiting === 0)
    expect(contentOf(bens)).toBe(contentOf(adas))
  })

  it('N11 without the relay they go on; it gets everything when it is back', async () => {
    const { w, ada, ben, adas, bens } = await together()
    w.stopRelay()
    await w.until('both know', () => [ada, ben].every((one) => one.space.carriage.link.state === 'offline'))
    expect(ada.space.carriage.link.words).toMatch(/relay\.example does not answer.*kept on this device/)
    const id = await w.run(marks(ada, adas, 'offline work'))
    await w.until('Ben sees it without the relay', () => sees(bens, 'offline work'))
    await w.run(bens.putComment(keyOf(ben), comment(id, 'seen')))
    await w.until('Ada sees the reply', () => adas.comments().size === 1)
    await w.pass(60_000)
    expect(ada.space.carriage.present()).toHaveLength(1) // presence goes over the link
    w.startRelay()
    const idle = () => [ada, ben].every((one) => one.space.carriage.link.waiting === 0)
    await w.until('the log has caught up', idle)
    expect(contentOf(bens)).toBe(contentOf(adas))
  })

  it('N12 Ben brings Ada’s offline work to the relay after she has left', async () => {
    const { w, ada, ben, bens, away, adas } = await together('away')
    away.crash()
    w.noRelay.add('ada')
    w.enforce()
    await w.run(marks(ada, adas, 'carried by Ben'))
    await w.until('Ben has it', () => sees(bens, 'carried by Ben'))
    ada.crash()
    await w.until('the relay has it', () => ben.space.carriage.link.waiting === 0)
    ben.crash()
    await away.start()
    const theirs = await w.run(away.open(PAGE))
    await w.until('who was away has it from the relay', () => sees(theirs, 'carried by Ben'))
  })

  it('N13 who was away gets everything from the log', async () => {
    const { w, ada, ben, adas } = await together()
    ben.crash()
    for (const words of ['one', 'two', 'three']) await w.run(marks(ada, adas, words))
    await w.until('the relay has all', () => ada.space.carriage.link.waiting === 0)
    ada.crash()
    await ben.start()
    const bens = await w.run(ben.open(PAGE))
    await w.until('Ben is up to date', () => bens.annotations().size === 3)
  })

  it('N14 lost acknowledgements and a crash in between lose and double nothing', async () => {
    const { w, ada, adas, bens } = await together()
    w.lose(3)
    for (const words of ['one', 'two', 'three', 'four']) await w.run(marks(ada, adas, words))
    await w.settle()
    ada.crash()
    await ada.start()
    const again = await w.run(ada.open(PAGE))
    await w.until('the relay has all', () => w.relay.lost > 0 && ada.space.carriage.link.waiting === 0)
    await w.until('Ben has all', () => bens.annotations().size === 4)
    expect(contentOf(bens)).toBe(contentOf(again))
  })

  it('N15 a relay that lost its disk is given everything again', async () => {
    const { w, ada, ben, adas, away } = await together('away')
    away.crash()
    await w.run(marks(ada, adas, 'kept'))
    const idle = () => [ada, ben].every(({ space: { carriage } }) => carriage.link.waiting === 0)
    await w.until('acknowledged', idle)
    w.relay.loseDisk()
    await w.until('they know', () => !idle())
    await w.until('acknowledged again', idle)
    ada.crash()
    ben.crash()
    await away.start()
    const theirs = await w.run(away.open(PAGE))
    await w.until('the new log has it', () => sees(theirs, 'kept'))
  })
})

describe('presence', () => {
  it('N21 a crashed device is gone within 35 seconds, a closed one at once', async () => {
    const { w, ada, ben } = await together()
    ben.crash()
    await w.until('Ben is gone', () => ada.space.carriage.present().length === 0, 35_000)
    await ben.start()
    await w.until('Ben is back', () => ada.space.carriage.present().length === 1)
    await ben.close()
    await w.settle()
    expect(ada.space.carriage.present()).toEqual([])
  })

  it('N22 without the relay a vanished link ends presence within 35 seconds', async () => {
    const { w, ada, ben } = await together()
    w.stopRelay()
    await w.pass(20_000)
    w.partition(ada, ben)
    await w.until('Ben is gone', () => ada.space.carriage.present().length === 0, 35_000)
    expect(ada.space.carriage.link.direct).toBe(0)
  })

  it('N23 cursors reach the page by link and by room', async () => {
    const { w, ada, ben, adas } = await together()
    const seen: unknown[] = []
    ben.space.carriage.pointed.listen(({ place }) => void seen.push(place))
    ada.space.carriage.point(adas.id, { x: 1 })
    await w.settle()
    w.partition(ada, ben)
    await w.until('the link is closed', () => ada.space.carriage.link.direct === 0)
    ada.space.carriage.point(adas.id, { x: 2 })
    await w.until('by room', () => seen.length === 2, 200)
    expect(seen).toEqual([{ x: 1 }, { x: 2 }])
  })
})
