import type { DocumentId } from '../../domain/ids.ts'
import { type Bytes, fromHex, toHex } from '../../kit/bytes.ts'
import { fail, ok, type Result } from '../../kit/result.ts'
import { chainNext, chainStart, recordHash } from '../../protocol/chain.ts'
import type { RelayCursor } from '../document-parts.ts'
import type { StoredEnvelope } from './layout.ts'
import type { DocumentState } from './state.ts'

/** Why a record's place in the relay's log is not believed: the relay rewound, forked, or left something out. */
export type LogRefusal = 'other-incarnation' | 'log-gap' | 'broken-log'

/**
 * Rule L4: the place of a record must continue the hash chain up to our cursor. Answers the cursor after it, or undefined for a place
 * that was passed before (a repetition, which is harmless).
 */
export async function placeInLog(
  cursor: RelayCursor,
  at: RelayCursor,
  record: Bytes,
  document: DocumentId,
): Promise<Result<RelayCursor | undefined, LogRefusal>> {
  if (cursor.incarnation !== '' && at.incarnation !== cursor.incarnation) return fail('other-incarnation')
  if (at.sequence <= cursor.sequence) return ok(undefined)
  if (at.sequence > cursor.sequence + 1) return fail('log-gap')
  if (!/^[0-9a-f]{32}$/.test(at.incarnation)) return fail('broken-log')
  const before = cursor.chain === '' ? await chainStart(fromHex(at.incarnation), document) : fromHex(cursor.chain)
  const chain = toHex(await chainNext(before, await recordHash(record)))
  return chain === at.chain ? ok({ incarnation: at.incarnation, sequence: at.sequence, chain }) : fail('broken-log')
}

/** CK4: where the log shows an envelope is kept beside it, since the snapshot may be older. */
export function rememberPlace(state: DocumentState, record: Bytes, place: number): void {
  const arrival = state.leases.seenAt(record, place)
  if (arrival === undefined) return
  const stored: StoredEnvelope = { schema: 1, record, era: state.cursor.era, place }
  state.stage(state.layout.put('e', arrival, stored))
}

/** The same for one that cannot be placed in its lease yet. */
export async function rememberHeld(state: DocumentState, record: Bytes, place: number): Promise<void> {
  const held = state.held.get(toHex(await recordHash(record)))
  if (held && held.place === undefined) state.hold({ ...held, place })
}
