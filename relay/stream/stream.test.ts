import { describe, expect, it } from 'vitest'
import type { DocumentId } from '../../shared/domain/ids.ts'
import { fromHex, toHex, utf8 } from '../../shared/kit/bytes.ts'
import { chainNext, chainStart, recordHash } from '../../shared/protocol/chain.ts'
import { MAX_STREAMS_PER_DEVICE, STREAM_HEARTBEAT_MS, TOKEN_LIFE_MS } from '../../shared/protocol/limits.ts'
import { encodeStreamChange, type Follow, streamPath } from '../../shared/protocol/stream.ts'
import {
  append,
  bearer,
  fromStart,
  join,
  newSpace,
  type Received,
  register,
  session,
  stream,
} from '../../test/kit/relay-client.ts'
import { relayCore } from '../../test/kit/relay-core.ts'
import { Outbox } from './outbox.ts'

async function scene() {
  const relay = relayCore()
  const ada = await newSpace()
  await register(relay.ask, ada)
  const { token } = await session(relay.ask, [ada])
  const space = ada.space.space
  const documents = await Promise.all(['a', 'b', 'c'].map((page) => ada.document(`https://example.org/${page}`)))
  const [a, b, c] = documents as [DocumentId, DocumentId, DocumentId]
  const write = async (document: DocumentId, count = 1) =>
    append(relay.ask, token, { space, document }, await ada.updates(document, count))
  const change = (id: string, body: Parameters<typeof encodeStreamChange>[0], by = token) =>
    relay.ask(streamPath(id), { method: 'POST', headers: bearer(by), body: encodeStreamChange(body) })
  return { ...relay, ada, token, space, a, b, c, write, change }
}

const caughtUp = (document: DocumentId) => (event: Received) =>
  event.event === 'caught-up' && event.document === document
const entryOf = (document: DocumentId, sequence: number) => (event: Received) =>
  event.event === 'entry' && event.document === document && event.sequence === sequence
const sequences = (events: readonly Received[], document: DocumentId) =>
  events.flatMap((event) => (event.event === 'entry' && event.document === document ? [event.sequence] : []))

