import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CallModel, deviceOf, FAIR, type Weather } from '../../../test/kit/call-model.ts'
import { Chance } from '../../../test/kit/chance.ts'
import type { DeviceId } from '../../domain/ids.ts'

const [ada, ben] = [deviceOf(1), deviceOf(2)]
const begin = (seed = 1): { call: CallModel; chance: Chance } => {
  const chance = new Chance(seed)
  return { call: new CallModel(() => chance.fraction()), chance }
}
const both = (): CallModel => {
  const { call } = begin()
  call.join(ada)
  call.join(ben)
  call.run(2_000)
  expect(call.connected(ada, ben)).toBe(true)
  return call
}
/** How long until they are connected and both know it. */
const until = (call: CallModel, most: number, done = () => call.connected(ada, ben)): number => {
  const from = call.now
  while (!done() && call.now - from < most) call.run(250)
  return call.now - from
}
const phases = (call: CallModel) =>
  [ada, ben].map((at) => call.windows.get(at)?.supervisor.peer(at === ada ? ben : ada, call.now)?.phase)
const BLACK: Weather = { ...FAIR, path: () => false }

/** Everybody is connected with everybody, by exactly one connection on each side. */
function whole(call: CallModel): string[] {
  const wrong: string[] = []
  for (const [a, { connections }] of call.windows)
    for (const [b] of call.windows) {
      if (a < b && !call.connected(a, b)) wrong.push(`${a.slice(0, 2)} and ${b.slice(0, 2)} are not connected`)
      if (a !== b && connections.size !== call.windows.size - 1) wrong.push(`${a.slice(0, 2)} has ${connections.size}`)
    }
  return wrong
}

describe('two windows', () => {
  it('HU12 are connected within a second of joining, by one connection each', () => {
    const { call } = begin()
    call.join(ada)
    call.join(ben)
    expect(until(call, 2_000)).toBeLessThanOrEqual(1_000)
    call.run(20_000)
    expect(call.made).toBe(2)
    expect(phases(call)).toEqual(['connected', 'connected'])
  })

  it('HU12 are connected although a third of all signals is lost and they are slow', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const { call } = begin(seed)
      call.weather = { ...FAIR, loss: 0.33, delayMs: 1_000 }
      call.join(ben)
      call.run(1_000)
      call.join(ada)
      expect(until(call, 40_000), `seed ${seed}`).toBeLessThan(40_000)
    }
  })

  it('HU16 a reloaded window is connected again within two seconds, whoever offers', () => {
    for (const who of [ada, ben]) {
      const call = both()
      call.reload(who)
      expect(until(call, 5_000)).toBeLessThanOrEqual(2_000)
      call.run(15_000)
      expect(whole(call)).toEqual([])
    }
  })

  it('HU17 a short outage heals by itself: no other connection is made', () => {
    for (const ms of [3_000, 8_000]) {
      const call = both()
      call.weather = BLACK
      call.run(ms)
      expect(phases(call)).not.toContain('connected')
      call.weather = FAIR
      expect(until(call, 5_000, () => phases(call).every((phase) => phase === 'connected'))).toBeLessThanOrEqual(1_000)
      expect(call.made).toBe(2)
    }
  })

  it('HU18 after a longer one ICE restarts on the same connection, in step with signals that come and go', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const { call } = begin(seed)
      call.join(ada)
      call.join(ben)
      call.run(2_000)
      call.weather = { ...BLACK, loss: 0.5, delayMs: 3_000 }
      call.run(20_000)
      call.weather = { ...FAIR, loss: 0.3, delayMs: 300 }
      expect(until(call, 20_000, () => phases(call).every((phase) => phase === 'connected'))).toBeLessThan(20_000)
      call.run(20_000)
      expect(call.made, `seed ${seed}`).toBe(2)
    }
  })

  it('HU20 the relay may be away for the whole call', () => {
    const call = both()
    call.weather = { ...FAIR, relay: false }
    call.run(300_000)
    expect(phases(call)).toEqual(['connected', 'connected'])
    expect(call.made).toBe(2)
  })

  it('HU21 who crashed is not shown for longer than ten seconds, and their connection is closed', () => {
    const call = both()
    call.crash(ben)
    const listed = () =>
      call.windows
        .get(ada)
        ?.supervisor.peers(call.now)
        .some(({ listed }) => listed) === false
    expect(until(call, 30_000, listed)).toBeLessThanOrEqual(10_000)
    call.run(20_000)
    expect(call.made).toBe(call.closed)
  })

  it('HU22 who leaves is gone at once', () => {
    const call = both()
    call.leave(ben)
    call.run(250)
    expect(call.windows.get(ada)?.supervisor.peers(call.now)).toEqual([])
    call.run(30_000)
    expect(call.made).toBe(2)
    expect(call.closed).toBe(2)
  })
})

