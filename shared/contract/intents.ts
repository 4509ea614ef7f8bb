/**
 * What extension contexts ask of the engine. The overlay runs in a process shared with a page nobody trusts, so the engine parses
 * these as it parses the network's bytes: closed shapes, bounded lengths. Types are inferred from the schemas; the overlay imports types only.
 */
import * as v from 'valibot'
import { MAX_GIVEN } from '../domain/address-bounds.ts'
import {
  COLOURS,
  isDrawing,
  MAX_COMMENT,
  MAX_LANDMARKS,
  MAX_SHAPE_NUMBERS,
  MAX_SHAPES,
  MOST_OUTSIDE,
  SHAPE_TOOLS,
} from '../domain/annotation.ts'
import type { HuddleId } from '../domain/huddle.ts'
import { type AnnotationId, type CommentId, isId, isOwnedKey, type SpaceId } from '../domain/ids.ts'
import { MEMBER_COLOURS } from '../domain/member.ts'
import { MAX_CONTEXT, MAX_LABEL, MAX_PATH, MAX_QUOTE, MAX_SELECTORS } from '../domain/selector.ts'
import { backupAsks } from './backup.ts'
import { deviceAsks } from './devices.ts'
import { huddleAsks } from './huddle.ts'
import { MAX_OWN_SERVERS, typedServer } from './ice.ts'
import { memberAsks } from './members.ts'
import { spaceAsks } from './spaces.ts'
import { stepAsks } from './steps.ts'
import { takeoutAsks } from './takeout.ts'

const text = (max: number) => v.pipe(v.string(), v.maxLength(max))
const offset = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const ownedKey = v.custom<AnnotationId & CommentId>((value) => typeof value === 'string' && isOwnedKey(value))
const spaceId = v.custom<SpaceId>((value) => typeof value === 'string' && isId(value))
const huddleId = v.custom<HuddleId>((value) => typeof value === 'string' && isId(value))
const colour = v.picklist(COLOURS)
const label = text(MAX_LABEL)
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1))
const address = text(4_096)
/** As a browser has it, before it is a page's. */
const given = text(MAX_GIVEN)

export const selectorSchema = v.variant('type', [
  v.strictObject({
    type: v.literal('TextQuoteSelector'),
    exact: text(MAX_QUOTE),
    prefix: text(MAX_CONTEXT),
    suffix: text(MAX_CONTEXT),
  }),
  v.strictObject({ type: v.literal('TextPositionSelector'), start: offset, end: offset }),
  v.strictObject({
    type: v.literal('StructureSelector'),
    headings: v.pipe(v.array(label), v.maxLength(3), v.readonly()),
    row: v.exactOptional(label),
    column: v.exactOptional(label),
  }),
  v.strictObject({
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
    path: v.pipe(v.array(label), v.maxLength(MAX_PATH), v.readonly()),
    at: offset,
    width: offset,
    height: offset,
  }),
  v.strictObject({ type: v.literal('PointSelector'), x: share, y: share }),
])
const selectors = v.pipe(v.array(selectorSchema), v.minLength(1), v.maxLength(MAX_SELECTORS), v.readonly())

const coordinate = v.pipe(v.number(), v.safeInteger(), v.minValue(-MOST_OUTSIDE), v.maxValue(MOST_OUTSIDE))
const shapes = v.pipe(
  v.array(
    v.strictObject({
      tool: v.picklist(SHAPE_TOOLS),
      colour,
      points: v.pipe(v.array(coordinate), v.maxLength(MAX_SHAPE_NUMBERS), v.readonly()),
    }),
  ),
  v.maxLength(MAX_SHAPES),
  v.check((all) => isDrawing(all)),
  v.readonly(),
)
/** The page's text as it was when something was placed on it (domain PageVersion). */
const version = v.exactOptional(v.strictObject({ length: offset, landmarks: text(8 * 2 * MAX_LANDMARKS) }))

/** To be kept in the private space. */
const onlyMe = v.exactOptional(v.literal(true))

const fraction = v.pipe(v.number(), v.finite(), v.minValue(-4), v.maxValue(4))
/** Where a cursor is: an element by child indexes from <body>, and the place inside it as a share of its box. */
export const cursorSchema = v.strictObject({
  path: v.pipe(v.array(v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(65_535))), v.maxLength(32)),
  x: fraction,
  y: fraction,
})
export type CursorPlace = v.InferOutput<typeof cursorSchema>

