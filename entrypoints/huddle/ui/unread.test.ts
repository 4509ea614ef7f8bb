import { describe, expect, it } from 'vitest'
import type { HuddleId } from '../../../shared/domain/huddle.ts'
import { chatName, type Reading, read, UNREAD } from './unread.ts'

const TALK = 'cd'.repeat(16) as HuddleId
const OTHER = 'ef'.repeat(16) as HuddleId
const chat = (count: number, body = `message ${count}`) =>
  count === 0 ? { count } : { count, last: { name: 'Ben', body } }
const closed = (before: Reading, count: number, huddle = TALK) => read(before, { huddle, chat: chat(count) }, false)
const open = (before: Reading, count: number) => read(before, { huddle: TALK, chat: chat(count) }, true)

describe('what of the chat was not seen', () => {
  it('counts what others wrote while it was closed, and tells the latest', () => {
    const one = closed(closed(UNREAD, 0), 1)
    expect(one).toMatchObject({ unread: 1, news: { words: 'Ben wrote: message 1' } })
    const three = closed(one, 3)
    expect(three).toMatchObject({ unread: 3, news: { words: 'Ben wrote: message 3' } })
    expect([chatName(three.unread), chatName(0)]).toEqual(['Chat, 3 new', 'Chat'])
  })

  it('nothing is new once it was open, or comes while it is', () => {
    const seen = open(closed(closed(UNREAD, 0), 2), 2)
    expect(seen).toMatchObject({ unread: 0 })
    expect(seen).not.toHaveProperty('news')
    expect(open(seen, 3)).not.toHaveProperty('news')
    expect(closed(open(seen, 3), 3).unread).toBe(0)
    expect(closed(open(seen, 3), 4)).toMatchObject({ unread: 1, news: { words: 'Ben wrote: message 4' } })
  })

  it('what was written before one came is unread, and no news', () => {
    const first = closed(UNREAD, 5)
    expect(first.unread).toBe(5)
    expect(first).not.toHaveProperty('news')
  })

  it('what is deleted again makes nothing new', () => {
    expect(closed(open(UNREAD, 3), 2)).toMatchObject({ unread: 0 })
    const gone = closed(closed(closed(UNREAD, 0), 1), 0)
    expect(gone).toMatchObject({ unread: 0 })
    expect(gone).not.toHaveProperty('news')
  })

  it('an engine that begins again makes nothing unread; another huddle begins anew', () => {
    const seen = closed(open(UNREAD, 3), 3)
    const away = read(seen, { huddle: TALK }, false)
    expect(away).toBe(seen)
    expect(closed(away, 3)).toMatchObject({ unread: 0 })
    expect(closed(seen, 3, OTHER)).toMatchObject({ huddle: OTHER, unread: 3 })
  })

  it('is the same object while nothing changed', () => {
    const state = { huddle: TALK, chat: chat(1) }
    const once = read(UNREAD, state, false)
    expect(read(once, state, false)).toBe(once)
  })
})