describe('a huddle', () => {
  it('HU11 after 500 joins, leaves, crashes and reloads under bad weather everybody is connected once, and nothing is left', () => {
    const { call, chance } = begin(7)
    const people = Array.from({ length: 8 }, (_, index) => deviceOf(index + 1))
    const cut = new Set<DeviceId>()
    const path = (a: DeviceId, b: DeviceId) => !cut.has(a) && !cut.has(b)
    call.weather = { loss: 0.1, delayMs: 800, path, relay: true }
    for (let turn = 0; turn < 500; turn++) {
      const who = people[chance.below(people.length)] ?? ada
      if (!call.windows.has(who)) call.join(who)
      else [() => call.leave(who), () => call.crash(who), () => call.reload(who)][chance.below(3)]?.()
      if (chance.below(10) === 0) cut.has(who) ? cut.delete(who) : cut.add(who)
      if (chance.below(20) === 0) call.weather = { ...call.weather, relay: !call.weather.relay }
      const awake = [...call.windows.keys()][0]
      if (chance.below(5) === 0 && awake !== undefined) call.event(awake, { is: 'wake' })
      call.run(chance.below(3_000))
    }
    cut.clear()
    call.weather = { ...FAIR, path }
    for (const who of people) if (!call.windows.has(who)) call.join(who)
    call.run(75_000)
    expect(whole(call)).toEqual([])
    for (const who of people) call.leave(who)
    expect(call.made).toBe(call.closed)
    expect(call.made).toBeGreaterThan(500)
  })

  it('HU11 whatever happens in whatever order, there is one connection for a pair, and none when all have left', () => {
    const people = [1, 2, 3].map(deviceOf)
    const step = fc.record({
      who: fc.constantFrom(...people),
      what: fc.constantFrom('join', 'leave', 'crash', 'reload', 'wake', 'dark', 'fair', 'deaf', 'lossy', 'break'),
      ms: fc.integer({ min: 0, max: 12_000 }),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), fc.integer(), (steps, seed) => {
        const { call } = begin(seed)
        for (const { who, what, ms } of steps) {
          const window = call.windows.get(who)
          if (what === 'dark') call.weather = { ...call.weather, path: () => false }
          else if (what === 'fair') call.weather = FAIR
          else if (what === 'deaf') call.weather = { ...call.weather, relay: false }
          else if (what === 'lossy') call.weather = { ...call.weather, loss: 0.4, delayMs: 2_000 }
          else if (window === undefined) call.join(who)
          else if (what === 'wake') call.event(who, { is: 'wake' })
          else if (what === 'break') {
            const [first] = window.connections
            if (first !== undefined) call.event(who, { is: 'broken', device: first[0], link: first[1].link })
          } else if (what !== 'join') call[what](who)
          call.run(ms)
        }
        call.weather = FAIR
        call.run(75_000)
        expect(whole(call)).toEqual([])
        for (const who of [...call.windows.keys()]) call.leave(who)
        expect(call.made).toBe(call.closed)
      }),
      { numRuns: 150 },
    )
  })
})
