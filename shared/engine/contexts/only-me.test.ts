import { beforeEach, describe, expect, it } from 'vitest'
import { type Ground, ground, overlayAt, ownPage, Speaker, sees } from '../../../test/kit/context-desk.ts'
import { memberId, StandInSpace, StandInSpaces } from '../../../test/kit/stand-ins.ts'
import type { CardTicket, CardView } from '../../contract/views.ts'
import { type AnnotationId, type CommentId, ownedKey } from '../../domain/ids.ts'

const SITE = 'https://site.example'
const PAGE = `${SITE}/article`
const ADA = { v: 1, name: 'Ada', colour: 'teal' } as const
const QUOTE = { type: 'TextQuoteSelector', exact: 'these words', prefix: '', suffix: '' } as const
const VERSION = { length: 9, landmarks: 'AAAA' }
const bens = (n: number): AnnotationId & CommentId => ownedKey(memberId('b'), String(n).padStart(16, '0'))
const HIGHLIGHT = { v: 1, kind: 'highlight', colour: 'blue', selectors: [QUOTE], created: 5 } as const

let all: Ground
let team: StandInSpace
let alone: StandInSpace
let overlay: Speaker

beforeEach(async () => {
  team = new StandInSpace('Design team', { space: '1', member: 'a' }, 'https://relay.example')
  alone = new StandInSpace('Just me', { space: '2', member: 'a' }, undefined)
  await team.space.putMember(ADA)
  await team.space.putMember({ v: 1, name: 'Ben', colour: 'coral' }, memberId('b'))
  all = await ground(new StandInSpaces(ADA, team, alone))
  overlay = new Speaker(all.engine, 'overlay', overlayAt(SITE))
  await overlay.done({ do: 'page-at', address: PAGE, title: 'An article' })
})

const shared = () => team.page(PAGE)
const mine = () => alone.page(PAGE)
const highlight = { do: 'highlight', selectors: [QUOTE], colour: 'yellow', version: VERSION } as const
const privately = async (): Promise<AnnotationId> =>
  (await overlay.done<{ annotation: AnnotationId }>({ ...highlight, onlyMe: true })).annotation

async function cardFor(intent: object): Promise<Speaker> {
  const { ticket } = await overlay.done<CardTicket>(intent)
  const card = new Speaker(all.engine, 'card', ownPage)
  await card.done({ do: 'hello', ticket })
  return card
}
const compose = { do: 'compose', kind: 'highlight', selectors: [QUOTE], colour: 'yellow', version: VERSION }
type ThreadView = CardView & { see: 'thread' }
const thread = (card: Speaker, fits: (view: ThreadView) => boolean = () => true): Promise<ThreadView> =>
  card.until((message): message is ThreadView => 'see' in message && message.see === 'thread' && fits(message))

