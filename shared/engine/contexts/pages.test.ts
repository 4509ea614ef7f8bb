import { describe, expect, it } from 'vitest'
import { ground, overlayAt, ownPage, Speaker, sees } from '../../../test/kit/context-desk.ts'
import { highlight } from '../../../test/kit/documents.ts'
import { memberId, StandInSpace, StandInSpaces } from '../../../test/kit/stand-ins.ts'
import { turn } from '../../../test/kit/work.ts'
import type { InviteText } from '../../contract/invites.ts'
import type { CardTicket, HomeView } from '../../contract/views.ts'
import { type AnnotationId, type DocumentId, ownedKey } from '../../domain/ids.ts'
import { MAX_ALIASES } from '../../domain/site-alias.ts'
import type { OpenSpace } from '../parts.ts'

const ADA = { v: 1, name: 'Ada', colour: 'teal' } as const
const MAIN = 'https://example.org'
const PREVIEW = 'https://preview.example'
const PAGE = `${MAIN}/article`
const TWIN = `${PREVIEW}/article`
const QUOTE = { type: 'TextQuoteSelector', exact: 'these words', prefix: '', suffix: '' } as const
const bens = (n: number): AnnotationId => ownedKey(memberId('b'), String(n).padStart(16, '0'))

async function atWork(role: 'admin' | 'writer' = 'admin') {
  const team = new StandInSpace('Design team', { space: '1', member: 'a' }, 'https://relay.example')
  Object.assign(team.self, { role })
  const spaces = new StandInSpaces(ADA, team)
  const all = await ground(spaces)
  const overlay = (origin: string, tab = 1) => new Speaker(all.engine, 'overlay', overlayAt(origin, tab))
  const home = new Speaker(all.engine, 'home', ownPage)
  const space = team.self.space
  const declare = (from: string, to: string) => home.ask({ do: 'declare-alias', space, from, to })
  /** An annotation of Ben's on a page that the space knows. */
  const marked = async (address: string, n: number) => {
    const page = team.page(address)
    await page.putAnnotation(bens(n), highlight(`on ${address}`), memberId('b'))
    await team.space.putPage(page.id as DocumentId, { v: 1, address, title: 'Article' })
    return page
  }
  return { ...all, team, spaces, overlay, home, declare, marked, space }
}
const at = (address: string, more: object = {}) => ({ do: 'page-at', address, title: 'Article', ...more })
const lastPage = (speaker: Speaker) => speaker.heard.filter(sees('page')).at(-1)
const ids = (speaker: Speaker) => (lastPage(speaker)?.annotations.map(({ id }) => id) ?? []).sort()
const lastHome = (speaker: Speaker): HomeView | undefined => speaker.heard.filter(sees('home')).at(-1)

describe('the page of an address', () => {
  it('PC6 a canonical link of the same page is believed, another is not', async () => {
    const { overlay, team } = await atWork()
    const tab = overlay(MAIN)
    await tab.done(at(`${PAGE}?ref=mail`, { canonical: PAGE }))
    await tab.done({ do: 'highlight', selectors: [QUOTE], colour: 'pink' })
    expect(team.page(PAGE).annotations().size).toBe(1)
    await tab.done(at(`${PAGE}?page=2`, { canonical: PAGE }))
    await tab.done(at(`${MAIN}/other`, { canonical: `${MAIN}/` }))
    await tab.done(at(`${MAIN}/third`, { canonical: 'https://evil.example/third' }))
    expect([...team.pages.keys()]).toEqual([PAGE, `${PAGE}?page=2`, `${MAIN}/other`, `${MAIN}/third`])
  })

  it('PA16 invites, and the list of pages, lead where the page opens', async () => {
    const { overlay, home, team } = await atWork()
    const tab = overlay('http://example.org')
    await tab.done(at('http://example.org/article/?utm_source=mail#part', { canonical: `${PAGE}/amp` }))
    const { code } = await tab.done<InviteText>({ do: 'copy-invite' })
    expect(code).toBe('code-by-Ada-to-http://example.org/article/')
    await tab.done(at('http://example.org/article/'))
    await tab.done({ do: 'highlight', selectors: [QUOTE], colour: 'pink' })
    await turn()
    expect(lastHome(home)?.pages).toEqual([{ address: 'http://example.org/article/', title: 'Article' }])
    await home.done({ do: 'watch', tab: 1, address: 'http://example.org/article/' })
    expect(lastHome(home)?.page).toMatchObject({ address: 'http://example.org/article/' })
    const invite = await home.done<InviteText>({ do: 'invite', space: team.self.space, page: true })
    expect(invite.code).toContain('to-http://example.org/article/')
  })

  it('PA16 a link that leads to another page is not followed', async () => {
    const { home, team } = await atWork()
    const page = team.page(PAGE).id as DocumentId
    for (const link of ['https://evil.example/', 'javascript:alert(1)', `${MAIN}/other`]) {
      await team.space.putPage(page, { v: 1, address: PAGE, title: 'Article', link })
      await turn()
      expect(lastHome(home)?.pages).toEqual([{ address: PAGE, title: 'Article' }])
    }
  })
})

