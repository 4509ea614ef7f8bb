import { describe, expect, it } from 'vitest'
import { content, FilePeers, MemoryFile } from '../../../test/kit/file-peers.ts'
import { BLOCK_BYTES, MAX_FILE_BYTES, MOST_AHEAD_BYTES } from './limits.ts'
import type { Source } from './ports.ts'

const SIZE = 3 * BLOCK_BYTES + 12_345
const file = (name = 'plan.pdf', size = SIZE, seed = 1) => new MemoryFile(name, content(seed, size))
const bothDone = (peers: FilePeers) => () => peers.state('a', 'out') === 'done' && peers.state('b', 'in') === 'done'

function joined(seed = 1): FilePeers {
  const peers = new FilePeers(seed)
  peers.join()
  return peers
}

describe('a file on its way', () => {
  it('HF5 HF8 moves after the yes, and is the same at the end', async () => {
    const peers = joined()
    const sent = file()
    const id = await peers.offered(sent)
    await peers.settle()
    expect([peers.disks.b.files.size, peers.carried, peers.state('a', 'out')]).toEqual([0, 0, 'offered'])
    await peers.flows.b.accept(id)
    await peers.until('done', bothDone(peers))
    expect(peers.holds(id, sent)).toBe(true)
    expect(peers.disks.b.files.get(id)?.finished).toBe(true)
    expect([peers.one('a', 'out')?.done, peers.one('b', 'in')?.done]).toEqual([SIZE, SIZE])
    expect(peers.carried).toBe(SIZE)
  })

  it('HF15 an empty file arrives', async () => {
    const peers = joined()
    const id = await peers.begun(file('empty.txt', 0))
    await peers.until('done', bothDone(peers))
    expect(peers.disks.b.files.get(id)).toMatchObject({ finished: true, blocks: [] })
  })

  it.each([1, BLOCK_BYTES - 1, BLOCK_BYTES, BLOCK_BYTES + 1, 2 * BLOCK_BYTES])('HF7 %i bytes arrive', async (size) => {
    const peers = joined()
    const sent = file('edge.bin', size)
    const id = await peers.begun(sent)
    await peers.until('done', bothDone(peers))
    expect(peers.holds(id, sent)).toBe(true)
  })

  it('HF11 two files take turns, and one in the other direction does not wait', async () => {
    const peers = joined()
    const ids = [await peers.begun(file('one.bin', SIZE, 1)), await peers.begun(file('two.bin', SIZE, 2))]
    await peers.flows.b.offer(file('three.bin', SIZE, 3))
    await peers.until('the third', () => peers.state('a', 'in') === 'offered')
    await peers.flows.a.accept(peers.one('a', 'in')?.file ?? (ids[0] as never))
    await peers.until('all', () => [...peers.list('a'), ...peers.list('b')].every(({ state }) => state === 'done'))
    const order = peers.said.flatMap(({ by, message }) => (by === 'a' && message.t === 'data' ? [message.id] : []))
    const firstOfTwo = order.indexOf(ids[1] as never)
    // From when both were moving, neither got two turns more than the other.
    const both = order.slice(firstOfTwo, order.lastIndexOf(ids[0] as never))
    for (let i = 2; i < both.length; i++) expect([both[i], both[i - 1]]).not.toEqual([both[i - 2], both[i - 2]])
  })

  it('HF9 the sender does not outrun a disk that stands still', async () => {
    const peers = joined()
    const open = peers.disks.b.open.bind(peers.disks.b)
    let go: () => void = () => undefined
    const held = new Promise<void>((resolve) => {
      go = resolve
    })
    peers.disks.b.open = async (about) => {
      const place = await open(about)
      return { ...place, write: (index, block) => held.then(() => place.write(index, block)) }
    }
    const sent = file('long.bin', 8 * BLOCK_BYTES)
    const id = await peers.begun(sent)
    await peers.until('as far ahead as may be', () => peers.carried === MOST_AHEAD_BYTES)
    await peers.settle()
    expect(peers.carried).toBe(MOST_AHEAD_BYTES)
    go()
    await peers.until('done', bothDone(peers))
    expect(peers.holds(id, sent)).toBe(true)
  })

  it('HF7 a damaged piece is asked for again', async () => {
    const peers = joined()
    let damaged = 0
    peers.hurt = (message) => {
      if (message.t !== 'data' || message.offset < BLOCK_BYTES || damaged > 0) return message
      damaged += 1
      return { ...message, bytes: message.bytes.map((byte) => byte ^ 1) }
    }
    const sent = file()
    const id = await peers.begun(sent)
    await peers.until('done', bothDone(peers))
    expect(damaged).toBe(1)
    expect(peers.holds(id, sent)).toBe(true)
  })

  it('HF7 what comes damaged every time fails with words, and nothing is kept', async () => {
    const peers = joined()
    peers.hurt = (message) =>
      message.t === 'data' && message.offset === BLOCK_BYTES
        ? { ...message, bytes: message.bytes.map((byte) => byte ^ 1) }
        : message
    await peers.begun(file())
    await peers.until('failed', () => peers.state('a', 'out') === 'failed' && peers.state('b', 'in') === 'failed')
    expect(peers.one('b', 'in')?.words).toMatch(/damaged/)
    expect(peers.one('a', 'out')?.words).toMatch(/damaged/)
    await peers.until('deleted', () => peers.disks.b.files.size === 0)
  })

  it('HF16 a file that is taken away while it is sent fails at both ends', async () => {
    const peers = joined()
    const sent = file()
    await peers.begun(sent)
    sent.gone = true
    await peers.until('failed', () => peers.state('a', 'out') === 'failed' && peers.state('b', 'in') === 'failed')
    expect(peers.one('a', 'out')?.words).toMatch(/changed, moved or removed/)
    expect(peers.one('b', 'in')?.words).toMatch(/Their file was changed/)
  })

  it('HF16 a file that cannot even be looked at says so', async () => {
    const peers = joined()
    const sent = file()
    sent.gone = true
    await peers.flows.a.offer(sent)
    expect(peers.one('a', 'out')).toMatchObject({ state: 'failed', words: expect.stringMatching(/changed, moved/) })
    await peers.settle()
    expect(peers.list('b')).toEqual([])
  })

  it('HF16 a disk that becomes full, or fails, says so at both ends', async () => {
    for (const [failure, words] of [
      [undefined, /room/],
      [new Error('worn out'), /disk/],
    ] as const) {
      const peers = joined()
      await peers.begun(file())
      peers.disks.b.free = BLOCK_BYTES + 5
      peers.disks.b.failure = failure
      await peers.until('failed', () => peers.state('a', 'out') === 'failed' && peers.state('b', 'in') === 'failed')
      expect(peers.one('b', 'in')?.words).toMatch(words)
      expect(peers.one('a', 'out')?.words).toMatch(words)
      await peers.until('deleted', () => peers.disks.b.files.size === 0)
    }
  })

  it('HF5 a yes without room is answered with words, and writes nothing', async () => {
    const peers = joined()
    peers.disks.b.free = SIZE - 1
    await peers.begun(file())
    await peers.until('told', () => peers.state('a', 'out') === 'failed')
    expect(peers.one('b', 'in')).toMatchObject({ state: 'failed', words: expect.stringMatching(/room/) })
    expect([peers.disks.b.files.size, peers.disks.b.writes]).toEqual([0, 0])
  })

  it('HF5 room that is promised to one file is not promised to another', async () => {
    const peers = joined()
    peers.disks.b.free = 1.5 * SIZE
    peers.hurt = (message) => (message.t === 'data' ? undefined : message)
    await peers.begun(file('one.bin', SIZE, 1))
    const second = await peers.begun(file('two.bin', SIZE, 2))
    expect(peers.list('b').find(({ file }) => file === second)?.state).toBe('failed')
  })

  it('HF4 what is too large is never offered', async () => {
    const peers = joined()
    const large: Source = {
      ...file('large.bin', 10),
      name: 'large.bin',
      size: MAX_FILE_BYTES + 1,
      read: async () => content(1, 10),
    }
    await peers.flows.a.offer(large)
    expect(peers.one('a', 'out')).toMatchObject({ state: 'failed', words: expect.stringMatching(/16 GiB/) })
  })
})
