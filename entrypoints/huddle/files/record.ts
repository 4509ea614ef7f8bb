import * as v from 'valibot'
import { type DeviceId, isId } from '../../../shared/domain/ids.ts'
import { MAX_FILE_BYTES } from '../../../shared/huddle/transfer/limits.ts'
import type { FileId } from '../../../shared/huddle/transfer/message.ts'
import { cleanName, cleanType } from '../../../shared/huddle/transfer/name.ts'

const id = <Id>() => v.custom<Id>((value) => typeof value === 'string' && isId(value))
const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0))

/** What stands beside the blocks of an incoming file, in `about.json`. */
const record = v.strictObject({
  device: id<DeviceId>(),
  id: id<FileId>(),
  name: v.pipe(v.string(), v.maxLength(1_000), v.transform(cleanName)),
  size: v.pipe(whole, v.maxValue(MAX_FILE_BYTES)),
  type: v.pipe(v.string(), v.transform(cleanType)),
  modified: whole,
  finished: v.boolean(),
  /** Given to the downloads and taken off the list: deleted when a window begins, since a download may still read it now. */
  given: v.boolean(),
})
export type FileRecord = v.InferOutput<typeof record>

/** @returns nothing when the text is not a record: of another version, or cut short by a crash */
export function parseRecord(text: string): FileRecord | undefined {
  try {
    const parsed = v.safeParse(record, JSON.parse(text))
    return parsed.success ? parsed.output : undefined
  } catch {
    return undefined
  }
}
