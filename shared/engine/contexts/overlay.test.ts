import { describe, expect, it } from 'vitest'
import { ground, overlayAt, ownPage, Speaker, sees } from '../../../test/kit/context-desk.ts'
import { deviceId, memberId, StandInSpace, StandInSpaces } from '../../../test/kit/stand-ins.ts'
import { turn } from '../../../test/kit/work.ts'
import { PRACTICE_ADDRESS } from '../../contract/practice.ts'
import type { AnnotationView } from '../../contract/views.ts'
import { type AnnotationId, ownedKey } from '../../domain/ids.ts'
import type { ToContext } from '../engine.ts'

const SITE = 'https://site.example'
const PAGE = `${SITE}/article`
const ADA = { v: 1, name: 'Ada', colour: 'teal' } as const
const BEN = { v: 1, name: 'Ben', colour: 'coral' } as const
const QUOTE = { type: 'TextQuoteSelector', exact: 'these words', prefix: 'before ', suffix: ' after' } as const
const bens = (n: number): AnnotationId => ownedKey(memberId('b'), String(n).padStart(16, '0'))

async function visiting(origin = SITE, address = PAGE) {
  const team = new StandInSpace('Design team', { space: '1', member: 'a' }, 'https://relay.example')
  await team.space.putMember(ADA)
  await team.space.putMember(BEN, memberId('b'))
  const spaces = new StandInSpaces(ADA, team)
  const all = await ground(spaces)
  const overlay = new Speaker(all.engine, 'overlay', overlayAt(origin))
  const answer = await overlay.ask({ do: 'page-at', address, title: 'An article' })
  return { ...all, team, spaces, overlay, answer, page: team.page(PAGE) }
}

const put = (fits: (views: readonly AnnotationView[]) => boolean) => (message: ToContext) =>
  sees('annotations')(message) && fits(message.put)

describe('where an overlay is', () => {
  it('X3 a page within the sender’s origin is shown: space, annotations, people', async () => {
    const { overlay } = await visiting()
    const page = await overlay.until(sees('page'))
    expect(page.space).toMatchObject({ name: 'Design team', private: false, people: 2, link: { state: 'online' } })
    expect(page.people).toEqual([{ device: deviceId('a'), name: 'Ada', colour: 'teal', me: true, here: true }])
    expect(page.annotations).toEqual([])
  })

  it('X3 a page full of long quotes comes in several messages, none too large for a port, and whole', async () => {
    const { overlay, page } = await visiting()
    const text = '\u0001'.repeat(8_000)
    const selectors = Array.from({ length: 8 }, () => ({ ...QUOTE, exact: text }))
    for (let i = 0; i < 200; i++)
      await page.putAnnotation(
        bens(i),
        { v: 1, kind: 'highlight', colour: 'pink', selectors, created: i },
        memberId('b'),
      )
    await turn()
    overlay.forget()
    await overlay.done({ do: 'page-at', address: PAGE, title: 'An article' })
    const messages = overlay.heard.filter((one) => 'see' in one && (one.see === 'page' || one.see === 'annotations'))
    const shown = messages.flatMap((one) =>
      sees('page')(one) ? one.annotations : sees('annotations')(one) ? one.put : [],
    )
    expect(new Set(shown.map(({ id }) => id)).size).toBe(200)
    for (const message of messages) expect(JSON.stringify(message).length).toBeLessThan(32 * 1024 * 1024)
    expect(messages.length).toBeGreaterThan(2)
  })

  it.each([
    `https://other.example/article`,
    'chrome://settings',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'nonsense',
  ])('X3 the address %s is refused for a page of another origin, and nothing is opened', async (address) => {
    const { overlay, answer, team } = await visiting(SITE, address)
    expect(answer.ok).toBe(false)
    expect(await overlay.until(sees('asleep'))).toEqual({ see: 'asleep', why: 'address' })
    expect(team.open).toBe(0)
  })

  it('X3 the welcome page is the practice article and nothing else; no other page of ours is an overlay', async () => {
    const { engine, overlay: web } = await visiting()
    const own = { origin: 'chrome-extension://abc', tab: 3, extension: true }
    const welcome = new Speaker(engine, 'overlay', { ...own, url: 'chrome-extension://abc/welcome.html' })
    await welcome.done({ do: 'page-at', address: PRACTICE_ADDRESS, title: 'Practice' })
    await welcome.until(sees('page'))
    expect((await welcome.ask({ do: 'page-at', address: PAGE, title: 'Other' })).ok).toBe(false)
    expect((await web.ask({ do: 'page-at', address: PRACTICE_ADDRESS, title: 'Forged' })).ok).toBe(false)
    for (const url of [
      'chrome-extension://abc/card.html',
      'https://evil.example/chrome-extension://abc/welcome.html',
    ]) {
      const other = new Speaker(engine, 'overlay', { ...own, url })
      expect((await other.ask({ do: 'page-at', address: PRACTICE_ADDRESS, title: 'x' })).ok).toBe(false)
    }
  })

  it('X3 every page-at is answered with a view, the same address too; a new one closes the page before', async () => {
    const { overlay, team } = await visiting()
    overlay.forget()
    await overlay.done({ do: 'page-at', address: PAGE, title: 'Changed' })
    await overlay.until(sees('page'))
    overlay.forget()
    await overlay.done({ do: 'page-at', address: `${SITE}/next`, title: 'Next' })
    await overlay.until(sees('page'))
    expect(team.open).toBe(1)
    overlay.close()
    expect(team.open).toBe(0)
  })

  it('X5 sleeps without a profile and wakes by itself when there is one', async () => {
    const team = new StandInSpace('Private', { space: '1', member: 'a' }, undefined)
    const spaces = new StandInSpaces(undefined, team)
    const { engine } = await ground(spaces)
    const overlay = new Speaker(engine, 'overlay', overlayAt(SITE))
    await overlay.done({ do: 'page-at', address: PAGE, title: '' })
    expect(await overlay.until(sees('asleep'))).toEqual({ see: 'asleep', why: 'no-profile' })
    const home = new Speaker(engine, 'home', ownPage)
    await home.done({ do: 'profile', name: ' Ada\u202e ', colour: 'teal' })
    expect((await overlay.until(sees('page'))).people[0]?.name).toBe('Ada')
  })

  it('X5 a site that was switched off sleeps, after a restart too, until it is switched on', async () => {
    const { overlay, engine, spaces, store, team } = await visiting()
    await overlay.done({ do: 'site-off' })
    expect(await overlay.until(sees('asleep'))).toEqual({ see: 'asleep', why: 'site-off' })
    expect(team.open).toBe(0)
    await engine.close()
    const again = await ground(spaces, { store })
    const later = new Speaker(again.engine, 'overlay', overlayAt(SITE))
    await later.done({ do: 'page-at', address: PAGE, title: '' })
    await later.until(sees('asleep'))
    await new Speaker(again.engine, 'home', ownPage).done({ do: 'site-on', origin: SITE })
    await later.until(sees('page'))
  })
})

