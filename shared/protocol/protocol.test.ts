import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { must } from '../../test/kit/must.ts'
import type { DeviceId, DocumentId, SpaceId } from '../domain/ids.ts'
import { type Bytes, concat, fromHex, toHex, utf8 } from '../kit/bytes.ts'
import { encodeAppendAnswer, parseAppendAnswer } from './append.ts'
import { decodeBatch, encodeBatch, splitBatches } from './batch.ts'
import { chainNext, chainStart, recordHash } from './chain.ts'
import { isFinal, REQUEST_STATUS, WORDS } from './codes.ts'
import { encodeHello, parseHello, parseRefusal } from './hello.ts'
import {
  encodeLiveDelivery,
  encodeLiveNews,
  encodeLiveRequest,
  encodeLiveSend,
  type LiveNews,
  parseLiveDelivery,
  parseLiveNews,
  parseLiveRequest,
  parseLiveSend,
} from './live.ts'
import {
  encodeChallenge,
  encodeSessionAnswer,
  encodeSessionRequest,
  parseChallenge,
  parseSessionAnswer,
  parseSessionRequest,
  sessionMessage,
} from './session.ts'
import {
  encodeStreamChange,
  encodeStreamData,
  encodeStreamOpen,
  parseStreamChange,
  parseStreamMessage,
  parseStreamOpen,
  type StreamMessage,
} from './stream.ts'

const id = (digit: string) => digit.repeat(32) as SpaceId & DocumentId & DeviceId
const bytes = (max = 300) => fc.uint8Array({ maxLength: max }) as fc.Arbitrary<Bytes>

describe('batches', () => {
  it('come back as they were', () =>
    fc.assert(
      fc.property(
        fc.array(
          bytes().filter((record) => record.length > 0),
          { maxLength: 20 },
        ),
        (records) => {
          expect(must(decodeBatch(encodeBatch(records)))).toEqual(records)
        },
      ),
    ))

  it('never throw, whatever arrives', () =>
    fc.assert(
      fc.property(bytes(), (garbage) => {
        const result = decodeBatch(garbage)
        if (result.ok) expect(encodeBatch(result.value)).toEqual(garbage)
      }),
    ))

  it('P1 are bounded in records and sizes, before anything is taken', () => {
    const bounds = { records: 2, record: 3 }
    const one = Uint8Array.of(1)
    expect(decodeBatch(encodeBatch([one, one, one]), bounds)).toEqual({ ok: false, error: 'too-large' })
    expect(decodeBatch(encodeBatch([new Uint8Array(4)]), bounds)).toEqual({ ok: false, error: 'too-large' })
    expect(decodeBatch(Uint8Array.of(0xff, 0xff, 0xff, 0xff))).toEqual({ ok: false, error: 'too-large' })
    expect(decodeBatch(Uint8Array.of(0, 0, 0, 0))).toEqual({ ok: false, error: 'malformed' })
    expect(decodeBatch(Uint8Array.of(0, 0, 0, 2, 1))).toEqual({ ok: false, error: 'malformed' })
  })

  it('split in order within their bounds; one that is too large stands alone', () => {
    const sizes = (...lengths: number[]) => lengths.map((length) => new Uint8Array(length))
    const lengths = (records: readonly Bytes[], max: number, count?: number) =>
      splitBatches(records, max, count).map((batch) => batch.map(({ length }) => length))
    expect(lengths(sizes(6, 6, 6), 20)).toEqual([[6, 6], [6]])
    expect(lengths(sizes(1, 90, 1), 20)).toEqual([[1], [90], [1]])
    expect(lengths(sizes(1, 1, 1), 99, 2)).toEqual([[1, 1], [1]])
    expect(lengths([], 20)).toEqual([])
  })
})

describe('codes', () => {
  it('all have words, and final ones are told from passing ones', () => {
    for (const words of Object.values(WORDS)) expect(words).toMatch(/^[A-Z].*\.$/)
    expect(Object.values(REQUEST_STATUS).every((status) => status >= 400)).toBe(true)
    expect([isFinal('bad-signature'), isFinal('unknown-certificate'), isFinal('over-quota')]).toEqual([
      true,
      false,
      false,
    ])
  })
})

describe('chain', () => {
  it('L4 is the chain of the specification', async () => {
    const sha = async (...parts: Uint8Array[]) =>
      new Uint8Array(await crypto.subtle.digest('SHA-256', concat(...parts)))
    const [incarnation, record] = [fromHex(id('1')), utf8('record')]
    const start = await sha(utf8('huddlemark/v1/chain'), incarnation, fromHex(id('2')))
    expect(await chainStart(incarnation, id('2'))).toEqual(start)
    expect(await chainNext(start, await recordHash(record))).toEqual(await sha(start, await sha(record)))
  })
})

