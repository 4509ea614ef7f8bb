import { describe, expect, it } from 'vitest'
import type { InviteText, JoinAnswer } from '../../shared/contract/invites.ts'
import type { CardTicket, HomeView } from '../../shared/contract/views.ts'
import type { AnnotationId } from '../../shared/domain/ids.ts'
import { overlayAt, ownPage, Speaker, sees } from '../kit/context-desk.ts'
import { turn } from '../kit/work.ts'
import { Person, type World, world } from '../kit/world.ts'

const SITE = 'https://example.org'
const PAGE = `${SITE}/article`
const QUOTE = { type: 'TextQuoteSelector', exact: 'the words', prefix: 'before ', suffix: ' after' } as const

/** A person at their browser: pages of ours over their engine. */
async function atBrowser(person: Person) {
  const engine = await person.engine()
  const home = new Speaker(engine, 'home', ownPage)
  const overlay = () => new Speaker(engine, 'overlay', overlayAt(SITE))
  const card = () => new Speaker(engine, 'card', ownPage)
  return { home, overlay, card }
}

/** The newest view of a kind. */
const last = <Name extends 'people' | 'space' | 'home' | 'thread' | 'annotations' | 'cursors' | 'page'>(
  speaker: Speaker,
  name: Name,
) => speaker.heard.filter(sees(name)).at(-1)

async function visiting() {
  const w = await world(7, 'ada', 'ben')
  const open = async (person: Person) => {
    const pages = await atBrowser(person)
    await w.run(pages.home.done({ do: 'use-space', space: person.space.self.space }))
    const overlay = pages.overlay()
    await w.run(overlay.done({ do: 'page-at', address: PAGE, title: 'An article' }))
    return { ...pages, page: overlay }
  }
  const [ada, ben] = [await open(w.people.ada), await open(w.people.ben)]
  const together = () =>
    [ada, ben].every(({ page }) => last(page, 'people')?.people.filter((one) => one.here).length === 2)
  await w.until('both see each other', together)
  return { w, ada, ben }
}

async function openThread(
  w: World,
  who: Awaited<ReturnType<typeof atBrowser>> & { page: Speaker },
  annotation: AnnotationId,
) {
  const { ticket } = await w.run(who.page.done<CardTicket>({ do: 'open-thread', annotation }))
  const card = who.card()
  await w.run(card.done({ do: 'hello', ticket }))
  return card
}

