import { describe, expect, it } from 'vitest'
import { ground, overlayAt, ownPage, Speaker, sees } from '../../../test/kit/context-desk.ts'
import { memberId, StandInSpace, StandInSpaces } from '../../../test/kit/stand-ins.ts'
import { turn } from '../../../test/kit/work.ts'
import type { ChatGlimpse } from '../../contract/huddle.ts'
import type { CardTicket } from '../../contract/views.ts'
import type { HuddleId } from '../../domain/huddle.ts'
import { type AnnotationId, type CommentId, type MemberId, ownedKey } from '../../domain/ids.ts'
import { CHATS_ADDRESS } from './huddle-chat.ts'

const SITE = 'https://site.example'
const ADA = { v: 1, name: 'Ada', colour: 'teal' } as const
const BEN = { v: 1, name: 'Ben', colour: 'coral' } as const
const TALK = 'cd'.repeat(16) as HuddleId
const key = (member: MemberId, n: number): CommentId => ownedKey(member, n.toString(16).padStart(16, '0'))
const threadOf = (huddle: HuddleId) => `${huddle}.${'0'.repeat(16)}` as AnnotationId

async function talking() {
  const space = new StandInSpace('Design team', { space: '1', member: 'a' }, 'https://relay.example')
  await space.space.putMember(ADA)
  await space.space.putMember(BEN, memberId('b'))
  const all = await ground(new StandInSpaces(ADA, space))
  const window = new Speaker(all.engine, 'huddle', { ...ownPage, url: 'chrome-extension://abc/huddle.html' })
  await window.done({ do: 'hello', back: { space: space.self.space, huddle: TALK } })
  await window.until(sees('huddle'))
  const page = space.page(CHATS_ADDRESS)
  const write = (n: number, body: string, change: object = {}, huddle = TALK, writer = memberId('b')) =>
    page.putComment(key(writer, n), { v: 1, annotation: threadOf(huddle), body, created: n, ...change }, writer)
  const glimpse = async (): Promise<ChatGlimpse | undefined> => {
    await turn()
    return window.heard.filter(sees('huddle')).at(-1)?.chat
  }
  return { ...all, space, window, page, write, glimpse }
}

describe('what the window is told of its chat', () => {
  it('HE34 how many messages of others there are, and the latest; our own are none', async () => {
    const { write, glimpse } = await talking()
    expect(await glimpse()).toEqual({ count: 0 })
    await write(2, 'Second')
    await write(1, 'First')
    expect(await glimpse()).toEqual({ count: 2, last: { name: 'Ben', body: 'Second' } })
    await write(9, 'Mine', {}, TALK, memberId('a'))
    await write(10, 'Elsewhere', {}, 'ef'.repeat(16) as HuddleId)
    expect(await glimpse()).toEqual({ count: 2, last: { name: 'Ben', body: 'Second' } })
    await write(2, 'Second', { deleted: true })
    expect(await glimpse()).toEqual({ count: 1, last: { name: 'Ben', body: 'First' } })
  })

  it('HE34 one line of 120 characters, none halved, whatever was written', async () => {
    const { write, glimpse } = await talking()
    await write(1, ` two\n\n\tlines ${'😀'.repeat(5_000)}`)
    const body = (await glimpse())?.last?.body ?? ''
    expect([...body]).toHaveLength(121)
    expect(body).toMatch(/^two lines 😀+…$/u)
    await write(2, `${' '.repeat(479)}😀x`)
    expect((await glimpse())?.last?.body.isWellFormed()).toBe(true)
  })

  it('HE14 after the huddle nothing of its chat is kept', async () => {
    const { space, window, page, write, glimpse } = await talking()
    expect(space.open).toBe(1)
    await window.done({ do: 'leave' })
    expect([space.open, page.changed.listening]).toEqual([0, 0])
    await write(1, 'Late')
    expect(await glimpse()).toEqual({ count: 0 })
  })
})

describe('the card of a chat', () => {
  it('HE13 says what it is; nobody resolves, removes or colours it', async () => {
    const { engine, window, write } = await talking()
    const { ticket } = await window.done<CardTicket>({ do: 'chat' })
    const card = new Speaker(engine, 'card', ownPage)
    await card.done({ do: 'hello', ticket })
    await write(5, 'Hello')
    const view = await card.until((one) => sees('thread')(one) && one.comments.length === 1)
    expect(view).toMatchObject({ kind: 'page', chat: {}, comments: [{ author: 'Ben', body: 'Hello' }] })
    expect(sees('thread')(view) && view.chat).toEqual({})
    for (const intent of [{ do: 'resolve', on: true }, { do: 'remove' }, { do: 'recolour', colour: 'pink' }])
      await card.refused(intent)
  })

  it('HE13 from the panel it goes by the day of its first message', async () => {
    const { engine, write } = await talking()
    await write(7_000, 'Second')
    await write(5_000, 'First')
    const overlay = new Speaker(engine, 'overlay', overlayAt(SITE, 7))
    await overlay.done({ do: 'page-at', address: `${SITE}/article`, title: 'Article' })
    const panel = new Speaker(engine, 'panel', ownPage)
    await panel.done({ do: 'watch', tab: 7 })
    const { ticket } = await panel.done<CardTicket>({ do: 'open-chat', huddle: TALK })
    const card = new Speaker(engine, 'card', ownPage)
    await card.done({ do: 'hello', ticket })
    expect(await card.until(sees('thread'))).toMatchObject({ chat: { began: 5_000 } })
  })
})
