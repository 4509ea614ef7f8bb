import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Chance } from '../../../test/kit/chance.ts'
import { content, FilePeers, MemoryFile } from '../../../test/kit/file-peers.ts'
import { BLOCK_BYTES } from './limits.ts'
import type { FileId } from './message.ts'

const SIZE = 4 * BLOCK_BYTES + 999
const file = (seed = 1, name = 'film.mp4', size = SIZE) => new MemoryFile(name, content(seed, size))
const bothDone = (peers: FilePeers) => () => peers.state('a', 'out') === 'done' && peers.state('b', 'in') === 'done'

/** Two people with a file under way, of which some blocks are on B's disk. */
async function underWay(sent = file()): Promise<{ peers: FilePeers; id: FileId }> {
  const peers = new FilePeers()
  peers.join()
  const id = await peers.begun(sent)
  await peers.until('two blocks on disk', () => (peers.disks.b.files.get(id)?.blocks.length ?? 0) >= 2)
  return { peers, id }
}

describe('a channel that goes', () => {
  it('HF12 pauses both ends, which go on by themselves and send nothing twice that is on disk', async () => {
    const sent = file()
    const { peers, id } = await underWay(sent)
    peers.cut()
    expect([peers.state('a', 'out'), peers.state('b', 'in')]).toEqual(['paused', 'paused'])
    const [before, kept] = [peers.carried, peers.disks.b.content(id).length]
    peers.join()
    await peers.until('done', bothDone(peers))
    expect(peers.holds(id, sent)).toBe(true)
    // What was being written when it went may be on disk by then, or sent again.
    expect(peers.carried - before).toBeLessThanOrEqual(SIZE - kept)
  })

  it('HF12 is noticed though only one end saw it go', async () => {
    const sent = file()
    const { peers, id } = await underWay(sent)
    peers.rejoin('a')
    await peers.until('done', bothDone(peers))
    expect(peers.holds(id, sent)).toBe(true)
    const back = await underWay(sent)
    back.peers.rejoin('b')
    await back.peers.until('done', bothDone(back.peers))
    expect(back.peers.holds(back.id, sent)).toBe(true)
  })

  it('HF12 loses nothing when one end listens later than the other', async () => {
    for (const late of ['a', 'b'] as const) {
      const peers = new FilePeers()
      const sent = file(1, 'small.txt', 100)
      await peers.flows.a.offer(sent)
      peers.joinLate(late)
      await peers.until('the offer', () => peers.state('b', 'in') === 'offered')
      await peers.flows.b.accept(peers.one('b', 'in')?.file as FileId)
      await peers.until('done', bothDone(peers))
    }
  })

  it('HF12 before "done" was heard loses nothing', async () => {
    const { peers } = await underWay()
    peers.hurt = (message) => (message.t === 'done' ? undefined : message)
    await peers.until('finished there', () => peers.state('b', 'in') === 'done')
    peers.cut()
    peers.hurt = (message) => message
    const before = peers.carried
    peers.join()
    await peers.until('done', bothDone(peers))
    expect(peers.carried).toBe(before)
  })

  it('HF12 an offer or a yes without a channel counts on the next one', async () => {
    const peers = new FilePeers()
    const sent = file(1, 'small.txt', 10)
    await peers.flows.a.offer(sent)
    peers.join()
    await peers.until('the offer', () => peers.state('b', 'in') === 'offered')
    peers.cut()
    await peers.flows.b.accept(peers.one('b', 'in')?.file as FileId)
    expect(peers.state('b', 'in')).toBe('paused')
    peers.join()
    await peers.until('done', bothDone(peers))
  })
})

describe('a window that is reloaded', () => {
  it('HF13 the receiver’s goes on from its disk', async () => {
    const sent = file()
    const { peers, id } = await underWay(sent)
    peers.reload('b')
    const kept = peers.disks.b.content(id).length
    await peers.until('shown', () => peers.one('b', 'in')?.done === kept)
    expect(peers.state('b', 'in')).toBe('unfinished')
    const before = peers.carried
    peers.join()
    await peers.until('done', bothDone(peers))
    expect(peers.carried - before).toBe(SIZE - kept)
    expect(peers.holds(id, sent)).toBe(true)
  })

  it('HF13 the sender’s: unfinished until the same file is offered again, then without a question', async () => {
    const sent = file()
    const { peers, id } = await underWay(sent)
    peers.reload('a')
    peers.join()
    await peers.until('unfinished', () => peers.state('b', 'in') === 'unfinished')
    const [before, kept] = [peers.carried, peers.disks.b.content(id).length]
    await peers.flows.a.offer(file())
    await peers.until('done', bothDone(peers))
    expect(peers.carried - before).toBe(SIZE - kept)
    expect(peers.holds(id, sent)).toBe(true)
  })

  it('HF12 a file that looks the same and begins otherwise is sent anew', async () => {
    const { peers, id } = await underWay()
    peers.reload('a')
    peers.join()
    const changed = file()
    changed.content[BLOCK_BYTES - 5] = 255 - (changed.content[BLOCK_BYTES - 5] ?? 0)
    await peers.flows.a.offer(changed)
    await peers.until('done', bothDone(peers))
    expect(peers.holds(id, changed)).toBe(true)
  })

  it('HF13 a finished file is still there, and offering it again says so', async () => {
    const { peers } = await underWay()
    await peers.until('done', bothDone(peers))
    peers.reload('b')
    peers.reload('a')
    expect(peers.one('b', 'in')).toMatchObject({ state: 'done', done: SIZE })
    peers.join()
    const before = peers.carried
    await peers.flows.a.offer(file())
    await peers.until('done', bothDone(peers))
    expect(peers.carried).toBe(before)
  })

  it('HF13 an offer that was not answered ends with the sender’s window', async () => {
    const peers = new FilePeers()
    peers.join()
    await peers.offered(file())
    peers.reload('a')
    peers.join()
    await peers.until('over', () => peers.state('b', 'in') === 'cancelled')
  })
})

