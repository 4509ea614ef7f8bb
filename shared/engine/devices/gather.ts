import * as v from 'valibot'
import type { Entry } from '../../backup/entries.ts'
import { type DocumentId, isId, type SpaceId } from '../../domain/ids.ts'
import {
  Layout,
  storedCertificate,
  storedCursor,
  storedEnvelope,
  storedHeld,
  unsentDocuments,
} from '../documents/layout.ts'
import { UnreadableStore } from '../documents/load.ts'
import type { Store } from '../ports.ts'
import { portableOf } from '../spaces/portable.ts'
import { readSpaces, storedProfile } from '../spaces/stored.ts'
import { keptEntry, type Summary, valueEntry } from './entries.ts'

/** Envelopes read at a time. */
const PAGE = 64

/** Which documents go along: all, or those that no relay has. */
export type Extent = 'all' | 'private'

export interface Gathered {
  readonly entry: Entry
  /** Documents done, of how many. */
  readonly done: number
  readonly of: number
}

/**
 * Everything that another browser of this person needs, read from the store piece by piece while the engine goes on working. The end is
 * for the writer to add, who counts.
 * @throws UnreadableStore when something lies there that this version cannot read: half of it would be no backup
 */
export async function* gather(store: Store, about: Summary, extent: Extent): AsyncGenerator<Gathered> {
  const { joined, unreadable, pending } = await readSpaces(store)
  const me = v.safeParse(storedProfile, await store.get('profile', 'me'))
  if (unreadable.length > 0 || !me.success) throw new UnreadableStore('a space cannot be read')
  const wanted = joined.filter(({ relay }) => extent === 'all' || relay === undefined)
  const documents: { readonly space: SpaceId; readonly document: DocumentId }[] = []
  for (const { space } of wanted)
    for (const document of await documentsOf(store, space)) documents.push({ space, document })
  const of = documents.length
  const { seed, card } = me.output
  yield { entry: valueEntry('summary', about), done: 0, of }
  yield { entry: valueEntry('person', { seed, ...(card ? { card } : {}) }), done: 0, of }
  yield { entry: valueEntry('settings', (await store.get('settings', 'engine')) ?? {}), done: 0, of }
  for (const one of joined) yield { entry: valueEntry('space', portableOf(one)), done: 0, of }
  for (const { invite } of pending) yield { entry: { type: 'invite', content: invite }, done: 0, of }
  for (const [done, { space, document }] of documents.entries())
    for await (const entry of documentEntries(store, space, document)) yield { entry, done, of }
  for (const { key, value } of await store.list('settings', 'draft/'))
    if (typeof value === 'string') yield { entry: valueEntry('draft', { key, body: value }), done: of, of }
}

/** Documents with content; an inbox has none. */
async function documentsOf(store: Store, space: SpaceId): Promise<ReadonlySet<DocumentId>> {
  const found = new Set<DocumentId>()
  for (const key of await store.keys('envelopes', `${space}.`)) {
    const [, document = '', kind] = key.split('.')
    if (isId(document) && (kind === 'e' || kind === 'h')) found.add(document as DocumentId)
  }
  return found
}

/**
 * The cursor is read before the records: what comes in between is then fetched again, which is harmless, and never missed. Held records are
 * read before the envelopes that they may become; one that is told twice is taken once (DV4).
 */
async function* documentEntries(store: Store, space: SpaceId, document: DocumentId): AsyncGenerator<Entry> {
  const layout = new Layout(space, document)
  const cursor = await store.get('documents', layout.cursor)
  const unsent = (await unsentDocuments(store, space)).includes(document)
  const head = { space, document, unsent, ...(cursor === undefined ? {} : { cursor: must(storedCursor, cursor) }) }
  yield valueEntry('document', head)
  const held = await store.list('envelopes', layout.held)
  yield* envelopes(store, layout)
  for (const { value } of await store.list('envelopes', layout.certificates))
    yield keptEntry('certificate', must(storedCertificate, value))
  for (const { value } of held) yield keptEntry('held', must(storedHeld, value))
}

/** Arrival numbers have no gaps: the first that is missing is the end. */
async function* envelopes(store: Store, layout: Layout): AsyncGenerator<Entry> {
  for (let from = 1; ; from += PAGE) {
    const page = Array.from({ length: PAGE }, (_, i) => store.get('envelopes', layout.envelope(from + i)))
    for (const value of await Promise.all(page)) {
      if (value === undefined) return
      yield keptEntry('envelope', must(storedEnvelope, value))
    }
  }
}

function must<Value>(schema: v.GenericSchema<unknown, Value>, value: unknown): Value {
  const parsed = v.safeParse(schema, value)
  if (!parsed.success) throw new UnreadableStore('a record cannot be read')
  return parsed.output
}
