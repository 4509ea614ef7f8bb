/**
 * HU1-HU4: what two windows of a call say to each other through the sealed signals of their engines. The engine has proven from which
 * device a signal comes; what that device writes into it is still judged here, since a member's browser may be anybody's program.
 */
import * as v from 'valibot'
import type { HuddleId } from '../../domain/huddle.ts'
import { isId } from '../../domain/ids.ts'
import { fail, ok, type Result } from '../../kit/result.ts'

/** A signal in UTF-16 units; its description; one candidate; candidates in one signal. */
export const MAX_SIGNAL_CHARS = 32_000
export const MAX_SDP_CHARS = 24_000
const MAX_CANDIDATE_CHARS = 512
export const MAX_CANDIDATES = 64
/** Connections and offers are counted, and nobody gets this far by calling. */
const MAX_COUNT = 1_000_000

const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_COUNT))
const some = v.pipe(count, v.minValue(1))
const text = (most: number) => v.pipe(v.string(), v.maxLength(most))
const session = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/))

const candidate = v.strictObject({
  /** Empty: there are no more. */
  candidate: text(MAX_CANDIDATE_CHARS),
  sdpMid: v.nullable(text(32)),
  sdpMLineIndex: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(255))),
  usernameFragment: v.optional(v.nullable(text(256))),
})
/** As `RTCPeerConnection.addIceCandidate` takes it. */
export type Candidate = v.InferOutput<typeof candidate>

/** `link`: which connection, as its offerer counts them. `round`: which offer on it, 1 for the first; an ICE restart is the next. */
const place = { link: some, round: some }

const message = v.variant('is', [
  /** I am here, and hold `link` of yours (0: none). Who may offer is asked to. */
  v.strictObject({ is: v.literal('hello'), link: count }),
  v.strictObject({ is: v.literal('offer'), ...place, sdp: text(MAX_SDP_CHARS) }),
  v.strictObject({ is: v.literal('answer'), ...place, sdp: text(MAX_SDP_CHARS) }),
  v.strictObject({
    is: v.literal('candidates'),
    ...place,
    candidates: v.pipe(v.array(candidate), v.minLength(1), v.maxLength(MAX_CANDIDATES)),
  }),
  /** To the offerer: the path of `link` is disturbed, please restart ICE. */
  v.strictObject({ is: v.literal('restart-please'), link: some }),
  v.strictObject({ is: v.literal('bye') }),
])
export type SignalMessage = v.InferOutput<typeof message>

const signal = v.strictObject({
  v: v.literal(1),
  huddle: v.custom<HuddleId>((value) => typeof value === 'string' && isId(value)),
  /** Drawn anew whenever a window enters a huddle. */
  session,
  /** Whose session it is meant for; empty while that is not known. */
  to: v.union([session, v.literal('')]),
  /** Counts the signals of a session to anybody, from 1. */
  n: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  message,
})
/** The JSON inside a sealed signal. */
export type SignalBody = v.InferOutput<typeof signal>

/** @param bytes 16 random bytes @returns the name of one stay in a huddle, not to be used for a second */
export const sessionId = (bytes: Uint8Array): string =>
  Array.from(bytes.subarray(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('')

export const formatSignal = (body: SignalBody): string => JSON.stringify(body)

/** Refusals name the first thing that is wrong and never quote the input. */
export function parseSignal(raw: string): Result<SignalBody, string> {
  if (raw.length > MAX_SIGNAL_CHARS) return fail('signal too long')
  let json: unknown
  try {
    json = JSON.parse(raw)
  } catch {
    return fail('not JSON')
  }
  const parsed = v.safeParse(signal, json)
  if (parsed.success) return ok(parsed.output)
  return fail(`${v.getDotPath(parsed.issues[0]) ?? 'signal'}: not understood`)
}
