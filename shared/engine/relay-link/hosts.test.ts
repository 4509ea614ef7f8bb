import { describe, expect, it } from 'vitest'
import { FakeClock } from '../../../test/kit/clock.ts'
import { MemoryLinkPair } from '../../../test/kit/memory-link.ts'
import { Net } from '../../../test/kit/net.ts'
import { turn } from '../../../test/kit/work.ts'
import { HELLO_MS } from '../peers/greet.ts'
import { encodeLinkMessage } from '../peers/wire.ts'
import type { Link, PeerDoor, PeerIdentity } from '../ports.ts'
import { PeerHosts } from './hosts.ts'

const identity = (id: string, token = `token-${id}`): PeerIdentity => ({
  id,
  token,
  relay: 'http://relay.example',
  ice: [],
})

function desk() {
  const net = new Net()
  const clock = new FakeClock()
  const opened: { identity: PeerIdentity; incoming: (link: Link) => void; closed: boolean }[] = []
  const dialled: Link[] = []
  const pair = () => new MemoryLinkPair(net, 'x', { a: 'aa', b: 'bb' })
  const door: PeerDoor = {
    open: (given, incoming) => {
      const host = { identity: given, incoming, closed: false }
      opened.push(host)
      return {
        dial: async (peer) => {
          if (peer === 'absent') throw new Error('absent')
          const { a, b } = pair()
          dialled.push(b)
          return a
        },
        close: () => {
          host.closed = true
        },
      }
    },
  }
  const greeted: string[] = []
  const hosts = new PeerHosts(door, clock, (space) => void greeted.push(space))
  const settle = async () => {
    for (let i = 0; i < 10; i++) {
      while (net.flushOne());
      await turn()
    }
  }
  return { clock, opened, dialled, hosts, greeted, pair, settle }
}

describe('our place at the signalling', () => {
  it('N2 stays when the session is renewed, with the newest token', () => {
    const { hosts, opened } = desk()
    hosts.use(identity('p', 'one'))
    hosts.use(identity('p', 'two'))
    expect([opened.length, opened[0]?.identity.token, hosts.id]).toEqual([1, 'two', 'p'])
  })

  it('N2 another id begins anew; the earlier host ends with its last link', async () => {
    const { hosts, opened, dialled, settle } = desk()
    hosts.use(identity('p'))
    const link = await hosts.dial('someone')
    let closes = 0
    link.listen({ message: () => undefined, lossy: () => undefined, closed: () => void closes++ })
    hosts.use(identity('q'))
    expect(opened.map(({ closed }) => closed)).toEqual([false, false])
    dialled[0]?.listen({ message: () => undefined, lossy: () => undefined, closed: () => undefined })
    dialled[0]?.close()
    await settle()
    expect([closes, opened.map(({ closed }) => closed)]).toEqual([1, [true, false]])
  })

  it('N2 an unused earlier host ends at once; a dial that fails is not counted as a link', async () => {
    const { hosts, opened } = desk()
    await expect(hosts.dial('anyone')).rejects.toThrow()
    hosts.use(identity('p'))
    await expect(hosts.dial('absent')).rejects.toThrow('absent')
    hosts.use(identity('q'))
    expect(opened.map(({ closed }) => closed)).toEqual([true, false])
    hosts.close()
    expect([opened.map(({ closed }) => closed), hosts.id]).toEqual([[true, true], ''])
  })

  it('N17 hands a dialled link to the space that its hello names; the silent and the many are closed', async () => {
    const { hosts, opened, greeted, pair, clock, settle } = desk()
    hosts.use(identity('p'))
    const good = pair()
    opened[0]?.incoming(good.b)
    const certificate = new Uint8Array(255).fill(3)
    await good.a.send(encodeLinkMessage({ type: 'hello', certificate, signal: new Uint8Array(9) }))
    await settle()
    expect(greeted).toEqual(['03'.repeat(16)])
    let closes = 0
    for (let i = 0; i < 40; i++) {
      const { a, b } = pair()
      a.listen({ message: () => undefined, lossy: () => undefined, closed: () => void closes++ })
      opened[0]?.incoming(b)
    }
    await settle()
    expect(closes).toBe(8)
    clock.pass(HELLO_MS)
    await settle()
    expect([closes, greeted.length, clock.waiting]).toEqual([40, 1, 0])
  })
})
