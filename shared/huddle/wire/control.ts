/** HU5-HU6: the call's own ordered channel between two windows (`control`). Encrypted by DTLS; what the other writes is judged here. */
import * as v from 'valibot'
import { fail, ok, type Result } from '../../kit/result.ts'
import { LEVELS, REACTIONS, type RemoteState } from '../parts.ts'

export const MAX_CONTROL_CHARS = 1_000
const number = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(4_294_967_295))

const state = v.strictObject({
  muted: v.boolean(),
  listening: v.boolean(),
  camera: v.boolean(),
  screen: v.boolean(),
  hand: v.boolean(),
  wants: v.strictObject({ camera: v.picklist(LEVELS), screen: v.picklist(LEVELS) }),
})

const control = v.variant('is', [
  /** `camera`, `screen`: the turn of whoever has it on (capacity.ts), 0 when off. `n`: an older one never undoes a newer one. */
  v.strictObject({
    is: v.literal('state'),
    n: number,
    state,
    turns: v.strictObject({ camera: number, screen: number }),
  }),
  /** Each second; answered at once. */
  v.strictObject({ is: v.literal('ping'), n: number }),
  v.strictObject({ is: v.literal('pong'), n: number }),
  v.strictObject({ is: v.literal('reaction'), reaction: v.picklist(REACTIONS) }),
  v.strictObject({ is: v.literal('bye') }),
])
export type Turns = { readonly camera: number; readonly screen: number }
export type ControlMessage =
  | { readonly is: 'state'; readonly n: number; readonly state: RemoteState; readonly turns: Turns }
  | Exclude<v.InferOutput<typeof control>, { is: 'state' }>

export const formatControl = (message: ControlMessage): string => JSON.stringify(message)

/** `unknown`: well-formed, of a kind that a later version may have brought: to be passed over. Everything else that fails is refused. */
export function parseControl(raw: unknown): Result<ControlMessage, 'unknown' | 'refused'> {
  if (typeof raw !== 'string' || raw.length > MAX_CONTROL_CHARS) return fail('refused')
  let json: unknown
  try {
    json = JSON.parse(raw)
  } catch {
    return fail('refused')
  }
  const parsed = v.safeParse(control, json)
  if (parsed.success) return ok(parsed.output)
  return fail(isOfAnotherKind(json) ? 'unknown' : 'refused')
}

const KINDS: ReadonlySet<unknown> = new Set(['state', 'ping', 'pong', 'reaction', 'bye'])
const isOfAnotherKind = (json: unknown): boolean =>
  typeof json === 'object' && json !== null && 'is' in json && typeof json.is === 'string' && !KINDS.has(json.is)
