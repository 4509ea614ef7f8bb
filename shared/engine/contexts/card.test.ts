import { describe, expect, it } from 'vitest'
import { ground, overlayAt, ownPage, Speaker, sees } from '../../../test/kit/context-desk.ts'
import { memberId, StandInSpace, StandInSpaces } from '../../../test/kit/stand-ins.ts'
import type { CardTicket } from '../../contract/views.ts'
import { type AnnotationId, type CommentId, ownedKey } from '../../domain/ids.ts'

const SITE = 'https://site.example'
const PAGE = `${SITE}/article`
const ADA = { v: 1, name: 'Ada', colour: 'teal' } as const
const QUOTE = { type: 'TextQuoteSelector', exact: 'these words', prefix: '', suffix: '' } as const
const bens = (n: number): AnnotationId & CommentId => ownedKey(memberId('b'), String(n).padStart(16, '0'))

async function composing(relay: string | undefined = 'https://relay.example') {
  const team = new StandInSpace('Design team', { space: '1', member: 'a' }, relay)
  await team.space.putMember(ADA)
  if (relay) await team.space.putMember({ v: 1, name: 'Ben', colour: 'coral' }, memberId('b'))
  const spaces = new StandInSpaces(ADA, team)
  const all = await ground(spaces)
  const overlay = new Speaker(all.engine, 'overlay', overlayAt(SITE))
  await overlay.done({ do: 'page-at', address: PAGE, title: 'An article' })
  const { ticket } = await overlay.done<CardTicket>({
    do: 'compose',
    kind: 'highlight',
    selectors: [QUOTE],
    colour: 'yellow',
  })
  const card = new Speaker(all.engine, 'card', ownPage)
  return { ...all, team, spaces, overlay, ticket, card, page: team.page(PAGE) }
}

describe('tickets', () => {
  it.each(['', 'x'.repeat(22), 'AAAAAAAAAAAAAAAAAAAAAA'])(
    'X7 a ticket that was not given (%j) opens nothing',
    async (ticket) => {
      const { card } = await composing()
      expect(await card.refused({ do: 'hello', ticket })).toContain('no longer open')
      expect(await card.refused({ do: 'post', body: 'hello' })).toContain('No thread')
      expect(card.heard.some(sees('thread'))).toBe(false)
    },
  )

  it('X7 a ticket ends with its page visit, and the card is told', async () => {
    const { card, ticket, overlay, page } = await composing()
    await card.done({ do: 'hello', ticket })
    await overlay.done({ do: 'page-at', address: `${SITE}/next`, title: '' })
    expect((await card.until(sees('gone'))).words).toContain('draft')
    await card.refused({ do: 'post', body: 'hello' })
    expect(page.comments().size).toBe(0)
  })

  it('X7 only the page that asked for a ticket may end it', async () => {
    const { card, ticket, overlay, engine } = await composing()
    const other = new Speaker(engine, 'overlay', overlayAt('https://evil.example', 2))
    await other.done({ do: 'page-at', address: 'https://evil.example/', title: '' })
    await other.done({ do: 'card-closed', ticket })
    await card.done({ do: 'hello', ticket })
    await overlay.done({ do: 'card-closed', ticket })
    await card.until(sees('gone'))
  })

  it('X7 a thread that does not exist cannot be opened', async () => {
    const { overlay } = await composing()
    expect(await overlay.refused({ do: 'open-thread', annotation: bens(9) })).toContain('no longer here')
  })
})

describe('a composer', () => {
  it('X10 names its audience and stores nothing until it is posted; then both in one commit', async () => {
    const { card, ticket, page, team, overlay } = await composing()
    await card.done({ do: 'hello', ticket })
    expect(await card.until(sees('thread'))).toMatchObject({
      audience: 'Design team · 2 people',
      quote: 'these words',
      comments: [],
      draft: '',
    })
    expect([page.annotations().size, team.space.pages().size]).toEqual([0, 0])
    expect(await card.refused({ do: 'post', body: '  \n ' })).toContain('Write something')
    const { annotation } = await card.done<{ annotation: AnnotationId }>({ do: 'post', body: ' Well said. ' })
    expect(await overlay.until(sees('card-posted'))).toEqual({ see: 'card-posted', ticket, annotation })
    const shown = await card.until((view) => sees('thread')(view) && view.annotation?.id === annotation)
    expect(shown).toMatchObject({ comments: [{ author: 'Ada', mine: true, body: 'Well said.' }], draft: '' })
    expect(team.space.pages().size).toBe(1)
  })

  it('X10 a second press while the first is being stored posts once', async () => {
    const { card, ticket, page } = await composing()
    await card.done({ do: 'hello', ticket })
    const answers = await Promise.all([card.ask({ do: 'post', body: 'once' }), card.ask({ do: 'post', body: 'once' })])
    expect(answers.map(({ ok }) => ok)).toEqual([true, false])
    expect([page.annotations().size, page.comments().size]).toEqual([1, 1])
  })

  it('X10 in the private space the audience is oneself', async () => {
    const team = new StandInSpace('Private', { space: '1', member: 'a' }, undefined)
    const { engine } = await ground(new StandInSpaces(ADA, team))
    const overlay = new Speaker(engine, 'overlay', overlayAt(SITE))
    await overlay.done({ do: 'page-at', address: PAGE, title: '' })
    const { ticket } = await overlay.done<CardTicket>({ do: 'compose', kind: 'page', colour: 'yellow' })
    const card = new Speaker(engine, 'card', ownPage)
    await card.done({ do: 'hello', ticket })
    expect(await card.until(sees('thread'))).toMatchObject({ audience: 'Only me', kind: 'page', quote: '' })
  })

  it('X8 a draft outlives its card, its page visit and the engine; posting ends it', async () => {
    const { card, ticket, engine, spaces, store } = await composing()
    await card.done({ do: 'hello', ticket })
    await card.done({ do: 'draft', body: 'half a thought' })
    await engine.close()
    const again = await ground(spaces, { store })
    const overlay = new Speaker(again.engine, 'overlay', overlayAt(SITE))
    await overlay.done({ do: 'page-at', address: PAGE, title: '' })
    const next = await overlay.done<CardTicket>({
      do: 'compose',
      kind: 'highlight',
      selectors: [QUOTE],
      colour: 'blue',
    })
    const second = new Speaker(again.engine, 'card', ownPage)
    await second.done({ do: 'hello', ticket: next.ticket })
    expect((await second.until(sees('thread'))).draft).toBe('half a thought')
    await second.done({ do: 'post', body: 'half a thought' })
    const { ticket: third } = await overlay.done<CardTicket>({
      do: 'compose',
      kind: 'highlight',
      selectors: [QUOTE],
      colour: 'blue',
    })
    second.forget()
    await second.done({ do: 'hello', ticket: third })
    expect((await second.until(sees('thread'))).draft).toBe('')
  })

  it('X15 a full disk refuses the post in words and keeps the draft', async () => {
    const { card, ticket, page } = await composing()
    await card.done({ do: 'hello', ticket })
    await card.done({ do: 'draft', body: 'kept' })
    page.full = true
    expect(await card.refused({ do: 'post', body: 'kept' })).toContain('storage is full')
    page.full = false
    await card.done({ do: 'hello', ticket })
    expect((await card.until(sees('thread'))).draft).toBe('')
    expect(await card.until((view) => sees('thread')(view) && view.draft === 'kept')).toBeTruthy()
    expect(page.comments().size).toBe(0)
  })
})

