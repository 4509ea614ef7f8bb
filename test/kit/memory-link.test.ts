import { describe, expect, it } from 'vitest'
import { linkContract } from '../contracts/link.ts'
import { MemoryLinkPair } from './memory-link.ts'
import { Net } from './net.ts'

/** A link whose messages arrive by themselves, each in a turn of its own. */
function flowing() {
  const net = new Net()
  const pair = new MemoryLinkPair(net, 'x', { a: 'a1', b: 'b2' })
  let over = false
  const flow = () => {
    if (!net.flushOne() && over) return
    setImmediate(flow)
  }
  flow()
  const end = () => {
    over = true
  }
  return { pair, end }
}

describe('a link in memory', () => {
  const ends: (() => void)[] = []
  it.each(
    linkContract(async () => {
      const { pair, end } = flowing()
      ends.push(end)
      return pair
    }),
  )('$name', async ({ run }) => {
    await run()
    for (const end of ends.splice(0)) end()
  })

  it('cut without a word, each end notices', async () => {
    const net = new Net()
    const pair = new MemoryLinkPair(net, 'x', { a: 'a1', b: 'b2' })
    const seen: string[] = []
    pair.a.listen({ message: () => seen.push('message'), lossy: () => undefined, closed: () => seen.push('a') })
    pair.b.listen({ message: () => seen.push('message'), lossy: () => undefined, closed: () => seen.push('b') })
    await pair.a.send(new Uint8Array(3))
    pair.cut()
    while (net.flushOne());
    expect(seen.sort()).toEqual(['a', 'b'])
  })
})