describe('answers', () => {
  it('hello is told from everything else', () => {
    const hello = { huddlemark: 1, incarnation: id('a'), ice: [{ urls: 'stun:stun.example.org' }] } as const
    expect(must(parseHello(encodeHello({ ...hello, ice: [...hello.ice] })))).toEqual(hello)
    for (const text of ['', '<html>', '{}', '{"huddlemark":2,"incarnation":"","ice":[]}', 'null'])
      expect(parseHello(text).ok).toBe(false)
    expect(must(parseRefusal('{"error":"slow-down","message":"Wait."}')).error).toBe('slow-down')
  })

  it('append answers carry places and refusals; unknown codes pass', () => {
    const answer = {
      incarnation: id('a'),
      results: [{ sequence: 1, chain: 'ab'.repeat(32) }, { error: 'some-later-code' }],
    }
    expect(must(parseAppendAnswer(encodeAppendAnswer(answer)))).toEqual(answer)
    expect(parseAppendAnswer('{"incarnation":"","results":[{}]}').ok).toBe(false)
  })

  it('S1 S2 sessions come back as they were', () => {
    const proofs = [{ certificate: new Uint8Array(255), signature: new Uint8Array(64).fill(7) }]
    const request = { challenge: utf8('challenge'), proofs }
    expect(must(parseSessionRequest(encodeSessionRequest(request)))).toEqual(request)
    const renewing = { ...request, peerToken: 'abc' }
    expect(must(parseSessionRequest(encodeSessionRequest(renewing)))).toEqual(renewing)
    expect(must(parseChallenge(encodeChallenge(utf8('x')))).challenge).toEqual(utf8('x'))
    expect(sessionMessage(utf8('x'))).toEqual(utf8('huddlemark/v1/sessionx'))
    const answer = {
      token: 'a_-b',
      expires: 3_600_000,
      spaces: [id('1')],
      refused: [{ space: id('2'), error: 'expired' }],
      peer: { id: id('3'), token: 'x' },
    }
    expect(must(parseSessionAnswer(encodeSessionAnswer(answer)))).toEqual(answer)
    const many = {
      ...request,
      proofs: Array.from({ length: 65 }, () => proofs[0] ?? { certificate: utf8(''), signature: utf8('') }),
    }
    expect(parseSessionRequest(encodeSessionRequest(many)).ok).toBe(false)
  })
})

describe('stream', () => {
  const messages: StreamMessage[] = [
    { event: 'open', stream: id('4') },
    { event: 'entry', document: id('1'), sequence: 3, chain: 'ab'.repeat(32), record: utf8('record') },
    { event: 'caught-up', document: id('1'), sequence: 0, chain: 'cd'.repeat(32), incarnation: id('a') },
    { event: 'reset', document: id('1'), incarnation: id('a') },
  ]
  it.each(messages.map((message) => [message.event, message] as const))(
    'T1 %s comes back as it was, on one line',
    (event, message) => {
      const data = encodeStreamData(message)
      expect(data).not.toMatch(/[\r\n]/)
      expect(must(parseStreamMessage(event, data))).toEqual(message)
    },
  )

  it('T1 unknown and broken events are refused by name', () => {
    expect(parseStreamMessage('later', '{}')).toEqual({ ok: false, error: 'unknown event' })
    for (const { event } of messages)
      for (const data of ['', '{}', 'null', '{"d":"x"}']) expect(parseStreamMessage(event, data).ok).toBe(false)
  })

  it('T3 follow requests come back as they were, closed and bounded', () => {
    const follow = [{ space: id('1'), document: id('2'), after: 5, incarnation: id('a'), live: true }]
    expect(must(parseStreamOpen(encodeStreamOpen(follow)))).toEqual({ follow })
    const change = { follow, unfollow: [id('3')] }
    expect(must(parseStreamChange(encodeStreamChange(change)))).toEqual(change)
    expect(must(parseStreamChange('{}'))).toEqual({ follow: [], unfollow: [] })
    const bad = [{ after: -1 }, { after: 0.5 }, { document: 'x' }, { incarnation: 'x' }, { more: 1 }]
    for (const change of bad)
      expect(parseStreamOpen(JSON.stringify({ follow: [{ ...follow[0], ...change }] })).ok).toBe(false)
  })
})

describe('live', () => {
  it('V1 texts come back as they were', () => {
    const people = [{ device: id('1'), certificate: utf8('certificate') }]
    const news: LiveNews[] = [
      { t: 'ready' },
      { t: 'here', document: id('2'), people },
      { t: 'came', document: id('2'), device: id('1'), certificate: utf8('certificate') },
      { t: 'gone', document: id('2'), device: id('1') },
      { t: 'error', error: 'slow-down', message: 'Wait.' },
      { t: 'pong' },
    ]
    for (const message of news) expect(must(parseLiveNews(encodeLiveNews(message)))).toEqual(message)
    const join = { t: 'join', space: id('1'), document: id('2') } as const
    expect(must(parseLiveRequest(encodeLiveRequest(join)))).toEqual(join)
    expect(parseLiveRequest('{"t":"join","space":"x","document":"y"}').ok).toBe(false)
  })

  it('V2 records come back as they were, from either end', () =>
    fc.assert(
      fc.property(bytes(), fc.boolean(), (record, direct) => {
        const send = { document: id('1'), to: direct ? id('2') : undefined, record }
        expect(must(parseLiveSend(encodeLiveSend(send)))).toEqual(send)
        const delivery = { document: id('1'), from: id('3'), record }
        expect(must(parseLiveDelivery(encodeLiveDelivery(delivery)))).toEqual(delivery)
      }),
    ))

  it('V2 never throws, whatever arrives', () =>
    fc.assert(
      fc.property(bytes(), fc.string(), (garbage, text) => {
        expect([parseLiveSend(garbage).ok, parseLiveDelivery(garbage).ok].every((ok) => typeof ok === 'boolean')).toBe(
          true,
        )
        expect([parseLiveNews(text).ok, parseLiveRequest(text).ok, parseSessionRequest(text).ok]).toEqual([
          false,
          false,
          false,
        ])
        expect(toHex(garbage)).toHaveLength(garbage.length * 2)
      }),
    ))
})
