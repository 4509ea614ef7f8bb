import * as v from 'valibot'
import type { DocumentId, SpaceId } from '../domain/ids.ts'
import { ByteReader, ByteWriter, Malformed } from '../kit/binary.ts'
import { type Bytes, toBase64Url } from '../kit/bytes.ts'
import { fail, ok, type Result } from '../kit/result.ts'
import { carried, hash, incarnation, parseJson, sequence } from './json.ts'
import { ENTRIES_PAGE_BYTES, MAX_CHECKPOINT, MAX_RECORD } from './limits.ts'

/** A certificate's length with room (C1). */
const MAX_CERTIFICATE = 1_024

/** A checkpoint as the relay hands it out: where in the log it reaches, and the certificate of its signer. */
export interface OfferedCheckpoint {
  readonly sequence: number
  /** The log's chain there, hex. */
  readonly chain: string
  readonly record: Bytes
  readonly certificate: Bytes
}

export const checkpointPath = (space: SpaceId, document: DocumentId): string => `/v1/checkpoint/${space}/${document}`
export const checkpointLeasePath = (space: SpaceId, document: DocumentId): string =>
  `${checkpointPath(space, document)}/lease`
/** The log's kept entries after a sequence (CP7). */
export const entriesPath = (space: SpaceId, document: DocumentId, after: number): string =>
  `/v1/log/${space}/${document}?after=${after}`

/** `remedy`: the newest checkpoint was found wanting, so that a better one is due whatever the tail (CP3). */
const leaseRequest = v.strictObject({ remedy: v.boolean() })
const leaseAnswer = v.object({ lease: v.pipe(v.number(), v.safeInteger(), v.minValue(0)) })

export const encodeLeaseRequest = (remedy: boolean): string => JSON.stringify({ remedy })
export const parseLeaseRequest = (text: string): Result<{ readonly remedy: boolean }, string> =>
  parseJson(leaseRequest, text)
/** @param lease milliseconds left */
export const encodeLeaseAnswer = (lease: number): string => JSON.stringify({ lease })
export const parseLeaseAnswer = (text: string): Result<{ readonly lease: number }, string> =>
  parseJson(leaseAnswer, text)

const offered = v.object({
  i: incarnation,
  s: sequence,
  c: hash,
  r: carried(MAX_CHECKPOINT),
  k: carried(MAX_CERTIFICATE),
})

export const encodeOffered = (checkpoint: OfferedCheckpoint, life: string): string =>
  JSON.stringify({
    i: life,
    s: checkpoint.sequence,
    c: checkpoint.chain,
    r: toBase64Url(checkpoint.record),
    k: toBase64Url(checkpoint.certificate),
  })

export function parseOffered(text: string): Result<OfferedCheckpoint & { readonly incarnation: string }, string> {
  const parsed = parseJson(offered, text)
  if (!parsed.ok) return parsed
  const { i, s, c, r, k } = parsed.value
  return ok({ incarnation: i, sequence: s, chain: c, record: r, certificate: k })
}

/** One kept entry of a log: `u64 sequence ‖ block record`. */
export interface KeptEntry {
  readonly sequence: number
  readonly record: Bytes
}

export function encodeEntries(entries: readonly KeptEntry[]): Bytes {
  const writer = new ByteWriter()
  for (const { sequence, record } of entries) writer.u64(sequence).block(record)
  return writer.done()
}

/** Undoes `encodeEntries`: ascending sequences, whole records, no more than a page. */
export function decodeEntries(bytes: Uint8Array): Result<readonly KeptEntry[], 'malformed'> {
  if (bytes.length > ENTRIES_PAGE_BYTES + MAX_RECORD) return fail('malformed')
  const reader = new ByteReader(bytes)
  const entries: KeptEntry[] = []
  try {
    while (reader.left > 0) {
      const entry = { sequence: reader.u64(), record: reader.block(MAX_RECORD) }
      if (entry.sequence <= (entries.at(-1)?.sequence ?? 0)) return fail('malformed')
      entries.push(entry)
    }
  } catch (error) {
    if (error instanceof Malformed) return fail('malformed')
    throw error
  }
  return ok(entries)
}
