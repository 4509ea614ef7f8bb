import type { ChatGlimpse, HuddleChatView } from '../../contract/huddle.ts'
import type { CardTicket } from '../../contract/views.ts'
import type { StoredAnnotation, StoredComment } from '../../domain/annotation.ts'
import type { HuddleId } from '../../domain/huddle.ts'
import type { AnnotationId, MemberId } from '../../domain/ids.ts'
import { isId, ownerOf } from '../../domain/ids.ts'
import { Signal } from '../../kit/signal.ts'
import type { PageDocument } from '../document-parts.ts'
import type { OpenSpace } from '../parts.ts'
import type { Desk } from './desk.ts'
import { hiddenIn, writtenAt } from './hidden.ts'
import { cardOf } from './people.ts'
import { byTime, glimpse, type Threads, threadsOf } from './threads.ts'
import type { Visit } from './visit.ts'
import { Refusal } from './words.ts'

/** All huddle chats of a space stand on one page that no browser can show (`.invalid`, RFC 6761); it is not one of the space's pages. */
export const CHATS_ADDRESS = 'https://huddles.huddlemark.invalid/chats'
const TITLE = 'Huddle chat'
/** Glimpses that a panel is sent, newest first. */
const MAX_CHATS = 50
/** Characters of a message's line beside the call. */
const MAX_LINE = 120
const MAX_NAME_SHOWN = 60

const ZEROS = '0'.repeat(16)

/**
 * A chat's thread is named by its huddle and needs no annotation of somebody's: two people who write the first message at once write into
 * the same thread. As an id it has the form of an annotation's, with the huddle in the owner's place, so that it is nobody's.
 */
const threadOf = (huddle: HuddleId): AnnotationId => `${huddle}.${ZEROS}` as AnnotationId

function huddleOf(thread: AnnotationId): HuddleId | undefined {
  const [huddle = '', rest] = thread.split('.')
  return rest === ZEROS && isId(huddle) ? (huddle as HuddleId) : undefined
}

/** The page of the chats as a card sees it: each thread stands on a page comment that nobody wrote. */
function chatPage(document: PageDocument, thread: AnnotationId): Visit['document'] {
  const nobody = thread.slice(0, 32) as MemberId
  const value = { v: 1, kind: 'page', colour: 'blue', selectors: [], created: 0 } as const
  const stood: ReadonlyMap<AnnotationId, StoredAnnotation> = new Map([[thread, { id: thread, value, writer: nobody }]])
  const refused = async () => {
    throw new Refusal('A chat cannot be changed like that.')
  }
  return {
    id: document.id,
    changed: document.changed,
    annotations: () => stood,
    comments: () => document.comments(),
    state: (annotation) => document.state(annotation),
    placement: () => undefined,
    versions: () => new Map(),
    hidden: (key) => document.hidden(key),
    fateOf: (root, key) => document.fateOf(root, key),
    putAnnotation: refused,
    putThread: refused,
    putState: refused,
    putPlacement: refused,
    putVersion: refused,
    putMany: refused,
    putComment: (id, comment) => document.putComment(id, comment),
    putHidden: (key, value) => document.putHidden(key, value),
  }
}

/** A card for a huddle's chat, good until the signal ends. `dated`: for somebody who is not in it, or no longer. */
export async function openChat(
  { tickets }: Desk,
  { space, huddle, dated }: { space: OpenSpace; huddle: HuddleId; dated: boolean },
  until: AbortSignal,
): Promise<CardTicket> {
  const document = await space.openPage(CHATS_ADDRESS, until)
  const thread = threadOf(huddle)
  const visit: Visit = {
    space,
    document: chatPage(document, thread),
    address: CHATS_ADDRESS,
    link: CHATS_ADDRESS,
    title: TITLE,
    until,
    chat: { dated },
    outcomes: new Map(),
    outcomesChanged: new Signal(),
    tell: () => undefined,
  }
  return { ticket: tickets.issue(visit, { annotation: thread }).name }
}

/** What others wrote in one huddle's chat: how much, and the latest in one line. Looks at each message of the space's chats once. */
export function chatGlimpse(
  space: OpenSpace,
  document: Pick<PageDocument, 'comments' | 'hidden'>,
  huddle: HuddleId,
): ChatGlimpse {
  const thread = threadOf(huddle)
  let [count, last]: [number, StoredComment | undefined] = [0, undefined]
  for (const comment of document.comments().values()) {
    const { annotation, deleted } = comment.value
    if (annotation !== thread || deleted || ownerOf(comment.id) === space.self.member) continue
    if (hiddenIn(space, document, comment.id, writtenAt(comment.value))) continue
    count++
    if (!last || byTime(last, comment) < 0) last = comment
  }
  if (!last) return { count }
  return { count, last: { name: cut(authorOf(space, last), MAX_NAME_SHOWN), body: cut(last.value.body, MAX_LINE) } }
}

/** One line of at most so many characters, none of them halved. */
function cut(text: string, most: number): string {
  // A message may be long: what is looked at is bounded first, with room for the white space that goes.
  const characters = [
    ...text
      .slice(0, most * 4)
      .trim()
      .replace(/\s+/gu, ' '),
  ]
  const line = characters.slice(0, most).join('').toWellFormed()
  return characters.length > most || text.length > most * 4 ? `${line}…` : line
}

/** Past and present chats of a space that hold a message, the newest first. */
export function chatsOf(space: OpenSpace, document: PageDocument): HuddleChatView[] {
  const threads: Threads = threadsOf(document)
  const chats = [...threads].flatMap(([thread, all]) => {
    const huddle = huddleOf(thread)
    const comments = all.filter(({ id, value }) => !hiddenIn(space, document, id, writtenAt(value)))
    const last = comments.at(-1)
    return huddle && last ? [{ huddle, comments, last }] : []
  })
  return chats
    .sort((a, b) => b.last.value.created - a.last.value.created || (a.huddle < b.huddle ? -1 : 1))
    .slice(0, MAX_CHATS)
    .map(({ huddle, comments, last }) => ({
      huddle,
      title: titleOf(space, comments),
      last: {
        author: authorOf(space, last),
        body: glimpse(last.value.body),
        at: last.value.edited ?? last.value.created,
      },
    }))
}

const authorOf = (space: OpenSpace, { id }: StoredComment): string => cardOf(space, ownerOf(id)).name

function titleOf(space: OpenSpace, comments: readonly StoredComment[]): string {
  const names = [...new Set(comments.map((comment) => authorOf(space, comment)))]
  const [first = '', second, ...more] = names
  if (second === undefined) return `Huddle with ${first}`
  return more.length === 0
    ? `Huddle with ${first} and ${second}`
    : `Huddle with ${first}, ${second} and ${more.length} more`
}
