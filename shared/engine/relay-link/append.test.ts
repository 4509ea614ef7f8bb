import { describe, expect, it } from 'vitest'
import { FakeClock } from '../../../test/kit/clock.ts'
import { turn } from '../../../test/kit/work.ts'
import type { DeviceId, DocumentId, SpaceId } from '../../domain/ids.ts'
import { type Bytes, fromHex, utf8 } from '../../kit/bytes.ts'
import { type AppendAnswer, encodeAppendAnswer } from '../../protocol/append.ts'
import { decodeBatch } from '../../protocol/batch.ts'
import type { DocumentHandle } from '../document-parts.ts'
import type { SpaceSelf } from '../parts.ts'
import { RelayFailure, type RelayResponse } from '../ports.ts'
import { Appender, GRACE_MS } from './append.ts'

const ME = '11'.repeat(16) as DeviceId
const OTHER = '22'.repeat(16) as DeviceId
const LIFE = 'aa'.repeat(16)
const certificate = new Uint8Array(255).fill(4)

/** Bytes that look like an update of a device's, unlike any other. */
let drawn = 0
function update(device: DeviceId): Bytes {
  const record = new Uint8Array(300).fill(1)
  record.set(fromHex(device), 39)
  new DataView(record.buffer).setUint32(296, ++drawn)
  return record
}

const accepted = (batch: readonly Bytes[]): AppendAnswer => ({
  incarnation: LIFE,
  results: batch.map((_, i) => ({ sequence: i + 1, chain: '00'.repeat(32) })),
})
const ok = (answer: AppendAnswer): RelayResponse => ({ status: 200, body: utf8(encodeAppendAnswer(answer)) })
type Answer = (batch: readonly Bytes[]) => RelayResponse | Promise<RelayResponse>

function desk() {
  const clock = new FakeClock()
  const waiting: Bytes[] = []
  const refused: string[] = []
  const putOff: string[] = []
  const batches: (readonly Bytes[])[] = []
  const events = { tokens: 0, otherLife: 0, closed: 0 }
  const box: { answer: Answer; failing?: Error } = { answer: (batch) => ok(accepted(batch)) }
  const remove = async (record: Bytes) => {
    if (box.failing) throw box.failing
    const at = waiting.indexOf(waiting.find((one) => one.every((byte, i) => byte === record[i])) as Bytes)
    if (at >= 0) waiting.splice(at, 1)
  }
  const document = {
    id: 'dd'.repeat(16) as DocumentId,
    space: 'ee'.repeat(16) as SpaceId,
    unacknowledged: () => [...waiting],
    acknowledged: remove,
    refusedByRelay: async (record: Bytes, code: string) => {
      refused.push(code)
      await remove(record)
    },
    putOffByRelay: (_record: Bytes, code: string) => void putOff.push(code),
  } as unknown as DocumentHandle
  const appender = new Appender(document, { device: ME, certificate } as SpaceSelf, {
    clock,
    random: { bytes: (length) => new Uint8Array(length), fraction: () => 0.5 },
    post: async (_path, body) => {
      const batch = decodeBatch(body)
      if (!batch.ok) throw new Error(batch.error)
      batches.push(batch.value)
      return box.answer(batch.value)
    },
    tokenRefused: () => void events.tokens++,
    sameLife: (incarnation) => {
      if (incarnation === LIFE) return true
      events.otherLife++
      return false
    },
    changed: () => undefined,
    documentClosed: () => void events.closed++,
  })
  const settle = async () => {
    for (let i = 0; i < 20; i++) await turn()
  }
  return { clock, waiting, refused, putOff, batches, events, box, appender, settle }
}