const anchoredSchema = v.strictObject({
  annotation: ownedKey,
  state: v.picklist(['exact', 'changed', 'lost']),
  /** Place in reading order; lost ones keep the one they had. */
  at: offset,
  /** What stands there now, when it changed; cut to a quote's bounds. */
  now: v.exactOptional(text(MAX_QUOTE)),
})

/** From the overlay. `page-at` comes first and again after each navigation without a load. */
export const overlayIntent = v.variant('do', [
  v.strictObject({ do: v.literal('page-at'), address: given, title: text(300), canonical: v.exactOptional(given) }),
  v.strictObject({ do: v.literal('visible'), on: v.boolean() }),
  v.strictObject({ do: v.literal('highlight'), selectors, version, colour, onlyMe }),
  /** A new drawing with its first shape; then all of its shapes again with each one more or less. None left: it is removed. */
  v.strictObject({ do: v.literal('draw'), selectors, version, shapes }),
  v.strictObject({ do: v.literal('redraw'), annotation: ownedKey, shapes }),
  /** A place for what was lost or has moved: anybody may say so, and is named. */
  v.strictObject({ do: v.literal('place-again'), annotation: ownedKey, selectors, version }),
  v.strictObject({ do: v.literal('recolour'), annotation: ownedKey, colour }),
  v.strictObject({ do: v.literal('remove'), annotation: ownedKey }),
  v.strictObject({ do: v.literal('restore'), annotation: ownedKey }),
  /** Opens a composer for a new highlight or pin (or, without selectors, a page comment): answered with a card ticket; nothing is stored until it is posted. */
  v.strictObject({
    do: v.literal('compose'),
    kind: v.picklist(['highlight', 'pin', 'page']),
    selectors: v.optional(selectors),
    version,
    colour,
    onlyMe,
  }),
  v.strictObject({ do: v.literal('open-thread'), annotation: ownedKey }),
  v.strictObject({ do: v.literal('card-closed'), ticket: text(64) }),
  /** What was found in the page since the last such word, or since `page-at`. */
  v.strictObject({ do: v.literal('anchored'), outcomes: v.pipe(v.array(anchoredSchema), v.maxLength(2_000)) }),
  v.strictObject({ do: v.literal('cursor'), place: cursorSchema }),
  v.strictObject({ do: v.literal('cursor-gone') }),
  v.strictObject({ do: v.literal('hide') }),
  v.strictObject({ do: v.literal('site-off') }),
  v.strictObject({ do: v.literal('copy-invite') }),
  /** Answered with a StepDone. */
  ...stepAsks,
  ...huddleAsks,
])
export type OverlayIntent = v.InferOutput<typeof overlayIntent>

/** From a card (a thread in the page, or the same in the side panel), bound by its ticket to one page and one thread or draft. */
export const cardIntent = v.variant('do', [
  v.strictObject({ do: v.literal('hello'), ticket: text(64) }),
  v.strictObject({ do: v.literal('draft'), body: text(MAX_COMMENT) }),
  v.strictObject({ do: v.literal('post'), body: text(MAX_COMMENT) }),
  v.strictObject({ do: v.literal('edit'), comment: ownedKey, body: text(MAX_COMMENT) }),
  v.strictObject({ do: v.literal('delete'), comment: ownedKey }),
  v.strictObject({ do: v.literal('undelete'), comment: ownedKey }),
  /** What the relay refused is written anew: one of one's own comments, or the annotation itself. */
  v.strictObject({ do: v.literal('try-again'), comment: v.exactOptional(ownedKey) }),
  v.strictObject({ do: v.literal('resolve'), on: v.boolean() }),
  v.strictObject({ do: v.literal('recolour'), colour }),
  v.strictObject({ do: v.literal('remove') }),
  /** Who will read what is being composed. */
  v.strictObject({ do: v.literal('audience'), onlyMe: v.boolean() }),
  /** Puts what is only ours into the space. Answered with the copy's key. */
  v.strictObject({ do: v.literal('share') }),
  /** Hides this thread, or one comment in it, for everyone, or shows it again; only from the space's admins. */
  v.strictObject({ do: v.literal('hide'), on: v.boolean(), comment: v.exactOptional(ownedKey) }),
  /** Takes one's own removal back. */
  v.strictObject({ do: v.literal('restore') }),
  /** Asks the page for new words to place it on; the overlay leads the person. `keep`: on what stands at its place now. */
  v.strictObject({ do: v.literal('place-again'), keep: v.exactOptional(v.literal(true)) }),
  /** Answered with an AnnotationLink to what the card is about. */
  v.strictObject({ do: v.literal('link') }),
  v.strictObject({ do: v.literal('size'), height: v.pipe(v.number(), v.minValue(0), v.maxValue(4_000)) }),
  v.strictObject({ do: v.literal('close') }),
])
export type CardIntent = v.InferOutput<typeof cardIntent>

