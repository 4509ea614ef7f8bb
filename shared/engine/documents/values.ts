/**
 * The values of a document, as they are checked before a commit and again when they are projected: what others wrote is parsed as
 * the network's bytes are. Fields that a later version adds are left out of the projection.
 */
import * as v from 'valibot'
import { MAX_ADDRESS } from '../../domain/address-bounds.ts'
import {
  ANNOTATION_KINDS,
  type Annotation,
  COLOURS,
  type Comment,
  isDrawing,
  MAX_COMMENT,
  MAX_LANDMARKS,
  MAX_SHAPE_NUMBERS,
  MAX_SHAPES,
  MOST_OUTSIDE,
  type Origin,
  type PageVersion,
  type Placement,
  SHAPE_TOOLS,
  type ThreadState,
} from '../../domain/annotation.ts'
import { isId, isOwnedKey, type MemberId, type OwnedKey } from '../../domain/ids.ts'
import { cleanName, MAX_NAME, MAX_SPACE_NAME, MEMBER_COLOURS, type MemberCard } from '../../domain/member.ts'
import type { Hiding, Mute, SaidRole, SecondSelf } from '../../domain/people.ts'
import { MAX_CONTEXT, MAX_LABEL, MAX_PATH, MAX_QUOTE, MAX_SELECTORS, type Selector } from '../../domain/selector.ts'
import type { SiteAlias } from '../../domain/site-alias.ts'
import type { PageEntry } from '../document-parts.ts'

const text = (max: number) => v.pipe(v.string(), v.maxLength(max))
const time = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const offset = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const flag = v.exactOptional(v.literal(true))
const version = v.literal(1)
const label = text(MAX_LABEL)
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1))
const owned = v.custom<OwnedKey>((key) => typeof key === 'string' && isOwnedKey(key))
const origin = v.object({ by: text(MAX_LABEL), source: text(4_096) }) satisfies v.GenericSchema<unknown, Origin>

const knownSelector = v.variant('type', [
  v.object({
    type: v.literal('TextQuoteSelector'),
    exact: text(MAX_QUOTE),
    prefix: text(MAX_CONTEXT),
    suffix: text(MAX_CONTEXT),
  }),
  v.object({ type: v.literal('TextPositionSelector'), start: offset, end: offset }),
  v.object({
    type: v.literal('StructureSelector'),
    headings: v.pipe(v.array(label), v.maxLength(3)),
    row: v.exactOptional(label),
    column: v.exactOptional(label),
  }),
  v.object({
    type: v.literal('ElementSelector'),
    tag: label,
    id: v.exactOptional(label),
    handle: v.exactOptional(label),
    role: v.exactOptional(label),
    name: v.exactOptional(label),
    source: v.exactOptional(label),
    text: v.exactOptional(label),
    before: v.exactOptional(label),
    after: v.exactOptional(label),
    around: v.exactOptional(label),
    alike: v.exactOptional(offset),
    path: v.pipe(v.array(label), v.maxLength(MAX_PATH)),
    at: offset,
    width: offset,
    height: offset,
  }),
  v.object({ type: v.literal('PointSelector'), x: share, y: share }),
])

const coordinate = v.pipe(v.number(), v.safeInteger(), v.minValue(-MOST_OUTSIDE), v.maxValue(MOST_OUTSIDE))
const shape = v.object({
  tool: v.picklist(SHAPE_TOOLS),
  colour: v.picklist(COLOURS),
  points: v.pipe(v.array(coordinate), v.maxLength(MAX_SHAPE_NUMBERS)),
})
const shapes = v.pipe(
  v.array(shape),
  v.maxLength(MAX_SHAPES),
  v.check((all) => isDrawing(all), 'shapes whose numbers make none, or too much ink'),
)
/** Kinds of selector that a later version adds are left out; the known ones beside them still find the place. */
const selectors = v.pipe(
  v.array(v.unknown()),
  v.maxLength(MAX_SELECTORS),
  v.transform((list): Selector[] => list.filter((item): item is Selector => v.is(knownSelector, item))),
)

export const annotationValue = v.object({
  v: version,
  kind: v.picklist(ANNOTATION_KINDS),
  colour: v.picklist(COLOURS),
  selectors,
  shapes: v.exactOptional(shapes),
  version: v.exactOptional(owned),
  origin: v.exactOptional(origin),
  created: time,
  deleted: flag,
}) satisfies v.GenericSchema<unknown, Annotation>

