import * as v from 'valibot'
import type { DocumentId, SpaceId } from '../domain/ids.ts'
import type { Result } from '../kit/result.ts'
import { hash, incarnation, parseJson, sequence } from './json.ts'

/** Where a record stands in the document's log. Doubles answer with their first place (L2). */
const kept = v.object({ sequence, chain: hash })
const refused = v.object({ error: v.pipe(v.string(), v.maxLength(64)) })
const appendAnswer = v.object({ incarnation, results: v.array(v.union([kept, refused])) })

export type AppendResult = v.InferOutput<typeof kept> | v.InferOutput<typeof refused>
/** One result per record, in the order sent. */
export type AppendAnswer = v.InferOutput<typeof appendAnswer>

export const appendPath = (space: SpaceId, document: DocumentId): string => `/v1/log/${space}/${document}`
export const keyringPath = (space: SpaceId): string => `/v1/spaces/${space}/keyring`
export const keyringsPath = (space: SpaceId): string => `/v1/spaces/${space}/keyrings`

export const certificatesPath = (space: SpaceId): string => `/v1/spaces/${space}/certificates`

export const encodeAppendAnswer = (answer: AppendAnswer): string => JSON.stringify(answer)
export const parseAppendAnswer = (text: string): Result<AppendAnswer, string> => parseJson(appendAnswer, text)