describe('what an overlay does', () => {
  it('X9 a highlight is stored, comes back as a view, and makes the page one of the space’s pages', async () => {
    const { overlay, team, page } = await visiting()
    expect(team.space.pages().size).toBe(0)
    const { annotation } = await overlay.done<{ annotation: AnnotationId }>({
      do: 'highlight',
      selectors: [QUOTE],
      colour: 'green',
    })
    await overlay.until(put(([view]) => view?.id === annotation && view.mine && view.author === 'Ada'))
    expect(page.annotations().get(annotation)?.value).toMatchObject({ kind: 'highlight', colour: 'green' })
    expect([...team.space.pages().values()]).toEqual([{ v: 1, address: PAGE, title: 'An article' }])
  })

  it('X6 one’s own highlight is recoloured, removed and restored', async () => {
    const { overlay, page } = await visiting()
    const { annotation } = await overlay.done<{ annotation: AnnotationId }>({
      do: 'highlight',
      selectors: [QUOTE],
      colour: 'green',
    })
    await overlay.done({ do: 'recolour', annotation, colour: 'pink' })
    await overlay.until(put(([view]) => view?.colour === 'pink'))
    await overlay.done({ do: 'remove', annotation })
    await overlay.until(
      (message) => 'see' in message && message.see === 'annotations' && message.drop[0] === annotation,
    )
    overlay.forget()
    await overlay.done({ do: 'restore', annotation })
    await overlay.until(put(([view]) => view?.id === annotation))
    expect('deleted' in (page.annotations().get(annotation)?.value ?? {})).toBe(false)
  })

  it.each(['recolour', 'remove', 'restore'])('X6 another’s highlight cannot be changed: %s', async (what) => {
    const { overlay, page } = await visiting()
    const value = { v: 1, kind: 'highlight', colour: 'blue', selectors: [QUOTE], created: 1 } as const
    await page.putAnnotation(bens(1), value, memberId('b'))
    const words = await overlay.refused({
      do: what,
      annotation: bens(1),
      ...(what === 'recolour' ? { colour: 'pink' } : {}),
    })
    expect(words).toContain('author')
    expect(page.annotations().get(bens(1))?.value).toEqual(value)
  })

  it('X4 who wrote last is named, ourselves excepted; who has no name yet is marked so', async () => {
    const { overlay, page, team } = await visiting()
    await page.putAnnotation(bens(1), { v: 1, kind: 'page', colour: 'blue', selectors: [], created: 1 }, memberId('b'))
    const said = (created: number) => ({ v: 1, annotation: bens(1), body: 'well', created }) as const
    await page.putComment(bens(2), said(2), memberId('b'))
    await overlay.until(put(([view]) => view?.comments === 1 && view.lastBy === 'Ben'))
    await page.putComment(ownedKey(memberId('a'), '3'.padStart(16, '0')), said(3))
    await overlay.until(put(([view]) => view?.comments === 2 && view.lastBy === undefined))
    team.moves.people = [{ device: deviceId('c'), member: memberId('c'), page: page.id, huddle: undefined }]
    team.moves.presentChanged.emit()
    await overlay.until((view) => sees('people')(view) && view.people.some(({ unnamed }) => unnamed === true))
  })

  it('X4 no comment’s text reaches the overlay; who wrote over another’s value is named', async () => {
    const { overlay, page } = await visiting()
    await page.putAnnotation(bens(1), { v: 1, kind: 'page', colour: 'blue', selectors: [], created: 1 })
    const comment = { v: 1, annotation: bens(1), body: 'a secret thought', created: 2 } as const
    await page.putComment(bens(2), comment, memberId('b'))
    await overlay.until(put(([view]) => view?.comments === 1 && view.author === 'Ben' && view.overwrittenBy === 'Ada'))
    await overlay.done({ do: 'page-at', address: PAGE, title: '' })
    expect(JSON.stringify(overlay.heard)).not.toContain('secret')
  })

  it('X15 a full disk is said in words, and the page goes on', async () => {
    const { overlay, page, team } = await visiting()
    page.full = true
    expect(await overlay.refused({ do: 'highlight', selectors: [QUOTE], colour: 'blue' })).toContain('storage is full')
    page.full = false
    await overlay.done({ do: 'highlight', selectors: [QUOTE], colour: 'blue' })
    expect(team.open).toBe(1)
  })
})