describe('a thread', () => {
  async function bensThread() {
    const all = await composing()
    const value = { v: 1, kind: 'highlight', colour: 'blue', selectors: [QUOTE], created: 1 } as const
    await all.page.putAnnotation(bens(1), value, memberId('b'))
    await all.page.putComment(bens(2), { v: 1, annotation: bens(1), body: 'first', created: 2 }, memberId('b'))
    const { ticket } = await all.overlay.done<CardTicket>({ do: 'open-thread', annotation: bens(1) })
    await all.card.done({ do: 'hello', ticket })
    return all
  }

  it('X6 anyone replies, resolves and reopens', async () => {
    const { card } = await bensThread()
    await card.done({ do: 'post', body: 'second' })
    await card.done({ do: 'resolve', on: true })
    await card.until((view) => sees('thread')(view) && view.annotation?.resolved === true && view.comments.length === 2)
    card.forget()
    await card.done({ do: 'resolve', on: false })
    await card.until((view) => sees('thread')(view) && view.annotation?.resolved === false)
  })

  it.each([
    { do: 'edit', comment: bens(2), body: 'forged' },
    { do: 'delete', comment: bens(2) },
    { do: 'undelete', comment: bens(2) },
    { do: 'recolour', colour: 'pink' },
    { do: 'remove' },
  ])('X6 what is another’s stays as it is: $do', async (intent) => {
    const { card, page } = await bensThread()
    const before = JSON.stringify([...page.annotations(), ...page.comments()])
    expect(await card.refused(intent)).toContain('author')
    expect(JSON.stringify([...page.annotations(), ...page.comments()])).toBe(before)
  })

  it('X6 one’s own comment is edited, deleted and taken back', async () => {
    const { card } = await bensThread()
    await card.done({ do: 'post', body: 'mine' })
    const mine = await card.until((view) => sees('thread')(view) && view.comments.length === 2)
    const comment = sees('thread')(mine) ? mine.comments[1]?.id : undefined
    await card.done({ do: 'edit', comment, body: 'mine, better' })
    await card.until(
      (view) =>
        sees('thread')(view) && view.comments[1]?.body === 'mine, better' && view.comments[1].edited !== undefined,
    )
    await card.done({ do: 'delete', comment })
    card.forget()
    await card.done({ do: 'undelete', comment })
    await card.until((view) => sees('thread')(view) && view.comments[1]?.id === comment)
  })

  it('X6 a removed highlight with others’ comments stays a thread; without them it is gone', async () => {
    const { card, page } = await bensThread()
    const value = page.annotations().get(bens(1))?.value
    if (!value) throw new Error('missing')
    await card.done({ do: 'post', body: 'mine' })
    await page.putAnnotation(bens(1), { ...value, deleted: true }, memberId('b'))
    const shown = await card.until((view) => sees('thread')(view) && view.annotation?.removed === true)
    const mine = sees('thread')(shown) ? shown.comments.find((comment) => comment.mine)?.id : undefined
    await card.done({ do: 'delete', comment: mine })
    expect((await card.until(sees('gone'))).restorable).toBeUndefined()
    expect(await card.refused({ do: 'restore' })).toContain('author')
  })

  it('X6 one’s own highlight, removed from its card, is gone from there and can be taken back', async () => {
    const { card, ticket } = await composing()
    await card.done({ do: 'hello', ticket })
    expect(await card.refused({ do: 'restore' })).toContain('Post')
    await card.done({ do: 'post', body: 'mine' })
    await card.done({ do: 'remove' })
    expect((await card.until(sees('gone'))).restorable).toBe(true)
    card.forget()
    await card.done({ do: 'restore' })
    await card.until((view) => sees('thread')(view) && view.comments.length === 1 && !view.annotation?.removed)
  })
})
