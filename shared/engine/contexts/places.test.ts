import { describe, expect, it } from 'vitest'
import { ground, overlayAt, ownPage, Speaker, sees } from '../../../test/kit/context-desk.ts'
import { memberId, StandInSpace, StandInSpaces } from '../../../test/kit/stand-ins.ts'
import type { AnnotationView, CardTicket } from '../../contract/views.ts'
import type { Annotation } from '../../domain/annotation.ts'
import { type AnnotationId, ownedKey } from '../../domain/ids.ts'
import type { ToContext } from '../engine.ts'

const SITE = 'https://site.example'
const PAGE = `${SITE}/article`
const ADA = { v: 1, name: 'Ada', colour: 'teal' } as const
const BEN = { v: 1, name: 'Ben', colour: 'coral' } as const
const BENS = memberId('b')
const bens = (n: number): AnnotationId => ownedKey(BENS, String(n).padStart(16, '0'))
const quote = (exact: string) => ({ type: 'TextQuoteSelector', exact, prefix: '', suffix: '' }) as const
const IMAGE = {
  type: 'ElementSelector',
  tag: 'img',
  role: 'img',
  name: 'A map',
  path: ['main:1', 'img:1'],
  at: 5,
  width: 300,
  height: 200,
} as const
const POINT = { type: 'PointSelector', x: 0.5, y: 0.25 } as const
const VERSION = { length: 900, landmarks: 'AAAAAAAAAAE' }
const pen = { tool: 'pen', colour: 'pink', points: [0, 0, 500, 9_000, 10_000, 400] } as const
const arrow = { tool: 'arrow', colour: 'blue', points: [0, 0, 5_000, 5_000] } as const

async function visiting() {
  const team = new StandInSpace('Design team', { space: '1', member: 'a' }, 'https://relay.example')
  await team.space.putMember(ADA)
  await team.space.putMember(BEN, BENS)
  const all = await ground(new StandInSpaces(ADA, team))
  const page = team.page(PAGE)
  const put = (n: number, more: Partial<Annotation> = {}) =>
    page.putAnnotation(
      bens(n),
      { v: 1, kind: 'highlight', colour: 'blue', selectors: [quote(`words ${n}`)], created: n, ...more },
      BENS,
    )
  const overlay = new Speaker(all.engine, 'overlay', overlayAt(SITE))
  const panel = new Speaker(all.engine, 'panel', ownPage)
  const card = new Speaker(all.engine, 'card', ownPage)
  const begin = async () => {
    await overlay.done({ do: 'page-at', address: PAGE, title: 'An article' })
    await panel.done({ do: 'watch', tab: 1 })
  }
  const openCard = async (annotation: AnnotationId) => {
    const { ticket } = await overlay.done<CardTicket>({ do: 'open-thread', annotation })
    await card.done({ do: 'hello', ticket })
  }
  return { ...all, team, page, put, overlay, panel, card, begin, openCard }
}

const put = (fits: (view: AnnotationView) => boolean) => (message: ToContext) =>
  sees('annotations')(message) && message.put.some(fits)

