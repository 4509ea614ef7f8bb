import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { content, FilePeers, MemoryFile } from '../../../test/kit/file-peers.ts'
import type { Bytes } from '../../kit/bytes.ts'
import { BLOCK_BYTES, MAX_CHUNK_BYTES, MAX_FILE_BYTES, MAX_LINES_OVER, MAX_OPEN_OFFERS, MAX_WANTS } from './limits.ts'
import type { FileId, Message } from './message.ts'

const file = (size = 3 * BLOCK_BYTES) => new MemoryFile('plan.pdf', content(1, size))
const idOf = (n: number) => n.toString(16).padStart(32, '0') as FileId
const hash = new Uint8Array(32)
const offer = (id: FileId, change: Partial<Extract<Message, { t: 'offer' }>> = {}): Message => ({
  t: 'offer',
  id,
  name: 'gift.zip',
  size: BLOCK_BYTES,
  type: '',
  modified: 0,
  again: false,
  ...change,
})

/** A hostile A: nothing of its own window reaches B, only what is forged. */
async function against(...forged: readonly (Message | Bytes)[]): Promise<FilePeers> {
  const peers = new FilePeers()
  peers.join()
  await peers.settle()
  for (const message of forged) peers.forge('a', message)
  await peers.settle()
  return peers
}

/** B has said yes to a file of 1 MiB and asked for run 1. */
async function accepted(...forged: readonly (Message | Bytes)[]): Promise<FilePeers> {
  const peers = await against(offer(idOf(1)))
  await peers.flows.b.accept(idOf(1))
  for (const message of forged) peers.forge('a', message)
  await peers.settle()
  return peers
}
const data = (offset: number, length: number, run = 1): Message => ({
  t: 'data',
  id: idOf(1),
  run,
  offset,
  bytes: content(3, length),
})

describe('a hostile sender', () => {
  it('HF4 offers no more than can be looked at', async () => {
    const many = Array.from({ length: MAX_OPEN_OFFERS + 3 }, (_, i) => offer(idOf(i)))
    const peers = await against(...many)
    expect(peers.list('b')).toHaveLength(MAX_OPEN_OFFERS)
    const refused = peers.said.filter(({ by, message }) => by === 'b' && message.t === 'refuse')
    expect(refused.map(({ message }) => 'why' in message && message.why)).toEqual(['too-many', 'too-many', 'too-many'])
  })

  it('HF4 fills no list by offering and withdrawing', async () => {
    const loop = Array.from({ length: 3 * MAX_LINES_OVER }, (_, i): readonly Message[] => [
      offer(idOf(i)),
      { t: 'withdraw', id: idOf(i), why: 'cancelled' },
    ])
    const peers = await against(...loop.flat())
    expect(peers.list('b').length).toBeLessThanOrEqual(MAX_LINES_OVER + 1)
  })

  it('HF4 offers nothing larger than the limit, and not two files by one id', async () => {
    const peers = await against(
      offer(idOf(1), { size: MAX_FILE_BYTES + 1 }),
      offer(idOf(2)),
      offer(idOf(2), { size: 7 }),
    )
    expect(peers.list('b')).toMatchObject([{ file: idOf(2), size: BLOCK_BYTES }])
    const why = peers.said.flatMap(({ by, message }) => (by === 'b' && message.t === 'refuse' ? [message.why] : []))
    expect(why).toEqual(['too-large', 'rules'])
  })

  it('HF3 cannot name a file as it likes', async () => {
    const peers = await against(offer(idOf(1), { name: '../\u202e../nul' }))
    expect(peers.one('b', 'in')?.name).toBe('__.._nul')
  })

  it('HF5 cannot make anything be written before the yes', async () => {
    const peers = await against(offer(idOf(1)), data(0, 1000), data(0, 1000, 0))
    expect(peers.disks.b.files.size).toBe(0)
    expect(peers.one('b', 'in')?.state).toBe('failed')
  })

  it.each([
    ['past the end', [data(0, MAX_CHUNK_BYTES), { ...data(MAX_CHUNK_BYTES, 1), offset: BLOCK_BYTES }]],
    ['twice', [data(0, 100), data(0, 100)]],
    ['with a gap', [data(100, 100)]],
    ['of a run that nobody asked for', [data(0, 100, 2)]],
    ['with a hash before its bytes', [{ t: 'block', id: idOf(1), run: 1, index: 0, hash }]],
    ['with an end before its bytes', [{ t: 'end', id: idOf(1), run: 1, root: hash }]],
  ] as readonly (readonly [string, readonly Message[]])[])(
    'HF6 sends pieces %s: the file ends',
    async (_how, forged) => {
      const peers = await accepted(...forged)
      expect(peers.one('b', 'in')).toMatchObject({ state: 'failed', words: expect.stringMatching(/does not belong/) })
      expect(peers.disks.b.files.size).toBe(0)
    },
  )

  it('HF6 passes over a little of an earlier run, not a flood', async () => {
    const peers = await accepted(data(0, 100, 0))
    expect(peers.state('b', 'in')).toBe('moving')
    const flood = content(3, MAX_CHUNK_BYTES)
    for (let i = 0; i < 1025; i++) peers.forge('a', { t: 'data', id: idOf(1), run: 0, offset: 0, bytes: flood })
    await peers.until('over', () => peers.state('b', 'in') === 'failed')
  })

  it('HF6 floods with a file that nobody knows: the channel is closed', async () => {
    const peers = await against()
    const flood = content(3, MAX_CHUNK_BYTES)
    for (let i = 0; i < 1025; i++) peers.forge('a', { t: 'data', id: idOf(9), run: 1, offset: 0, bytes: flood })
    await peers.until('closed', () => peers.closedBy === 'b')
  })

  it('HF8 cannot pass one file off as another by a wrong root', async () => {
    const peers = await accepted()
    await peers.flows.b.cancel('in', idOf(1))
    const honest = new FilePeers()
    honest.hurt = (message) => (message.t === 'end' ? { ...message, root: hash } : message)
    honest.join()
    await honest.begun(file(1000))
    await honest.until('failed', () => honest.state('b', 'in') === 'failed' && honest.state('a', 'out') === 'failed')
  })

  it('HF12 cannot keep a receiver beginning anew for ever', async () => {
    const peers = new FilePeers()
    peers.join()
    peers.hurt = (message, by) => {
      if (by === 'a' && message.t === 'data') return { t: 'restart', id: message.id, run: message.run }
      return message
    }
    await peers.begun(file())
    await peers.until('failed', () => peers.state('b', 'in') === 'failed')
  })

  it('HF14 cannot bring back what was declined by saying that it only goes on', async () => {
    const peers = await against(offer(idOf(1)))
    peers.flows.b.cancel('in', idOf(1))
    peers.forge('a', offer(idOf(1), { again: true }))
    await peers.settle()
    expect(peers.state('b', 'in')).toBe('cancelled')
  })
})

