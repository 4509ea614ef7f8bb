import { describe, expect, it } from 'vitest'
import { type Ground, ground, ownPage, Speaker, sees } from '../../../test/kit/context-desk.ts'
import { MemoryStore } from '../../../test/kit/memory-store.ts'
import { StandInSpaces } from '../../../test/kit/stand-ins.ts'
import { CalledSurroundings } from '../../../test/kit/surroundings.ts'
import type { HomeView } from '../../contract/views.ts'
import { STORE_TABLES, type StoreChange } from '../ports.ts'
import { eraseIfOrdered, orderErase } from './erase.ts'
import { prepareStore } from './prepare.ts'

const clock = { now: () => 1_000, after: () => () => undefined }

/** A store with so much in every table that deleting takes several writes. */
async function full(shared: boolean): Promise<MemoryStore> {
  const store = new MemoryStore()
  const batch: StoreChange[] = STORE_TABLES.flatMap((table) =>
    Array.from({ length: 700 }, (_, i) => ({ table, key: `k${i}`, value: { secret: i } })),
  )
  await store.write([
    ...batch,
    { table: 'settings', key: 'engine', value: { sitesOff: ['https://a.example'], shared } },
  ])
  return store
}

async function everything(store: MemoryStore): Promise<string[]> {
  const all = await Promise.all(
    STORE_TABLES.map(async (table) => (await store.keys(table, '')).map((key) => `${table}/${key}`)),
  )
  return all.flat()
}

const prepared = async (store: MemoryStore, newSession: boolean) => {
  const surroundings = new CalledSurroundings()
  await prepareStore({ store, clock, newSession, surroundings })
  return surroundings
}

describe('a shared computer', () => {
  it('Z1 forgets everything when the browser has ended, and stays a shared one', async () => {
    const store = await full(true)
    const surroundings = await prepared(store, true)
    expect(await everything(store)).toEqual(['settings/engine'])
    expect(await store.get('settings', 'engine')).toEqual({ sitesOff: [], shared: true })
    expect(surroundings.forgotten).toBe(1)
  })

  it('Z1 forgets nothing while the browser goes on, and nothing at all where the computer is not shared', async () => {
    for (const [shared, newSession] of [
      [true, false],
      [false, true],
      [false, false],
    ] as const) {
      const store = await full(shared)
      const before = await everything(store)
      const surroundings = await prepared(store, newSession)
      expect(await everything(store)).toEqual(before)
      expect(surroundings.forgotten).toBe(0)
    }
  })

  it('Z2 whatever ends the erasing in between, the next start goes on, though the browser did not end again', async () => {
    const first = await full(true)
    const writes = first.writes
    await prepared(first, true)
    const steps = first.writes - writes
    expect(steps).toBeGreaterThan(8)
    for (let at = 0; at < steps; at++) {
      let left = at
      const filled = await full(true)
      const store = filled.crash({
        beforeWrite: () => {
          if (left-- === 0) throw new Error('the browser is gone')
        },
      })
      await expect(prepared(store, true)).rejects.toThrow('gone')
      const next = store.crash({})
      // The mark is the first write: without it nothing was decided, and nothing deleted.
      const decided = (await next.get('settings', 'erase')) !== undefined
      expect(decided).toBe(at > 0)
      if (!decided) expect((await everything(next)).length).toBe(5 * 700 + 1)
      await prepared(next, !decided)
      expect(await everything(next)).toEqual(['settings/engine'])
    }
  })

  it('Z2 keys go before documents; what fails outside the store does not keep it from ending', async () => {
    const filled = await full(false)
    const order: string[] = []
    const store = filled.crash({ beforeWrite: (batch) => void order.push(batch[0]?.table ?? '') })
    await orderErase(store, false)
    const surroundings = { forget: () => Promise.reject(new Error('no such folder')) }
    expect(await eraseIfOrdered(store, surroundings)).toBe(true)
    expect(order.indexOf('profile')).toBeLessThan(order.indexOf('documents'))
    expect(order.indexOf('spaces')).toBeLessThan(order.indexOf('documents'))
    expect(await everything(store)).toEqual([])
    expect(await eraseIfOrdered(store, surroundings)).toBe(false)
  })
})

describe('what the settings ask', () => {
  const at = async () => {
    const one: Ground = await ground(new StandInSpaces(undefined))
    const home = new Speaker(one.engine, 'home', ownPage)
    await home.ask({ do: 'watch', tab: 1, address: '' })
    const shown = () => home.heard.filter(sees('home')).at(-1) as HomeView
    return { ...one, home, shown }
  }

  it('Z1 the switch is kept, shown, and told to the browser’s start', async () => {
    const { home, shown, surroundings, store } = await at()
    expect(shown().sharedComputer).toBeUndefined()
    await home.done({ do: 'shared-computer', on: true })
    await home.until((message) => 'see' in message && message.see === 'home' && message.sharedComputer === true)
    expect(await store.get('settings', 'engine')).toMatchObject({ shared: true })
    await home.done({ do: 'shared-computer', on: false })
    expect(surroundings.sharing).toEqual([true, false])
  })

  it('Z3 “Forget everything now” decides it in the store first, then begins anew', async () => {
    const { home, surroundings, store } = await at()
    await home.done({ do: 'forget' })
    expect([await store.get('settings', 'erase'), surroundings.restarts]).toEqual([{ schema: 1, shared: false }, 1])
    await prepareStore({ store, clock, newSession: false, surroundings })
    expect(await everything(store)).toEqual([])
  })
})
