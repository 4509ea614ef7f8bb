import type { Store, StoreTable } from '../ports.ts'

/** The bytes in what a table holds under a prefix. What is not bytes (names, numbers) is small beside them and not counted. */
export async function byteLength(store: Store, table: StoreTable, prefix: string): Promise<number> {
  let sum = 0
  await store.walk(table, prefix, (value) => {
    if (typeof value !== 'object' || value === null) return
    for (const part of Object.values(value)) if (part instanceof Uint8Array) sum += part.byteLength
  })
  return sum
}
