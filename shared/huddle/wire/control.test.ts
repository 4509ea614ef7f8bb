import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RemoteState } from '../parts.ts'
import { Allowance, RATES } from './allowance.ts'
import { type ControlMessage, formatControl, parseControl } from './control.ts'

const state: RemoteState = {
  muted: true,
  listening: false,
  camera: true,
  screen: false,
  hand: false,
  wants: { camera: 'low', screen: 'off' },
}
const why = (raw: unknown): string => {
  const parsed = parseControl(raw)
  return parsed.ok ? 'taken' : parsed.error
}

describe('the control channel', () => {
  it('HU5 messages come back as they were written', () => {
    const messages: ControlMessage[] = [
      { is: 'state', n: 1, state, turns: { camera: 3, screen: 0 } },
      { is: 'ping', n: 0 },
      { is: 'pong', n: 4_294_967_295 },
      { is: 'reaction', reaction: '👍' },
      { is: 'bye' },
    ]
    for (const message of messages) expect(parseControl(formatControl(message))).toEqual({ ok: true, value: message })
  })

  it('HU6 passes over kinds of later versions', () => {
    expect(why('{"is":"caption","text":"hi"}')).toBe('unknown')
    expect(why('{"is":""}')).toBe('unknown')
  })

  it.each([
    ['bytes', new Uint8Array(4)],
    ['nothing', undefined],
    ['no JSON', '{'],
    ['null', 'null'],
    ['a kind that is no text', '{"is":1}'],
    ['a known kind with a field more', '{"is":"bye","now":true}'],
    ['another reaction', '{"is":"reaction","reaction":"<b>"}'],
    [
      'a state of another shape',
      JSON.stringify({
        is: 'state',
        n: 1,
        state: { ...state, wants: { camera: 'huge', screen: 'off' } },
        turns: { camera: 0, screen: 0 },
      }),
    ],
    ['a negative turn', JSON.stringify({ is: 'state', n: 1, state, turns: { camera: -1, screen: 0 } })],
    ['a long text', JSON.stringify({ is: 'x', text: 'x'.repeat(1_000) })],
  ])('HU6 refuses %s', (_, raw) => expect(why(raw)).toBe('refused'))

  it('HU6 never throws', () => {
    fc.assert(fc.property(fc.anything(), (raw) => void parseControl(raw)))
    fc.assert(fc.property(fc.json({ maxDepth: 3 }), (raw) => void parseControl(raw)))
  })
})

describe('an allowance', () => {
  const taken = (allowance: Allowance, times: readonly number[]) => times.filter((now) => allowance.take(now)).length

  it('HU8 lets through a burst, then so many a second', () => {
    const allowance = new Allowance({ burst: 5, perSecond: 2 })
    expect(taken(allowance, Array(100).fill(0))).toBe(5)
    expect(taken(allowance, Array(100).fill(1_000))).toBe(2)
    expect(taken(allowance, Array(100).fill(60_000))).toBe(5)
  })

  it('HU8 holds whatever the times are, and a clock that goes back gives nothing', () => {
    const allowance = new Allowance({ burst: 3, perSecond: 1 })
    expect(taken(allowance, [5_000, 4_000, 3_000, 2_000, 1_000, 0])).toBe(3)
    fc.assert(
      fc.property(fc.array(fc.nat(500), { maxLength: 200 }), (gaps) => {
        let now = 0
        const times = gaps.map((gap) => (now += gap))
        return taken(new Allowance(RATES.reaction), times) <= 5 + (now / 1_000) * 2 + 1e-6
      }),
    )
  })

  it('HU8 is enough for what an honest window sends', () => {
    const each = (ms: number, seconds: number) =>
      Array.from({ length: (seconds * 1_000) / ms }, (_, index) => index * ms)
    expect(taken(new Allowance(RATES.ping), each(500, 60))).toBe(120)
    expect(taken(new Allowance(RATES.lossy), each(33, 33))).toBe(1_000)
  })
})