describe('placing again', () => {
  const there = { do: 'place-again', annotation: bens(1), selectors: [quote('other words')], version: VERSION } as const

  it('W10 X6 anybody places what is another’s; who did is named, to all, and what was marked is kept beside it', async () => {
    const { overlay, panel, card, page, put: mark, begin, openCard } = await visiting()
    await mark(1)
    await begin()
    await openCard(bens(1))
    await overlay.done(there)
    await overlay.until(put(({ selectors, placedBy, mine }) => placedBy === 'Ada' && !mine && selectors.length === 1))
    const shown = await card.until((view) => sees('thread')(view) && view.annotation?.placedBy === 'Ada')
    expect(shown).toMatchObject({ quote: 'other words', marked: 'words 1', annotation: { author: 'Ben' } })
    const list = await panel.until((view) => sees('panel')(view) && view.items[0]?.placedBy === 'Ada')
    expect(sees('panel')(list) && list.items[0]).toMatchObject({ quote: 'other words', author: 'Ben' })
    expect(page.annotations().get(bens(1))?.value.selectors).toEqual([quote('words 1')])
  })

  it('W10 the last one counts, whoever it was', async () => {
    const { overlay, page, put: mark, begin } = await visiting()
    await mark(1)
    await begin()
    await overlay.done(there)
    await page.putPlacement(bens(1), { v: 1, selectors: [quote('once more')], at: 5 }, BENS)
    await overlay.until(put((view) => view.placedBy === 'Ben' && JSON.stringify(view.selectors).includes('once more')))
  })

  it.each([
    ['a highlight on an element', {}, [IMAGE, POINT]],
    ['a highlight without a quote', {}, [{ type: 'TextPositionSelector', start: 1, end: 5 }]],
    ['a pin on words', { kind: 'pin', selectors: [IMAGE, POINT] }, [quote('words')]],
    ['a page comment anywhere', { kind: 'page', selectors: [] }, [quote('words')]],
  ] as const)(
    'W10 what cannot be found that way is refused, and counts for nothing when a member sends it: %s',
    async (_what, more, selectors) => {
      const { overlay, page, put: mark, begin } = await visiting()
      await mark(1, more as Partial<Annotation>)
      await begin()
      expect(await overlay.refused({ do: 'place-again', annotation: bens(1), selectors })).toContain('cannot be placed')
      expect(page.placement(bens(1))).toBeUndefined()
      await page.putPlacement(bens(1), { v: 1, selectors, at: 5 }, BENS)
      await overlay.done({ do: 'page-at', address: PAGE, title: '' })
      const views = overlay.heard.flatMap((one) =>
        sees('page')(one) ? one.annotations : sees('annotations')(one) ? one.put : [],
      )
      const own = page.annotations().get(bens(1))?.value.selectors
      expect(views.map(({ placedBy, selectors }) => [placedBy, selectors])).toEqual(views.map(() => [undefined, own]))
    },
  )

  it('X21 what is not there cannot be placed', async () => {
    const { overlay, panel, begin } = await visiting()
    await begin()
    expect(await overlay.refused(there)).toContain('no longer here')
    expect(await panel.refused({ do: 'place-again', annotation: bens(1) })).toContain('no longer here')
  })

  it('X21 card and panel ask the overlay, the card also to keep it on the words that stand there', async () => {
    const { overlay, panel, card, put: mark, begin, openCard } = await visiting()
    await mark(1)
    await begin()
    await panel.done({ do: 'place-again', annotation: bens(1) })
    expect(await overlay.until(sees('place-again'))).toEqual({ see: 'place-again', annotation: bens(1) })
    overlay.forget()
    await openCard(bens(1))
    await card.done({ do: 'place-again', keep: true })
    expect(await overlay.until(sees('place-again'))).toEqual({ see: 'place-again', annotation: bens(1), keep: true })
  })
})

it('X14 the author whom a file names is shown as names are: without what disguises them', async () => {
  const { overlay, card, page, put: mark, begin, openCard } = await visiting()
  const origin = { by: ' Ad\u202ea\n', source: 'urn:1' }
  await mark(1, { origin })
  await page.putComment(bens(2), { v: 1, annotation: bens(1), body: 'well', created: 2, origin }, BENS)
  await begin()
  expect((await overlay.until(sees('page'))).annotations[0]?.from).toBe('Ad a')
  await openCard(bens(1))
  expect((await card.until(sees('thread'))).comments[0]).toMatchObject({ author: 'Ben', from: 'Ad a' })
})

describe('versions of the page', () => {
  it('D12 X21 come before what refers to them, and are stored once however often they are told', async () => {
    const { overlay, page, begin } = await visiting()
    await begin()
    await overlay.done({ do: 'highlight', selectors: [quote('one')], version: VERSION, colour: 'green' })
    await overlay.done({ do: 'highlight', selectors: [quote('two')], version: VERSION, colour: 'green' })
    await overlay.done({ do: 'draw', selectors: [IMAGE], version: VERSION, shapes: [pen] })
    expect(page.versions().size).toBe(1)
    const [key] = page.versions().keys()
    overlay.forget()
    await overlay.done({ do: 'page-at', address: PAGE, title: '' })
    const heard = overlay.heard.flatMap((one) => ('see' in one ? [one] : []))
    const [versions, shown] = [heard.findIndex(sees('versions')), heard.findIndex(sees('page'))]
    expect(versions).toBeGreaterThanOrEqual(0)
    expect(versions).toBeLessThan(shown)
    expect(heard[versions]).toEqual({ see: 'versions', versions: [{ key, ...VERSION }] })
    const page1 = heard[shown]
    expect(page1 && sees('page')(page1) && page1.annotations.map(({ version }) => version)).toEqual([key, key, key])
  })

  it('D12 of one’s own there are at most 32; what is placed on another does without', async () => {
    const { overlay, page, begin } = await visiting()
    await begin()
    for (let n = 0; n < 40; n++)
      await overlay.done({
        do: 'highlight',
        selectors: [quote(`words ${n}`)],
        version: { ...VERSION, length: n },
        colour: 'green',
      })
    expect(page.versions().size).toBe(32)
    const described = [...page.annotations().values()].filter(({ value }) => value.version !== undefined)
    expect([page.annotations().size, described.length]).toEqual([40, 32])
  })
})

