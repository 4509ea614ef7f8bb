import { describe, expect, it } from 'vitest'
import { FakeClock } from '../../../test/kit/clock.ts'
import type { DocumentId } from '../../domain/ids.ts'
import { fromUtf8, utf8 } from '../../kit/bytes.ts'
import { encodePresence, parsePresence } from './body.ts'
import { CursorPace, cursorIntervalMs, encodePlace, MAX_PLACE, parsePlace, REPEATS } from './cursor.ts'

const page = 'aa'.repeat(16) as DocumentId

describe('cursors', () => {
  it('N23 full rate up to six devices, then less and less, never below one a second', () => {
    expect([1, 2, 6].map((n) => Math.round(1000 / cursorIntervalMs(n)))).toEqual([30, 30, 30])
    expect([7, 12, 30, 60, 500].map((n) => 1000 / cursorIntervalMs(n))).toEqual([60 / 7, 5, 2, 1, 1])
  })

  it('N23 sends the first at once, then the newest of each interval, and the last one too', () => {
    const clock = new FakeClock()
    const sent: string[] = []
    const pace = new CursorPace(
      clock,
      () => 100,
      ({ body }) => void sent.push(fromUtf8(body)),
    )
    for (let x = 0; x < 100; x++) {
      pace.point(page, x)
      clock.pass(10)
    }
    pace.point(page, null)
    clock.pass(900)
    expect(sent.length).toBeLessThanOrEqual(12)
    expect(sent[0]).toBe('0')
    expect(sent.at(-1)).toBe('null')
  })

  it('N23 a resting cursor is told again for half a minute, then no more', () => {
    const clock = new FakeClock()
    const sent: string[] = []
    const pace = new CursorPace(
      clock,
      () => 33,
      ({ body }) => void sent.push(fromUtf8(body)),
    )
    pace.point(page, 7)
    clock.pass(2_500)
    expect(sent).toEqual(['7', '7', '7'])
    clock.pass(60_000)
    expect([sent.length, clock.waiting]).toEqual([1 + REPEATS, 0])
  })

  it('N23 a closed pace sends nothing more', () => {
    const clock = new FakeClock()
    let sent = 0
    const pace = new CursorPace(
      clock,
      () => 100,
      () => void sent++,
    )
    pace.point(page, 1)
    pace.point(page, 2)
    pace.close()
    clock.pass(1_000)
    expect([sent, clock.waiting]).toEqual([1, 0])
  })

  it('N23 places are bounded both ways', () => {
    expect(encodePlace({ x: 'y'.repeat(MAX_PLACE) })).toBeUndefined()
    expect(parsePlace(new Uint8Array(MAX_PLACE + 1))).toBeUndefined()
    expect(parsePlace(utf8('{'))).toBeUndefined()
    expect(parsePlace(Uint8Array.of(0xff, 0xfe))).toBeUndefined()
    expect(parsePlace(encodePlace({ x: 0.5 }) as Uint8Array)).toEqual({ place: { x: 0.5 } })
    expect(parsePlace(encodePlace(undefined) as Uint8Array)).toEqual({ place: null })
  })
})

describe('presence bodies', () => {
  it('N20 come back as they were said', () => {
    for (const body of [
      { here: true, page, peer: 'abc-123', huddle: undefined },
      { here: false, page: undefined, peer: '', huddle: undefined },
    ])
      expect(parsePresence(encodePresence(body))).toEqual(body)
  })

  it.each([
    '',
    'null',
    '[]',
    '7',
    '{',
    '{"here":1,"page":null,"peer":""}',
    '{"here":true,"page":"x","peer":""}',
    '{"here":true,"peer":""}',
    '{"here":true,"page":null}',
    '{"here":true,"page":null,"peer":"a b"}',
    `{"here":true,"page":null,"peer":"${'a'.repeat(65)}"}`,
    `{"here":true,"page":null,"peer":"","more":"${'a'.repeat(1_600)}"}`,
  ])('N20 refuses %s', (text) => expect(parsePresence(utf8(text))).toBeUndefined())

  it('N20 takes what a newer version adds', () => {
    expect(parsePresence(utf8('{"here":true,"page":null,"peer":"","mood":"good"}'))).toEqual({
      here: true,
      page: undefined,
      peer: '',
    })
  })
})
