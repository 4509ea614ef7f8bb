import * as v from 'valibot'
import { type DeviceId, type DocumentId, isId, type SpaceId } from '../domain/ids.ts'
import { type Bytes, fromBase64Url } from '../kit/bytes.ts'
import { fail, ok, type Result } from '../kit/result.ts'

const id = <Id>() => v.custom<Id>((value) => typeof value === 'string' && isId(value), 'not an id')

export const spaceId = id<SpaceId>()
export const documentId = id<DocumentId>()
export const deviceId = id<DeviceId>()
/** A store's incarnation, or empty: none known. */
export const incarnation = v.pipe(v.string(), v.regex(/^(?:[0-9a-f]{32})?$/))
/** A SHA-256 as lower-case hex. */
export const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))
export const sequence = v.pipe(v.number(), v.safeInteger(), v.minValue(0))

/** Bytes carried as base64url. */
export const carried = (maxBytes: number) =>
  v.pipe(
    v.string(),
    v.maxLength(Math.ceil((maxBytes * 4) / 3)),
    v.rawTransform<string, Bytes>(({ dataset, addIssue, NEVER }) => {
      try {
        return fromBase64Url(dataset.value)
      } catch {
        addIssue({ message: 'not base64url' })
        return NEVER
      }
    }),
  )

/** Parses text as JSON of one shape. The failure says where it went wrong, never what was sent. */
export function parseJson<Schema extends v.GenericSchema>(
  schema: Schema,
  text: string,
): Result<v.InferOutput<Schema>, string> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return fail('not JSON')
  }
  const parsed = v.safeParse(schema, value)
  if (parsed.success) return ok(parsed.output)
  const issue = parsed.issues[0]
  return fail(`${v.getDotPath(issue) ?? 'message'}: not as expected`)
}
