import { describe, expect, it } from 'vitest'
import { FakeClock } from '../../../test/kit/clock.ts'
import { MemoryStore } from '../../../test/kit/memory-store.ts'
import { deviceId, memberId, StandInSpace } from '../../../test/kit/stand-ins.ts'
import { turn } from '../../../test/kit/work.ts'
import type { DeviceId, MemberId } from '../../domain/ids.ts'
import type { LeaseHead } from '../document-parts.ts'
import { encodeSeen, MOST_PER_SIGNAL, parseSeen } from './body.ts'
import { Seen } from './seen.ts'
import { MOST_LEASES, Tally } from './tally.ts'

const nonce = (n: number): string => n.toString(16).padStart(16, '0')
const head = (digit: string, counter: number, n = 1): LeaseHead => ({
  device: deviceId(digit),
  nonce: nonce(n),
  counter,
})
const of = (member: string, counter: number, n = 1) => ({ ...head(member, counter, n), member: memberId(member) })

async function desk(store = new MemoryStore()) {
  const clock = new FakeClock()
  const space = new StandInSpace('Team', { space: '1', member: 'a' }, 'https://relay.example')
  const ended = new AbortController()
  const settings = { tells: true }
  const ports = { clock, store, tells: () => settings.tells }
  const seen = await Seen.open(space.asOpenSpace(), ports, ended.signal)
  const settle = async () => {
    for (let n = 0; n < 10; n++) await turn()
  }
  const here = (...digits: string[]) => {
    space.moves.people = digits.map((digit) => ({
      device: deviceId(digit) as DeviceId,
      member: memberId(digit) as MemberId,
      page: undefined,
      huddle: undefined,
    }))
    space.moves.presentChanged.emit()
  }
  const told = () => space.moves.seenTold.map(({ to, body }) => [to, parseSeen(body.slice())])
  const hear = async (digit: string, body: Uint8Array) => {
    space.moves.toldSeen.emit({ device: deviceId(digit), member: memberId(digit), body: body.slice() })
    await settle()
  }
  return { clock, space, seen, settings, store, settle, here, told, hear }
}

describe('who has seen what', () => {
  it('SE1 each author’s devices are told how far their own work was in view, once, and of more', async () => {
    const { clock, seen, here, told } = await desk()
    here('b', 'c')
    seen.inView({ applied: () => [of('b', 3), of('c', 2), of('a', 9)] })
    expect(told()).toEqual([])
    clock.pass(2_000)
    expect(told()).toEqual([
      [deviceId('b'), [head('b', 3)]],
      [deviceId('c'), [head('c', 2)]],
    ])
    seen.inView({ applied: () => [of('b', 3), of('c', 4)] })
    clock.pass(2_000)
    expect(told().slice(2)).toEqual([[deviceId('c'), [head('c', 4)]]])
  })

  it('SE2 who comes later is told then, also after a restart', async () => {
    const first = await desk()
    first.seen.inView({ applied: () => [of('b', 3)] })
    first.clock.pass(2_000)
    await first.settle()
    expect(first.told()).toEqual([])
    const { here, told } = await desk(first.store.crash())
    here('b')
    expect(told()).toEqual([[deviceId('b'), [head('b', 3)]]])
    here()
    here('b')
    expect(told()).toHaveLength(2)
  })

  it('SE3 members are believed of themselves only, and it is kept over a restart', async () => {
    const { seen, hear, store } = await desk()
    await hear('b', encodeSeen([head('a', 5)]))
    expect(seen.by(head('a', 5))).toEqual([memberId('b')])
    expect(seen.by(head('a', 6))).toEqual([])
    expect(seen.by(head('a', 5, 2))).toEqual([])
    await hear('b', encodeSeen([head('a', 2)]))
    expect(seen.by(head('a', 5))).toEqual([memberId('b')])
    await hear('a', encodeSeen([head('a', 9)]))
    expect(seen.by(head('a', 9))).toEqual([])
    const again = await desk(store.crash())
    expect(again.seen.by(head('a', 5))).toEqual([memberId('b')])
  })

  it('SE4 switched off, nothing is remembered and nobody is told; others still tell us', async () => {
    const { clock, seen, settings, here, told, hear } = await desk()
    settings.tells = false
    here('b')
    seen.inView({ applied: () => [of('b', 3)] })
    clock.pass(5_000)
    expect(told()).toEqual([])
    await hear('b', encodeSeen([head('a', 5)]))
    expect(seen.by(head('a', 5))).toHaveLength(1)
    settings.tells = true
    here('b', 'c')
    expect(told()).toEqual([])
  })

  it('SE5 what is no such body is dropped, and nobody fills our memory', async () => {
    const { seen, hear } = await desk()
    for (const body of [new Uint8Array(0), new Uint8Array(31), new Uint8Array(33), new Uint8Array(32 * 257)])
      await hear('b', body)
    await hear('b', new Uint8Array(32).fill(255))
    expect(seen.by(head('a', 1))).toEqual([])
    const tally = new Tally()
    for (let n = 0; n < MOST_LEASES + 50; n++) tally.see(head('a', 1, n + 1))
    expect(tally.heads).toHaveLength(MOST_LEASES)
    expect(tally.covers(head('a', 1, 1))).toBe(false)
    expect(tally.covers(head('a', 1, MOST_LEASES + 50))).toBe(true)
  })

  it('SE5 much is told in several signals, each small enough to be taken', async () => {
    const { clock, seen, here, told } = await desk()
    here('b')
    seen.inView({ applied: () => Array.from({ length: 600 }, (_, n) => of('b', 1, n + 1)) })
    clock.pass(2_000)
    expect(told().map(([, heads]) => heads?.length)).toEqual([MOST_PER_SIGNAL, MOST_PER_SIGNAL, 88])
  })

  it('SE5 a full disk costs nobody a word', async () => {
    const { clock, seen, here, told, store, settle, hear } = await desk()
    store.full = true
    here('b')
    seen.inView({ applied: () => [of('b', 1)] })
    clock.pass(2_000)
    await settle()
    expect(told()).toHaveLength(1)
    await hear('b', encodeSeen([head('a', 1)]))
    expect(seen.by(head('a', 1))).toHaveLength(1)
  })
})
