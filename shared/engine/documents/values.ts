/**
 * The values of a document, as they are checked before a commit and again when they are projected: what others wrote is parsed as
 * the network's bytes are. Fields that a later version adds are left out of the projection.
 */
import * as v from 'valibot'
import { type Annotation, COLOURS, type Comment, MAX_COMMENT, type ThreadState } from '../../domain/annotation.ts'
import { isOwnedKey, type OwnedKey } from '../../domain/ids.ts'
import { cleanName, MAX_NAME, MAX_SPACE_NAME, MEMBER_COLOURS, type MemberCard } from '../../domain/member.ts'
import { MAX_CONTEXT, MAX_QUOTE, MAX_SELECTORS, type Selector } from '../../domain/selector.ts'
import type { PageEntry } from '../parts.ts'

const text = (max: number) => v.pipe(v.string(), v.maxLength(max))
const time = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const offset = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const flag = v.exactOptional(v.literal(true))
const version = v.literal(1)

const knownSelector = v.variant('type', [
  v.object({
    type: v.literal('TextQuoteSelector'),
    exact: text(MAX_QUOTE),
    prefix: text(MAX_CONTEXT),
    suffix: text(MAX_CONTEXT),
  }),
  v.object({ type: v.literal('TextPositionSelector'), start: offset, end: offset }),
])

/** Kinds of selector that a later version adds are left out; the known ones beside them still find the place. */
const selectors = v.pipe(
  v.array(v.unknown()),
  v.maxLength(MAX_SELECTORS),
  v.transform((list): Selector[] => list.filter((item): item is Selector => v.is(knownSelector, item))),
)

export const annotationValue = v.object({
  v: version,
  kind: v.picklist(['highlight', 'page']),
  colour: v.picklist(COLOURS),
  selectors,
  created: time,
  deleted: flag,
}) satisfies v.GenericSchema<unknown, Annotation>

export const commentValue = v.object({
  v: version,
  annotation: v.custom<OwnedKey>((key) => typeof key === 'string' && isOwnedKey(key)),
  body: text(MAX_COMMENT),
  created: time,
  edited: v.exactOptional(time),
  deleted: flag,
}) satisfies v.GenericSchema<unknown, Comment>

export const stateValue = v.object({ v: version, resolved: v.boolean(), at: time }) satisfies v.GenericSchema<
  unknown,
  ThreadState
>

const cleaned = (max: number) =>
  v.pipe(
    text(4 * max),
    v.check((name) => cleanName(name, max) === name && name !== '', 'not a name as it may be shown'),
  )

export const memberValue = v.object({
  v: version,
  name: cleaned(MAX_NAME),
  colour: v.picklist(MEMBER_COLOURS),
}) satisfies v.GenericSchema<unknown, MemberCard>

export const pageValue = v.object({ v: version, address: text(4_096), title: text(300) }) satisfies v.GenericSchema<
  unknown,
  PageEntry
>

/** How people of the space may be rung. */
export const ringingValue = v.object({ v: version, everyone: v.boolean() })

export const nameValue = v.object({ v: version, name: cleaned(MAX_SPACE_NAME) })

/** A value that may not be stored: a fault of our own code, since what people type is bounded before it gets here. */
export class BadValue extends Error {
  override name = 'BadValue'
}

/** Parses a value before it is committed. @throws BadValue naming the field */
export function checked<Value>(schema: v.GenericSchema<unknown, Value>, value: unknown): Value {
  const parsed = v.safeParse(schema, value)
  if (parsed.success) return parsed.output
  throw new BadValue(`${v.getDotPath(parsed.issues[0]) ?? 'value'}: ${parsed.issues[0].message}`)
}

/** An annotation before it is committed: here a selector that cannot be read is a fault, not a later version's. @throws BadValue */
export function checkedAnnotation(value: Annotation): Annotation {
  const parsed = checked(annotationValue, value)
  if (parsed.selectors.length !== value.selectors.length) throw new BadValue('selectors: out of bounds')
  return parsed
}
