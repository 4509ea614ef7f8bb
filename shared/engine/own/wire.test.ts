import { describe, expect, it } from 'vitest'
import { FakeClock } from '../../../test/kit/clock.ts'
import { turn } from '../../../test/kit/work.ts'
import type { DeviceId, DocumentId, SpaceId } from '../../domain/ids.ts'
import { ByteWriter } from '../../kit/binary.ts'
import type { Bytes } from '../../kit/bytes.ts'
import { OwnLine, PACE_MS } from './line.ts'
import { encodeOwn, MOST_HEADS, MOST_SUMS, type OwnMessage, parseOwn, sumOf } from './message.ts'
import { cut, Gathering, MOST_MESSAGE_BYTES, MOST_PARTS, PART_BYTES } from './parts.ts'

const id = (digit: string) => digit.repeat(32)
const [space, document, device] = [id('a') as SpaceId, id('b') as DocumentId, id('c') as DeviceId]
const head = (counter: number) => ({ device, nonce: 'd'.repeat(16), counter })
const long = (length: number): Bytes => Uint8Array.from({ length }, (_, i) => i % 251)
const part = (message: number, index: number, count: number, length = PART_BYTES): Bytes =>
  new ByteWriter().u32(message).u16(index).u16(count).bytes(new Uint8Array(length)).done()

const messages: readonly OwnMessage[] = [
  { kind: 'heads', space, document, ask: true, heads: [head(1), head(2 ** 40)] },
  { kind: 'heads', space, document, ask: false, heads: [] },
  { kind: 'records', space, document, records: [long(300), long(70_000)] },
  { kind: 'sums', space, device, ask: true, sums: [{ document, sum: 'e'.repeat(16) }] },
]

describe('parts', () => {
  it('DV12 come in any order and more than once, those of several messages among each other', () => {
    const gathering = new Gathering()
    const [one, other] = [long(PART_BYTES * 3 + 1), long(PART_BYTES * 2)]
    const parts = [...cut(one, 7).toReversed(), ...cut(one, 7).slice(2), ...cut(other, 8).toReversed()]
    const mixed = [0, 4, 6, 1, 2, 5, 7, 3].map((at) => parts[at] as Bytes)
    const whole = mixed.map((body) => gathering.take(body)).filter((message) => message !== undefined)
    expect(whole).toEqual([other, one])
    expect(gathering.held).toBe(0)
    expect(gathering.take(cut(long(5), 9)[0] as Bytes)).toEqual(long(5))
  })

  it('DV12 what is larger than a message may be is not cut', () => {
    expect(cut(new Uint8Array(MOST_MESSAGE_BYTES), 0)).toHaveLength(MOST_PARTS)
    expect(() => cut(new Uint8Array(MOST_MESSAGE_BYTES + 1), 0)).toThrow(RangeError)
  })

  it('DV12 junk is dropped, and unfinished messages take a bounded room', () => {
    const gathering = new Gathering()
    const junk = [
      new Uint8Array(0),
      new Uint8Array(7),
      part(1, 0, 0),
      part(1, 2, 2),
      part(1, 0, MOST_PARTS + 1),
      part(1, 0, 2, PART_BYTES - 1),
      part(1, 1, 2, 0),
      part(1, 1, 2, PART_BYTES + 1),
    ]
    expect([junk.map((body) => gathering.take(body)), gathering.held]).toEqual([junk.map(() => undefined), 0])
    for (let message = 0; message < 500; message++)
      for (let index = 0; index < MOST_PARTS - 1; index += 9) gathering.take(part(message, index, MOST_PARTS))
    expect(gathering.held).toBeLessThanOrEqual(3 * MOST_MESSAGE_BYTES)
    // One of an earlier run does not spoil ours of the same number.
    gathering.take(part(499, 0, 2))
    expect(gathering.take(part(499, 1, 2, 1))).toHaveLength(PART_BYTES + 1)
  })

  it('DV12 go out one at a time, at a pace, and none after the end', async () => {
    const [clock, ended, sent] = [new FakeClock(), new AbortController(), [] as number[]]
    const tellOwn = async () => void sent.push(clock.now())
    const line = new OwnLine({ tellOwn }, device, clock, 2 ** 32 - 1, ended.signal)
    line.begin(() => line.say({ kind: 'records', space, document, records: [long(PART_BYTES * 3)] }))
    line.begin(() => line.say({ kind: 'heads', space, document, ask: true, heads: [] }))
    for (let i = 0; i < 3; i++) {
      await turn()
      clock.pass(PACE_MS)
    }
    await turn()
    expect(sent.map((at) => at - (sent[0] ?? 0))).toEqual([0, PACE_MS, 2 * PACE_MS, 3 * PACE_MS])
    ended.abort()
    await turn()
    clock.pass(60_000)
    await turn()
    expect([sent.length, clock.waiting]).toEqual([4, 0])
  })
})

describe('messages', () => {
  it('DV12 are read as they were written', () => {
    for (const message of messages) expect(parseOwn(encodeOwn(message))).toEqual(message)
  })

  it('DV12 name the newest where there are too many', () => {
    const heads = Array.from({ length: MOST_HEADS + 5 }, (_, i) => head(i + 1))
    const read = parseOwn(encodeOwn({ kind: 'heads', space, document, ask: false, heads }))
    expect(read).toMatchObject({ heads: heads.slice(5) })
    const sums = Array.from({ length: MOST_SUMS + 1 }, () => ({ document, sum: 'e'.repeat(16) }))
    const bytes = encodeOwn({ kind: 'sums', space, device, ask: false, sums })
    expect(cut(bytes, 1).length).toBeLessThanOrEqual(MOST_PARTS)
    expect(parseOwn(bytes)).toMatchObject({ sums: sums.slice(1) })
  })

  it('DV12 cut short, with bytes left over, or of another form: dropped', () => {
    for (const message of messages) {
      const bytes = encodeOwn(message)
      const odd = message.kind === 'sums' ? 24 : message.kind === 'heads' ? 32 : Number.POSITIVE_INFINITY
      for (const length of [0, 1, 16, 32, bytes.length - 1, bytes.length - 5])
        if ((bytes.length - length) % odd !== 0 && length !== 33)
          expect(parseOwn(bytes.slice(0, length))).toBeUndefined()
      expect(parseOwn(new Uint8Array([...bytes, 0]))).toBeUndefined()
    }
    const [heads] = messages.map(encodeOwn) as [Bytes]
    for (const [at, value] of [
      [0, 0],
      [0, 4],
      [33, 2],
      [heads.length - 8, 255],
    ] as const) {
      const changed = heads.slice()
      changed[at] = value
      expect(parseOwn(changed)).toBeUndefined()
    }
  })

  it('DV11 a sum is of what is there, in whatever order it came', async () => {
    const other = { ...head(3), nonce: '0'.repeat(16) }
    expect(await sumOf([head(1), other])).toBe(await sumOf([other, head(1)]))
    expect(await sumOf([head(1), other])).not.toBe(await sumOf([head(2), other]))
  })
})