describe('others on the page', () => {
  const place = { path: [1, 2], x: 0.5, y: 0.25 }
  const here = async (all: Awaited<ReturnType<typeof visiting>>) => {
    all.team.moves.people = [{ device: deviceId('b'), member: memberId('b'), page: all.page.id, huddle: undefined }]
    all.team.moves.presentChanged.emit()
    await all.overlay.until(
      (message) =>
        'see' in message && message.see === 'people' && message.people.some((one) => one.name === 'Ben' && one.here),
    )
  }

  it('X11 cursors come in batches of a tick, the newest place of each, and go with their person', async () => {
    const all = await visiting()
    await here(all)
    const { moves } = all.team
    moves.pointed.emit({ document: all.page.id, device: deviceId('b'), place: { ...place, x: 0 } })
    moves.pointed.emit({ document: all.page.id, device: deviceId('b'), place })
    expect(all.overlay.heard.some(sees('cursors'))).toBe(false)
    all.clock.pass(33)
    expect(all.overlay.heard.find(sees('cursors'))?.cursors).toEqual([{ device: deviceId('b'), place }])
    all.overlay.forget()
    moves.people = []
    moves.presentChanged.emit()
    all.clock.pass(33)
    expect(all.overlay.heard.find(sees('cursors'))?.cursors).toEqual([{ device: deviceId('b'), place: null }])
  })

  it.each([{ path: ['x'], x: 0, y: 0 }, { path: [], x: 1e9, y: 0 }, 'a text', 7, { ...place, more: 'text' }])(
    'X11 a cursor that is not a place is dropped: %j',
    async (bad) => {
      const all = await visiting()
      await here(all)
      all.team.moves.pointed.emit({ document: all.page.id, device: deviceId('b'), place: bad })
      all.clock.pass(33)
      expect(all.overlay.heard.some(sees('cursors'))).toBe(false)
    },
  )

  it.each([{ do: 'visible', on: false }, { do: 'hide' }])(
    'X11 a tab that nobody sees is sent none: %j',
    async (intent) => {
      const all = await visiting()
      await here(all)
      await all.overlay.done(intent)
      all.team.moves.pointed.emit({ document: all.page.id, device: deviceId('b'), place })
      all.clock.pass(33)
      expect(all.overlay.heard.some(sees('cursors'))).toBe(false)
    },
  )

  it('X12 we are on the page of the tab looked at last, in the space while a tab stands behind, gone with the last tab', async () => {
    const { overlay, team, engine, page } = await visiting()
    const said = team.moves.announced
    expect(said.at(-1)).toEqual({ here: true, page: page.id })
    const second = new Speaker(engine, 'overlay', overlayAt(SITE, 2))
    await second.done({ do: 'page-at', address: `${SITE}/two`, title: '' })
    expect(said.at(-1)).toEqual({ here: true, page: team.page(`${SITE}/two`).id })
    await overlay.done({ do: 'visible', on: true })
    expect(said.at(-1)).toEqual({ here: true, page: page.id })
    await overlay.done({ do: 'visible', on: false })
    second.close()
    expect(said.at(-1)).toEqual({ here: true, page: undefined })
    overlay.close()
    expect(said.at(-1)).toEqual({ here: false, page: undefined })
  })

  it('X12 our cursor is told to the space, and taken away with the tab', async () => {
    const { overlay, team, page } = await visiting()
    await overlay.done({ do: 'cursor', place })
    overlay.close()
    expect(team.moves.points).toEqual([
      { document: page.id, place },
      { document: page.id, place: null },
    ])
  })
})