describe('outcomes', () => {
  const one = (n: number, at: number, more = {}) => ({ annotation: bens(n), state: 'exact', at, ...more })
  const states = (list: ToContext): unknown[] =>
    sees('panel')(list) ? list.items.map(({ id, anchored }) => [id, anchored]) : []

  it('X19 each word tells what is news: the rest stays as it was, lost ones at their place', async () => {
    const { overlay, panel, card, put: mark, begin, openCard } = await visiting()
    for (const n of [1, 2, 3]) await mark(n)
    await begin()
    await openCard(bens(2))
    await overlay.done({ do: 'anchored', outcomes: [one(1, 30), one(2, 20), one(3, 10)] })
    await overlay.done({ do: 'anchored', outcomes: [one(2, 20, { state: 'changed', now: 'other words' })] })
    expect(await card.until((view) => sees('thread')(view) && view.anchored === 'changed')).toMatchObject({
      now: 'other words',
    })
    card.forget()
    await overlay.done({ do: 'anchored', outcomes: [one(2, 20, { state: 'lost' })] })
    const lost = await card.until((view) => sees('thread')(view) && view.anchored === 'lost')
    expect('now' in lost).toBe(false)
    const list = await panel.until((view) => states(view).flat().includes('lost'))
    expect(states(list)).toEqual([
      [bens(3), 'exact'],
      [bens(2), 'lost'],
      [bens(1), 'exact'],
    ])
  })

  it('X19 of unknown annotations are dropped, and too many or too long ones refused whole', async () => {
    const { overlay, panel, put: mark, begin } = await visiting()
    await mark(1)
    await begin()
    await overlay.done({ do: 'anchored', outcomes: [one(9, 1), one(1, 2)] })
    await panel.until((view) => JSON.stringify(states(view)) === JSON.stringify([[bens(1), 'exact']]))
    const refusedWhole = [
      Array.from({ length: 2_001 }, () => one(1, 2, { state: 'lost' })),
      [one(1, 2, { state: 'changed', now: 'x'.repeat(8_001) })],
      [one(1, -1)],
      [one(1, 2, { state: 'certain' })],
      Array.from({ length: 30 }, () => one(1, 2, { state: 'changed', now: 'x'.repeat(8_000) })),
    ]
    for (const outcomes of refusedWhole) await overlay.refused({ do: 'anchored', outcomes })
    await overlay.done({ do: 'anchored', outcomes: [] })
    const last = panel.heard.findLast(sees('panel'))
    expect(last && states(last)).toEqual([[bens(1), 'exact']])
  })

  it('X19 a new visit begins with nothing found', async () => {
    const { overlay, panel, put: mark, begin } = await visiting()
    await mark(1)
    await begin()
    await overlay.done({ do: 'anchored', outcomes: [one(1, 2)] })
    await panel.until((view) => states(view).flat().includes('exact'))
    await overlay.done({ do: 'page-at', address: `${SITE}/other`, title: '' })
    panel.forget()
    await overlay.done({ do: 'page-at', address: PAGE, title: '' })
    await panel.until((view) => JSON.stringify(states(view)) === JSON.stringify([[bens(1), 'unknown']]))
  })
})

