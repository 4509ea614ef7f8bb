import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HuddleId } from '../../domain/huddle.ts'
import {
  formatSignal,
  MAX_SIGNAL_CHARS,
  parseSignal,
  type SignalBody,
  type SignalMessage,
  sessionId,
} from './signal.ts'

const session = sessionId(new Uint8Array(16).fill(7))
const body = (message: SignalMessage, more: Partial<SignalBody> = {}): SignalBody => ({
  v: 1,
  huddle: 'a'.repeat(32) as HuddleId,
  session,
  to: '',
  n: 1,
  message,
  ...more,
})
const candidate = {
  candidate: 'candidate:1 1 udp 1 192.0.2.1 9 typ host',
  sdpMid: '0',
  sdpMLineIndex: 0,
  usernameFragment: 'x',
}
const raw = (change: (json: Record<string, unknown>) => unknown): string =>
  JSON.stringify(change(JSON.parse(formatSignal(body({ is: 'bye' })))))
const refused = (text: string): string => {
  const parsed = parseSignal(text)
  return parsed.ok ? 'taken' : parsed.error
}

describe('signals', () => {
  it('HU1 come back as they were written', () => {
    const messages: SignalMessage[] = [
      { is: 'hello', link: 0 },
      { is: 'offer', link: 1, round: 1, sdp: 'v=0\r\n' },
      { is: 'answer', link: 3, round: 2, sdp: '' },
      {
        is: 'candidates',
        link: 1,
        round: 1,
        candidates: [candidate, { candidate: '', sdpMid: null, sdpMLineIndex: null }],
      },
      { is: 'restart-please', link: 1 },
      { is: 'bye' },
    ]
    for (const message of messages) {
      const parsed = parseSignal(formatSignal(body(message, { to: session, n: 9 })))
      expect(parsed).toEqual({ ok: true, value: body(message, { to: session, n: 9 }) })
    }
  })

  it('HU1 are bounded: text, description, candidates, numbers', () => {
    const offer = (sdp: string) => formatSignal(body({ is: 'offer', link: 1, round: 1, sdp }))
    expect(refused(offer('x'.repeat(24_000)))).toBe('taken')
    expect(refused(offer('x'.repeat(24_001)))).toBe('message.sdp: not understood')
    expect(refused(offer('x'.repeat(MAX_SIGNAL_CHARS)))).toBe('signal too long')
    const candidates = (many: number, one = candidate) =>
      formatSignal(body({ is: 'candidates', link: 1, round: 1, candidates: Array.from({ length: many }, () => one) }))
    expect(refused(candidates(64))).toBe('taken')
    expect(refused(candidates(65))).not.toBe('taken')
    expect(refused(candidates(0))).not.toBe('taken')
    expect(refused(candidates(1, { ...candidate, candidate: 'x'.repeat(513) }))).not.toBe('taken')
    for (const link of [0, -1, 0.5, 1e9, Number.NaN])
      expect(refused(formatSignal(body({ is: 'restart-please', link })))).not.toBe('taken')
  })

  it.each([
    ['nothing', ''],
    ['no JSON', '{"v":1'],
    ['null', 'null'],
    ['a list', '[]'],
    ['deep nesting', `${'['.repeat(15_000)}${']'.repeat(15_000)}`],
    ['another version', raw((json) => ({ ...json, v: 2 }))],
    ['a field more', raw((json) => ({ ...json, more: 1 }))],
    ['a prototype', '{"__proto__":{"v":1}}'],
    ['another kind', raw((json) => ({ ...json, message: { is: 'restart' } }))],
    ['no message', raw((json) => ({ ...json, message: undefined }))],
    ['a session that is none', raw((json) => ({ ...json, session: 'x'.repeat(32) }))],
    ['an empty session', raw((json) => ({ ...json, session: '' }))],
    ['a huddle that is none', raw((json) => ({ ...json, huddle: '../x' }))],
    ['a number that is none', raw((json) => ({ ...json, n: '1' }))],
    ['number nought', raw((json) => ({ ...json, n: 0 }))],
  ])('HU1 refuses %s', (_, text) => expect(refused(text)).not.toBe('taken'))

  it('HU1 does not quote the input in a refusal', () =>
    expect(refused(raw((json) => ({ ...json, huddle: '<script>' })))).toBe('huddle: not understood'))

  it('HU1 never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseSignal(text)))
    fc.assert(fc.property(fc.json(), (text) => void parseSignal(text)))
    const kinds = fc.constantFrom('hello', 'offer', 'candidates', 'bye')
    const message = fc.record({ is: kinds, link: fc.jsonValue(), sdp: fc.jsonValue(), candidates: fc.jsonValue() })
    fc.assert(
      fc.property(message, (value) => {
        expect(refused(raw((json) => ({ ...json, message: value })))).not.toBe('taken')
      }),
    )
  })

  it('HU2 a session is 32 hexadecimal digits of 16 bytes', () => expect(session).toBe('07'.repeat(16)))
})
