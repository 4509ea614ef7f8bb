/** What of the chat was not seen yet. Pure. */
import type { ChatGlimpse } from '../../../shared/contract/huddle.ts'
import type { CallState } from '../model.ts'

export interface Reading {
  /** The huddle that is read: another one begins anew. */
  readonly huddle: CallState['huddle']
  /** What was known of its chat last: while the engine begins again, nothing is. */
  readonly known?: ChatGlimpse
  /** Messages of others that were there while the chat was open. */
  readonly seen: number
  /** Not seen yet. */
  readonly unread: number
  /** What came last while the chat was closed, until it is opened; `n` tells two alike apart. */
  readonly news?: { readonly n: number; readonly words: string }
}

export const UNREAD: Reading = { huddle: undefined, seen: 0, unread: 0 }

/**
 * @param open the chat is shown
 * @returns `before` itself when nothing changed. What was written before one came counts as unread, and is not told as news.
 */
export function read(before: Reading, state: Pick<CallState, 'huddle' | 'chat'>, open: boolean): Reading {
  const { huddle, chat } = state
  if (huddle !== before.huddle) return read({ ...UNREAD, huddle }, state, open)
  if (!chat) return before
  // A message that was deleted was perhaps one of those seen: rather one too few than a new one for nothing.
  const seen = open ? chat.count : Math.min(before.seen, chat.count)
  const unread = chat.count - seen
  if (chat === before.known && seen === before.seen) return before
  const came = !open && before.known !== undefined && chat.count > before.known.count
  const fresh = came && chat.last ? { n: chat.count, words: `${chat.last.name} wrote: ${chat.last.body}` } : undefined
  const news = fresh ?? (unread > 0 ? before.news : undefined)
  return { huddle, known: chat, seen, unread, ...(news ? { news } : {}) }
}

/** The name of the button that opens the chat. */
export const chatName = (unread: number): string => (unread === 0 ? 'Chat' : `Chat, ${unread} new`)
