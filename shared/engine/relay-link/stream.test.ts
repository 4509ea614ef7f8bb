import { describe, expect, it } from 'vitest'
import { FakeClock } from '../../../test/kit/clock.ts'
import { turn } from '../../../test/kit/work.ts'
import type { DocumentId, SpaceId } from '../../domain/ids.ts'
import type { Bytes } from '../../kit/bytes.ts'
import { encodeStreamData, type StreamMessage } from '../../protocol/stream.ts'
import type { DocumentHandle, Received, RelayCursor } from '../document-parts.ts'
import type { StreamEvent } from '../ports.ts'
import { REWIND_AGAIN_MS, SILENCE_MS, StreamPosition, StreamReader } from './stream.ts'

const LIFE = 'aa'.repeat(16)
const CHAIN = '0c'.repeat(32)
const ids = ['d1', 'd2'].map((digits) => digits.repeat(16) as DocumentId)
const [one, two] = ids as [DocumentId, DocumentId]
const said = (message: StreamMessage, id?: string): StreamEvent => ({
  event: message.event,
  data: encodeStreamData(message),
  ...(id !== undefined && { id }),
})
const entry = (document: DocumentId, sequence: number, id?: string) =>
  said({ event: 'entry', document, sequence, chain: CHAIN, record: Uint8Array.of(sequence) }, id)
const caughtUp = (document: DocumentId, incarnation = LIFE, sequence = 4, chain = CHAIN) =>
  said({ event: 'caught-up', document, sequence, chain, incarnation })

function desk() {
  const clock = new FakeClock()
  const position = new StreamPosition()
  const got: string[] = []
  const events = { opened: '', stuck: 0, restarted: 0, incarnation: '', fits: true }
  const outcome: { of: (record: Bytes) => Promise<Received> } = { of: async () => ({ kind: 'applied' }) }
  const documents = new Map(
    ids.map((id) => {
      const document = {
        id,
        space: 'ee'.repeat(16) as SpaceId,
        cursor: { incarnation: LIFE, sequence: 4, chain: CHAIN },
        receive: (record: Bytes, _source: 'relay', at: RelayCursor) => {
          got.push(`${id.slice(0, 2)}:${at.sequence}@${at.incarnation.slice(0, 2)}`)
          return outcome.of(record)
        },
        relayRestarted: async (incarnation: string) => {
          events.incarnation = incarnation
        },
      }
      return [id, document as unknown as DocumentHandle]
    }),
  )
  const reader = new StreamReader(position, LIFE, clock, {
    document: (id) => documents.get(id),
    caughtUp: () => undefined,
    covered: () => undefined,
    opened: (stream) => {
      events.opened = stream
    },
    received: () => undefined,
    fits: (_: unknown, whether: boolean) => {
      events.fits = whether
    },
    restarted: () => void events.restarted++,
    stuck: () => void events.stuck++,
    told: () => undefined,
  })
  const read = (list: readonly StreamEvent[]) =>
    reader.read(
      (async function* () {
        yield* list
      })(),
      new AbortController().signal,
    )
  const follow = (id: DocumentId) => position.follow(documents.get(id) as DocumentHandle)
  return { clock, position, got, events, outcome, documents, reader, read, follow }
}

