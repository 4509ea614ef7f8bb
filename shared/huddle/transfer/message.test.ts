import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Bytes, toHex } from '../../kit/bytes.ts'
import { MAX_CHUNK_BYTES, MAX_MESSAGE_BYTES } from './limits.ts'
import { encode, type FileId, type Message, parse, REASONS } from './message.ts'

const bytesOf = (min: number, max: number) =>
  fc.uint8Array({ minLength: min, maxLength: max }).map((bytes) => new Uint8Array(bytes) as Bytes)
const id = bytesOf(16, 16).map((bytes) => toHex(bytes) as FileId)
const u32 = fc.integer({ min: 0, max: 0xffff_ffff })
const u64 = fc.maxSafeNat()
const hash = bytesOf(32, 32)
const why = fc.constantFrom(...REASONS)
const text = (max: number) => fc.string({ unit: 'grapheme-composite', maxLength: max })

const messages: fc.Arbitrary<Message> = fc.oneof(
  fc.record({
    t: fc.constant('offer' as const),
    id,
    size: u64,
    modified: u64,
    again: fc.boolean(),
    name: text(20),
    type: fc.constantFrom('', 'text/plain'),
  }),
  fc.record({ t: fc.constant('data' as const), id, run: u32, offset: u64, bytes: bytesOf(1, 300) }),
  fc.record({ t: fc.constant('block' as const), id, run: u32, index: u32, hash }),
  fc.record({ t: fc.constant('end' as const), id, run: u32, root: hash }),
  fc.record({ t: fc.constant('restart' as const), id, run: u32 }),
  fc.record({ t: fc.constantFrom('withdraw' as const, 'refuse' as const), id, why }),
  fc.record({ t: fc.constant('ready' as const) }),
  fc.record({ t: fc.constant('hello' as const), answer: fc.boolean() }),
  fc.record({ t: fc.constant('want' as const), id, run: u32, from: u32, prefix: hash }),
  fc.record({ t: fc.constant('have' as const), id, run: u32, received: u64, kept: u64 }),
  fc.record({ t: fc.constant('done' as const), id }),
)

describe('messages', () => {
  it('HF2 are read as they were written', () =>
    fc.assert(
      fc.property(messages, (message) => {
        expect(parse(encode(message))).toEqual({ ok: true, value: message })
      }),
    ))

  it('HF2 cut short or prolonged anywhere are refused, or are a shorter piece', () =>
    fc.assert(
      fc.property(messages, fc.nat(), (message, at) => {
        const bytes = encode(message)
        const cut = parse(bytes.slice(0, at % bytes.length))
        if (cut.ok) expect(cut.value?.t).toBe('data')
        const longer = parse(new Uint8Array([...bytes, 7]))
        if (longer.ok) expect(longer.value?.t).toBe('data')
      }),
    ))

  it('HF2 of any bytes at all: refused, passed over or read, never thrown', () =>
    fc.assert(
      fc.property(bytesOf(0, 200), (bytes) => {
        expect(typeof parse(bytes).ok).toBe('boolean')
      }),
      { numRuns: 2_000 },
    ))

  it('HF2 of a type that is not known are passed over', () =>
    expect(parse(Uint8Array.of(200, 1, 2, 3))).toEqual({ ok: true, value: undefined }))

  it.each([
    ['empty', new Uint8Array()],
    ['too long', new Uint8Array(MAX_MESSAGE_BYTES + 1).fill(2)],
    [
      'a piece without bytes',
      encode({ t: 'data', id: '0'.repeat(32) as FileId, run: 1, offset: 0, bytes: new Uint8Array() }),
    ],
    [
      'a piece too large',
      encode({
        t: 'data',
        id: '0'.repeat(32) as FileId,
        run: 1,
        offset: 0,
        bytes: new Uint8Array(MAX_CHUNK_BYTES + 1),
      }),
    ],
    ['a number beyond what can be counted', Uint8Array.of(1, ...new Uint8Array(16), ...new Uint8Array(16).fill(255))],
    ['an unknown reason', Uint8Array.of(18, ...new Uint8Array(16), 99)],
    ['a name that is not text', Uint8Array.of(1, ...new Uint8Array(33), 0, 0, 0, 1, 0xff, 0, 0, 0, 0)],
  ] as const)('HF2 refuses what is %s', (_what, bytes) => expect(parse(bytes).ok).toBe(false))
})
