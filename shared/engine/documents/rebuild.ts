/** A document anew from its envelopes alone (CK5, CK7): what they do not prove is put aside, not kept and not lost. */

import { toHex } from '../../kit/bytes.ts'
import { recordHash } from '../../protocol/chain.ts'
import type { Store, StoreChange } from '../ports.ts'
import { take } from './intake.ts'
import { FIRST_CURSOR, type StoredEnvelope } from './layout.ts'
import { type DocumentIdentity, readAllEnvelopes, storedCheckpoints } from './load.ts'
import { DocumentState } from './state.ts'

/** Displaced copies of one document that are kept: the newest. */
const MOST_DISPLACED = 4
const MOST_DISTRUSTED = 64

/**
 * The state that the stored envelopes give, with the changes that put it in the place of `old`, which is kept as a copy. Checkpoints
 * taken so far are not trusted any more. The log is read again from its start.
 * @param why a word for the copy: what was found
 */
export async function rebuild(
  store: Store,
  identity: DocumentIdentity,
  old: DocumentState,
  why: string,
  now: number,
): Promise<{ readonly state: DocumentState; readonly changes: readonly StoreChange[] }> {
  const state = new DocumentState(identity)
  const checkpoints = await storedCheckpoints(store, old.layout)
  const hashes = await Promise.all(checkpoints.map(async (record) => toHex(await recordHash(record))))
  const distrusted = [...(old.cursor.distrusted ?? []), ...hashes].slice(-MOST_DISTRUSTED)
  const { era } = old.cursor
  // With every envelope here, nothing of the log is missing.
  if (hashes.length === 0) state.cursor = old.cursor
  else
    state.cursor = {
      ...FIRST_CURSOR,
      era,
      distrusted: why === 'false' ? distrusted : (old.cursor.distrusted ?? []),
    }
  for (const device of old.certificates.devices())
    for (const { hash, record, proven, era: known } of old.certificates.of(device))
      state.addCertificate(hash, record, proven, known)
  state.kept.takeOver(old.kept)
  for (const envelope of await readAllEnvelopes(store, old.layout)) await takeAgain(state, envelope)
  for (const held of old.held.all()) await take(state, held.record, held.era)
  state.moveCursor(state.cursor)
  const gone = [
    ...hashes.map((hash) => old.layout.checkpoints + hash),
    ...(await tooOld(store, old.layout.displaced)),
  ].map((key): StoreChange => ({ table: 'documents', key, value: undefined }))
  const leftOver = Array.from({ length: Math.max(0, old.arrivals - state.arrivals) }, (_, i) =>
    state.layout.put('e', state.arrivals + i + 1, undefined),
  )
  const copy: StoreChange = {
    table: 'documents',
    key: `${old.layout.displaced}${String(now).padStart(15, '0')}`,
    value: { schema: 1, content: old.content.snapshot(), at: now, why },
  }
  const changes = [copy, ...gone, ...leftOver, ...state.takeStaged(), state.snapshot()]
  return { state, changes }
}

/** D14: what the relay refused stays out, and keeps its number. */
async function takeAgain(state: DocumentState, { record, era, refused }: StoredEnvelope): Promise<void> {
  if (refused === undefined) await take(state, record, era)
  else state.stage(state.layout.put('e', ++state.arrivals, { schema: 1, record, era, refused }))
}

async function tooOld(store: Store, prefix: string): Promise<readonly string[]> {
  const keys = (await store.list('documents', prefix)).map(({ key }) => key)
  return keys.slice(0, Math.max(0, keys.length - MOST_DISPLACED + 1))
}
