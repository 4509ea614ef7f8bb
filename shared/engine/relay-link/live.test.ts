import { describe, expect, it } from 'vitest'
import { FakeClock } from '../../../test/kit/clock.ts'
import { turn } from '../../../test/kit/work.ts'
import type { DeviceId, DocumentId, SpaceId } from '../../domain/ids.ts'
import { encodeLiveDelivery, encodeLiveNews, type LiveNews, parseLiveSend } from '../../protocol/live.ts'
import type { LiveEvents, RelayDoor } from '../ports.ts'
import { LiveRooms } from './live.ts'

const space = 'ee'.repeat(16) as SpaceId
const room = 'd1'.repeat(16) as DocumentId
const other = 'd2'.repeat(16) as DocumentId
const device = 'cc'.repeat(16) as DeviceId

function desk() {
  const clock = new FakeClock()
  const sockets: { events: LiveEvents; texts: string[]; binaries: Uint8Array[]; closed: boolean }[] = []
  const door = {
    live: (events: LiveEvents) => {
      const socket = { events, texts: [] as string[], binaries: [] as Uint8Array[], closed: false }
      sockets.push(socket)
      return {
        sendText: (text: string) => void socket.texts.push(text),
        sendBinary: (message: Uint8Array) => void socket.binaries.push(message),
        close: () => {
          socket.closed = true
        },
      }
    },
  } as unknown as RelayDoor
  const heard: string[] = []
  const live = new LiveRooms(door, clock, {
    ready: () => void heard.push('ready'),
    down: () => void heard.push('down'),
    news: ({ t }) => void heard.push(t),
    record: () => void heard.push('record'),
    tokenRefused: () => void heard.push('token'),
  })
  const newest = () => {
    const socket = sockets.at(-1)
    if (!socket) throw new Error('no socket')
    return socket
  }
  const say = (message: LiveNews) => newest().events.text(encodeLiveNews(message))
  const ready = async () => {
    newest().events.opened()
    await turn()
    say({ t: 'ready' })
  }
  const told = () => newest().texts.map((text) => JSON.parse(text).t)
  return { clock, sockets, live, heard, newest, say, ready, told }
}

describe('the live socket', () => {
  it('N1 says who we are, then joins the rooms; again after every reconnection', async () => {
    const { live, heard, newest, ready, told } = desk()
    live.join(space, room)
    live.start('token')
    await ready()
    expect(told()).toEqual(['auth', 'join'])
    live.join(space, other)
    expect(told()).toEqual(['auth', 'join', 'join'])
    newest().events.closed()
    expect(heard).toEqual(['ready', 'down'])
    await ready()
    expect(told().slice(3)).toEqual(['auth', 'join', 'join'])
  })

  it('N1 what is not ready is dropped, and what is for rooms we left', async () => {
    const { live, newest, ready, say, heard } = desk()
    live.start('token')
    live.send(room, Uint8Array.of(1))
    await ready()
    live.send(room, Uint8Array.of(1))
    expect(newest().binaries).toEqual([])
    live.join(space, room)
    live.send(room, Uint8Array.of(1), device)
    expect(newest().binaries.map(parseLiveSend)).toMatchObject([{ ok: true, value: { document: room, to: device } }])
    live.leave(room)
    say({ t: 'gone', document: room, device })
    newest().events.binary(encodeLiveDelivery({ document: room, from: device, record: Uint8Array.of(1) }))
    expect(heard).toEqual(['ready'])
  })

  it('N2 a newer token of the same devices prolongs the socket, of others opens another', async () => {
    const { live, sockets, ready, told, heard } = desk()
    live.start('one')
    await ready()
    live.start('two')
    expect([sockets.length, told()]).toEqual([1, ['auth', 'auth']])
    live.restart('three')
    expect([sockets.length, sockets[0]?.closed, heard]).toEqual([2, true, ['ready', 'down']])
  })

  it('N2 V1 with a newer token the rooms are joined again: it may go with other certificates', async () => {
    const { live, say, ready, told, heard } = desk()
    live.join(space, room)
    live.start('one')
    await ready()
    live.start('two')
    say({ t: 'ready' })
    expect([told(), heard]).toEqual([
      ['auth', 'join', 'auth', 'join'],
      ['ready', 'ready'],
    ])
  })

  it('N6 pings, and replaces a socket that is silent', async () => {
    const { clock, live, sockets, ready, told, say } = desk()
    live.start('token')
    await ready()
    clock.pass(10_000)
    expect(told()).toEqual(['auth', 'ping'])
    say({ t: 'pong' })
    clock.pass(30_000)
    expect(sockets).toHaveLength(1)
    clock.pass(10_000)
    expect([sockets.length, sockets[0]?.closed]).toEqual([2, true])
    sockets[0]?.events.text(encodeLiveNews({ t: 'ready' }))
    expect(live.ready).toBe(false)
  })

  it('N6 replaces a socket that is silent also when the clock was set back', async () => {
    const { clock, live, sockets, ready } = desk()
    live.start('token')
    await ready()
    const now = clock.now.bind(clock)
    clock.now = () => now() - 5 * 24 * 3_600_000
    clock.pass(60_000)
    expect(sockets[0]?.closed).toBe(true)
  })

  it('N2 a refused token is told', async () => {
    const { live, newest, say, heard } = desk()
    live.start('token')
    newest().events.opened()
    await turn()
    say({ t: 'error', error: 'bad-token', message: '' })
    say({ t: 'error', error: 'slow-down', message: '' })
    expect(heard).toEqual(['token'])
  })

  it('N1 nonsense is passed over', async () => {
    const { live, newest, ready, heard } = desk()
    live.join(space, room)
    live.start('token')
    await ready()
    for (const text of ['', '{', '[]', '{"t":"weather"}', '{"t":"came","document":"x"}']) newest().events.text(text)
    for (const bytes of [[], [9], [1, 2, 3]]) newest().events.binary(Uint8Array.from(bytes))
    expect(heard).toEqual(['ready'])
  })

  it('N1 stopped, nothing goes on', async () => {
    const { clock, live, newest, ready } = desk()
    live.start('token')
    await ready()
    live.stop()
    expect([newest().closed, clock.waiting, live.ready]).toEqual([true, 0, false])
  })
})
