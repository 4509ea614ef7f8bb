import { expect, it } from 'vitest'
import { content, MemoryFile } from '../../../test/kit/file-peers.ts'
import { sha256 } from '../../kit/sha256.ts'
import { fileId, rootOf } from './digest.ts'

const SIZE = 300_000
const file = (change: Partial<{ name: string; seed: number; modified: number }> = {}) =>
  new MemoryFile(change.name ?? 'a.bin', content(change.seed ?? 1, SIZE), change.modified)

it('HF1 the same file has the same id; another name, time or edge has another', async () => {
  const ids = await Promise.all(
    [file(), file(), file({ name: 'b.bin' }), file({ modified: 5 }), file({ seed: 2 })].map(fileId),
  )
  expect(ids[0]).toMatch(/^[0-9a-f]{32}$/)
  expect(ids[1]).toBe(ids[0])
  expect(new Set(ids).size).toBe(4)
})

it('HF1 what lies between the edges does not count', async () => {
  const changed = file()
  changed.content[150_000] = 0xff & ~(changed.content[150_000] ?? 0)
  expect(await fileId(changed)).toBe(await fileId(file()))
})

it('HF8 the root tells order, number and size', async () => {
  const [a, b] = [await sha256(content(1, 10)), await sha256(content(2, 10))]
  const roots = await Promise.all([rootOf(20, [a, b]), rootOf(20, [b, a]), rootOf(20, [a]), rootOf(21, [a, b])])
  expect(new Set(roots.map(String)).size).toBe(4)
})
