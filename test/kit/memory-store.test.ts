import { describe, expect, it } from 'vitest'
import { StoreFull } from '../../shared/engine/ports.ts'
import { storeContract } from '../contracts/store.ts'
import { MemoryStore } from './memory-store.ts'

const put = (key: string, value: unknown) => ({ table: 'documents', key, value }) as const

describe('MemoryStore', () => {
  for (const { name, run } of storeContract(async () => new MemoryStore())) it(`store contract: ${name}`, run)

  it('keeps nothing of a batch that was under way when it crashed', async () => {
    let reached = () => undefined as unknown
    const started = new Promise<void>((resolve) => {
      reached = resolve as () => unknown
    })
    const store = new MemoryStore()
    await store.write([put('a', 1)])
    const slow = store.crash({
      beforeWrite: () => {
        reached()
        return new Promise(() => undefined)
      },
    })
    void slow.write([put('a', 2), put('b', 2)])
    await started
    const after = slow.crash({})
    expect(await after.get('documents', 'a')).toBe(1)
    expect(await after.get('documents', 'b')).toBeUndefined()
    await expect(slow.get('documents', 'a')).rejects.toThrow('closed')
  })

  it('fails with StoreFull and keeps nothing while full', async () => {
    const store = new MemoryStore()
    store.full = true
    await expect(store.write([put('a', 1)])).rejects.toBeInstanceOf(StoreFull)
    store.full = false
    expect(await store.get('documents', 'a')).toBeUndefined()
    await store.write([put('a', 2)])
    expect(await store.get('documents', 'a')).toBe(2)
  })
})
