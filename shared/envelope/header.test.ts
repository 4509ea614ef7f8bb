import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { example, SPACE } from '../../test/vectors/fixture.ts'
import { concat, toHex } from '../kit/bytes.ts'
import {
  encodeHeader,
  HEADER_LENGTH,
  type Header,
  KIND,
  type Kind,
  NO_PREVIOUS,
  parseHeader,
  recordKind,
} from './header.ts'
import { RECORD_LIMIT, SEALED_OVERHEAD } from './limits.ts'
import { isPaddedLength, paddedLength } from './padding.ts'

const update = example('update').record
const header = (change: Partial<Header> = {}): Header => {
  const { body: _, ...rest } = example('updateNext').draft
  return { ...rest, space: SPACE, iv: new Uint8Array(12), ...change }
}
const withRest = (head: Uint8Array) => concat(head, new Uint8Array(SEALED_OVERHEAD - HEADER_LENGTH + 256))

describe('records', () => {
  it('R1 an unknown version or kind, and nothing at all are refused', () => {
    expect(recordKind(new Uint8Array(0))).toEqual({ ok: false, error: 'malformed' })
    expect(recordKind(Uint8Array.of(1))).toEqual({ ok: false, error: 'malformed' })
    for (const version of [0, 2, 255]) {
      expect(recordKind(Uint8Array.of(version, 1))).toEqual({ ok: false, error: 'wrong-version' })
    }
    for (const kind of [0, 11, 255]) {
      expect(recordKind(Uint8Array.of(1, kind))).toEqual({ ok: false, error: 'wrong-kind' })
    }
  })

  it.each(Object.entries(KIND))('R1 a record of kind %s longer than its limit is refused', (name, byte) => {
    const limit = RECORD_LIMIT[name as Kind]
    const record = new Uint8Array(limit + 1)
    record.set([1, byte])
    expect(recordKind(record)).toEqual({ ok: false, error: 'too-large' })
    expect(recordKind(record.subarray(0, limit))).toEqual({ ok: true, value: name })
  })

  it('R1 E4 an envelope cut at any length, or longer by a byte, is malformed', () => {
    for (let length = 0; length < update.length; length++) {
      expect(parseHeader(update.subarray(0, length)), `${length}`).toEqual({ ok: false, error: 'malformed' })
    }
    expect(parseHeader(concat(update, Uint8Array.of(0)))).toEqual({ ok: false, error: 'malformed' })
  })

  it('R1 kinds without the sealed header are not envelopes', () => {
    for (const byte of [KIND.keyring, KIND.certificate, KIND.frame]) {
      expect(parseHeader(Uint8Array.of(1, byte, 0))).toEqual({ ok: false, error: 'wrong-kind' })
    }
  })

  it('R1 any bytes are parsed or refused, never thrown at', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), fc.nat(10), (noise, kind) => {
        const bytes = concat(Uint8Array.of(1, kind), noise)
        expect(typeof parseHeader(bytes).ok).toBe('boolean')
      }),
    )
  })

  it('E9 what is encoded is what is parsed', () => {
    const hex = (bytes: number) => fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((it) => toHex(it))
    fc.assert(
      fc.property(
        hex(16),
        hex(8),
        hex(32),
        fc.integer({ min: 2 }),
        fc.nat(),
        fc.nat(),
        (id, nonce, hash, counter, epoch, sequence) => {
          const seen = { incarnation: id, sequence: sequence + 1, chain: hash }
          const made = header({
            document: id as never,
            nonce,
            previous: hash === NO_PREVIOUS ? `01${hash.slice(2)}` : hash,
            counter,
            epoch,
            seen,
          })
          expect(parseHeader(withRest(encodeHeader(made)))).toEqual({ ok: true, value: made })
        },
      ),
    )
  })

  it.each<[string, Partial<Header>]>([
    ['counter 0', { counter: 0, previous: NO_PREVIOUS }],
    ['a first envelope that continues another', { counter: 1 }],
    ['a later envelope that continues none', { counter: 2, previous: NO_PREVIOUS }],
    ['presence on a page', { kind: 'presence', class: 1, previous: NO_PREVIOUS }],
    ['signal that chains', { kind: 'signal', class: 2 }],
    ['class 4', { class: 4 as never }],
    ['a short nonce', { nonce: '00' }],
  ])('E8 E9 is not written: %s', (_, change) => expect(() => encodeHeader(header(change))).toThrow())

  it.each<[string, (bytes: DataView) => void]>([
    ['class 0', (view) => view.setUint8(34, 0)],
    ['class 4', (view) => view.setUint8(34, 4)],
    ['counter 0', (view) => view.setBigUint64(63, 0n)],
    ['counter beyond 2^53', (view) => view.setBigUint64(63, 1n << 53n)],
    ['counter 1 with a previous', (view) => view.setBigUint64(63, 1n)],
    ['seen without a sequence', (view) => view.setBigUint64(119, 0n)],
    ['a chaining presence', (view) => view.setUint8(1, KIND.presence)],
  ])('E8 E9 is not read: %s', (_, change) => {
    const bytes = withRest(encodeHeader(header()))
    expect(parseHeader(bytes).ok).toBe(true)
    change(new DataView(bytes.buffer))
    expect(parseHeader(bytes)).toEqual({ ok: false, error: 'malformed' })
  })
})

describe('padding', () => {
  it('E4 the buckets around their edges', () => {
    const edges = [
      [0, 256],
      [256, 256],
      [257, 512],
      [65_536, 65_536],
      [65_537, 73_728],
      [73_729, 81_920],
      [131_072, 131_072],
      [131_073, 147_456],
    ]
    for (const [length, bucket] of edges) expect(paddedLength(length as number)).toBe(bucket)
  })

  it('E4 a bucket holds its length, wastes at most an eighth above 64 KiB, and is its own bucket', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40_000_000 }), (length) => {
        const bucket = paddedLength(length)
        expect(bucket).toBeGreaterThanOrEqual(length)
        expect(isPaddedLength(bucket)).toBe(true)
        if (length > 65_536) expect(bucket).toBeLessThanOrEqual(length * 1.125 + 1)
        if (bucket > length) expect(isPaddedLength(length)).toBe(length === 0 ? false : paddedLength(length) === length)
      }),
    )
  })
})