describe('two sites that are one', () => {
  it('W9 an open page shows both while it is declared, live, and its own again after', async () => {
    const { overlay, home, team, declare, marked, space } = await atWork()
    await marked(PAGE, 1)
    await marked(TWIN, 2)
    const [main, twin] = [overlay(MAIN), overlay(PREVIEW, 2)]
    await main.done(at(PAGE))
    await twin.done(at(TWIN))
    expect([ids(main), ids(twin)]).toEqual([[bens(1)], [bens(2)]])
    expect((await declare(`${PREVIEW}/`, 'example.org')).ok).toBe(true)
    await turn()
    expect([ids(main), ids(twin)]).toEqual([
      [bens(1), bens(2)],
      [bens(1), bens(2)],
    ])
    expect(team.open).toBe(4)
    const { annotation } = await twin.done<{ annotation: AnnotationId }>({
      do: 'highlight',
      selectors: [QUOTE],
      colour: 'pink',
    })
    expect(team.page(PAGE).annotations().has(annotation)).toBe(true)
    await turn()
    expect(lastHome(home)).toMatchObject({
      pages: [{ address: PAGE, title: 'Article' }],
      aliases: { list: [{ from: PREVIEW, to: MAIN }], mine: true },
    })
    await home.done({ do: 'undo-alias', space, from: PREVIEW })
    await turn()
    expect([ids(main), ids(twin)]).toEqual([[bens(1), annotation].sort(), [bens(2)]])
    expect(team.open).toBe(2)
  })

  it('W9 who is on either is on the main page for the others', async () => {
    const { overlay, team, declare, marked } = await atWork()
    await marked(TWIN, 2)
    await declare(PREVIEW, MAIN)
    await overlay(PREVIEW).done(at(TWIN))
    expect(team.moves.announced.at(-1)).toEqual({ here: true, page: team.page(PAGE).id })
  })

  it('W9 an aliased page that comes to the space while one looks joins in', async () => {
    const { overlay, declare, marked } = await atWork()
    await marked(PAGE, 1)
    await declare(PREVIEW, MAIN)
    const tab = overlay(MAIN)
    await tab.done(at(PAGE))
    expect(ids(tab)).toEqual([bens(1)])
    await marked(TWIN, 2)
    await turn()
    expect(ids(tab)).toEqual([bens(1), bens(2)])
  })

  it('W9 X8 a reply that was being typed when the sites became one is found again', async () => {
    const { overlay, engine, declare, marked } = await atWork()
    await marked(TWIN, 2)
    const tab = overlay(PREVIEW)
    await tab.done(at(TWIN))
    const card = async () => {
      const { ticket } = await tab.done<CardTicket>({ do: 'open-thread', annotation: bens(2) })
      const speaker = new Speaker(engine, 'card', ownPage)
      await speaker.done({ do: 'hello', ticket })
      return speaker
    }
    const open = await card()
    await open.done({ do: 'draft', body: 'half a reply' })
    await declare(PREVIEW, MAIN)
    await open.until(sees('gone'))
    expect(await (await card()).until(sees('thread'))).toMatchObject({ draft: 'half a reply' })
  })

  it('W6 only an admin may, and is told what cannot be', async () => {
    const { home, declare, team, space } = await atWork('writer')
    await turn()
    expect(lastHome(home)?.aliases).toEqual({ list: [], mine: false })
    expect(await declare(PREVIEW, MAIN)).toMatchObject({ ok: false, words: expect.stringMatching(/admin/) })
    expect((await home.ask({ do: 'undo-alias', space, from: PREVIEW })).ok).toBe(false)
    Object.assign(team.self, { role: 'admin' })
    const words = async (from: string, to: string) => ((await declare(from, to)) as { words?: string }).words
    expect(await words('', MAIN)).toMatch(/Type the site’s address/)
    expect(await words(PREVIEW, 'file:///a')).toMatch(/Type the site’s address/)
    expect(await words(`${PREVIEW}/?a=1`, MAIN)).toMatch(/without “\?”/)
    expect(await words(MAIN, 'http://example.org/')).toMatch(/the same site/)
    expect(await words(MAIN, `${MAIN}/live`)).toMatch(/lies within/)
    await declare(PREVIEW, MAIN)
    expect(await words(MAIN, PREVIEW)).toMatch(/circle/)
    for (let n = 0; n < MAX_ALIASES; n++) team.space.sites.set(`https://s${n}.example`, MAIN)
    expect(await words('https://one-more.example', MAIN)).toMatch(/can hold 64/)
  })

  it('W9 of very many aliased pages the first 16 by address are shown, the same for everybody', async () => {
    const { team, overlay, marked } = await atWork()
    const site = (n: number) => `https://s${String(n).padStart(2, '0')}.example`
    for (let n = 29; n >= 0; n--) {
      await marked(`${site(n)}/article`, n)
      team.space.sites.set(site(n), MAIN)
    }
    const tab = overlay(MAIN)
    await tab.done(at(PAGE))
    expect(ids(tab)).toEqual(Array.from({ length: 16 }, (_, n) => bens(n)))
  })

  it('W9 an aliased page that cannot be read does not keep the main one away', async () => {
    const { team, spaces, overlay, marked, declare } = await atWork()
    await marked(PAGE, 1)
    await marked(TWIN, 2)
    await declare(PREVIEW, MAIN)
    const space = spaces.list()[0] as OpenSpace
    const open = space.openPage
    const broken = async (address: string, until: AbortSignal) => {
      if (address === TWIN) throw new Error('unreadable')
      return open(address, until)
    }
    Object.assign(space, { openPage: broken })
    const tab = overlay(MAIN)
    await tab.done(at(PAGE))
    expect(ids(tab)).toEqual([bens(1)])
    expect(team.open).toBe(1)
  })

  it('W6 X2 what is no intent is not understood', async () => {
    const { home, overlay, space } = await atWork()
    const refused = async (speaker: Speaker, intent: object) =>
      expect(await speaker.refused(intent)).toMatch(/did not understand/)
    const declare = { do: 'declare-alias', space, from: PREVIEW, to: MAIN }
    for (const wrong of [{ from: 7 }, { to: 'a'.repeat(5_000) }, { space: 'mine' }, { more: 1 }, { to: null }])
      await refused(home, { ...declare, ...wrong })
    await refused(home, { do: 'undo-alias', space })
    for (const canonical of [7, null, {}, 'a'.repeat(70_000)]) await refused(overlay(MAIN), at(PAGE, { canonical }))
    await refused(overlay(MAIN), declare)
  })

  it('W7 a circle that two admins made at once is said, and counts for nothing', async () => {
    const { home, overlay, team } = await atWork()
    team.space.sites.set(PREVIEW, MAIN)
    await team.space.putAlias(MAIN, PREVIEW)
    await turn()
    const list = [
      { from: PREVIEW, to: MAIN, circle: true },
      { from: MAIN, to: PREVIEW, circle: true },
    ]
    expect(lastHome(home)?.aliases).toEqual({ list, mine: true })
    await overlay(PREVIEW).done(at(TWIN))
    expect([...team.pages.keys()]).toEqual([TWIN])
  })
})
