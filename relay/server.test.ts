import { on, once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { DocumentId } from '../shared/domain/ids.ts'
import { parseHello } from '../shared/protocol/hello.ts'
import { MAX_BODY, MAX_SIGNAL_FRAME } from '../shared/protocol/limits.ts'
import { encodeLiveRequest, encodeLiveSend, parseLiveNews } from '../shared/protocol/live.ts'
import { must } from '../test/kit/must.ts'
import {
  type Ask,
  append,
  bearer,
  type EventReader,
  fromStart,
  join,
  newSpace,
  register,
  session,
  stream,
} from '../test/kit/relay-client.ts'
import { readSettings } from './config.ts'
import type { RunningServer } from './server.ts'
import { startRelay } from './start.ts'

const folder = mkdtempSync(joinPath(tmpdir(), 'huddlemark-relay-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let relay: RunningServer
let failures: unknown[]
let folders = 0
const ask: Ask = (path, init) => fetch(relay.address + path, init)
const portOf = () => Number(new URL(relay.address).port)
const socketAddress = (path: string) => relay.address.replace('http', 'ws') + path
const start = async (data: string) =>
  startRelay(readSettings({ HUDDLEMARK_PORT: '0', HUDDLEMARK_DATA: data }), (error) => failures.push(error))

beforeEach(async () => {
  failures = []
  relay = await start(joinPath(folder, String(folders++)))
})
afterEach(async () => {
  await relay.close()
  expect(failures).toEqual([])
})

async function scene() {
  const ada = await newSpace()
  await register(ask, ada)
  const { token, peer } = await session(ask, [ada])
  const document = await ada.document('https://example.org/')
  return { ada, token, peer, document, space: ada.space.space, name: { space: ada.space.space, document } }
}

const isAlive = async () => (await ask('/health')).status === 200

describe('over sockets', () => {
  it('hello, health, ready, metrics', async () => {
    expect(must(parseHello(await (await ask('/v1/hello')).text())).ice).toEqual([])
    expect([(await ask('/health')).status, (await ask('/ready')).status]).toEqual([200, 200])
    expect(await (await ask('/metrics')).text()).toContain('huddlemark_requests_total{route="hello"} 1')
  })

  it('T3 history, live, a broken connection, and resuming several documents with one Last-Event-ID', async () => {
    const { ada, token, document, space, name } = await scene()
    const second = await ada.document('https://example.org/second')
    const other = { space, document: second }
    await append(ask, token, name, await ada.updates(document, 3))
    const reader = await stream(ask, token, [fromStart(space, document), fromStart(space, second)])
    await reader.until((event) => event.event === 'caught-up' && event.document === second)
    await append(ask, token, other, await ada.updates(second, 2))
    const [, last] = await reader.until((event) => event.event === 'entry' && event.sequence === 2)
    await reader.cancel()
    await append(ask, token, name, await ada.updates(document, 1))
    await append(ask, token, other, await ada.updates(second, 1))
    const { incarnation } = must(parseHello(await (await ask('/v1/hello')).text()))
    const live = (id: DocumentId) => ({ space, document: id, after: 0, incarnation, live: true })
    const again = await stream(ask, token, [live(document), live(second)], last?.id)
    const events = await again.until((event) => event.event === 'caught-up' && event.document === second)
    const entries = events.flatMap((event) => (event.event === 'entry' ? [[event.document, event.sequence]] : []))
    expect(entries).toEqual([
      [document, 4],
      [second, 3],
    ])
    await again.cancel()
  })

  it('L3 S2 what was acknowledged is there after a restart; tokens go on', async () => {
    const { ada, token, document, name, space } = await scene()
    const data = joinPath(folder, String(folders - 1))
    const records = await ada.updates(document, 5)
    await append(ask, token, name, records)
    await relay.close()
    relay = await start(data)
    const reader = await stream(ask, token, [fromStart(space, document)])
    const events = await reader.until(({ event }) => event === 'caught-up')
    expect(events.filter(({ event }) => event === 'entry')).toHaveLength(5)
    expect((await append(ask, token, name, records)).results).toHaveLength(5)
    await reader.cancel()
  })

  it('T5 a subscriber that stops reading is cut off while another gets everything', async () => {
    const { ada, token, document, space, name } = await scene()
    const slow = await openAndStop(token, JSON.stringify({ follow: [fromStart(space, document)] }))
    const reader = await stream(ask, token, [fromStart(space, document)])
    const seen: number[] = []
    const reading = reader.until((event) => {
      if (event.event === 'entry') seen.push(event.sequence)
      return event.event === 'entry' && event.record.length < 1_000
    })
    const streams = async () => /huddlemark_streams (\d+)/.exec(await (await ask('/metrics')).text())?.[1]
    const bulk = crypto.getRandomValues(new Uint8Array(60_000))
    let written = 0
    while ((await streams()) === '2') {
      const batch = []
      while (batch.length < 20) batch.push(await ada.update(document, bulk))
      await append(ask, token, name, batch)
      written += 20
      expect(written).toBeLessThan(1_000)
    }
    await append(ask, token, name, await ada.updates(document, 1))
    await reading
    expect(seen).toEqual(Array.from({ length: written + 1 }, (_, i) => i + 1))
    slow.destroy()
    await reader.cancel()
  })

  it('S1 P1 a school of thirty behind one address joins within a minute and nobody is limited', async () => {
    const { ada, document, name, space } = await scene()
    const pupils = await Promise.all(Array.from({ length: 30 }, () => join(ada.space)))
    const readers = await Promise.all(
      pupils.map(async (pupil) => {
        expect((await register(ask, pupil)).status).toBe(204)
        expect((await ask(`/v1/spaces/${space}/keyrings`)).status).toBe(200)
        const { token, spaces } = await session(ask, [pupil])
        expect(spaces).toEqual([space])
        const { results } = await append(ask, token, name, [pupil.certificate, await pupil.update(document)])
        expect(results.every((result) => 'sequence' in result)).toBe(true)
        return stream(ask, token, [fromStart(space, document)])
      }),
    )
    const all = (reader: EventReader) => reader.until((event) => event.event === 'entry' && event.sequence === 60)
    const seen = await Promise.all(readers.map(all))
    for (const events of seen) expect(events.filter(({ event }) => event === 'entry')).toHaveLength(60)
    expect(await (await ask('/metrics')).text()).not.toContain('slow-down')
    await Promise.all(readers.map((reader) => reader.cancel()))
  })
})

/** A subscriber that reads the answer's header and then nothing more. */
function openAndStop(token: string, body: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(`${relay.address}/v1/stream`, { method: 'POST', headers: bearer(token) }, (response) => {
      response.pause()
      response.on('error', () => undefined)
      resolve(response)
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

async function openSocket(path: string, origin?: string): Promise<WebSocket> {
  const socket = new WebSocket(socketAddress(path), origin === undefined ? {} : { origin })
  socket.on('error', () => undefined)
  await once(socket, 'open')
  return socket
}

/** The status with which an upgrade was refused. */
async function refusedWith(path: string, origin?: string): Promise<number> {
  const socket = new WebSocket(socketAddress(path), origin === undefined ? {} : { origin })
  socket.on('error', () => undefined)
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage]
  response.resume()
  return response.statusCode ?? 0
}

describe('live socket', () => {
  it('V1 V2 carries presence between two browsers; a closed one is gone at once', async () => {
    const { ada, token, document, space } = await scene()
    const ben = await join(ada.space)
    const bensToken = (await session(ask, [ben])).token
    const enter = async (by: string) => {
      const socket = await openSocket('/v1/live', 'chrome-extension://abcdefghijklmnop')
      const messages = on(socket, 'message')[Symbol.asyncIterator]()
      const next = async () => ((await messages.next()).value as [Buffer])[0]
      const news = async () => must(parseLiveNews((await next()).toString()))
      socket.send(encodeLiveRequest({ t: 'auth', token: by }))
      socket.send(encodeLiveRequest({ t: 'join', space, document }))
      return { socket, next, news, ready: await news(), here: await news() }
    }
    const adas = await enter(token)
    expect([adas.ready.t, adas.here.t]).toEqual(['ready', 'here'])
    const bens = await enter(bensToken)
    expect(await adas.news()).toMatchObject({ t: 'came', device: ben.device.id })
    const record = await ada.presence()
    adas.socket.send(encodeLiveSend({ document, to: undefined, record }))
    expect((await bens.next()).subarray(33)).toEqual(Buffer.from(record))
    bens.socket.terminate()
    expect(await adas.news()).toMatchObject({ t: 'gone', device: ben.device.id })
    adas.socket.terminate()
  })

  it('V3 garbage and oversized frames close the socket, not the process', async () => {
    const { token } = await scene()
    const huge = await openSocket('/v1/live')
    huge.send(encodeLiveRequest({ t: 'auth', token }))
    huge.send(Buffer.alloc(200_000))
    expect((await once(huge, 'close'))[0]).toBe(1009)
    const raw = await openSocket('/v1/live')
    const closed = once(raw, 'close')
    // A frame with reserved bits set, past the library that would never send it.
    ;(raw as unknown as { _socket: { write(bytes: Buffer): void } })._socket.write(
      Buffer.from([0xff, 0xff, 0xff, 0xff]),
    )
    await closed
    expect(await isAlive()).toBe(true)
  })

  it('refuses pages of the web and other paths', async () => {
    expect(await refusedWith('/v1/live', 'https://example.org')).toBe(403)
    expect(await refusedWith('/v1/other')).toBe(404)
    expect(await refusedWith('/')).toBe(404)
  })
})

describe('signalling', () => {
  const path = (peer: { id: string; token: string }) =>
    `/v1/signal/peerjs?key=peerjs&id=${peer.id}&token=${peer.token}&version=1.5.5`
  const frame = async (socket: WebSocket) => JSON.parse(String((await once(socket, 'message'))[0]))
  const greeted = async (address: string) => {
    const socket = new WebSocket(socketAddress(address))
    socket.on('error', () => undefined)
    return { socket, hello: await frame(socket) }
  }

  it('G1 admits the holder of an id, relays offers between two, and greets a newer socket of the same id', async () => {
    const { ada, peer } = await scene()
    const other = (await session(ask, [await join(ada.space)])).peer
    const [one, two] = [await greeted(path(peer)), await greeted(path(other))]
    expect([one.hello, two.hello]).toEqual([{ type: 'OPEN' }, { type: 'OPEN' }])
    const offer = frame(two.socket)
    one.socket.send(JSON.stringify({ type: 'OFFER', dst: other.id, src: 'somebody else', payload: { sdp: 'x' } }))
    expect(await offer).toEqual({ type: 'OFFER', src: peer.id, dst: other.id, payload: { sdp: 'x' } })
    const replaced = once(one.socket, 'close')
    const newer = await greeted(path(peer))
    expect(newer.hello).toEqual({ type: 'OPEN' })
    await replaced
    const answer = frame(newer.socket)
    two.socket.send(JSON.stringify({ type: 'ANSWER', dst: peer.id, payload: {} }))
    expect((await answer).src).toBe(other.id)
    for (const { socket } of [two, newer]) socket.terminate()
  })

  it('G1 refuses without token, with another’s, with a session token, with another key, from a page', async () => {
    const { ada, token, peer } = await scene()
    const other = (await session(ask, [await join(ada.space)])).peer
    expect(await refusedWith(`/v1/signal/peerjs?key=peerjs&id=${peer.id}`)).toBe(401)
    expect(await refusedWith(path({ id: peer.id, token: other.token }))).toBe(401)
    expect(await refusedWith(path({ id: peer.id, token }))).toBe(401)
    expect(await refusedWith(path(peer).replace('key=peerjs', 'key=other'))).toBe(401)
    expect(await refusedWith(path(peer), 'https://example.org')).toBe(403)
    expect((await ask('/v1/signal/peerjs/id')).status).toBe(404)
    expect((await ask('/v1/signal/peerjs/peers')).status).toBe(404)
  })

  it.each([
    ['text that is no JSON', 'nonsense'],
    ['null', 'null'],
    ['a list', '[]'],
    ['an unknown type', '{"type":"OPEN"}'],
    ['an object as destination', '{"type":"OFFER","dst":{"a":1}}'],
    ['binary', Buffer.from('{"type":"HEARTBEAT"}')],
    ['a frame that is too large', JSON.stringify({ type: 'OFFER', dst: 'a', payload: 'x'.repeat(MAX_SIGNAL_FRAME) })],
  ])('G1 %s closes the socket, not the process', async (_, message) => {
    const { peer } = await scene()
    const { socket } = await greeted(path(peer))
    const closed = once(socket, 'close')
    socket.send(message)
    expect([1008, 1009]).toContain((await closed)[0])
    expect(await isAlive()).toBe(true)
    const back = await greeted(path(peer))
    expect(back.hello).toEqual({ type: 'OPEN' })
    back.socket.terminate()
  })

  it('G1 a flood of offers to nobody ends with its sender', async () => {
    const { peer } = await scene()
    const { socket } = await greeted(path(peer))
    const closed = once(socket, 'close')
    for (let i = 0; i < 600; i++)
      socket.send(JSON.stringify({ type: 'OFFER', dst: `ghost${i}`, payload: 'x'.repeat(1_000) }))
    expect((await closed)[0]).toBe(1008)
    expect(await isAlive()).toBe(true)
  })
})

/** Sends bytes as they are and answers with what came back until the connection ended. */
function raw(text: string | Buffer): Promise<string> {
  return new Promise((resolve) => {
    let answer = ''
    const socket = connect(portOf(), '127.0.0.1', () => socket.end(text))
    socket.on('data', (data) => {
      answer += data
    })
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(answer))
  })
}

describe('hostile requests', () => {
  const upgrade = (path: string, extra = '') =>
    `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${extra}\r\n`

  it.each([
    ['bytes that are no request', Buffer.from([0, 1, 2, 255, 254, 13, 10, 13, 10])],
    ['a request line without end', 'GET /'.padEnd(100_000, 'a')],
    ['an absolute address', 'GET http://elsewhere/v1/hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'],
    ['a star', 'OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'],
    ['connect', 'CONNECT other:80 HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['trace', 'TRACE / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'],
    ['a broken escape', 'GET /%ff%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'],
    ['two lengths', 'POST /v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
    [
      'length and chunks',
      'POST /v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['a body that breaks off', 'POST /v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\n{'],
    ['many headers', `GET / HTTP/1.1\r\nHost: x\r\n${'a: b\r\n'.repeat(9_000)}\r\n`],
    ['an upgrade without a key', upgrade('/v1/live')],
    ['an upgrade with a wrong version', upgrade('/v1/live', 'Sec-WebSocket-Key: x\r\nSec-WebSocket-Version: 1\r\n')],
    [
      'an upgrade of a broken address',
      upgrade('//[', 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n'),
    ],
    ['an upgrade to something else', 'GET /v1/live HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n'],
  ])('survives %s', async (_, text) => {
    expect(await raw(text)).not.toContain(' 500 ')
    expect(await isAlive()).toBe(true)
  })

  it('answers every route and method with a refusal or an answer, never a failure', async () => {
    const { token } = await scene()
    const id = 'a'.repeat(32)
    const paths = [
      '/',
      '/v1',
      '/v1/hello',
      '/v1/challenge',
      '/v1/session',
      `/v1/spaces/${id}/keyring`,
      `/v1/spaces/${id}/keyrings`,
    ]
    paths.push(
      `/v1/log/${id}/${id}`,
      '/v1/stream',
      `/v1/stream/${id}`,
      '/v1/live',
      '/v1/signal/peerjs',
      '/join',
      '/metrics',
    )
    paths.push(
      `/v1/spaces/${id.toUpperCase()}/keyrings`,
      `/v1/spaces/..%2f..%2fetc/keyrings`,
      '/v1//hello',
      '/v1/hello/',
      '/%00',
      '/join/../..',
    )
    const bodies = [
      '',
      'x',
      'null',
      '{"__proto__":{"a":1}}',
      `[${'['.repeat(5_000)}`,
      Buffer.from([0xff, 0xfe]),
      Buffer.alloc(70_000),
    ]
    for (const path of paths)
      for (const method of ['GET', 'HEAD', 'PUT', 'POST', 'DELETE', 'PATCH', 'OPTIONS'])
        for (const body of method === 'PUT' || method === 'POST' ? bodies : [undefined]) {
          const response = await ask(path, { method, headers: bearer(token), ...(body === undefined ? {} : { body }) })
          expect(response.status, `${method} ${path}`).toBeLessThan(500)
          await response.body?.cancel()
        }
  })

  it('P1 a body over the bound is refused while it is still being sent', async () => {
    const { token, space, document } = await scene()
    const path = `/v1/log/${space}/${document}`
    const response = await ask(path, { method: 'POST', headers: bearer(token), body: Buffer.alloc(MAX_BODY + 1) })
    expect([response.status, await response.json()]).toMatchObject([413, { error: 'too-large' }])
    const endless = `POST ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nTransfer-Encoding: chunked\r\n\r\n`
    const chunk = `100000\r\n${'x'.repeat(0x100000)}\r\n`
    expect(await raw(endless + chunk.repeat(6))).toMatch(/^HTTP\/1.1 413|^$/)
    expect(await isAlive()).toBe(true)
  })
})

describe('pages and origins', () => {
  it('lets extension pages read answers, and no web page', async () => {
    const from = (origin: string, init: RequestInit = {}) =>
      ask('/v1/stream', { ...init, headers: { origin, ...init.headers } })
    for (const origin of [
      'chrome-extension://abcdefghijklmnopabcdefghijklmnop',
      'moz-extension://0b4c3e2a-1111-4222-8333-944445555666',
    ]) {
      const headers = {
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,last-event-id',
      }
      const asked = await from(origin, { method: 'OPTIONS', headers })
      expect([asked.status, asked.headers.get('access-control-allow-origin')]).toEqual([204, origin])
      for (const header of ['authorization', 'last-event-id', 'content-type'])
        expect(asked.headers.get('access-control-allow-headers')).toContain(header)
      expect((await from(origin, { method: 'POST' })).headers.get('access-control-allow-origin')).toBe(origin)
    }
    const page = await from('https://example.org', { method: 'OPTIONS' })
    expect(page.headers.get('access-control-allow-origin')).toBeNull()
  })

  it('the join page runs no script, sends no referrer, and names no store that was not set', async () => {
    const response = await ask('/join')
    const policy = response.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toMatch(/script-src|unsafe|\*/)
    expect(response.headers.get('referrer-policy')).toBe('no-referrer')
    const html = await response.text()
    expect(html).not.toMatch(/<script|javascript:|\son\w+=|<img|<link|<form|https?:/i)
    expect(html).toContain('Ask who invited you')
    const style = /<style>([\s\S]*)<\/style>/.exec(html)?.[1] ?? ''
    const hash = Buffer.from(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(style))).toString('base64')
    expect(policy).toContain(hash)
  })
})