describe('only me', () => {
  it('X22 a mark for oneself goes into the private space with its page and version; the shared one learns nothing', async () => {
    const annotation = await privately()
    expect([...mine().annotations().keys()]).toEqual([annotation])
    expect([mine().versions().size, alone.space.pages().size]).toEqual([1, 1])
    expect([shared().annotations().size, shared().versions().size, team.space.pages().size]).toEqual([0, 0, 0])
    const put = await overlay.until((message) => 'see' in message && message.see === 'annotations')
    expect(put).toMatchObject({ put: [{ id: annotation, onlyMe: true, mine: true, author: 'Ada' }] })
    const panel = new Speaker(all.engine, 'panel', ownPage)
    await panel.done({ do: 'watch', tab: 1 })
    expect((await panel.until(sees('panel'))).items).toMatchObject([{ onlyMe: true, fate: { at: 'alone' } }])
    await overlay.done({ do: 'undo' })
    expect([mine().annotations().get(annotation)?.value.deleted, shared().annotations().size]).toEqual([true, 0])
  })

  it('X22 replies, states and places of it stay there, too', async () => {
    const annotation = await privately()
    await overlay.done({ do: 'place-again', annotation, selectors: [QUOTE], version: { length: 8, landmarks: 'BBBB' } })
    const card = await cardFor({ do: 'open-thread', annotation })
    expect(await thread(card)).toMatchObject({ onlyMe: true, shareWith: 'Design team', audience: 'Only me' })
    await card.done({ do: 'draft', body: 'a secret' })
    await card.done({ do: 'post', body: 'a secret' })
    await card.done({ do: 'resolve', on: true })
    await overlay.done({ do: 'recolour', annotation, colour: 'pink' })
    expect([mine().comments().size, mine().state(annotation)?.value.resolved]).toEqual([1, true])
    expect([mine().placement(annotation)?.value.selectors, mine().versions().size]).toEqual([[QUOTE], 2])
    expect([shared().annotations().size, shared().comments().size, shared().versions().size]).toEqual([0, 0, 0])
    expect([shared().state(annotation), shared().placement(annotation)]).toEqual([undefined, undefined])
  })

  it('X22 a composer says who will read, and changes it; nothing is stored before it is posted', async () => {
    const card = await cardFor(compose)
    expect(await thread(card)).toMatchObject({ audience: 'Design team · 2 people', everyone: 'Design team · 2 people' })
    await card.done({ do: 'audience', onlyMe: true })
    const view = await thread(card, ({ onlyMe }) => onlyMe === true)
    expect(view).toMatchObject({ audience: 'Only me', everyone: 'Design team · 2 people' })
    await card.done({ do: 'audience', onlyMe: false })
    await card.done({ do: 'audience', onlyMe: true })
    expect([mine().annotations().size, shared().annotations().size]).toEqual([0, 0])
    await card.done({ do: 'post', body: 'for me' })
    expect([mine().comments().size, shared().comments().size]).toEqual([1, 0])
    expect(await card.refused({ do: 'audience', onlyMe: false })).toContain('posted')
  })

  it('X22 what was typed for oneself does not wait in a composer that everybody reads from', async () => {
    const card = await cardFor({ ...compose, onlyMe: true })
    await card.done({ do: 'draft', body: 'a secret' })
    const forAll = await cardFor(compose)
    expect(await thread(forAll)).toMatchObject({ draft: '' })
    await forAll.done({ do: 'draft', body: 'to everybody' })
    await forAll.done({ do: 'audience', onlyMe: true })
    expect((await thread(forAll, ({ onlyMe }) => onlyMe === true)).draft).toBe('to everybody')
    expect((await thread(await cardFor(compose))).draft).toBe('')
    expect((await thread(await cardFor({ ...compose, onlyMe: true }))).draft).toBe('to everybody')
  })

  it('X22 in the private space itself there is nothing to choose', async () => {
    const home = new Speaker(all.engine, 'home', ownPage)
    await home.done({ do: 'use-space', space: alone.self.space })
    const card = await cardFor(compose)
    expect((await thread(card)).everyone).toBeUndefined()
    expect(await card.refused({ do: 'audience', onlyMe: true })).toContain('cannot')
    expect(await overlay.refused({ ...highlight, onlyMe: true })).toContain('cannot')
  })

  it('X22 it is not in the file of the space’s page, and its link leads to the page only', async () => {
    const annotation = await privately()
    const panel = new Speaker(all.engine, 'panel', ownPage)
    await panel.done({ do: 'watch', tab: 1 })
    expect(await panel.refused({ do: 'export', format: 'markdown', names: true })).toContain('nothing')
    const { link } = await panel.done<{ link: string }>({ do: 'link', annotation })
    expect(link).not.toContain('join')
    expect(link.startsWith(PAGE)).toBe(true)
  })
})

describe('sharing what was only ours', () => {
  it('X23 copies it into the space under new keys in one commit, and removes the private one', async () => {
    const annotation = await privately()
    const card = await cardFor({ do: 'open-thread', annotation })
    await card.done({ do: 'post', body: 'first' })
    all.clock.pass(5)
    await card.done({ do: 'post', body: 'second' })
    await card.done({ do: 'resolve', on: true })
    all.clock.pass(10_000)
    const changes: unknown[] = []
    shared().changed.listen(({ annotations, comments }) => {
      if (annotations.length > 0) changes.push([annotations.length, comments.length])
    })
    const { annotation: copy } = await card.done<{ annotation: AnnotationId }>({ do: 'share' })
    expect(copy).not.toBe(annotation)
    expect(changes).toEqual([[1, 2]])
    const now = all.clock.now()
    expect(shared().annotations().get(copy)?.value).toMatchObject({
      selectors: [QUOTE],
      colour: 'yellow',
      created: now,
    })
    const said = [...shared().comments().values()].map(({ value }) => value)
    expect(said.map(({ body, created, annotation: on }) => [body, created - now, on])).toEqual([
      ['first', 0, copy],
      ['second', 1, copy],
    ])
    expect([shared().state(copy)?.value.resolved, shared().versions().size]).toEqual([true, 1])
    expect(mine().annotations().get(annotation)?.value.deleted).toBe(true)
    expect([team.space.pages().size, JSON.stringify([...shared().comments().keys()]).includes(annotation)]).toEqual([
      1,
      false,
    ])
    const view = await thread(card, ({ annotation: shown }) => shown?.id === copy)
    expect([view.onlyMe, view.shareWith]).toEqual([undefined, undefined])
    expect(await card.refused({ do: 'share' })).toContain('nothing')
  })

  it('X23 after a crash in between, sharing again makes the same copy', async () => {
    const annotation = await privately()
    mine().full = true
    const card = await cardFor({ do: 'open-thread', annotation })
    expect(await card.refused({ do: 'share' })).toContain('full')
    mine().full = false
    const first = [...shared().annotations().keys()]
    const { annotation: copy } = await card.done<{ annotation: AnnotationId }>({ do: 'share' })
    expect([first, [...shared().annotations().keys()]]).toEqual([[copy], [copy]])
  })

  it('X23 a full store shares nothing and removes nothing', async () => {
    const annotation = await privately()
    const card = await cardFor({ do: 'open-thread', annotation })
    shared().full = true
    await card.refused({ do: 'share' })
    expect([shared().annotations().size, mine().annotations().get(annotation)?.value.deleted]).toEqual([0, undefined])
  })
})