describe('pages of two people, over whole engines', () => {
  it('X9 a highlight of one shows on the other’s page, with its author; the page becomes the space’s', async () => {
    const { w, ada, ben } = await visiting()
    const { annotation } = await w.run(
      ada.page.done<{ annotation: AnnotationId }>({ do: 'highlight', selectors: [QUOTE], colour: 'pink' }),
    )
    await w.until('Ben sees it', () => last(ben.page, 'annotations')?.put[0]?.id === annotation)
    expect(last(ben.page, 'annotations')?.put[0]).toMatchObject({
      author: 'ada',
      mine: false,
      colour: 'pink',
      comments: 0,
    })
    await w.until('Ben’s home lists the page', () => last(ben.home, 'home')?.pages[0]?.address === PAGE)
  })

  it('X9 S8 who marks and leaves the page at once loses nothing: the other gets it', async () => {
    const { w, ada, ben } = await visiting()
    ada.page.raw({ n: 99, intent: { do: 'highlight', selectors: [QUOTE], colour: 'blue' } })
    await turn()
    ada.page.close()
    await w.until('Ben sees it', () => last(ben.page, 'annotations')?.put[0]?.colour === 'blue')
    await w.until('Ben’s home lists the page', () => last(ben.home, 'home')?.pages[0]?.address === PAGE)
  })

  it('W10 X21 what one marked the other places again: both see where, and by whom; the page’s version comes with it', async () => {
    const { w, ada, ben } = await visiting()
    const version = { length: 900, landmarks: 'AAAAAAAAAAE' }
    const { annotation } = await w.run(
      ada.page.done<{ annotation: AnnotationId }>({ do: 'highlight', selectors: [QUOTE], version, colour: 'pink' }),
    )
    await w.until('Ben sees it', () => last(ben.page, 'annotations')?.put[0]?.id === annotation)
    const selectors = [{ ...QUOTE, exact: 'other words' }]
    await w.run(ben.page.done({ do: 'place-again', annotation, selectors, version }))
    await w.until('Ada sees it', () => last(ada.page, 'annotations')?.put[0]?.placedBy === 'ben')
    expect(last(ada.page, 'annotations')?.put[0]).toMatchObject({ author: 'ada', mine: true, selectors })
    const versions = [ada, ben].map(({ page }) => page.heard.filter(sees('versions')).at(-1)?.versions)
    expect(versions[0]).toEqual([expect.objectContaining(version)])
    expect(versions[1]).toEqual(versions[0])
  })

  it('X4 a thread goes back and forth between cards; the overlays learn of counts only', async () => {
    const { w, ada, ben } = await visiting()
    const { ticket } = await w.run(
      ada.page.done<CardTicket>({ do: 'compose', kind: 'highlight', selectors: [QUOTE], colour: 'blue' }),
    )
    const adas = ada.card()
    await w.run(adas.done({ do: 'hello', ticket }))
    expect(last(adas, 'thread')?.audience).toBe('Team · 2 people')
    const { annotation } = await w.run(
      adas.done<{ annotation: AnnotationId }>({ do: 'post', body: 'What about this?' }),
    )
    await w.until('Ben’s page shows the marker', () => last(ben.page, 'annotations')?.put[0]?.comments === 1)
    const bens = await openThread(w, ben, annotation)
    expect(last(bens, 'thread')?.comments).toMatchObject([{ author: 'ada', body: 'What about this?', mine: false }])
    await w.run(bens.done({ do: 'post', body: 'I like it.' }))
    await w.until(
      'Ada reads the reply',
      () => last(adas, 'thread')?.comments.some(({ body }) => body === 'I like it.') === true,
    )
    await w.run(bens.done({ do: 'resolve', on: true }))
    await w.until('Ada sees it resolved', () => last(adas, 'thread')?.annotation?.resolved === true)
    expect(JSON.stringify([...ada.page.heard, ...ben.page.heard])).not.toMatch(/What about|I like it/)
  })

  it('X11 a cursor travels, and is gone with its tab; X12 so is its person', async () => {
    const { w, ada, ben } = await visiting()
    const place = { path: [0, 3], x: 0.25, y: 0.5 }
    const sent = async () => {
      await w.run(ada.page.done({ do: 'cursor', place }))
      await w.pass(100)
      return last(ben.page, 'cursors')?.cursors[0]
    }
    let seen = await sent()
    for (let i = 0; i < 20 && !seen; i++) seen = await sent()
    expect(seen?.place).toEqual(place)
    ada.page.close()
    await w.until('Ben sees Ada gone', () => last(ben.page, 'people')?.people.length === 1)
    await w.until('her cursor is gone', () => last(ben.page, 'cursors')?.cursors[0]?.place === null)
  })

  it('X15 the dock says plainly that the relay is away; work goes on, and nothing waits when it is back', async () => {
    const { w, ada, ben } = await visiting()
    w.stopRelay()
    await w.until('Ada’s page says so', () => last(ada.page, 'space')?.space.link.state === 'offline')
    expect(last(ada.page, 'space')?.space.link.words).toMatch(/does not answer/)
    await w.run(ada.page.done({ do: 'highlight', selectors: [QUOTE], colour: 'green' }))
    await w.until('Ben sees it directly', () => last(ben.page, 'annotations')?.put[0]?.colour === 'green')
    w.startRelay()
    await w.until('nothing waits', () => {
      const link = last(ada.page, 'space')?.space.link
      return link?.state === 'online' && link.waiting === 0
    })
  })

  it('X6 what is Ada’s stays as it is under Ben’s hands', async () => {
    const { w, ada, ben } = await visiting()
    const { annotation } = await w.run(
      ada.page.done<{ annotation: AnnotationId }>({ do: 'highlight', selectors: [QUOTE], colour: 'pink' }),
    )
    await w.until('Ben sees it', () => last(ben.page, 'annotations')?.put[0]?.id === annotation)
    expect(await w.run(ben.page.refused({ do: 'remove', annotation }))).toContain('author')
  })
})

describe('joining from the home page', () => {
  it('X14 waits for a relay that is away, says why, and completes by itself', async () => {
    const w = await world(3, 'ada')
    const ada = await atBrowser(w.people.ada)
    const { code } = await w.run(
      ada.home.done<InviteText>({ do: 'invite', space: w.people.ada.space.self.space, page: false }),
    )
    const ben = new Person(w, 'ben')
    await ben.start()
    const { home } = await atBrowser(ben)
    await w.run(home.done({ do: 'profile', name: 'Ben', colour: 'sky' }))
    expect(await w.run(home.done({ do: 'preview', invite: code }))).toMatchObject({ space: 'Team', inviter: 'ada' })
    w.stopRelay()
    const joining = home.done<JoinAnswer>({ do: 'join', invite: code })
    await w.until('it is said why it waits', () => waitingOf(last(home, 'home'))?.pending !== undefined)
    w.startRelay()
    const { space } = await w.run(joining)
    await w.until('the space is the one in use', () => last(home, 'home')?.active === space)
    await w.until('Ada knows Ben', () => last(ada.home, 'home')?.spaces.some(({ people }) => people === 2) === true)
  })

  it('N1 whoever opens a page of ours while the relay was away is connected at once when it is back; a website changes nothing', async () => {
    const w = await world(8, 'ada')
    const { ada } = w.people
    const state = () => ada.space.carriage.link.state
    await w.until('online', () => state() === 'online')
    w.stopRelay()
    await w.passLong(10 * 60_000)
    expect(state()).toBe('offline')
    w.startRelay()
    const engine = await w.run(ada.engine())
    new Speaker(engine, 'overlay', overlayAt(SITE))
    await w.settle()
    expect(state()).toBe('offline')
    new Speaker(engine, 'home', ownPage)
    await w.settle()
    expect(state()).toBe('online')
  })
})

const waitingOf = (view: HomeView | undefined) => view?.spaces.find(({ pending }) => pending !== undefined)
