/**
 * What contexts ask of the background by `runtime.sendMessage`, since only it may: waking the engine, injecting the overlay,
 * opening panels. It holds no data of people.
 */
import * as v from 'valibot'
import { type Managed, managedOf, readManaged } from './managed.ts'

const id = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/))

export const backgroundRequest = v.variant('ask', [
  /** Resolves when the engine listens: connect after it. */
  v.strictObject({ ask: v.literal('engine') }),
  /** Show the overlay in this tab (from the popup, under activeTab). */
  v.strictObject({ ask: v.literal('show'), tab: v.pipe(v.number(), v.safeInteger()) }),
  /** Show the overlay in the sender's frame too, while the page around it has one (answers false where it has none). */
  v.strictObject({ ask: v.literal('frame') }),
  /** Bring the overlay's second script (pins and drawings) into the sender's document; answers false where the browser will not. */
  v.strictObject({ ask: v.literal('elements') }),
  /** The sender is a page that has its overlay now: its frames may ask again. */
  v.strictObject({ ask: v.literal('frames') }),
  /** Open the side panel beside the sender's tab; answers false where the browser will not. */
  v.strictObject({ ask: v.literal('panel') }),
  /** Open the settings at what they say about the connection. */
  v.strictObject({ ask: v.literal('connection') }),
  /** Open the settings where those who knock at this space are answered. */
  v.strictObject({ ask: v.literal('answer-knocks'), space: id }),
  /** Open a card of this ticket outside the page, where the page's policy keeps frames from loading. */
  v.strictObject({ ask: v.literal('card-window'), ticket: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{8,64}$/)) }),
  /** Open the huddle window, or bring it to the front when there is one. Only from our own pages. */
  v.strictObject({ ask: v.literal('huddle') }),
  /** Show or take away the desktop notification of a ring, where the person allowed notifications. Only from our own pages. */
  v.strictObject({
    ask: v.literal('ring-notification'),
    ring: v.nullable(
      v.strictObject({
        space: id,
        huddle: id,
        title: v.pipe(v.string(), v.maxLength(200)),
        words: v.pipe(v.string(), v.maxLength(300)),
      }),
    ),
  }),
  /** Show at the toolbar button who asks to be let in, and what is news of it on the desktop. Only from our own pages. */
  v.strictObject({
    ask: v.literal('knocks'),
    waiting: v.pipe(
      v.array(v.strictObject({ knock: id, space: id, words: v.pipe(v.string(), v.maxLength(600)), news: v.boolean() })),
      v.maxLength(100),
    ),
  }),
  /** What the engine must know before it begins: answered with a Beginning. Only from our own pages. */
  v.strictObject({ ask: v.literal('beginning') }),
  /** The engine has begun, and has done what a new session of the browser asks for. Only from our own pages. */
  v.strictObject({ ask: v.literal('begun') }),
  /** The computer is a shared one, or not. Only from our own pages. */
  v.strictObject({ ask: v.literal('shared'), on: v.boolean() }),
  /** Forgets what the browser itself keeps for us. Only from our own pages. */
  v.strictObject({ ask: v.literal('forget') }),
  /** Optional site permissions were given or withdrawn: register the overlay accordingly. */
  v.strictObject({ ask: v.literal('sites') }),
])
export type BackgroundRequest = v.InferOutput<typeof backgroundRequest>

/** What the background tells an engine that begins. */
export interface Beginning {
  readonly managed: Managed
  /** The browser was closed since an engine ran here. */
  readonly newSession: boolean
}

const beginning = v.object({
  managed: v.object({
    relay: v.exactOptional(v.string()),
    sites: v.exactOptional(v.array(v.string())),
    huddlesOff: v.exactOptional(v.literal(true)),
    ignored: v.exactOptional(v.array(v.picklist(['relay', 'sites', 'huddles']))),
  }),
  newSession: v.boolean(),
})

/** @throws Error for anything else: an engine that did not know of a policy would not keep to it */
export function parseBeginning(raw: unknown): Beginning {
  const { managed, newSession } = v.parse(beginning, raw)
  const { ignored } = managed
  return { managed: { ...readManaged(managedOf(managed)).managed, ...(ignored ? { ignored } : {}) }, newSession }
}
