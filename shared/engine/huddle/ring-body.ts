/** What a ring's notices say. JSON inside a sealed notice; what others wrote is parsed as the network's bytes are. */
import * as v from 'valibot'
import { HUDDLE_KINDS, type HuddleId } from '../../domain/huddle.ts'
import { isId } from '../../domain/ids.ts'
import { type Bytes, fromUtf8, utf8 } from '../../kit/bytes.ts'

/** Parsing cost by one notice: longest body in bytes. Ours has some 150. */
const MAX_RING_BODY = 512

const huddle = v.custom<HuddleId>((value) => typeof value === 'string' && isId(value))
/** 8 random bytes as hex, drawn for each time somebody is rung: what makes "never twice" exact. */
const ring = v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/))

/** Unknown fields are ignored: a newer version may say more. */
const ringBody = v.variant('t', [
  v.object({
    t: v.literal('ring'),
    huddle,
    ring,
    kind: v.picklist(HUDDLE_KINDS),
    /** The caller's clock, milliseconds since 1970: a hint for what is long past, never a proof that it is fresh. */
    at: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  }),
  /** The caller gave up, or the huddle is over. */
  v.object({ t: v.literal('ring-over'), huddle, ring }),
  /** "Not now", to the caller. */
  v.object({ t: v.literal('declined'), huddle, ring }),
])
export type RingBody = v.InferOutput<typeof ringBody>

export const encodeRingBody = (body: RingBody): Bytes => utf8(JSON.stringify(body))

/** Undefined for whatever is not a ring's notice: other notices will share the inbox. */
export function parseRingBody(bytes: Uint8Array): RingBody | undefined {
  if (bytes.length > MAX_RING_BODY) return undefined
  try {
    const parsed = v.safeParse(ringBody, JSON.parse(fromUtf8(bytes)))
    return parsed.success ? parsed.output : undefined
  } catch {
    return undefined
  }
}
