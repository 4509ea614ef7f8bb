import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deviceOf, HUDDLE } from '../../../test/kit/call-model.ts'
import type { DeviceId } from '../../domain/ids.ts'
import type { SignalBody, SignalMessage } from '../wire/signal.ts'
import type { CallEffect, CallEvent } from './state.ts'
import { Supervisor } from './supervisor.ts'

const ME = deviceOf(5)
const OURS = 'a'.repeat(32)
const others = [deviceOf(1), deviceOf(2), deviceOf(8), deviceOf(9)]

const device = fc.constantFrom(...others)
const small = fc.nat(4)
const candidates = [{ candidate: 'c', sdpMid: '0', sdpMLineIndex: 0 }]
const message: fc.Arbitrary<SignalMessage> = fc.oneof(
  small.map((link) => ({ is: 'hello', link }) as const),
  fc
    .tuple(fc.constantFrom('offer', 'answer'), small, small)
    .map(([is, link, round]) => ({ is, link, round, sdp: 's' }) as const),
  fc.tuple(small, small).map(([link, round]) => ({ is: 'candidates', link, round, candidates }) as const),
  small.map((link) => ({ is: 'restart-please', link }) as const),
  fc.constant({ is: 'bye' } as const),
)
const body: fc.Arbitrary<SignalBody> = fc
  .tuple(small, fc.constantFrom('', OURS), fc.nat(60), message)
  .map(([session, to, n, said]) => ({ v: 1, huddle: HUDDLE, session: `${session}`.repeat(32), to, n, message: said }))
const states = fc.constantFrom('new', 'connecting', 'connected', 'disconnected', 'failed', 'closed' as const)
const event: fc.Arbitrary<CallEvent> = fc.oneof(
  fc.tuple(fc.subarray(others), fc.boolean()).map(([devices, sure]) => ({ is: 'present', devices, sure }) as const),
  { weight: 4, arbitrary: fc.tuple(device, body).map(([from, said]) => ({ is: 'signal', from, body: said }) as const) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(device, small, states)
      .map(([to, link, state]) => ({ is: 'connection', device: to, link, state }) as const),
  },
  fc
    .tuple(fc.constantFrom('heard', 'bye', 'refuse', 'broken'), device, small)
    .map(([is, to, link]) => ({ is, device: to, link }) as const),
  fc.constantFrom({ is: 'wake' }, { is: 'doubt' }, { is: 'tick' } as const),
)

/** Holds every effect against what must be true of connections. */
class Ledger {
  readonly open = new Map<DeviceId, { readonly link: number; round: number }>()

  carryOut(effect: CallEffect): void {
    if (effect.do === 'send') return
    const held = this.open.get(effect.device)
    if (effect.do === 'offer' || effect.do === 'answer') {
      expect(held).toBeUndefined()
      expect(effect.do === 'offer').toBe(ME < effect.device)
      this.open.set(effect.device, { link: effect.link, round: effect.round })
      return
    }
    expect(held?.link).toBe(effect.link)
    if (effect.do === 'close') this.open.delete(effect.device)
    else if (held !== undefined) {
      if (effect.do === 'restart' || effect.do === 'answer-restart') {
        expect(effect.round).toBeGreaterThan(held.round)
        held.round = effect.round
      }
      expect(effect.round).toBe(held.round)
    }
  }
}

describe('whatever a device sends', () => {
  it('HU11 each effect fits the connections there are, and what is shown is what exists', () => {
    const steps = fc.array(fc.tuple(event, fc.constantFrom(0, 20, 500, 3_000, 12_000)), { maxLength: 120 })
    fc.assert(
      fc.property(steps, (all) => {
        const supervisor = new Supervisor(ME, OURS, () => 0.5)
        const ledger = new Ledger()
        let now = 0
        for (const [each, ms] of all) {
          now += ms
          for (const effect of supervisor.take(each, now)) ledger.carryOut(effect)
          const shown = supervisor.peers(now).filter(({ link }) => link > 0)
          expect(new Map(shown.map(({ device: of, link }) => [of, link]))).toEqual(
            new Map([...ledger.open].map(([of, { link }]) => [of, link])),
          )
          for (const { phase, link } of supervisor.peers(now))
            if (phase === 'idle' || phase === 'gone') expect(link).toBe(0)
            else if (phase !== 'dialling') expect(link).toBeGreaterThan(0)
        }
        for (const effect of supervisor.take({ is: 'leave' }, now)) ledger.carryOut(effect)
        expect(ledger.open.size).toBe(0)
      }),
      { numRuns: 400 },
    )
  })

  it('HU20 nothing is left of those who are named no more and say nothing', () => {
    const steps = fc.array(event, { maxLength: 80 })
    fc.assert(
      fc.property(steps, (all) => {
        const supervisor = new Supervisor(ME, OURS, () => 0.5)
        const ledger = new Ledger()
        let now = 0
        const take = (each: CallEvent, ms: number) => {
          now += ms
          for (const effect of supervisor.take(each, now)) ledger.carryOut(effect)
        }
        for (const each of all) take(each, 100)
        take({ is: 'present', devices: [], sure: true }, 500)
        for (let i = 0; i < 60; i++) take({ is: 'tick' }, 500)
        expect(ledger.open.size).toBe(0)
        expect(supervisor.peers(now)).toEqual([])
      }),
      { numRuns: 200 },
    )
  })
})