describe('cancelling', () => {
  it.each(['a', 'b'] as const)('HF14 by %s, while it moves, ends both and deletes what was received', async (end) => {
    const { peers, id } = await underWay()
    peers.flows[end].cancel(end === 'a' ? 'out' : 'in', id)
    await peers.until('both', () => peers.state('a', 'out') === 'cancelled' && peers.state('b', 'in') === 'cancelled')
    await peers.until('deleted', () => peers.disks.b.files.size === 0)
    expect([peers.one('a', 'out')?.words, peers.one('b', 'in')?.words].sort()).toEqual([
      'They cancelled it.',
      'You cancelled it.',
    ])
  })

  it.each(['a', 'b'] as const)('HF14 by %s, while the channel is away, is told on the next', async (end) => {
    const { peers, id } = await underWay()
    peers.cut()
    peers.flows[end].cancel(end === 'a' ? 'out' : 'in', id)
    peers.flows[end].forget(end === 'a' ? 'out' : 'in', id)
    peers.join()
    const [there, direction] = end === 'a' ? (['b', 'in'] as const) : (['a', 'out'] as const)
    await peers.until('told', () => peers.state(there, direction) === 'cancelled')
    // Behind a digest that was under way, however long that takes.
    await peers.until('deleted', () => peers.disks.b.files.size === 0)
    await peers.settle()
    expect(peers.list(end)).toEqual([])
  })

  it('HF14 a declined file may be offered again, and is asked about again', async () => {
    const peers = new FilePeers()
    peers.join()
    const sent = file(1, 'small.txt', 100)
    const id = await peers.offered(sent)
    peers.flows.b.cancel('in', id)
    await peers.until('told', () => peers.one('a', 'out')?.words === 'They declined it.')
    expect(await peers.begun(sent)).toBe(id)
    await peers.until('done', bothDone(peers))
  })

  it('HF14 a line that is over can be taken away; one that is not, cannot', async () => {
    const { peers, id } = await underWay()
    peers.flows.a.forget('out', id)
    expect(peers.list('a')).toHaveLength(1)
    await peers.until('done', bothDone(peers))
    peers.flows.a.forget('out', id)
    expect(peers.list('a')).toEqual([])
  })
})

describe('whatever happens', () => {
  it(
    'HF8 HF12 HF13 cuts, reloads and damage in any order: the same bytes at the end',
    () =>
      fc.assert(
        fc.asyncProperty(fc.nat(), fc.integer({ min: 0, max: 2 * BLOCK_BYTES }), async (seed, size) => {
          const chance = new Chance(seed)
          const peers = new FilePeers(seed)
          const files = [file(seed & 0xff, 'one.bin', size), file(7, 'two.bin', BLOCK_BYTES + (size % 1000))]
          peers.join()
          const ids = [await peers.begun(files[0] as MemoryFile), await peers.begun(files[1] as MemoryFile)]
          for (let trouble = 0; trouble < 6; trouble++) {
            for (let steps = chance.below(60); steps > 0; steps--) await peers.step()
            const kind = chance.below(5)
            if (kind === 0) peers.reload('b')
            if (kind === 1) peers.reload('a')
            if (kind === 2) peers.rejoin(chance.maybe(50) ? 'a' : 'b')
            let hurts = kind === 3 ? 1 : 0
            peers.hurt = (message) =>
              message.t === 'data' && hurts-- > 0 ? { ...message, bytes: message.bytes.map((byte) => ~byte) } : message
            if (kind !== 2 && kind !== 3) peers.join()
            for (const one of files) await peers.flows.a.offer(one)
          }
          const done = () => [...peers.list('a'), ...peers.list('b')].every(({ state }) => state === 'done')
          await peers.until('all of it', done)
          for (const [i, id] of ids.entries()) expect(peers.holds(id, files[i])).toBe(true)
        }),
        { numRuns: 8 },
      ),
    60_000,
  )
})
