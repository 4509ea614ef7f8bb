import type { CardView } from '../../contract/views.ts'
import type { StoredComment } from '../../domain/annotation.ts'

/** What its author had marked, when it was placed on other words since. */
export const markedBefore = (now: string, first: string): { marked?: string } =>
  first === '' || first === now ? {} : { marked: first }

/** A chat told of from outside goes by its day. */
export function chatView({ dated }: { dated: boolean }, [first]: readonly StoredComment[]): { began?: number } {
  return dated && first ? { began: first.value.created } : {}
}

/** A thread that is not there any more. */
export const removedView = (ours: boolean): CardView =>
  ours
    ? { see: 'gone', words: 'You removed this for everyone. Members’ history still holds it.', restorable: true }
    : { see: 'gone', words: 'This was removed by its author.' }
