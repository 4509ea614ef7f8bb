import { expect, it } from 'vitest'
import { deflate } from '../../shared/envelope/deflate.ts'
import { rest } from './work.ts'

it('a world is at rest only when nothing is being compressed', async () => {
  let done = false
  const noise = new Uint8Array(4 * 1024 * 1024)
  for (let at = 0; at < noise.length; at += 65_536) crypto.getRandomValues(noise.subarray(at, at + 65_536))
  void deflate(noise).then(() => {
    done = true
  })
  await rest(() => false)
  expect(done).toBe(true)
})
