import { expect, it } from 'vitest'
import type { ExportPart, ImportChecked, ImportGone } from '../../shared/contract/takeout.ts'
import { ownPage, Speaker } from '../kit/context-desk.ts'
import { type World, world } from '../kit/world.ts'

const PAGE = 'https://example.org/article'

/** As incompressible as text gets, in a script that takes three bytes a unit. */
const noise = (n: number, length: number): string =>
  Array.from({ length }, (_, i) =>
    String.fromCharCode(0x4e00 + ((n * 7_919 + i * 104_729 + i * i * 31) % 20_000)),
  ).join('')

const annotation = (n: number) => ({
  type: 'Annotation',
  id: `https://elsewhere.example/${n}`,
  creator: 'Carol',
  body: [{ value: noise(n, n % 50 === 0 ? 9_000 : 60) }],
  target: { source: PAGE, selector: { type: 'TextQuoteSelector', exact: noise(n + 1, 40), prefix: '', suffix: '' } },
})

async function handIn(w: World, speaker: Speaker, text: string): Promise<void> {
  await w.run(speaker.done({ do: 'import', chars: text.length }))
  for (let at = 0; at < text.length; at += 60_000) {
    await w.run(speaker.done({ do: 'import-part', text: text.slice(at, at + 60_000) }))
  }
}

it('WA29 a large import fits its envelopes, reaches the others, and comes back out whole', async () => {
  const w = await world(3, 'ada', 'ben')
  const { ada, ben } = w.people
  const home = new Speaker(await ada.engine(), 'home', ownPage)
  const space = ada.space.self.space
  await handIn(w, home, JSON.stringify(Array.from({ length: 400 }, (_, n) => annotation(n))))
  const checked = await w.run(home.done<ImportChecked>({ do: 'import-check', space }))
  expect(checked).toMatchObject({ preview: { annotations: 400, comments: 400, pages: 1, here: 0 } })
  let gone: ImportGone
  do gone = await w.run(home.done<ImportGone>({ do: 'import-go' }))
  while (!('stored' in gone))
  expect(gone.stored).toEqual({ annotations: 400, comments: 400, pages: 1 })
  const bens = await w.run(ben.open(PAGE))
  await w.until('Ben has all of it', () => bens.annotations().size === 400 && bens.comments().size === 400)
  expect(ada.space.carriage.link.refused).toBe(0)

  // Ben, who brings in the same file, and Ada again: nothing is stored twice.
  const bensHome = new Speaker(await ben.engine(), 'home', ownPage)
  for (const speaker of [home, bensHome]) {
    await handIn(w, speaker, JSON.stringify(Array.from({ length: 401 }, (_, n) => annotation(n))))
    const again = await w.run(speaker.done<ImportChecked>({ do: 'import-check', space }))
    expect(again).toMatchObject({ preview: { annotations: 1, comments: 1, here: 400 } })
  }

  await w.run(bensHome.done({ do: 'export', space, format: 'json', names: true }))
  let text = ''
  for (let last = false; !last; ) {
    const part = await w.run(bensHome.done<ExportPart>({ do: 'export-more' }))
    text += part.text
    last = part.last
  }
  expect(JSON.parse(text)).toHaveLength(400)
})

it('WA25 a page that this device has nothing of is fetched; without the relay it is counted as missing', async () => {
  const w = await world(4, 'ada', 'ben')
  const { ada, ben } = w.people
  const home = new Speaker(await ada.engine(), 'home', ownPage)
  const space = ada.space.self.space
  // Half a character, and a zero, as some programs write them.
  await handIn(w, home, JSON.stringify([{ ...annotation(1), body: [{ value: 'a \ud800 b \0 c' }] }]))
  await w.run(home.done({ do: 'import-check', space }))
  await w.run(home.done({ do: 'import-go' }))
  await w.until('Ben knows of the page', () => ben.space.document.pages().size === 1)
  const bensHome = new Speaker(await ben.engine(), 'home', ownPage)
  // It waits for what may still come, so time has to pass.
  const exported = async () => {
    await w.run(bensHome.done({ do: 'export', space, format: 'json', names: true }))
    let part: ExportPart | undefined
    void bensHome.done<ExportPart>({ do: 'export-more' }).then((answer) => {
      part = answer
    })
    await w.until('the file', () => part !== undefined)
    return part as ExportPart
  }
  w.stopRelay()
  await w.until('Ben knows that the relay is away', () => ben.space.carriage.link.state === 'offline')
  expect(await exported()).toMatchObject({ last: true, missing: 1 })
  w.startRelay()
  await w.until('it is back', () => ben.space.carriage.link.state === 'online')
  const part = await exported()
  expect(part.missing).toBeUndefined()
  expect(JSON.parse(part.text)).toMatchObject([{ body: [{ value: 'a \ufffd b \0 c' }] }])
})
