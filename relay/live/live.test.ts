import { describe, expect, it } from 'vitest'
import type { DeviceId, DocumentId } from '../../shared/domain/ids.ts'
import { sealFrame } from '../../shared/envelope/frame.ts'
import { randomBytes } from '../../shared/envelope/party.ts'
import { type Bytes, toHex } from '../../shared/kit/bytes.ts'
import {
  LIVE_AUTH_MS,
  LIVE_DROPPED_CLOSES,
  LIVE_MESSAGES_BURST,
  LIVE_PING_MS,
  LIVE_SILENCE_MS,
  MAX_LIVE_BUFFER,
  MAX_LIVE_BUFFER_FRAMES,
  MAX_LIVE_MESSAGE,
  MAX_LIVE_PER_DEVICE,
  MAX_ROOMS,
  TOKEN_LIFE_MS,
} from '../../shared/protocol/limits.ts'
import {
  encodeLiveRequest,
  encodeLiveSend,
  type LiveDelivery,
  type LiveNews,
  type LiveRequest,
  parseLiveDelivery,
  parseLiveNews,
} from '../../shared/protocol/live.ts'
import { must } from '../../test/kit/must.ts'
import { join, newSpace, register, session, type Writer } from '../../test/kit/relay-client.ts'
import { relayCore, type TestRelay } from '../../test/kit/relay-core.ts'

/** A browser's end of the live socket. */
class Visitor {
  readonly news: LiveNews[] = []
  readonly records: LiveDelivery[] = []
  closed: { code: number; reason: string } | undefined
  waiting = 0
  #waiters: (() => void)[] = []
  readonly #connection: ReturnType<TestRelay['core']['live']['connect']>

  constructor(relay: TestRelay) {
    this.#connection = relay.core.live.connect(
      (message) => {
        if (typeof message === 'string') this.news.push(must(parseLiveNews(message)))
        else this.records.push(must(parseLiveDelivery(message)))
        this.#wake()
      },
      (code, reason) => {
        this.closed = { code, reason }
        this.#wake()
      },
      () => this.waiting,
    )
  }

  #wake() {
    for (const wake of this.#waiters.splice(0)) wake()
  }

  async sees(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => this.#waiters.push(resolve))
  }

  say(request: LiveRequest): void {
    this.#connection.text(encodeLiveRequest(request))
  }

  text(text: string): void {
    this.#connection.text(text)
  }

  send(document: DocumentId, record: Bytes, to?: DeviceId): void {
    this.#connection.binary(encodeLiveSend({ document, to, record }))
  }

  binary(bytes: Bytes): void {
    this.#connection.binary(bytes)
  }

  leave(): void {
    this.#connection.closed()
  }

  /** Resolves when everything sent so far was handled. */
  async settled(): Promise<void> {
    const before = this.news.filter(({ t }) => t === 'pong').length
    this.say({ t: 'ping' })
    await this.sees(() => this.news.filter(({ t }) => t === 'pong').length > before)
  }

  errors(): string[] {
    return this.news.flatMap((news) => (news.t === 'error' ? [news.error] : []))
  }
}

async function scene() {
  const relay = relayCore()
  const ada = await newSpace()
  await register(relay.ask, ada)
  const document = await ada.document('https://example.org/')
  const { space } = ada.space
  const visit = async (who: Writer): Promise<Visitor> => {
    const { token } = await session(relay.ask, [who])
    const visitor = new Visitor(relay)
    visitor.say({ t: 'auth', token })
    visitor.say({ t: 'join', space, document })
    await visitor.settled()
    return visitor
  }
  return { relay, ada, document, space, visit }
}