describe('appending', () => {
  it('N3 sends nothing before the relay can be asked, then everything in order', async () => {
    const { waiting, appender, batches, settle } = desk()
    waiting.push(update(ME), update(ME), update(ME))
    const [...all] = waiting
    appender.kick()
    await settle()
    expect(batches).toEqual([])
    appender.online(true)
    await settle()
    expect(batches).toEqual([all])
    expect(waiting).toEqual([])
  })

  it('N3 one request at a time; what is written meanwhile goes with the next', async () => {
    const { waiting, appender, batches, box, settle } = desk()
    const { promise, resolve } = Promise.withResolvers<RelayResponse>()
    box.answer = () => promise
    appender.online(true)
    waiting.push(update(ME))
    appender.kick()
    await settle()
    waiting.push(update(ME), update(ME))
    appender.kick()
    await settle()
    expect(batches).toHaveLength(1)
    box.answer = (batch) => ok(accepted(batch))
    resolve(ok(accepted(batches[0] ?? [])))
    await settle()
    expect(batches.map(({ length }) => length)).toEqual([1, 2])
  })

  it('N3 a lost answer repeats the same records, after pauses that grow, until acknowledged', async () => {
    const { clock, waiting, appender, batches, box, settle } = desk()
    box.answer = () => {
      throw new RelayFailure('unreachable', 'lost')
    }
    waiting.push(update(ME))
    appender.online(true)
    await settle()
    const times = [clock.now()]
    while (batches.length < 6) {
      clock.step(clock.now() + 60_000)
      await settle()
      times.push(clock.now())
    }
    const gaps = times.slice(1).map((time, i) => time - (times[i] ?? 0))
    expect(gaps).toEqual([...gaps].sort((a, b) => a - b))
    expect(new Set(batches.map((batch) => String(batch[0]))).size).toBe(1)
    box.answer = (batch) => ok(accepted(batch))
    clock.pass(60_000)
    await settle()
    expect(waiting).toEqual([])
  })

  it('N3 slow-down waits as long as the relay says, whatever is written meanwhile', async () => {
    const { clock, waiting, appender, batches, box, settle } = desk()
    box.answer = () => ({ status: 429, body: utf8('{}'), retryAfter: 9 })
    waiting.push(update(ME))
    appender.online(true)
    await settle()
    appender.kick()
    clock.pass(8_900)
    await settle()
    expect(batches).toHaveLength(1)
    clock.pass(200)
    await settle()
    expect(batches).toHaveLength(2)
  })

  it('N3 large backlogs go in bounded batches', async () => {
    const { waiting, appender, batches, settle } = desk()
    for (let i = 0; i < 4_000; i++) waiting.push(update(ME))
    appender.online(true)
    while (waiting.length > 0) await settle()
    expect(batches.length).toBeGreaterThan(4)
    for (const batch of batches)
      expect(batch.reduce((sum, { length }) => sum + length + 4, 0)).toBeLessThanOrEqual(512 * 1024)
  })

  it('N4 final refusals go to the document; others wait and are tried again', async () => {
    const { clock, waiting, appender, refused, putOff, box, settle } = desk()
    const [bad, later, good] = [update(ME), update(ME), update(ME)]
    waiting.push(bad, later, good)
    box.answer = ([, , third]) =>
      ok({
        incarnation: LIFE,
        results: [
          { error: 'bad-signature' },
          { error: 'over-quota' },
          ...(third ? [{ sequence: 1, chain: '00'.repeat(32) }] : []),
        ],
      })
    appender.online(true)
    await settle()
    expect(refused).toEqual(['bad-signature'])
    expect(putOff).toContain('over-quota')
    expect(waiting).toEqual([later])
    box.answer = (batch) => ok(accepted(batch))
    clock.pass(60_000)
    await settle()
    expect(waiting).toEqual([])
  })

  it('N4 a refusal code that we do not know is not final', async () => {
    const { waiting, appender, refused, box, settle } = desk()
    waiting.push(update(ME))
    box.answer = () => ok({ incarnation: LIFE, results: [{ error: 'bored' }] })
    appender.online(true)
    await settle()
    expect([refused, waiting.length]).toEqual([[], 1])
  })

  it('N4 answers of another life of the relay count for nothing', async () => {
    const { waiting, appender, refused, box, events, settle } = desk()
    waiting.push(update(ME), update(ME))
    box.answer = () =>
      ok({
        incarnation: 'bb'.repeat(16),
        results: [{ error: 'bad-certificate' }, { sequence: 1, chain: '00'.repeat(32) }],
      })
    appender.online(true)
    await settle()
    expect([refused, waiting.length, events.otherLife]).toEqual([[], 2, 1])
  })

  it.each([
    ['a number that does not fit', ok({ incarnation: LIFE, results: [] })],
    ['no JSON', { status: 200, body: utf8('<html>') }],
    ['broken text', { status: 200, body: Uint8Array.of(0xff) }],
    ['a failure', { status: 500, body: utf8('') }],
    ['a refusal of the request', { status: 403, body: utf8('') }],
  ] as const)('N3 an answer with %s acknowledges nothing and is asked again', async (_what, response) => {
    const { clock, waiting, appender, batches, box, settle } = desk()
    waiting.push(update(ME))
    box.answer = () => response
    appender.online(true)
    await settle()
    expect([waiting.length, batches.length]).toEqual([1, 1])
    clock.pass(2_000)
    await settle()
    expect(batches.length).toBeGreaterThan(1)
  })

  it('N3 a document that does not take note of acknowledgements is not asked for without end', async () => {
    const { waiting, appender, batches, settle } = desk()
    waiting.push(update(ME))
    const [record] = waiting
    Object.defineProperty(waiting, 'splice', { value: () => [record] })
    appender.online(true)
    await settle()
    expect(batches).toHaveLength(1)
  })

  it('N2 a refused token asks for a new session', async () => {
    const { waiting, appender, box, events, settle } = desk()
    waiting.push(update(ME))
    box.answer = () => ({ status: 401, body: utf8('{}') })
    appender.online(true)
    await settle()
    expect(events.tokens).toBe(1)
  })

  it('N4 a single record that is too large for the relay is refused for good', async () => {
    const { waiting, appender, refused, box, settle } = desk()
    waiting.push(update(ME))
    box.answer = () => ({ status: 413, body: utf8('{}') })
    appender.online(true)
    await settle()
    expect([refused, waiting]).toEqual([['too-large'], []])
  })

  it('N8 others’ records wait two seconds for their author, our own do not wait for them', async () => {
    const { clock, waiting, appender, batches, settle } = desk()
    const [theirs, mine] = [update(OTHER), update(ME)]
    waiting.push(theirs)
    appender.online(true)
    await settle()
    expect(batches).toEqual([])
    waiting.push(mine)
    appender.kick()
    await settle()
    expect(batches).toEqual([[mine]])
    clock.pass(GRACE_MS - 1)
    await settle()
    expect(batches).toHaveLength(1)
    clock.pass(1)
    await settle()
    expect(batches[1]).toEqual([theirs])
  })

  it('N8 our own certificate goes at once, others’ wait', async () => {
    const { waiting, appender, batches, settle } = desk()
    waiting.push(certificate, new Uint8Array(255).fill(4).fill(9, 200))
    appender.online(true)
    await settle()
    expect(batches).toEqual([[certificate]])
  })

  it('N9 a closed document ends it', async () => {
    const { clock, waiting, appender, batches, box, events, settle } = desk()
    waiting.push(update(ME))
    box.failing = Object.assign(new Error('closed'), { name: 'Closed' })
    appender.online(true)
    await settle()
    clock.pass(600_000)
    await settle()
    expect([batches.length, events.closed, clock.waiting]).toEqual([1, 1, 0])
  })
})
