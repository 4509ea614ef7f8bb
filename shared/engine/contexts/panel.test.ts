import { describe, expect, it } from 'vitest'
import { ground, overlayAt, ownPage, Speaker, sees } from '../../../test/kit/context-desk.ts'
import { memberId, StandInSpace, StandInSpaces } from '../../../test/kit/stand-ins.ts'
import type { CardTicket, PanelView } from '../../contract/views.ts'
import { type AnnotationId, ownedKey } from '../../domain/ids.ts'

const SITE = 'https://site.example'
const PAGE = `${SITE}/article`
const ADA = { v: 1, name: 'Ada', colour: 'teal' } as const
const bens = (n: number): AnnotationId => ownedKey(memberId('b'), String(n).padStart(16, '0'))
const quote = (exact: string) => ({ type: 'TextQuoteSelector', exact, prefix: '', suffix: '' }) as const

async function watching() {
  const team = new StandInSpace('Design team', { space: '1', member: 'a' }, 'https://relay.example')
  const other = new StandInSpace('Book club', { space: '2', member: 'a' }, 'https://relay.example')
  const all = await ground(new StandInSpaces(ADA, team, other))
  const page = team.page(PAGE)
  const marks = ['late', 'early', 'unseen'].map((text, i) => [bens(i + 1), text] as const)
  for (const [id, text] of marks) {
    await page.putAnnotation(
      id,
      { v: 1, kind: 'highlight', colour: 'blue', selectors: [quote(text)], created: 1 },
      memberId('b'),
    )
  }
  await page.putAnnotation(bens(4), { v: 1, kind: 'page', colour: 'blue', selectors: [], created: 9 }, memberId('b'))
  const panel = new Speaker(all.engine, 'panel', ownPage)
  const overlay = new Speaker(all.engine, 'overlay', overlayAt(SITE, 7))
  return { ...all, team, other, page, panel, overlay }
}

const order = (ids: readonly AnnotationId[]) => (view: object) =>
  sees('panel')(view as PanelView) &&
  JSON.stringify((view as PanelView & { see: 'panel' }).items.map(({ id }) => id)) === JSON.stringify(ids)

describe('the panel beside a tab', () => {
  it('X13 a negative tab means the one that the panel stands in, as a drawer in the page', async () => {
    const { engine, overlay } = await watching()
    await overlay.done({ do: 'page-at', address: PAGE, title: 'Article' })
    const drawer = new Speaker(engine, 'panel', { ...ownPage, tab: 7 })
    await drawer.done({ do: 'watch', tab: -1 })
    expect(await drawer.until(sees('panel'))).toMatchObject({ title: 'Article' })
    const nowhere = new Speaker(engine, 'panel', ownPage)
    await nowhere.done({ do: 'watch', tab: -1 })
    expect(await nowhere.until(sees('nothing'))).toMatchObject({ why: 'no-page' })
  })

  it('X13 shows a glimpse of long quotes and comments, so that a flooded page still fits one message', async () => {
    const { panel, overlay, page } = await watching()
    const long = 'word '.repeat(1_600)
    const value = { v: 1, kind: 'highlight', colour: 'blue', selectors: [quote(long)], created: 20 } as const
    await page.putAnnotation(bens(5), value, memberId('b'))
    await page.putComment(bens(6), { v: 1, annotation: bens(5), body: long, created: 21 }, memberId('b'))
    await overlay.done({ do: 'page-at', address: PAGE, title: 'Article' })
    await panel.done({ do: 'watch', tab: 7 })
    const item = (await panel.until(sees('panel'))).items.find(({ id }) => id === bens(5))
    expect(item?.quote).toMatch(/^word .{100,}…$/)
    expect(item?.last?.body).toMatch(/^word .{100,}…$/)
    expect(JSON.stringify(item).length).toBeLessThan(1_500)
  })

  it('X13 says why there is nothing, then follows what the tab’s overlay shows', async () => {
    const { panel, overlay } = await watching()
    await panel.done({ do: 'watch', tab: 7 })
    expect(await panel.until(sees('nothing'))).toEqual({ see: 'nothing', why: 'no-page' })
    await overlay.done({ do: 'page-at', address: PAGE, title: 'An article' })
    const view = await panel.until(sees('panel'))
    expect(view).toMatchObject({ title: 'An article', space: { name: 'Design team' } })
    expect(view.spaces.map(({ name }) => name)).toEqual(['Design team', 'Book club'])
    panel.forget()
    overlay.close()
    expect(await panel.until(sees('nothing'))).toEqual({ see: 'nothing', why: 'no-page' })
  })

  it('X13 RO2 RO3 lists page comments first, then by place in the page as the overlay found it', async () => {
    const { panel, overlay } = await watching()
    await panel.done({ do: 'watch', tab: 7 })
    await overlay.done({ do: 'page-at', address: PAGE, title: '' })
    await overlay.done({
      do: 'anchored',
      outcomes: [
        { annotation: bens(1), state: 'exact', at: 900 },
        { annotation: bens(2), state: 'changed', at: 10 },
        { annotation: bens(99), state: 'exact', at: 1 },
      ],
    })
    const view = await panel.until(order([bens(4), bens(2), bens(1), bens(3)]))
    if (!sees('panel')(view)) throw new Error('not a panel')
    expect(view.items.map(({ anchored }) => anchored)).toEqual(['unknown', 'changed', 'exact', 'unknown'])
    expect(view.items[1]?.quote).toBe('early')
  })

  it('X13 shows the last comment of each', async () => {
    const { panel, overlay, page } = await watching()
    await panel.done({ do: 'watch', tab: 7 })
    await overlay.done({ do: 'page-at', address: PAGE, title: '' })
    await page.putComment(bens(11), { v: 1, annotation: bens(1), body: 'one', created: 5 }, memberId('b'))
    await page.putComment(bens(12), { v: 1, annotation: bens(1), body: 'two', created: 6 }, memberId('b'))
    await panel.until(
      (view) => sees('panel')(view) && view.items.some(({ last }) => last?.body === 'two' && last.at === 6),
    )
  })

  it('X13 reveals in the page, opens threads and page comments by ticket, and changes the space', async () => {
    const { panel, overlay, engine, other } = await watching()
    await panel.done({ do: 'watch', tab: 7 })
    expect(await panel.refused({ do: 'reveal', annotation: bens(1) })).toContain('not open')
    await overlay.done({ do: 'page-at', address: PAGE, title: '' })
    await panel.done({ do: 'reveal', annotation: bens(1) })
    expect(await overlay.until(sees('reveal'))).toEqual({ see: 'reveal', annotation: bens(1) })
    const card = new Speaker(engine, 'card', ownPage)
    await card.done({ do: 'hello', ticket: (await panel.done<CardTicket>({ do: 'compose-page' })).ticket })
    expect((await card.until(sees('thread'))).kind).toBe('page')
    overlay.forget()
    await panel.done({ do: 'use-space', space: other.self.space })
    expect((await overlay.until(sees('page'))).space.name).toBe('Book club')
    await card.until(sees('gone'))
  })

  it('X6 another’s annotation cannot be restored from the panel', async () => {
    const { panel, overlay } = await watching()
    await panel.done({ do: 'watch', tab: 7 })
    await overlay.done({ do: 'page-at', address: PAGE, title: '' })
    expect(await panel.refused({ do: 'restore', annotation: bens(1) })).toContain('author')
  })
})
