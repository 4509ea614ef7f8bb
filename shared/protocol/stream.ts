import * as v from 'valibot'
import type { DocumentId, SpaceId } from '../domain/ids.ts'
import { type Bytes, toBase64Url } from '../kit/bytes.ts'
import { fail, ok, type Result } from '../kit/result.ts'
import type { OfferedCheckpoint } from './checkpoint.ts'
import { carried, documentId, hash, incarnation, parseJson, sequence, spaceId } from './json.ts'
import { MAX_CHECKPOINT, MAX_FOLLOWED, MAX_RECORD } from './limits.ts'

const follow = v.strictObject({
  space: spaceId,
  document: documentId,
  /** The document's own sequence up to which the client has everything; 0 for nothing. */
  after: sequence,
  /** The incarnation in which `after` was counted; empty when `after` is 0 or it is not known. */
  incarnation,
  /** True when `caught-up` came for it on an earlier stream: `Last-Event-ID` then speaks for this document too (T3). */
  live: v.boolean(),
  /** The newest checkpoint was of no use here: begin with the one before, or with the whole log (CP5). */
  older: v.exactOptional(v.literal(true)),
})
export type Follow = v.InferOutput<typeof follow>

const follows = v.pipe(v.array(follow), v.maxLength(MAX_FOLLOWED))
const openRequest = v.strictObject({ follow: follows })
const changeRequest = v.strictObject({
  follow: v.optional(follows, []),
  unfollow: v.optional(v.pipe(v.array(documentId), v.maxLength(MAX_FOLLOWED)), []),
})
export interface StreamChange {
  readonly follow: readonly Follow[]
  readonly unfollow: readonly DocumentId[]
}

export const streamPath = (stream: string): string => `/v1/stream/${stream}`
export const encodeStreamOpen = (list: readonly Follow[]): string => JSON.stringify({ follow: list })
export const parseStreamOpen = (text: string): Result<{ readonly follow: readonly Follow[] }, string> =>
  parseJson(openRequest, text)
export const encodeStreamChange = (change: StreamChange): string => JSON.stringify(change)
export const parseStreamChange = (text: string): Result<StreamChange, string> => parseJson(changeRequest, text)

/** One event of the stream (T1). Hashes and ids are hex, records bytes. */
export type StreamMessage =
  | { readonly event: 'open'; readonly stream: string }
  | {
      readonly event: 'entry'
      readonly document: DocumentId
      readonly sequence: number
      /** The log's chain after this record. */
      readonly chain: string
      readonly record: Bytes
    }
  | {
      readonly event: 'caught-up'
      readonly document: DocumentId
      readonly sequence: number
      readonly chain: string
      readonly incarnation: string
    }
  | ({ readonly event: 'checkpoint'; readonly document: DocumentId } & OfferedCheckpoint)
  /** A newer checkpoint was kept, and how far it reaches. */
  | { readonly event: 'covered'; readonly document: DocumentId; readonly sequence: number }
  | { readonly event: 'reset'; readonly document: DocumentId; readonly incarnation: string }
  /** The space has a keyring of this epoch (KR3). */
  | { readonly event: 'keyring'; readonly space: SpaceId; readonly epoch: number }
  /** Somebody knocks (KN3). */
  | { readonly event: 'knock'; readonly space: SpaceId }

/** The `data` of an event, without line breaks. */
export function encodeStreamData(message: StreamMessage): string {
  if (message.event === 'open') return JSON.stringify({ stream: message.stream })
  if (message.event === 'keyring') return JSON.stringify({ s: message.space, e: message.epoch })
  if (message.event === 'knock') return JSON.stringify({ s: message.space })
  const d = message.document
  if (message.event === 'reset') return JSON.stringify({ d, i: message.incarnation })
  if (message.event === 'covered') return JSON.stringify({ d, s: message.sequence })
  const { sequence: s, chain: c } = message
  if (message.event === 'checkpoint')
    return JSON.stringify({ d, s, c, r: toBase64Url(message.record), k: toBase64Url(message.certificate) })
  if (message.event === 'caught-up') return JSON.stringify({ d, s, c, i: message.incarnation })
  return JSON.stringify({ d, s, c, r: toBase64Url(message.record) })
}

const open = v.object({ stream: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)) })
const entry = v.object({ d: documentId, s: sequence, c: hash, r: carried(MAX_RECORD) })
const caughtUp = v.object({ d: documentId, s: sequence, c: hash, i: incarnation })
const checkpoint = v.object({ d: documentId, s: sequence, c: hash, r: carried(MAX_CHECKPOINT), k: carried(1_024) })
const covered = v.object({ d: documentId, s: sequence })
const reset = v.object({ d: documentId, i: incarnation })
const keyring = v.object({ s: spaceId, e: sequence })
const knock = v.object({ s: spaceId })

const map = <A, B>(result: Result<A, string>, convert: (value: A) => B): Result<B, string> =>
  result.ok ? ok(convert(result.value)) : result

/** Parses one event. Unknown event names fail with `unknown event`: skip them, a newer relay may send more. */
export function parseStreamMessage(event: string, data: string): Result<StreamMessage, string> {
  switch (event) {
    case 'open':
      return map(parseJson(open, data), ({ stream }) => ({ event, stream }))
    case 'entry':
      return map(parseJson(entry, data), ({ d, s, c, r }) => ({ event, document: d, sequence: s, chain: c, record: r }))
    case 'caught-up':
      return map(parseJson(caughtUp, data), ({ d, s, c, i }) => ({
        event,
        document: d,
        sequence: s,
        chain: c,
        incarnation: i,
      }))
    case 'checkpoint':
      return map(parseJson(checkpoint, data), ({ d, s, c, r, k }) => ({
        event,
        document: d,
        sequence: s,
        chain: c,
        record: r,
        certificate: k,
      }))
    case 'covered':
      return map(parseJson(covered, data), ({ d, s }) => ({ event, document: d, sequence: s }))
    case 'reset':
      return map(parseJson(reset, data), ({ d, i }) => ({ event, document: d, incarnation: i }))
    case 'keyring':
      return map(parseJson(keyring, data), ({ s, e }) => ({ event, space: s, epoch: e }))
    case 'knock':
      return map(parseJson(knock, data), ({ s }) => ({ event, space: s }))
    default:
      return fail('unknown event')
  }
}