/** From the side panel: `watch` says which tab it stands beside. */
export const panelIntent = v.variant('do', [
  v.strictObject({ do: v.literal('watch'), tab: v.pipe(v.number(), v.safeInteger()) }),
  /** Scrolls the page to it, flashes it. */
  v.strictObject({ do: v.literal('reveal'), annotation: ownedKey }),
  /** Answered with a ticket for a card inside the panel. */
  v.strictObject({ do: v.literal('open-thread'), annotation: ownedKey }),
  v.strictObject({ do: v.literal('compose-page') }),
  v.strictObject({ do: v.literal('place-again'), annotation: ownedKey }),
  /** Answered with a ticket for a card that holds a huddle's chat. */
  v.strictObject({ do: v.literal('open-chat'), huddle: huddleId }),
  v.strictObject({ do: v.literal('restore'), annotation: ownedKey }),
  v.strictObject({ do: v.literal('hide'), annotation: ownedKey, on: v.boolean() }),
  v.strictObject({ do: v.literal('use-space'), space: spaceId }),
  v.strictObject({ do: v.literal('backup-suggested') }),
  /** Answered with a StepDone. */
  ...stepAsks,
  ...takeoutAsks,
  /** Answered with an AnnotationLink. */
  v.strictObject({ do: v.literal('link'), annotation: ownedKey }),
  ...huddleAsks,
])
export type PanelIntent = v.InferOutput<typeof panelIntent>

/** From popup, welcome and options pages. `tab` names the tab in front, its address readable because the person opened the popup there. */
export const homeIntent = v.variant('do', [
  /** `full`: the views tell of the spaces in full. */
  v.strictObject({
    do: v.literal('watch'),
    tab: v.pipe(v.number(), v.safeInteger()),
    address: given,
    full: v.exactOptional(v.literal(true)),
  }),
  v.strictObject({ do: v.literal('profile'), name: text(200), colour: v.picklist(MEMBER_COLOURS) }),
  v.strictObject({ do: v.literal('create-space'), name: text(200), relay: v.optional(address) }),
  v.strictObject({ do: v.literal('check-relay'), relay: address }),
  /** Parses an invite link or code without joining: answered with an InvitePreview. */
  v.strictObject({ do: v.literal('preview'), invite: text(16_384) }),
  v.strictObject({ do: v.literal('join'), invite: text(16_384) }),
  v.strictObject({ do: v.literal('use-space'), space: spaceId }),
  v.strictObject({ do: v.literal('site-on'), origin: text(300) }),
  v.strictObject({ do: v.literal('ring-sound'), on: v.boolean() }),
  v.strictObject({ do: v.literal('relay-only'), on: v.boolean() }),
  /** Whether others are told what this person has seen. */
  v.strictObject({ do: v.literal('tell-seen'), on: v.boolean() }),
  /** Answered with a ConnectionsView. */
  v.strictObject({ do: v.literal('connection') }),
  /** STUN and TURN servers of one's own, all of them; refused with words for the first that cannot be used. */
  v.strictObject({ do: v.literal('own-servers'), servers: v.pipe(v.array(typedServer), v.maxLength(MAX_OWN_SERVERS)) }),
  /** Whether everyone of a space may be rung at once; only from its admins. */
  v.strictObject({ do: v.literal('ring-everyone'), space: spaceId, on: v.boolean() }),
  /** The pages of one site are another's; only from the space's admins. Sites as people type them. */
  v.strictObject({ do: v.literal('declare-alias'), space: spaceId, from: address, to: address }),
  v.strictObject({ do: v.literal('undo-alias'), space: spaceId, from: address }),
  ...spaceAsks,
  ...memberAsks,
  ...takeoutAsks,
  ...backupAsks,
  ...deviceAsks,
  ...huddleAsks,
])
export type HomeIntent = v.InferOutput<typeof homeIntent>

/** Every message to the engine: an intent with the sender's own number, answered by one `reply` with the same number. */
export const MAX_INTENT_CHARS = 200_000