describe('a hostile receiver', () => {
  const against = async (answer: (id: FileId) => readonly Message[]): Promise<FilePeers> => {
    const peers = new FilePeers()
    peers.join()
    const id = await peers.offered(file())
    for (const message of answer(id)) peers.forge('b', message)
    await peers.settle()
    return peers
  }
  const want = (id: FileId, run: number, from = 0): Message => ({ t: 'want', id, run, from, prefix: hash })

  it.each([
    ['asks for what is behind the end', (id: FileId) => [want(id, 1, 99)]],
    ['asks for run 0', (id: FileId) => [want(id, 0)]],
    ['has more than was sent', (id: FileId) => [want(id, 1), { t: 'have', id, run: 1, received: 1e9, kept: 0 }]],
    ['asks for ever anew', (id: FileId) => Array.from({ length: MAX_WANTS + 1 }, (_, i) => want(id, i + 1))],
  ] as readonly (readonly [string, (id: FileId) => readonly Message[]])[])(
    'HF6 %s: the file ends',
    async (_how, answer) => {
      const peers = await against(answer)
      expect(peers.state('a', 'out')).toBe('failed')
    },
  )

  it('HF12 claims to have what it has not: it is sent from the beginning', async () => {
    const peers = await against((id) => [want(id, 1, 2)])
    // What was sent is hashed by the platform, in its own time.
    await peers.until('the restart', () => peers.said.some(({ by, message }) => by === 'a' && message.t === 'restart'))
    expect(peers.carried).toBe(0)
  })

  it('HF9 that never says what arrived is sent no more than a window', async () => {
    const peers = await against((id) => [want(id, 1)])
    await peers.settle()
    expect(peers.carried).toBeGreaterThan(0)
    expect(peers.carried).toBeLessThanOrEqual(BLOCK_BYTES)
  })
})

describe('anything at all', () => {
  it('HF2 a broken message ends what is open and closes the channel', async () => {
    const peers = await accepted(Uint8Array.of(2, 1, 2, 3))
    expect([peers.state('b', 'in'), peers.closedBy]).toEqual(['failed', 'b'])
    expect(peers.disks.b.files.size).toBe(0)
  })

  it('HF2 any bytes in any order never write without a yes, and never throw', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 120 }), { maxLength: 20 }), async (noise) => {
        const peers = new FilePeers()
        peers.join()
        for (const bytes of noise) peers.forge('a', new Uint8Array(bytes))
        for (let i = 0; i < 5; i++) await peers.step()
        expect(peers.disks.b.files.size).toBe(0)
      }),
    ))
})
