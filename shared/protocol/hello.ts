import * as v from 'valibot'
import type { Result } from '../kit/result.ts'
import { incarnation, parseJson } from './json.ts'

const iceServer = v.pipe(
  v.object({
    urls: v.union([
      v.pipe(v.string(), v.maxLength(512)),
      v.pipe(v.array(v.pipe(v.string(), v.maxLength(512))), v.maxLength(8)),
    ]),
    username: v.optional(v.pipe(v.string(), v.maxLength(256))),
    credential: v.optional(v.pipe(v.string(), v.maxLength(256))),
  }),
  v.transform(({ urls, username, credential }) => ({
    urls,
    ...(username === undefined ? {} : { username }),
    ...(credential === undefined ? {} : { credential }),
  })),
)
export type IceServer = v.InferOutput<typeof iceServer>

/** A list as RTCPeerConnection takes it. */
export const iceServers = v.pipe(v.array(iceServer), v.maxLength(16))

const hello = v.object({
  /** The protocol's version. */
  huddlemark: v.literal(1),
  incarnation,
  ice: iceServers,
})
export type Hello = v.InferOutput<typeof hello>

export const encodeHello = (answer: Hello): string => JSON.stringify(answer)

/** Fails for whatever is not a Huddlemark relay of this version: a router's login page, another service, a newer relay. */
export const parseHello = (text: string): Result<Hello, string> => parseJson(hello, text)

const refusal = v.object({ error: v.pipe(v.string(), v.maxLength(64)), message: v.pipe(v.string(), v.maxLength(1024)) })
/** The body of every error answer. `error` is a code of codes.ts, or one that a newer relay knows. */
export type RefusalBody = v.InferOutput<typeof refusal>
export const parseRefusal = (text: string): Result<RefusalBody, string> => parseJson(refusal, text)
