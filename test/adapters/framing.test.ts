import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CHUNK, FrameJoiner, framesOf, MAX_LINK_MESSAGE } from '../../entrypoints/engine/framing.ts'

const patterned = (length: number): Uint8Array<ArrayBuffer> => new Uint8Array(length).map((_, i) => i * 31)

describe('framing of data channel messages', () => {
  it.each([0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, MAX_LINK_MESSAGE])('%i bytes come whole', (length) => {
    const joiner = new FrameJoiner()
    const message = patterned(length)
    const joined = [...framesOf(message)].flatMap((frame) => joiner.push(frame) ?? [])
    expect(joined.length).toBe(1)
    expect(Buffer.compare(joined[0] as Uint8Array, message)).toBe(0)
  })

  it('messages follow one another', () => {
    const joiner = new FrameJoiner()
    const lengths = [CHUNK * 2 + 5, 0, 7]
    const joined = lengths.flatMap((length) =>
      [...framesOf(patterned(length))].flatMap((frame) => joiner.push(frame) ?? []),
    )
    expect(joined.map(({ length }) => length)).toEqual(lengths)
  })

  it('a message that is too long is not sent', () =>
    expect(() => [...framesOf(new Uint8Array(MAX_LINK_MESSAGE + 1))]).toThrow(RangeError))

  it.each<[string, Uint8Array]>([
    ['nothing', new Uint8Array()],
    ['an unknown kind', Uint8Array.of(2, 1)],
    ['a frame too long', new Uint8Array(CHUNK + 2)],
    ['a short frame with more to come', Uint8Array.of(1, 1, 1)],
  ])('refuses %s', (_what, frame) => expect(() => new FrameJoiner().push(frame)).toThrow(RangeError))

  it('refuses a message that never ends', () => {
    const joiner = new FrameJoiner()
    const more = new Uint8Array(CHUNK + 1).fill(1)
    const endless = () => {
      for (let i = 0; i <= MAX_LINK_MESSAGE / CHUNK; i++) joiner.push(more)
    }
    expect(endless).toThrow(RangeError)
  })

  it('gives bytes or refuses, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 })), (frames) => {
        const joiner = new FrameJoiner()
        try {
          for (const frame of frames) joiner.push(frame)
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError)
        }
      }),
    )
  })
})