describe('what an admin hides', () => {
  const admin = () => Object.assign(team.self, { role: 'admin' })
  const bensThread = async () => {
    await shared().putAnnotation(bens(1), HIGHLIGHT, memberId('b'))
    await shared().putComment(bens(2), { v: 1, annotation: bens(1), body: 'rude words', created: 6 }, memberId('b'))
  }

  it('X24 is taken from the page, told with its words in the card only, and comes back', async () => {
    admin()
    await bensThread()
    const card = await cardFor({ do: 'open-thread', annotation: bens(1) })
    expect((await thread(card)).mayHide).toBe(true)
    overlay.forget()
    await card.done({ do: 'hide', on: true })
    await overlay.until(
      (message) => 'see' in message && message.see === 'annotations' && message.drop.includes(bens(1)),
    )
    const view = await thread(card, ({ annotation }) => annotation?.hidden !== undefined)
    expect(view.annotation?.hidden).toEqual({ by: 'Ada' })
    overlay.forget()
    await card.done({ do: 'hide', on: false })
    await overlay.until((message) => 'see' in message && message.see === 'annotations' && message.put.length === 1)
  })

  it('X24 a hidden comment is not counted, and in no glimpse', async () => {
    admin()
    await bensThread()
    const card = await cardFor({ do: 'open-thread', annotation: bens(1) })
    await card.done({ do: 'hide', on: true, comment: bens(2) })
    const view = await thread(card, ({ comments }) => comments[0]?.hidden !== undefined)
    expect([view.comments[0]?.body, view.annotation?.comments, view.annotation?.lastBy]).toEqual([
      'rude words',
      0,
      undefined,
    ])
    const panel = new Speaker(all.engine, 'panel', ownPage)
    await panel.done({ do: 'watch', tab: 1 })
    const shown = await panel.until(sees('panel'))
    expect(shown.items.map(({ comments, last }) => [comments, last])).toEqual([[0, undefined]])
    expect(JSON.stringify(shown)).not.toContain('rude words')
  })

  it('X24 a comment of one’s own that is hidden is counted for oneself: its thread says who hid it', async () => {
    admin()
    await bensThread()
    const card = await cardFor({ do: 'open-thread', annotation: bens(1) })
    await card.done({ do: 'post', body: 'my answer' })
    const posted = await thread(card, ({ comments }) => comments.length === 2)
    const own = posted.comments.find(({ mine }) => mine)
    await card.done({ do: 'hide', on: true, comment: own?.id })
    const view = await thread(card, ({ comments }) => comments.some(({ hidden }) => hidden !== undefined))
    expect(view.annotation?.comments).toBe(2)
  })

  it('X24 a muted member’s later work is hidden, the earlier stays; a private mark of one’s own never is', async () => {
    await bensThread()
    await team.space.putMute(memberId('b'), { v: 1, on: true, since: 6 })
    await team.space.putMute(memberId('a'), { v: 1, on: true, since: 0 })
    await privately()
    const panel = new Speaker(all.engine, 'panel', ownPage)
    await panel.done({ do: 'watch', tab: 1 })
    const { items } = await panel.until(sees('panel'))
    expect(items.map(({ id, hidden, comments }) => [id === bens(1), hidden, comments])).toEqual([
      [true, undefined, 0],
      [false, undefined, 0],
    ])
    await team.space.putMute(memberId('b'), { v: 1, on: true, since: 5 })
    panel.forget()
    const later = await panel.until(sees('panel'))
    expect(later.items.find(({ id }) => id === bens(1))?.hidden).toEqual({ by: 'Ada', muted: true })
  })

  it('X24 only an admin hides, only in a shared space, and nothing that is only ours or not there', async () => {
    await bensThread()
    const card = await cardFor({ do: 'open-thread', annotation: bens(1) })
    expect((await thread(card)).mayHide).toBeUndefined()
    expect(await card.refused({ do: 'hide', on: true })).toContain('admin')
    admin()
    expect(await card.refused({ do: 'hide', on: true, comment: bens(9) })).toContain('no longer')
    const own = await cardFor({ do: 'open-thread', annotation: await privately() })
    expect(await own.refused({ do: 'hide', on: true })).toContain('no longer')
    expect([shared().hiddenBy.size, mine().hiddenBy.size]).toEqual([0, 0])
  })
})
