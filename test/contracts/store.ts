/**
 * What every adapter of the `Store` port must do. Framework-neutral: each case throws when it fails, so that vitest runs the list
 * over the memory store, and a real browser page runs it over IndexedDB.
 */
import type { Store, StoreChange } from '../../shared/engine/ports.ts'

export interface ContractCase {
  readonly name: string
  run(): Promise<void>
}

function check(holds: boolean, what: string): void {
  if (!holds) throw new Error(what)
}

function same(actual: unknown, expected: unknown, what: string): void {
  check(
    JSON.stringify(actual) === JSON.stringify(expected),
    `${what}: ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`,
  )
}

const put = (key: string, value: unknown): StoreChange => ({ table: 'documents', key, value })

async function withStore(make: () => Promise<Store>, use: (store: Store) => Promise<void>): Promise<void> {
  const store = await make()
  try {
    await use(store)
  } finally {
    store.close()
  }
}

type Use = (store: Store) => Promise<void>

const missing: Use = async (store) => {
  check((await store.get('settings', 'nothing')) === undefined, 'a missing key reads as undefined')
  same(await store.list('settings', ''), [], 'a new table is empty')
}

const readsBack: Use = async (store) => {
  const value = { text: 'ä', list: [1, 2, { deep: true }], bytes: Uint8Array.of(1, 2, 255), none: null }
  await store.write([put('a', value)])
  const read = (await store.get('documents', 'a')) as typeof value
  same(read.list, value.list, 'JSON comes back')
  check(read.bytes instanceof Uint8Array && read.bytes.join() === '1,2,255', 'bytes come back as bytes')
  check(read.none === null && read.text === 'ä', 'null and text come back')
}

const byValue: Use = async (store) => {
  const value = { n: 1 }
  const written = store.write([put('a', value)])
  value.n = 2
  await written
  const first = (await store.get('documents', 'a')) as { n: number }
  check(first.n === 1, 'a value is what it was when it was given')
  first.n = 3
  same(await store.get('documents', 'a'), { n: 1 }, 'a value read is a copy')
}

const prefixes: Use = async (store) => {
  const keys = ['a.2', 'a.10', 'b', 'a.', 'a', 'a.1\uffff', 'A.1', 'a/1']
  await store.write(keys.map((key) => put(key, key)))
  const found = (await store.list('documents', 'a.')).map((entry) => entry.key)
  same(found, ['a.', 'a.10', 'a.1\uffff', 'a.2'], 'entries with the prefix, in ascending order')
  same(await store.keys('documents', 'a.'), found, 'keys alone are the same')
  same(await store.keys('settings', ''), [], 'an empty table has none')
  same(
    (await store.list('documents', 'b')).map((entry) => entry.value),
    ['b'],
    'values come with their keys',
  )
  check((await store.list('documents', '')).length === keys.length, 'the empty prefix lists all')
}

const walks: Use = async (store) => {
  const many = Array.from({ length: 450 }, (_, n) => put(`w.${String(n).padStart(4, '0')}`, n))
  await store.write([...many, put('v', -1), put('w', -2), put('x.1', -3)])
  const seen: unknown[] = []
  await store.walk('documents', 'w.', (value) => void seen.push(value))
  same(
    seen,
    Array.from({ length: 450 }, (_, n) => n),
    'every value of the prefix once, and no other',
  )
  let all = 0
  await store.walk('documents', '', () => void all++)
  check(all === 453, 'the empty prefix shows all')
  await store.walk('documents', 'nothing', () => void all++)
  check(all === 453, 'a prefix without entries shows none')
}

const deletes: Use = async (store) => {
  await store.write([put('a', 1), put('b', 2)])
  await store.write([put('a', undefined), put('c', 3), put('never', undefined)])
  same(
    (await store.list('documents', '')).map((entry) => entry.key),
    ['b', 'c'],
    'undefined deletes',
  )
  await store.write([put('b', 0), put('b', undefined), put('b', 5)])
  check((await store.get('documents', 'b')) === 5, 'a batch is applied in order')
}

