import { describe, expect, it } from 'vitest'
import { must } from '../../test/kit/must.ts'
import { DEVICE, documentAt, flipped, vectorSpace, vectors } from '../../test/vectors/fixture.ts'
import { concat, fromHex } from '../kit/bytes.ts'
import { MAX_FRAME_BODY, openFrame, sealFrame } from './frame.ts'
import { parseFrame } from './header.ts'
import { RECORD_LIMIT } from './limits.ts'

const { keys } = await vectorSpace()
const record = fromHex(vectors.outputs.frame)
const frame = {
  document: documentAt(0),
  device: DEVICE,
  session: '0102030405060708',
  counter: 1,
  body: new Uint8Array(9),
}

describe('frames', () => {
  it('F1 the outside is readable without keys', () => {
    const { session, counter } = vectors.inputs.frame
    expect(parseFrame(record)).toEqual({
      ok: true,
      value: { document: documentAt(0), device: DEVICE, session, counter },
    })
  })

  it('F1 a bit turned anywhere is refused', async () => {
    for (let at = 0; at < record.length; at++) expect((await openFrame(flipped(record, at), 0, keys)).ok).toBe(false)
  })

  it('R1 cut or lengthened frames are refused', async () => {
    for (let length = 0; length < record.length; length++) {
      const { ok } = await openFrame(record.slice(0, length), 0, keys)
      expect(ok).toBe(false)
    }
    expect(await openFrame(concat(record, Uint8Array.of(0)), 0, keys)).toEqual({ ok: false, error: 'bad-seal' })
    expect(parseFrame(record.slice(0, 61))).toEqual({ ok: false, error: 'malformed' })
    expect(parseFrame(new Uint8Array(0))).toEqual({ ok: false, error: 'malformed' })
  })

  it('R1 the longest body makes the longest frame, and not a byte more', async () => {
    const longest = must(await sealFrame({ ...frame, body: new Uint8Array(MAX_FRAME_BODY) }, 0, keys))
    expect(longest.length).toBe(RECORD_LIMIT.frame)
    const more = await sealFrame({ ...frame, body: new Uint8Array(MAX_FRAME_BODY + 1) }, 0, keys)
    expect(more).toEqual({ ok: false, error: 'too-large' })
  })

  it('F1 a counter that would come round again is not sealed', async () => {
    for (const counter of [0, 2 ** 32, Number.NaN]) {
      await expect(sealFrame({ ...frame, counter }, 0, keys)).rejects.toThrow(RangeError)
    }
  })

  it('F1 an unknown epoch neither seals nor opens', async () => {
    expect(await sealFrame(frame, 1, keys)).toEqual({ ok: false, error: 'wrong-epoch' })
    expect(await openFrame(record, 1, keys)).toEqual({ ok: false, error: 'wrong-epoch' })
  })
})