export const commentValue = v.object({
  v: version,
  annotation: owned,
  body: text(MAX_COMMENT),
  created: time,
  edited: v.exactOptional(time),
  origin: v.exactOptional(origin),
  deleted: flag,
}) satisfies v.GenericSchema<unknown, Comment>

export const stateValue = v.object({ v: version, resolved: v.boolean(), at: time }) satisfies v.GenericSchema<
  unknown,
  ThreadState
>

export const placementValue = v.object({
  v: version,
  selectors,
  version: v.exactOptional(owned),
  at: time,
}) satisfies v.GenericSchema<unknown, Placement>

/** 8 bytes a landmark, in base64url. */
const LANDMARK_CHARS = Math.ceil((MAX_LANDMARKS * 8 * 4) / 3)
export const versionValue = v.object({
  v: version,
  length: offset,
  landmarks: v.pipe(text(LANDMARK_CHARS), v.regex(/^[\w-]*$/)),
}) satisfies v.GenericSchema<unknown, PageVersion>

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

export const pageValue = v.object({
  v: version,
  address: text(MAX_ADDRESS),
  title: text(300),
  link: v.exactOptional(text(MAX_ADDRESS)),
}) satisfies v.GenericSchema<unknown, PageEntry>

export const aliasValue = v.object({ v: version, to: text(MAX_ADDRESS), undone: flag }) satisfies v.GenericSchema<
  unknown,
  SiteAlias
>

const member = v.custom<MemberId>((value) => typeof value === 'string' && isId(value))
export const secondSelfValue = v.object({ v: version, as: member, undone: flag }) satisfies v.GenericSchema<
  unknown,
  SecondSelf
>
export const muteValue = v.object({ v: version, on: v.boolean(), since: time }) satisfies v.GenericSchema<unknown, Mute>
export const saidRoleValue = v.object({
  v: version,
  role: v.picklist(['reader', 'writer']),
  undone: flag,
}) satisfies v.GenericSchema<unknown, SaidRole>
export const hidingValue = v.object({ v: version, hidden: v.boolean(), at: time }) satisfies v.GenericSchema<
  unknown,
  Hiding
>

/** How people of the space may be rung. */
export const ringingValue = v.object({ v: version, everyone: v.boolean() })

export const nameValue = v.object({ v: version, name: cleaned(MAX_SPACE_NAME) })

const hexOf = (bytes: number) => v.pipe(v.string(), v.regex(new RegExp(`^[0-9a-f]{${2 * bytes}}$`)))

/** That its member joined by this invite for an admin; means something to the invite's maker alone. */
export const claimValue = v.object({ v: version, invite: hexOf(16), proof: hexOf(32) })
export type Claim = v.InferOutput<typeof claimValue>

/** An open invite, without its secret (W26). */
export const listedValue = v.object({
  v: version,
  role: v.picklist(['reader', 'writer', 'admin']),
  askFirst: v.boolean(),
  expires: time,
  epoch: offset,
})
export type ListedValue = v.InferOutput<typeof listedValue>
export const revokedValue = v.object({ v: version })
export type Revoked = v.InferOutput<typeof revokedValue>

/** A reader's card, kept for them by somebody who may write (W11). Bytes are base64url. */
export const readerValue = v.object({
  v: version,
  name: cleaned(MAX_NAME),
  colour: v.picklist(MEMBER_COLOURS),
  certificate: text(512),
  signature: text(128),
})
export type ReaderEntry = v.InferOutput<typeof readerValue>

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

/** Before it is committed, a selector that cannot be read is a fault, not a later version's. @throws BadValue */
function withSelectors<Value extends { readonly selectors: readonly Selector[] }>(
  schema: v.GenericSchema<unknown, Value>,
  value: Value,
): Value {
  const parsed = checked(schema, value)
  if (parsed.selectors.length !== value.selectors.length) throw new BadValue('selectors: out of bounds')
  return parsed
}

export const checkedAnnotation = (value: Annotation): Annotation => withSelectors(annotationValue, value)
export const checkedPlacement = (value: Placement): Placement => withSelectors(placementValue, value)