describe('stream', () => {
  it('T1 opens, gives history, says caught-up, then live; chain and records prove each other', async () => {
    const { ask, token, space, a, write, log } = await scene()
    await write(a, 3)
    const reader = await stream(ask, token, [fromStart(space, a)])
    const history = await reader.until(caughtUp(a))
    expect(history.map(({ event }) => event)).toEqual(['open', 'entry', 'entry', 'entry', 'caught-up'])
    await write(a, 2)
    const live = await reader.until(entryOf(a, 5))
    let chain = await chainStart(fromHex(log.incarnation), a)
    for (const event of [...history, ...live])
      if (event.event === 'entry') {
        chain = await chainNext(chain, await recordHash(event.record))
        expect(event.chain).toBe(toHex(chain))
      }
    const head = history.at(-1)
    expect(head).toMatchObject({ sequence: 3, incarnation: log.incarnation })
  })

  it('T2 backlog has no ids, live entries have ascending ones', async () => {
    const { ask, token, space, a, write } = await scene()
    await write(a, 2)
    const reader = await stream(ask, token, [fromStart(space, a)])
    const history = await reader.until(caughtUp(a))
    expect(history.map(({ id }) => id)).toEqual([undefined, undefined, undefined, undefined])
    await write(a)
    await write(a)
    const ids = (await reader.until(entryOf(a, 4))).map(({ id }) => Number(id))
    expect(ids).toEqual([...ids].sort((x, y) => x - y))
    expect(ids.every(Number.isInteger)).toBe(true)
  })

  it('T2 no gap and no duplicate while others append and history is read in many pages', async () => {
    const { ask, token, space, a, b, write } = await scene()
    await write(a, 400)
    const reader = await stream(ask, token, [fromStart(space, a), fromStart(space, b)])
    const writing = (async () => {
      for (let i = 0; i < 20; i++) await Promise.all([write(a, 3), write(b, 2)])
    })()
    const seen: Received[] = []
    const missing = () => sequences(seen, a).length < 460 || sequences(seen, b).length < 40
    while (missing()) {
      const event = await reader.next()
      if (event === undefined) throw new Error('ended early')
      seen.push(event)
    }
    await writing
    expect(sequences(seen, a)).toEqual(Array.from({ length: 460 }, (_, i) => i + 1))
    expect(sequences(seen, b)).toEqual(Array.from({ length: 40 }, (_, i) => i + 1))
    // An id is a promise about all live documents: it may come only after everything before it.
    const ids = seen.flatMap(({ id }) => (id === undefined ? [] : [Number(id)]))
    expect(ids).toEqual([...ids].sort((x, y) => x - y))
  })

  it('T3 one Last-Event-ID resumes all live documents; one that was not caught up begins at its own cursor', async () => {
    const { ask, token, space, a, b, c, write, log } = await scene()
    await write(a)
    const first = await stream(ask, token, [fromStart(space, a), fromStart(space, b)])
    await first.until(caughtUp(b))
    await write(b)
    await write(a)
    await first.until(entryOf(a, 2))
    await first.cancel()
    for (const document of [b, a, c, b]) await write(document, 2)
    const { incarnation } = log
    const live = (document: DocumentId, after: number): Follow => ({ space, document, after, incarnation, live: true })
    // `after` lags behind on purpose: the id knows better. For `c` there is no id.
    const follow = [live(a, 0), live(b, 1), { ...live(c, 1), live: false }]
    const second = await stream(ask, token, follow, first.lastEventId)
    const events = await second.until(caughtUp(c))
    const order = events.flatMap((event) =>
      event.event === 'entry' ? [[event.document, event.sequence, event.id !== undefined]] : [],
    )
    expect(order).toEqual([
      [b, 2, true],
      [b, 3, true],
      [a, 3, true],
      [a, 4, true],
      [b, 4, true],
      [b, 5, true],
      [c, 2, false],
    ])
    expect(events.filter(({ event }) => event === 'caught-up')).toHaveLength(3)
  })

  it('T3 where `after` is further than the id says, `after` holds; without an id a live document begins at `after`', async () => {
    const { ask, token, space, a, write, log } = await scene()
    await write(a, 4)
    const follow: Follow = { space, document: a, after: 3, incarnation: log.incarnation, live: true }
    expect(sequences(await (await stream(ask, token, [follow], '1')).until(caughtUp(a)), a)).toEqual([4])
    expect(sequences(await (await stream(ask, token, [follow])).until(caughtUp(a)), a)).toEqual([4])
  })

  it('T4 reset for a cursor beyond the log or of another incarnation; then the whole log follows', async () => {
    const { ask, token, space, a, b, write, log } = await scene()
    await write(a, 2)
    await write(b, 1)
    const beyond: Follow = { space, document: a, after: 3, incarnation: log.incarnation, live: true }
    const foreign: Follow = { space, document: b, after: 1, incarnation: 'ab'.repeat(16), live: false }
    for (const id of [undefined, '1']) {
      const events = await (await stream(ask, token, [beyond, foreign], id)).until(caughtUp(id === undefined ? b : a))
      const resets = events.flatMap((event) => (event.event === 'reset' ? [event.document] : []))
      expect(new Set(resets)).toContain(a)
      expect(sequences(events, a)).toEqual([1, 2])
    }
    const alone = await (await stream(ask, token, [foreign])).until(caughtUp(b))
    expect(alone.map(({ event }) => event)).toEqual(['open', 'reset', 'entry', 'caught-up'])
  })

  it('T2 follows and unfollows on the open stream', async () => {
    const { ask, token, space, a, b, write, change } = await scene()
    await write(b, 2)
    const reader = await stream(ask, token, [fromStart(space, a)])
    const [open] = await reader.until(caughtUp(a))
    const id = open?.event === 'open' ? open.stream : ''
    expect((await change(id, { follow: [fromStart(space, b)], unfollow: [a] })).status).toBe(204)
    expect(sequences(await reader.until(caughtUp(b)), b)).toEqual([1, 2])
    await write(a)
    await write(b)
    const events = await reader.until(entryOf(b, 3))
    expect(sequences(events, a)).toEqual([])
  })

  it('refuses foreign spaces, foreign streams, one document under two spaces, nonsense', async () => {
    const { ask, ada, token, space, a, change, failures } = await scene()
    const stranger = await newSpace()
    await register(ask, stranger)
    const other = await session(ask, [stranger])
    await expect(stream(ask, token, [fromStart(stranger.space.space, a)])).rejects.toThrow(/403/)
    const both = await session(ask, [ada, stranger])
    const twice = [fromStart(space, a), fromStart(stranger.space.space, a)]
    await expect(stream(ask, both.token, twice)).rejects.toThrow(/400/)
    await expect(stream(ask, token, [], 'x')).rejects.toThrow(/400/)
    const reader = await stream(ask, token, [])
    const open = await reader.next()
    const id = open?.event === 'open' ? open.stream : ''
    expect((await change(id, { follow: [], unfollow: [] }, other.token)).status).toBe(404)
    expect((await change('0'.repeat(32), { follow: [], unfollow: [] })).status).toBe(404)
    for (const body of ['', 'null', '[]', '{"follow":1}', '{"follow":[{}]}', '{"follow":[],"more":1}', '\ud800'])
      expect((await ask('/v1/stream', { method: 'POST', headers: bearer(token), body })).status).toBe(400)
    expect(failures).toEqual([])
  })

  it('T5 a subscriber that does not read is cut off, others are not held up', async () => {
    let ended = 0
    const outbox = new Outbox(() => ended++, 100)
    expect(outbox.push(new Uint8Array(60))).toBe(true)
    expect(outbox.push(new Uint8Array(60))).toBe(false)
    expect([ended, outbox.over]).toEqual([1, true])
    await expect(outbox.body.getReader().read()).rejects.toThrow(/too slow/)
  })

  it('T5 backlog waits for its reader instead', async () => {
    const outbox = new Outbox(() => undefined)
    outbox.push(new Uint8Array(300_000))
    let went = false
    const room = outbox.room().then(() => {
      went = true
    })
    await Promise.resolve()
    expect(went).toBe(false)
    await outbox.body.getReader().read()
    await room
    expect(went).toBe(true)
  })

  it('T6 ends with its token, unless a newer one prolonged it; heartbeats meanwhile', async () => {
    const { ask, ada, token, clock, change, core } = await scene()
    const [short, long] = [await stream(ask, token, []), await stream(ask, token, [])]
    await short.next()
    const open = await long.next()
    clock.pass(TOKEN_LIFE_MS - STREAM_HEARTBEAT_MS)
    const newer = await session(ask, [ada])
    await change(open?.event === 'open' ? open.stream : '', { follow: [], unfollow: [] }, newer.token)
    clock.pass(2 * STREAM_HEARTBEAT_MS)
    expect(await short.next()).toBeUndefined()
    expect(short.heartbeats).toBeGreaterThan(200)
    core.drain()
    expect(await long.next()).toBeUndefined()
    expect(long.heartbeats).toBeGreaterThan(short.heartbeats)
  })

  it('P1 a device has only so many streams: the oldest makes room', async () => {
    const { ask, ada, token, core } = await scene()
    const readers = []
    for (let i = 0; i <= MAX_STREAMS_PER_DEVICE; i++) readers.push(await stream(ask, token, []))
    for (const reader of readers) expect((await reader.next())?.event).toBe('open')
    expect(await readers[0]?.next()).toBeUndefined()
    const ben = await session(ask, [await join(ada.space)])
    await stream(ask, ben.token, [])
    expect(core.counters.text()).toContain(`huddlemark_streams ${MAX_STREAMS_PER_DEVICE + 1}`)
    await readers[1]?.cancel()
    expect(core.counters.text()).toContain(`huddlemark_streams ${MAX_STREAMS_PER_DEVICE}`)
  })

  it('ends the body after what waits', async () => {
    const outbox = new Outbox(() => undefined)
    outbox.push(utf8('last'))
    outbox.end()
    expect(await new Response(outbox.body).text()).toBe('last')
  })
})
