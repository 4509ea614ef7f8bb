/** Reading what somebody else wrote: every field may be absent, of another type, or a list where one is expected. */

/** What the standard may say of an annotation, a body, a target, a selector, an agent; and terms of ours. */
type Standard =
  | 'id'
  | 'type'
  | 'name'
  | 'nickname'
  | 'canonical'
  | 'created'
  | 'modified'
  | 'creator'
  | 'body'
  | 'bodyValue'
  | 'purpose'
  | 'target'
  | 'source'
  | 'selector'
  | 'refinedBy'
  | 'value'
  | 'items'
  | 'exact'
  | 'prefix'
  | 'suffix'
  | 'start'
  | 'end'

export type Fields = Readonly<Record<string, unknown>> & { readonly [Name in Standard]?: unknown }

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** One or many, as JSON-LD writes them; at most `max`. */
export const listOf = (value: unknown, max: number): readonly unknown[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value.slice(0, max) : [value]

/** The first of one or many that is an object. */
export const firstFields = (value: unknown): Fields | undefined => listOf(value, 16).find(isFields)

/** A text of at most `max` UTF-16 units; undefined when it is something else, or longer. */
export const textOf = (value: unknown, max: number): string | undefined =>
  typeof value === 'string' && value.length <= max ? value : undefined

/** A whole number from 0. */
export const offsetOf = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined

export const MAX_IRI = 2_048
/** An absolute IRI, roughly: a scheme, no white space or control characters, none of those that IRIs exclude. */
export const iriOf = (value: unknown): string | undefined => {
  const text = textOf(value, MAX_IRI)
  return text !== undefined && /^[a-z][a-z0-9+.-]*:[^\s\p{Cc}<>"{}|\\^`]+$/iu.test(text) ? text : undefined
}

/** Beyond it XML Schema's date-time, which the standard uses, needs more than four digits for the year. */
const LAST_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

/** Milliseconds since 1970 as the standard writes a time. Clamped: another member's clock may say anything. */
export const timeText = (ms: number): string => new Date(Math.min(Math.max(0, ms), LAST_MS)).toISOString()

/** The time that a text names, from 1970 on; undefined when it names none. */
export function timeOf(value: unknown): number | undefined {
  const text = textOf(listOf(value, 1)[0], 64)
  const ms = text === undefined ? Number.NaN : Date.parse(text)
  return Number.isSafeInteger(ms) && ms >= 0 && ms <= LAST_MS ? ms : undefined
}
