import type { HuddleId } from '../../domain/huddle.ts'
import { isId } from '../../domain/ids.ts'
import { type Bytes, fromUtf8, utf8 } from '../../kit/bytes.ts'

/** A signal of the call between two windows, inside the sealed signal: which huddle, and the window's own text. */
export interface CallSignal {
  readonly huddle: HuddleId
  /** At most `MAX_SIGNAL_CHARS`, by the contract with the window. */
  readonly body: string
}

export const encodeCallSignal = ({ huddle, body }: CallSignal): Bytes => utf8(JSON.stringify({ huddle, body }))

/** Undefined for whatever is not a call's signal. @param most UTF-16 units of the text */
export function parseCallSignal(bytes: Uint8Array, most: number): CallSignal | undefined {
  try {
    const value: unknown = JSON.parse(fromUtf8(bytes))
    if (typeof value !== 'object' || value === null) return undefined
    const { huddle, body } = value as { readonly [Name in keyof CallSignal]?: unknown }
    if (typeof huddle !== 'string' || !isId(huddle) || typeof body !== 'string' || body.length > most) return undefined
    return { huddle: huddle as HuddleId, body }
  } catch {
    return undefined
  }
}
