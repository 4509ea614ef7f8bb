import * as v from 'valibot'
import { STORE_TABLES, type Store, type Surroundings } from '../ports.ts'

/** In the table `settings`: stands there from the decision on until nothing else is left. */
const MARK = 'erase'
/** Deleted in one write: little enough that a browser closing in between loses little of the work. */
const AT_ONCE = 500

const mark = v.object({ schema: v.literal(1), shared: v.boolean() })

/** Decides that everything is to be forgotten. It is done before anything of it is opened again. @param shared the computer stays a shared one */
export const orderErase = (store: Pick<Store, 'write'>, shared: boolean): Promise<void> =>
  store.write([{ table: 'settings', key: MARK, value: { schema: 1, shared } }])

/**
 * Carries out what was decided, from wherever an earlier try stopped (Z2).
 * @returns whether anything was to be done
 */
export async function eraseIfOrdered(store: Store, surroundings: Pick<Surroundings, 'forget'>): Promise<boolean> {
  const raw = await store.get('settings', MARK)
  if (raw === undefined) return false
  const read = v.safeParse(mark, raw)
  // The keys first: what an end in the middle leaves is then sealed for ever.
  for (const table of STORE_TABLES) await empty(store, table)
  await surroundings.forget().catch(() => undefined)
  const shared = read.success && read.output.shared
  await store.write([
    { table: 'settings', key: 'engine', value: shared ? { sitesOff: [], shared } : undefined },
    { table: 'settings', key: MARK, value: undefined },
  ])
  return true
}

async function empty(store: Store, table: (typeof STORE_TABLES)[number]): Promise<void> {
  const keys = (await store.keys(table, '')).filter((key) => table !== 'settings' || key !== MARK)
  for (let at = 0; at < keys.length; at += AT_ONCE)
    await store.write(keys.slice(at, at + AT_ONCE).map((key) => ({ table, key, value: undefined })))
}
