import { ByteReader, ByteWriter } from '../kit/binary.ts'
import type { Bytes } from '../kit/bytes.ts'
import { fail, ok, type Result } from '../kit/result.ts'
import { MAX_BATCH_RECORDS, MAX_RECORD } from './limits.ts'

/** Records in order, each preceded by its length (u32). */
export function encodeBatch(records: readonly Uint8Array[]): Bytes {
  const writer = new ByteWriter()
  for (const record of records) writer.block(record)
  return writer.done()
}

export interface BatchBounds {
  readonly records: number
  readonly record: number
}

/** Undoes `encodeBatch`. Refuses a cut or empty record and what exceeds the bounds, before anything is allocated for it. */
export function decodeBatch(
  bytes: Uint8Array,
  bounds: BatchBounds = { records: MAX_BATCH_RECORDS, record: MAX_RECORD },
): Result<readonly Bytes[], 'malformed' | 'too-large'> {
  const reader = new ByteReader(bytes)
  const records: Bytes[] = []
  try {
    while (reader.left > 0) {
      if (records.length === bounds.records) return fail('too-large')
      const length = reader.u32()
      if (length > bounds.record) return fail('too-large')
      if (length === 0) return fail('malformed')
      records.push(reader.bytes(length))
    }
  } catch {
    return fail('malformed')
  }
  return ok(records)
}

/** Splits records into batches of at most `bytes` (framing included) and `count` records, in order. A record larger than `bytes` stands alone. */
export function splitBatches(
  records: readonly Bytes[],
  bytes: number,
  count: number = MAX_BATCH_RECORDS,
): readonly (readonly Bytes[])[] {
  const batches: Bytes[][] = []
  let size = 0
  for (const record of records) {
    const last = batches.at(-1)
    const length = record.length + 4
    if (last !== undefined && size + length <= bytes && last.length < count) {
      last.push(record)
      size += length
    } else {
      batches.push([record])
      size = length
    }
  }
  return batches
}