const erases: Use = async (store) => {
  await store.write(['a.1', 'a.2', 'a.', 'a', 'a/1', 'b.1'].map((key) => put(key, key)))
  await store.write([{ table: 'envelopes', key: 'a.1', value: 1 }])
  await store.erase([{ table: 'documents', prefix: 'a.' }], [put('a.3', 'new')])
  const left = (await store.list('documents', '')).map(({ key }) => key)
  same(left, ['a', 'a.3', 'a/1', 'b.1'], 'what begins so is gone, what was written with it is there')
  check((await store.get('envelopes', 'a.1')) === 1, 'another table is as it was')
  const bad = (async () => store.erase([{ table: 'documents', prefix: 'a' }], [put('z', () => 1)]))()
  const failed = await bad.then(
    () => false,
    () => true,
  )
  check(
    failed && (await store.get('documents', 'a')) === 'a',
    'nothing is erased when what belongs to it cannot be kept',
  )
}

const tablesApart: Use = async (store) => {
  await store.write([put('k', 'documents'), { table: 'envelopes', key: 'k', value: 'envelopes' }])
  check((await store.get('envelopes', 'k')) === 'envelopes', 'the other table has its own')
  check((await store.get('documents', 'k')) === 'documents', 'a table keeps its own')
  check((await store.get('spaces', 'k')) === undefined, 'a third has none')
}

const atomic: Use = async (store) => {
  await store.write([put('a', 1)])
  // A function cannot be cloned: the batch must fail as a whole, now or when it is written.
  const bad = (async () => store.write([put('a', 2), put('b', () => 1)]))()
  check(
    await bad.then(
      () => false,
      () => true,
    ),
    'a value that cannot be stored is refused',
  )
  check((await store.get('documents', 'a')) === 1, 'nothing of a failed batch is kept')
  check((await store.get('documents', 'b')) === undefined, 'nothing of a failed batch is kept (b)')
  await store.write([put('a', 3)])
  check((await store.get('documents', 'a')) === 3, 'the store goes on after a failed batch')
}

const ordered: Use = async (store) => {
  await Promise.all(Array.from({ length: 200 }, (_, i) => store.write([put('n', i), put(`k${i}`, i)])))
  check((await store.get('documents', 'n')) === 199, 'writes given together are kept in the order given')
  check((await store.list('documents', 'k')).length === 200, 'none of them is lost')
}

const keysStay: Use = async (store) => {
  const pair = await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify'])
  const { privateKey, publicKey } = pair as CryptoKeyPair
  await store.write([{ table: 'spaces', key: 'self', value: { privateKey, publicKey } }])
  const read = (await store.get('spaces', 'self')) as CryptoKeyPair
  check(read.privateKey.extractable === false, 'a private key stays not extractable')
  const message = Uint8Array.of(1, 2, 3)
  const signature = await crypto.subtle.sign('Ed25519', read.privateKey, message)
  check(await crypto.subtle.verify('Ed25519', publicKey, signature, message), 'a key that was stored still signs')
}

const large: Use = async (store) => {
  const bytes = new Uint8Array(2_000_000).map((_, i) => i)
  await store.write([put('big', { bytes })])
  const read = (await store.get('documents', 'big')) as { bytes: Uint8Array }
  check(read.bytes.length === bytes.length && read.bytes[1_999_999] === bytes[1_999_999], 'large values come back')
}

/** @param make gives an empty store each time */
export function storeContract(make: () => Promise<Store>): readonly ContractCase[] {
  const cases: Record<string, Use> = {
    'a missing key is undefined': missing,
    'values come back as they were': readsBack,
    'values are copied in and out': byValue,
    'list gives the entries of a prefix in order': prefixes,
    'walk shows each value of a prefix once': walks,
    'undefined deletes': deletes,
    'a prefix is erased, whole or not at all': erases,
    'tables are apart': tablesApart,
    'a batch is kept whole or not at all': atomic,
    'writes are kept in order': ordered,
    'keys are kept without becoming extractable': keysStay,
    'large values are kept': large,
  }
  return Object.entries(cases).map(([name, use]) => ({ name, run: () => withStore(make, use) }))
}
