import { describe, expect, it } from 'vitest'
import { FakeClock } from '../../../test/kit/clock.ts'
import { turn as rest } from '../../../test/kit/work.ts'
import { utf8 } from '../../kit/bytes.ts'
import { encodeTurnAnswer } from '../../protocol/turn.ts'
import type { RelayResponse } from '../ports.ts'
import { CallServers } from './turn.ts'

const HOUR = 3_600_000
const STUN = { urls: 'stun:stun.example.org' }
const plain = { urls: ['stun:stun.example.org'] }

function desk() {
  const clock = new FakeClock()
  const asked: string[] = []
  const box: { answer: () => Promise<RelayResponse>; setBack: number } = {
    answer: async () => credentials(asked.length),
    setBack: 0,
  }
  const wall = { now: () => clock.now() - box.setBack, after: clock.after.bind(clock) }
  const servers = new CallServers(wall, (path) => {
    asked.push(path)
    return box.answer()
  })
  servers.hello({ incarnation: 'aa', ice: [STUN] })
  return { clock, asked, box, servers }
}

function credentials(number: number): RelayResponse {
  const ice = [{ urls: ['turn:t'], username: `u${number}`, credential: 'c' }]
  return { status: 200, body: utf8(encodeTurnAnswer({ ice, expires: 4 * HOUR })) }
}
const turn = (number: number) => ({ urls: ['turn:t'], username: `u${number}`, credential: 'c' })

describe('servers for calls', () => {
  it('U1 credentials are asked for once, and again after half their life', async () => {
    const { clock, asked, servers } = desk()
    expect(await Promise.all([servers.all(), servers.all()])).toEqual([
      [plain, turn(1)],
      [plain, turn(1)],
    ])
    clock.pass(1.9 * HOUR)
    await servers.all()
    expect(asked).toEqual(['/v1/turn'])
    clock.pass(0.2 * HOUR)
    expect(await servers.all()).toEqual([plain, turn(2)])
  })

  it('U1 a clock that is set back makes none last longer', async () => {
    const { clock, asked, box, servers } = desk()
    await servers.all()
    clock.pass(HOUR)
    await servers.all()
    box.setBack = 48 * HOUR
    await servers.all()
    expect(asked).toHaveLength(1)
    clock.pass(1.1 * HOUR)
    expect(await servers.all()).toEqual([plain, turn(2)])
  })

  it('U1 a relay that is away leaves the ones that are still good, then none', async () => {
    const { clock, box, servers } = desk()
    await servers.all()
    box.answer = () => Promise.reject(new Error('away'))
    clock.pass(3 * HOUR)
    expect(await servers.all()).toEqual([plain, turn(1)])
    clock.pass(HOUR)
    expect(await servers.all()).toEqual([plain])
  })

  it('U1 nobody waits long for a relay that hangs, and it is not asked without end', async () => {
    const { clock, asked, box, servers } = desk()
    box.answer = () => new Promise(() => undefined)
    const first = servers.all()
    await rest()
    clock.pass(3_000)
    expect(await first).toEqual([plain])
    box.answer = async () => ({ status: 429, body: utf8('{"error":"slow-down","message":"later"}') })
    expect(asked.length).toBe(1)
  })

  it.each([
    ['a refusal', 429, '{"error":"slow-down","message":"later"}'],
    ['an older relay', 404, '{"error":"not-found","message":"nothing"}'],
    ['a login page', 200, '<html>'],
    ['another shape', 200, '{"ice":[{"urls":5}],"expires":9}'],
    ['more than is taken', 200, JSON.stringify({ ice: Array(17).fill({ urls: 'turn:t' }), expires: 9 })],
  ])('U1 %s means no TURN, and a pause', async (_, status, text) => {
    const { asked, box, servers } = desk()
    box.answer = async () => ({ status, body: utf8(text) })
    expect(await servers.all()).toEqual([plain])
    expect(await servers.all()).toEqual([plain])
    expect(asked.length).toBe(1)
  })

  it('U1 a relay that began anew is asked anew', async () => {
    const { servers } = desk()
    await servers.all()
    servers.hello({ incarnation: 'bb', ice: [] })
    expect(await servers.all()).toEqual([turn(2)])
  })
})