describe('live', () => {
  it('V1 C3 join tells who is here, with certificates; others hear of coming and going', async () => {
    const { ada, document, visit } = await scene()
    const ben = await join(ada.space)
    const adasEnd = await visit(ada)
    expect(adasEnd.news.slice(0, 2)).toEqual([{ t: 'ready' }, { t: 'here', document, people: [] }])
    const bensEnd = await visit(ben)
    expect(bensEnd.news[1]).toEqual({
      t: 'here',
      document,
      people: [{ device: ada.device.id, certificate: ada.certificate }],
    })
    expect(adasEnd.news.at(-1)).toEqual({ t: 'came', document, device: ben.device.id, certificate: ben.certificate })
    bensEnd.leave()
    expect(adasEnd.news.at(-1)).toEqual({ t: 'gone', document, device: ben.device.id })
  })

  it('V1 without auth in time, before anything else, or with a bad token: closed', async () => {
    const { relay, space, document } = await scene()
    const [silent, hasty, liar] = [new Visitor(relay), new Visitor(relay), new Visitor(relay)]
    hasty.say({ t: 'join', space, document })
    await hasty.sees(() => hasty.closed !== undefined)
    liar.say({ t: 'auth', token: 'AAAA' })
    await liar.sees(() => liar.closed !== undefined)
    expect(liar.errors()).toEqual(['bad-token'])
    relay.clock.pass(LIVE_AUTH_MS)
    expect([silent.closed?.code, hasty.closed?.code, liar.closed?.code]).toEqual([1008, 1008, 1008])
  })

  it('V2 a record reaches everyone else in the room, or one device; sender named by the relay', async () => {
    const { ada, document, visit } = await scene()
    const [ben, eve] = [await join(ada.space), await join(ada.space)]
    const [adasEnd, bensEnd, thirdEnd] = [await visit(ada), await visit(ben), await visit(eve)]
    const presence = await ada.presence()
    adasEnd.send(document, presence)
    await adasEnd.settled()
    for (const end of [bensEnd, thirdEnd])
      expect(end.records).toEqual([{ document, from: ada.device.id, record: presence }])
    const signal = await ben.presence('signal')
    bensEnd.send(document, signal, ada.device.id)
    await bensEnd.settled()
    expect(adasEnd.records).toEqual([{ document, from: ben.device.id, record: signal }])
    expect([bensEnd.records.length, thirdEnd.records.length]).toEqual([1, 1])
  })

  it('V2 takes frames of the room and device only, and no other kind; refusals are told', async () => {
    const { ada, document, visit, relay } = await scene()
    const ben = await join(ada.space)
    const [adasEnd, bensEnd] = [await visit(ada), await visit(ben)]
    const other = await ada.document('https://example.org/other')
    const frame = async (of: DocumentId, device: DeviceId) =>
      must(
        await sealFrame(
          { document: of, device, session: toHex(randomBytes(8)), counter: 1, body: randomBytes(30) },
          0,
          ada.keys,
        ),
      )
    adasEnd.send(document, await frame(document, ada.device.id))
    adasEnd.send(document, await frame(document, ben.device.id))
    adasEnd.send(document, await frame(other, ada.device.id))
    adasEnd.send(document, await ada.update(document))
    adasEnd.send(document, await ben.presence())
    adasEnd.send(other, await ada.presence())
    adasEnd.send(document, await (await newSpace()).presence())
    for (const bytes of [new Uint8Array(), Uint8Array.of(9), Uint8Array.of(1, 2), randomBytes(400)])
      adasEnd.binary(bytes)
    adasEnd.send(document, randomBytes(300))
    await adasEnd.settled()
    expect(bensEnd.records).toHaveLength(1)
    expect(adasEnd.errors().slice(0, 6)).toEqual([
      'wrong-device',
      'wrong-document',
      'kind-not-allowed',
      'wrong-device',
      'not-in-room',
      'wrong-space',
    ])
    expect(adasEnd.errors()).toHaveLength(11)
    expect(relay.failures).toEqual([])
  })

  it('V1 rooms are closed to other spaces, and bounded', async () => {
    const { ada, document, space, visit } = await scene()
    const stranger = await newSpace()
    const end = await visit(ada)
    end.say({ t: 'join', space: stranger.space.space, document })
    for (let i = 0; i < MAX_ROOMS; i++)
      end.say({ t: 'join', space, document: i.toString(16).padStart(32, '0') as DocumentId })
    await end.settled()
    expect(end.errors()).toEqual(['forbidden', 'too-many-rooms'])
    end.say({ t: 'leave', space, document })
    end.say({ t: 'join', space, document: 'f'.repeat(32) as DocumentId })
    await end.settled()
    expect(end.errors()).toHaveLength(2)
  })

  it('V3 a device’s newest socket takes its place; the older one’s end is no news', async () => {
    const { ada, document, visit } = await scene()
    const ben = await join(ada.space)
    const adasEnd = await visit(ada)
    const older = await visit(ben)
    const newer = await visit(ben)
    older.send(document, await ben.presence())
    await older.settled()
    expect(older.errors()).toEqual(['not-in-room'])
    const heard = adasEnd.news.length
    older.leave()
    expect(adasEnd.news).toHaveLength(heard)
    newer.leave()
    expect(adasEnd.news.at(-1)).toMatchObject({ t: 'gone' })
  })

  it('V3 a device has only so many sockets: the oldest is closed', async () => {
    const { ada, visit } = await scene()
    const ends = []
    for (let i = 0; i <= MAX_LIVE_PER_DEVICE; i++) ends.push(await visit(ada))
    expect(ends.map(({ closed }) => closed?.code)).toEqual([1008, ...ends.slice(1).map(() => undefined)])
  })

  it('V3 over the rate messages are dropped, far over it the socket is closed', async () => {
    const { ada, visit, relay } = await scene()
    const end = await visit(ada)
    for (let i = 0; i < LIVE_MESSAGES_BURST + 5; i++) end.say({ t: 'ping' })
    await end.sees(() => end.errors().length > 0)
    expect([end.errors(), end.closed]).toEqual([['slow-down'], undefined])
    relay.clock.pass(1_000)
    await end.settled()
    for (let i = 0; i < LIVE_MESSAGES_BURST + LIVE_DROPPED_CLOSES; i++) end.text('x')
    expect(end.closed?.code).toBe(1008)
  })

  it('V3 one that does not read loses frames first, then its socket; the others get everything', async () => {
    const { ada, document, visit } = await scene()
    const ben = await join(ada.space)
    const [adasEnd, bensEnd] = [await visit(ada), await visit(ben)]
    const frame = async () =>
      must(
        await sealFrame(
          { document, device: ada.device.id, session: toHex(randomBytes(8)), counter: 1, body: randomBytes(9) },
          0,
          ada.keys,
        ),
      )
    bensEnd.waiting = MAX_LIVE_BUFFER_FRAMES + 1
    adasEnd.send(document, await frame())
    adasEnd.send(document, await ada.presence())
    await adasEnd.settled()
    expect(bensEnd.records).toHaveLength(1)
    bensEnd.waiting = MAX_LIVE_BUFFER + 1
    adasEnd.send(document, await ada.presence())
    await adasEnd.settled()
    expect([bensEnd.closed?.code, bensEnd.records.length]).toEqual([1008, 1])
  })

  it('V3 a message that is too large closes the socket; text that is no request is refused', async () => {
    const { ada, visit } = await scene()
    const end = await visit(ada)
    for (const text of ['', 'null', '[]', '{}', '{"t":"auth"}', '{"t":"join"}', '{"t":"ping","more":1}', '\u0000'])
      end.text(text)
    await end.settled()
    expect(end.errors()).toEqual(Array.from({ length: 8 }, () => 'bad-request'))
    end.binary(new Uint8Array(MAX_LIVE_MESSAGE + 1))
    expect(end.closed?.code).toBe(1009)
  })

  it('T6 a live socket ends with its token, and when it falls silent; auth again prolongs it', async () => {
    const { relay, ada, visit } = await scene()
    const ben = await join(ada.space)
    const [adasEnd, bensEnd] = [await visit(ada), await visit(ben)]
    relay.clock.pass(LIVE_SILENCE_MS + LIVE_AUTH_MS)
    expect(bensEnd.closed).toEqual({ code: 1001, reason: 'silent' })
    expect(adasEnd.closed?.code).toBe(1001)
    const [kept, lost] = [await visit(ada), await visit(ben)]
    const pass = async (ms: number) => {
      for (let passed = 0; passed < ms; passed += LIVE_PING_MS) {
        relay.clock.pass(LIVE_PING_MS)
        for (const end of [kept, lost]) if (end.closed === undefined) await end.settled()
      }
    }
    await pass(TOKEN_LIFE_MS - 60_000)
    kept.say({ t: 'auth', token: (await session(relay.ask, [ada])).token })
    await kept.settled()
    await pass(120_000)
    expect([kept.closed, lost.closed]).toEqual([undefined, { code: 1008, reason: 'token over' }])
  })
})
