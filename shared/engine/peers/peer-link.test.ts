import { describe, expect, it } from 'vitest'
import { FakeClock } from '../../../test/kit/clock.ts'
import { MemoryLinkPair } from '../../../test/kit/memory-link.ts'
import { Net } from '../../../test/kit/net.ts'
import { turn } from '../../../test/kit/work.ts'
import type { DeviceId, DocumentId } from '../../domain/ids.ts'
import type { Bytes } from '../../kit/bytes.ts'
import type { DocumentHandle, Received } from '../document-parts.ts'
import type { Confirmed } from './greet.ts'
import { Inbox, MAX_WAITING } from './inbox.ts'
import { PeerLink } from './peer-link.ts'
import { encodeLinkMessage, parseLinkMessage } from './wire.ts'

const id = 'ab'.repeat(16) as DocumentId
const peer = { device: 'cd'.repeat(16) as DeviceId } as Confirmed
const bytes = (length: number, fill = 1): Bytes => new Uint8Array(length).fill(fill)

/** A document that remembers what it was given. */
function notebook(receive: (record: Bytes) => Promise<Received> = async () => ({ kind: 'applied' })) {
  const heads = [{ device: peer.device, nonce: '00'.repeat(8), counter: 1 }]
  const taken: Bytes[] = []
  const document = {
    id,
    heads: () => heads.map((head) => ({ ...head })),
    missing: async () => [bytes(3, 8), bytes(3, 9)],
    receive: (record: Bytes) => {
      taken.push(record)
      return receive(record)
    },
  } as unknown as DocumentHandle
  return { document, heads, taken }
}

/** @param send what our end does in place of sending */
function linked(document: DocumentHandle | undefined, send?: () => Promise<void>) {
  const net = new Net()
  const clock = new FakeClock()
  const { a, b } = new MemoryLinkPair(net, 'x', { a: 'aa', b: 'bb' })
  if (send) a.send = send
  const heard: Bytes[] = []
  let closes = 0
  b.listen({ message: (message) => void heard.push(message), lossy: () => undefined, closed: () => void closes++ })
  const events = { received: [] as string[], presence: 0, frames: 0 }
  const link = new PeerLink(peer, new Inbox(a), clock, {
    document: (wanted) => (wanted === id ? document : undefined),
    received: (_document, _record, { kind }) => void events.received.push(kind),
    presence: () => void events.presence++,
    frame: () => void events.frames++,
    signal: () => undefined,
    keys: async () => undefined,
  })
  void link.run()
  const settle = async () => {
    for (let i = 0; i < 30; i++) {
      while (net.flushOne());
      await turn()
    }
  }
  return {
    link,
    clock,
    other: b,
    heard: () => heard.map((message) => parseLinkMessage(message)),
    events,
    settle,
    closes: () => closes,
  }
}