describe('drawings and pins', () => {
  it('X20 a drawing goes by its first shape, is redrawn, removed with its last and comes back with one', async () => {
    const { overlay, page, begin } = await visiting()
    await begin()
    const draw = { do: 'draw', selectors: [IMAGE], shapes: [pen] }
    const { annotation } = await overlay.done<{ annotation: AnnotationId }>(draw)
    const stored = () => page.annotations().get(annotation)?.value
    expect(stored()).toMatchObject({ kind: 'drawing', colour: 'pink', shapes: [pen] })
    await overlay.done({ do: 'redraw', annotation, shapes: [arrow, pen] })
    expect(stored()).toMatchObject({ colour: 'blue', shapes: [arrow, pen] })
    await overlay.until(put((view) => view.id === annotation && view.shapes?.length === 2))
    await overlay.done({ do: 'redraw', annotation, shapes: [] })
    expect(stored()?.deleted).toBe(true)
    await overlay.until((view) => sees('annotations')(view) && view.drop.includes(annotation))
    await overlay.done({ do: 'redraw', annotation, shapes: [pen] })
    expect(stored()).toMatchObject({ colour: 'pink', shapes: [pen] })
    expect(stored()?.deleted).toBeUndefined()
  })

  it('X20 only its author redraws, only drawings are redrawn, and nothing is not drawn', async () => {
    const { overlay, page, put: mark, begin } = await visiting()
    await mark(1, { kind: 'drawing', selectors: [IMAGE], shapes: [arrow] })
    await begin()
    expect(await overlay.refused({ do: 'redraw', annotation: bens(1), shapes: [pen] })).toContain('author')
    expect(page.annotations().get(bens(1))?.value.shapes).toEqual([arrow])
    const { annotation } = await overlay.done<{ annotation: AnnotationId }>({
      do: 'highlight',
      selectors: [quote('x')],
      colour: 'blue',
    })
    expect(await overlay.refused({ do: 'redraw', annotation, shapes: [pen] })).toContain('not a drawing')
    expect(await overlay.refused({ do: 'draw', selectors: [IMAGE], shapes: [] })).toContain('Nothing was drawn')
  })

  it('X10 a pin is composed with its place, said to be on what it is on, and stored with its first comment', async () => {
    const { overlay, card, panel, page, begin } = await visiting()
    await begin()
    expect(await overlay.refused({ do: 'compose', kind: 'pin', colour: 'pink' })).toContain('where')
    const compose = { do: 'compose', kind: 'pin', selectors: [IMAGE, POINT], version: VERSION, colour: 'pink' }
    const { ticket } = await overlay.done<CardTicket>(compose)
    await card.done({ do: 'hello', ticket })
    const element = { tag: 'img', role: 'img', name: 'A map' }
    expect(await card.until(sees('thread'))).toMatchObject({ kind: 'pin', quote: '', element })
    await card.done({ do: 'post', body: 'Where is this?' })
    expect([...page.annotations().values()][0]?.value).toMatchObject({ kind: 'pin', selectors: [IMAGE, POINT] })
    expect(page.versions().size).toBe(1)
    const list = await panel.until((view) => sees('panel')(view) && view.items.length === 1)
    expect(sees('panel')(list) && list.items[0]).toMatchObject({ kind: 'pin', element, selectors: [] })
  })

  it('X4 a page full of ink comes in several messages, none too large for a port; the panel gets none of it', async () => {
    const { overlay, panel, put: mark, begin } = await visiting()
    const full = { tool: 'pen', colour: 'pink', points: Array.from({ length: 3_000 }, () => 100_000) } as const
    for (let n = 1; n <= 120; n++)
      await mark(n, { kind: 'drawing', selectors: [IMAGE], shapes: [full, full, full, full] })
    await begin()
    const shown = overlay.heard.filter((one) => sees('page')(one) || sees('annotations')(one))
    expect(shown.length).toBeGreaterThan(1)
    for (const message of shown) expect(JSON.stringify(message).length).toBeLessThan(32 * 1024 * 1024)
    const list = await panel.until(sees('panel'))
    expect([list.items.length, JSON.stringify(list).includes('"shapes"')]).toEqual([120, false])
  })

  it.each([
    { do: 'draw', selectors: [IMAGE], shapes: [{ ...pen, points: Array.from({ length: 3_003 }, () => 1) }] },
    { do: 'draw', selectors: [IMAGE], shapes: [{ ...pen, points: [0.5, 0, 0] }] },
    { do: 'draw', selectors: [IMAGE], shapes: [{ ...pen, points: [100_001, 0, 0] }] },
    { do: 'draw', selectors: [IMAGE], shapes: [{ ...pen, tool: 'spray' }] },
    { do: 'draw', selectors: [IMAGE], shapes: Array.from({ length: 65 }, () => arrow) },
    { do: 'draw', selectors: [{ ...IMAGE, path: Array.from({ length: 49 }, () => 'div:1') }], shapes: [pen] },
    { do: 'draw', selectors: [{ ...IMAGE, name: 'x'.repeat(121) }], shapes: [pen] },
    { do: 'draw', selectors: [{ ...IMAGE, script: 'alert(1)' }], shapes: [pen] },
    { do: 'compose', kind: 'pin', selectors: [{ ...POINT, x: 1.5 }], colour: 'pink' },
    { do: 'compose', kind: 'drawing', selectors: [IMAGE], colour: 'pink' },
    { do: 'highlight', selectors: [quote('x')], version: { length: 1, landmarks: 'A'.repeat(9_000) }, colour: 'blue' },
    { do: 'place-again', annotation: bens(1), selectors: [] },
  ])('X2 what is out of bounds is refused and stores nothing: %#', async (intent) => {
    const { overlay, page, begin } = await visiting()
    await begin()
    await overlay.refused(intent)
    expect([page.annotations().size, page.versions().size]).toEqual([0, 0])
  })

  it.each([
    ['a pen whose numbers are no threes', [{ ...pen, points: [1, 2, 3, 4] }]],
    ['an arrow that leads nowhere', [{ ...arrow, points: [1, 2] }]],
  ])('X20 %s never becomes a drawing', async (_what, shapes) => {
    const { overlay, begin } = await visiting()
    await begin()
    const reply = await overlay.ask({ do: 'draw', selectors: [IMAGE], shapes })
    expect(reply.ok).toBe(false)
  })
})
