import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EventStreamParser, MAX_EVENT } from '../../entrypoints/engine/event-stream.ts'

const parse = (...chunks: string[]) => {
  const parser = new EventStreamParser()
  return chunks.flatMap((chunk) => parser.push(chunk))
}

describe('the event stream’s parser', () => {
  it('reads events, ids that belong to one event alone, and heartbeats', () =>
    expect(parse('event: entry\nid: 7\ndata: {"a":1}\n\n: still here\n\ndata: x\ndata: y\n\n')).toEqual([
      { event: 'entry', id: '7', data: '{"a":1}' },
      { event: 'heartbeat', data: '' },
      { event: 'message', data: 'x\ny' },
    ]))

  it('takes all three line ends, colons without a space, and fields it does not know', () =>
    expect(parse('event:a\r\ndata:1\r\n\r\n', 'retry: 5\rdata:  2\r\r', 'nonsense\ndata\n\n')).toEqual([
      { event: 'a', data: '1' },
      { event: 'message', data: ' 2' },
      { event: 'message', data: '' },
    ]))

  it('says nothing for an event without data, nor for one that is not finished', () =>
    expect(parse('event: a\n\nid: 3\n\ndata: half')).toEqual([]))

  it('gives the same however the text is cut', () => {
    const text = 'event: a\r\nid: 1\r\ndata: one\r\n\r\n: beat\n\ndata: ä€𝄞\ndata: two\n\nevent: b\rdata: 3\r\r'
    fc.assert(
      fc.property(fc.array(fc.nat(text.length), { maxLength: 20 }), (cuts) => {
        const places = [0, ...cuts.sort((a, b) => a - b), text.length]
        const chunks = places.slice(1).map((end, i) => text.slice(places[i], end))
        expect(parse(...chunks)).toEqual(parse(text))
      }),
    )
  })

  it('an empty piece between CR and LF parts nothing', () =>
    expect(parse('data: a\r', '', '\n\r\n')).toEqual(parse('data: a\r\n\r\n')))

  it('refuses an event that never ends, in one line or in many', () => {
    const parser = new EventStreamParser()
    const piece = 'x'.repeat(1024 * 1024)
    const endless = () => {
      for (let i = 0; i <= MAX_EVENT / piece.length; i++) parser.push(piece)
    }
    expect(endless).toThrow(RangeError)
    const lines = () => parse(...Array.from({ length: 5 }, () => `data: ${piece}\n`))
    expect(lines).toThrow(RangeError)
    expect(parse(...Array.from({ length: 8 }, () => `data: ${piece.slice(0, MAX_EVENT / 8)}\n\n`)).length).toBe(8)
  })

  it('survives anything', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 60 })), (chunks) => {
        for (const event of parse(...chunks)) expect(typeof event.data).toBe('string')
      }),
    )
  })
})