describe('the stream', () => {
  it('N5 gives records to their documents in order, with their place', async () => {
    const { read, got, events } = desk()
    await read([said({ event: 'open', stream: '5'.repeat(32) }), entry(one, 5), entry(two, 1), entry(one, 6)])
    expect(got).toEqual(['d1:5@aa', 'd2:1@aa', 'd1:6@aa'])
    expect(events.opened).toBe('5'.repeat(32))
  })

  it('N5 resumes by the relay’s sequence only what was caught up', async () => {
    const { read, follow, position } = desk()
    expect(follow(one)).toMatchObject({ after: 4, incarnation: LIFE, live: false })
    await read([caughtUp(one), entry(one, 5, '17'), entry(two, 1)])
    expect(position.lastEventId).toBe('17')
    expect([follow(one).live, follow(two).live]).toEqual([true, false])
    position.forget(one)
    expect(follow(one).live).toBe(false)
  })

  it('N5 a document that could not store is given nothing more, and begins at its own cursor', async () => {
    const { read, follow, outcome, got, events } = desk()
    outcome.of = async ([sequence]) => {
      if (sequence === 6) throw new Error('full')
      return { kind: 'applied' }
    }
    await read([
      caughtUp(one),
      entry(one, 5, '1'),
      entry(one, 6, '2'),
      caughtUp(two),
      entry(one, 7, '3'),
      entry(two, 1, '4'),
    ])
    expect(got).toEqual(['d1:5@aa', 'd1:6@aa', 'd2:1@aa'])
    expect([follow(one).live, follow(two).live, events.stuck]).toEqual([false, true, 1])
  })

  it.each(['log-gap', 'broken-log', 'other-incarnation'])('N5 so does one that finds %s', async (code) => {
    const { read, follow, outcome, events } = desk()
    outcome.of = async () => ({ kind: 'refused', code })
    await read([caughtUp(one), entry(one, 9, '1')])
    expect([follow(one).live, events.stuck]).toEqual([false, 1])
  })

  it('CK4 a checkpoint that is of no use is not read past: the older one is asked for, then the newest again, by turns', async () => {
    const { documents, got, read, follow, events, position } = desk()
    const offered = async (): Promise<Received> => ({ kind: 'refused', code: 'checkpoint-differs' })
    Object.assign(documents.get(one) as object, { summary: { offered } })
    const record = Uint8Array.of(1)
    expect(follow(one).older).toBeUndefined()
    await read([
      said({ event: 'checkpoint', document: one, sequence: 4, chain: CHAIN, record, certificate: record }),
      entry(one, 5),
      caughtUp(one),
    ])
    expect([follow(one).older, follow(one).live, events.stuck, got]).toEqual([true, false, 1, []])
    position.wantOther(one)
    expect(follow(one).older).toBeUndefined()
  })

  it('N5 a log that was rewound is read from its start and offered everything, at most once a minute', async () => {
    const { read, outcome, events, position, clock } = desk()
    outcome.of = async () => ({ kind: 'refused', code: 'broken-log' })
    await read([caughtUp(one), entry(one, 5, '1'), entry(one, 6, '2')])
    expect([events.incarnation, events.restarted, events.stuck, events.fits]).toEqual([LIFE, 1, 1, false])
    const now = clock.now()
    expect(position.mayRewind(one, now + REWIND_AGAIN_MS - 1)).toBe(false)
    expect(position.mayRewind(one, now + REWIND_AGAIN_MS)).toBe(true)
    expect(position.mayRewind(one, now)).toBe(true) // the clock was set back
    position.reset()
    expect(position.mayRewind(one, now)).toBe(true)
  })

  it.each([
    ['a head that is not where we stand', 3, CHAIN],
    ['a head beyond what came', 5, CHAIN],
    ['another chain at our place', 4, '0d'.repeat(32)],
  ])('N5 so is one whose caught-up names %s', async (_, sequence, chain) => {
    const { read, events, follow } = desk()
    await read([caughtUp(one, LIFE, sequence, chain)])
    expect([events.restarted, events.stuck, events.fits, follow(one).live]).toEqual([1, 1, false, false])
  })

  it('N5 a record refused for itself holds nothing up', async () => {
    const { read, follow, outcome, events } = desk()
    outcome.of = async () => ({ kind: 'refused', code: 'bad-signature' })
    await read([caughtUp(one), entry(one, 5, '1')])
    expect([follow(one).live, events.stuck]).toEqual([true, 0])
  })

  it('N4 reset tells the document, counts in the new life, and offers everything again', async () => {
    const { read, events, got, follow } = desk()
    const life = 'bb'.repeat(16)
    await read([caughtUp(one), said({ event: 'reset', document: one, incarnation: life }), entry(one, 1)])
    expect(events).toMatchObject({ incarnation: life, restarted: 1 })
    expect(got).toEqual(['d1:1@bb'])
    expect(follow(one).live).toBe(false)
  })

  it('N4 another life in caught-up ends the stream', async () => {
    const { read, follow } = desk()
    await expect(read([caughtUp(one, 'bb'.repeat(16))])).rejects.toThrow('began anew')
    expect(follow(one).live).toBe(false)
  })

  it('N6 silence ends it; heartbeats do not let it come to that', async () => {
    const { reader, clock } = desk()
    const { promise: never } = Promise.withResolvers<never>()
    const beats = (async function* () {
      yield { event: 'heartbeat', data: '' }
      await never
    })()
    let failed = ''
    const reading = reader.read(beats, new AbortController().signal).catch((error) => {
      failed = error.message
    })
    for (let i = 0; i < 10; i++) await turn()
    clock.pass(SILENCE_MS - 1)
    for (let i = 0; i < 10; i++) await turn()
    expect(failed).toBe('')
    clock.pass(1)
    await reading
    expect([failed, clock.waiting]).toEqual(['silent', 0])
  })

  it('N6 given up, it ends at once though the door hangs', async () => {
    const { reader, clock } = desk()
    const round = new AbortController()
    const hanging = { [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => undefined) }) }
    const reading = reader.read(hanging, round.signal)
    round.abort()
    await expect(reading).rejects.toThrow('given up')
    expect(clock.waiting).toBe(0)
  })

  it.each([
    ['entry', '{'],
    ['entry', '{}'],
    ['entry', JSON.stringify({ d: one, s: -1, c: CHAIN, r: '' })],
    ['entry', JSON.stringify({ d: 'x', s: 1, c: CHAIN, r: '' })],
    ['caught-up', '[]'],
    ['reset', '{}'],
    ['open', '{"stream":"../../x"}'],
  ])('N5 nonsense in %s ends the stream as not a relay’s: %s', async (event, data) => {
    await expect(desk().read([{ event, data }])).rejects.toMatchObject({ reason: 'not-a-relay' })
  })

  it('N5 events that we do not know, and documents that we do not follow, are passed over', async () => {
    const { read, got } = desk()
    await read([{ event: 'weather', data: 'fine' }, entry('ff'.repeat(16) as DocumentId, 1, '3'), entry(one, 5)])
    expect(got).toEqual(['d1:5@aa'])
  })
})