describe('a confirmed link', () => {
  it('N19 answers heads with what is missing, in order, and with its own when asked', async () => {
    const { document, heads } = notebook()
    const { other, heard, settle } = linked(document)
    await other.send(encodeLinkMessage({ type: 'heads', document: id, ask: true, heads: [] }))
    await settle()
    expect(heard()).toEqual([
      { type: 'record', document: id, record: bytes(3, 8) },
      { type: 'record', document: id, record: bytes(3, 9) },
      { type: 'heads', document: id, ask: false, heads },
    ])
  })

  it('N19 sends new records to who carries the document only, behind what is missing', async () => {
    const { link, other, heard, settle } = linked(notebook().document)
    link.offer(id, bytes(2, 5))
    await settle()
    expect(heard()).toEqual([])
    await other.send(encodeLinkMessage({ type: 'heads', document: id, ask: false, heads: [] }))
    await settle()
    link.offer(id, bytes(2, 6))
    await settle()
    expect(heard().map((message) => message?.type === 'record' && message.record[0])).toEqual([8, 9, 6])
  })

  it('N19 says unchanged heads once, changed ones again', async () => {
    const { document, heads } = notebook()
    const { link, heard, settle } = linked(document)
    link.sayHeads(document, false)
    await settle()
    link.sayHeads(document, false)
    heads[0] = { device: peer.device, nonce: '00'.repeat(8), counter: 2 }
    link.sayHeads(document, false)
    await settle()
    expect(heard()).toHaveLength(2)
  })

  it('N19 who hears of more than they have says their heads once more, for the same ones once only', async () => {
    const { document, heads } = notebook()
    const { link, other, heard, settle } = linked(document)
    const said = () => heard().filter((message) => message?.type === 'heads').length
    const hear = async (counter: number) => {
      const theirs = heads.map((head) => ({ ...head, counter }))
      await other.send(encodeLinkMessage({ type: 'heads', document: id, ask: false, heads: theirs }))
      await settle()
    }
    const compare = async () => {
      link.sayHeads(document, false)
      await settle()
      return said()
    }
    expect(await compare()).toBe(1)
    await hear(1)
    expect(await compare()).toBe(1)
    await hear(2)
    expect([await compare(), await compare()]).toEqual([2, 2])
    await hear(2)
    expect(await compare()).toBe(2)
    await hear(3)
    expect([await compare(), await compare()]).toEqual([3, 3])
  })

  it('N19 records go to their document one after the other; a full store loses none of the next', async () => {
    const { document, taken } = notebook(async (record) => {
      if (record[0] === 1) throw new Error('full')
      return { kind: 'applied' }
    })
    const { other, events, settle } = linked(document)
    for (const fill of [1, 2])
      await other.send(encodeLinkMessage({ type: 'record', document: id, record: bytes(4, fill) }))
    await other.send(
      encodeLinkMessage({ type: 'record', document: 'ff'.repeat(16) as DocumentId, record: bytes(4, 3) }),
    )
    await settle()
    expect(taken.map(([first]) => first)).toEqual([1, 2])
    expect(events.received).toEqual(['applied'])
  })

  it.each([
    ['noise', bytes(40, 200)],
    ['a second hello', encodeLinkMessage({ type: 'hello', certificate: bytes(3), signal: bytes(3) })],
    ['a frame on the ordered channel', encodeLinkMessage({ type: 'frame', record: bytes(3) })],
  ])('N18 %s ends the link with a reason', async (_what, message) => {
    const { link, other, heard, settle, closes } = linked(undefined)
    await other.send(message)
    await settle()
    expect(heard()).toEqual([{ type: 'bye', reason: 'refused' }])
    expect([link.closed, closes()]).toEqual([true, 1])
  })

  it('N18 lossy noise is dropped, frames are handed on, other messages there are not', async () => {
    const { other, events, settle, closes } = linked(undefined)
    other.sendLossy(bytes(9, 99))
    other.sendLossy(encodeLinkMessage({ type: 'presence', record: bytes(3) }))
    other.sendLossy(encodeLinkMessage({ type: 'frame', record: bytes(3) }))
    await settle()
    expect([events.frames, events.presence, closes()]).toEqual([1, 0, 0])
  })

  it('N19 goodbye ends the link at both ends', async () => {
    const { link, heard, settle, closes } = linked(undefined)
    await link.close('leaving')
    await settle()
    expect(heard()).toEqual([{ type: 'bye', reason: 'leaving' }])
    expect([link.closed, closes()]).toEqual([true, 1])
  })

  it('N19 who makes us hold too much is cut off', async () => {
    const { document } = notebook(() => new Promise(() => undefined))
    const { link, other, settle } = linked(document)
    const large = encodeLinkMessage({ type: 'record', document: id, record: bytes(2 * 1024 * 1024) })
    for (let sent = 0; sent < MAX_WAITING + 3 * large.length; sent += large.length)
      await other.send(large).catch(() => undefined)
    await settle()
    expect(link.closed).toBe(true)
  })

  it('N19 a goodbye that cannot leave does not keep the link open', async () => {
    const { link, other, settle } = linked(notebook().document, () => new Promise(() => undefined))
    await other.send(encodeLinkMessage({ type: 'heads', document: id, ask: false, heads: [] }))
    await settle()
    for (let i = 0; i < 20; i++) link.offer(id, bytes(1024 * 1024))
    await settle()
    expect(link.closed).toBe(true)
  })

  it('N19 who does not read is cut off before we hold too much for them', async () => {
    const { link, other, settle } = linked(notebook().document)
    await other.send(encodeLinkMessage({ type: 'heads', document: id, ask: false, heads: [] }))
    await settle()
    for (let i = 0; i < 20; i++) link.offer(id, bytes(1024 * 1024))
    await settle()
    expect(link.closed).toBe(true)
  })

  it('N22 asked whether it is there, a link that answers stays, and one that stays silent is closed', async () => {
    const { link, other, heard, settle, clock, closes } = linked(undefined)
    link.probe()
    await settle()
    expect(heard()).toEqual([{ type: 'ping' }])
    await other.send(encodeLinkMessage({ type: 'pong' }))
    await settle()
    clock.pass(60_000)
    await settle()
    expect(closes()).toBe(0)
    link.probe()
    await settle()
    clock.pass(2_999)
    await settle()
    expect(closes()).toBe(0)
    clock.pass(1)
    await settle()
    expect(closes()).toBe(1)
  })

  it('N22 it answers when it is asked', async () => {
    const { other, heard, settle } = linked(undefined)
    await other.send(encodeLinkMessage({ type: 'ping' }))
    await settle()
    expect(heard()).toEqual([{ type: 'pong' }])
  })
})
