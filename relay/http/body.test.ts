import { expect, it } from 'vitest'
import { readBytes, readText } from './body.ts'

/** A body that comes in many pieces, as a hostile client's HTTP chunks do. */
const inPieces = (count: number): Request => {
  let left = count
  const body = new ReadableStream({
    pull(controller) {
      for (let i = 0; i < 1_000 && left > 0; i++, left--) controller.enqueue(Uint8Array.of(97))
      if (left === 0) controller.close()
    },
  })
  return new Request('http://relay/', { method: 'POST', body, duplex: 'half' } as RequestInit)
}

it('P1 a body of single bytes is read like any other, and not beyond its bound', async () => {
  expect(await readText(inPieces(300_000), 300_000)).toEqual({ ok: true, value: 'a'.repeat(300_000) })
  expect(await readBytes(inPieces(300_001), 300_000)).toEqual({ ok: false, error: 'too-large' })
})
