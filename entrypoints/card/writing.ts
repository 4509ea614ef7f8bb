import { MAX_COMMENT } from '../../shared/domain/annotation.ts'

const TALLEST = 180

/** Lets a field grow with its text up to a limit, after which it scrolls. */
export function fitHeight(field: HTMLTextAreaElement | null): void {
  if (field === null) return
  field.style.height = 'auto'
  const borders = field.offsetHeight - field.clientHeight
  field.style.height = `${Math.min(TALLEST, field.scrollHeight + borders)}px`
}

/** Ctrl+Enter or Cmd+Enter; never while an input method is composing, whose Enter means something else. */
export const isSend = (event: KeyboardEvent): boolean =>
  event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.isComposing

/** Enter alone, as in any chat; Shift+Enter makes a new line. */
export const isChatSend = (event: KeyboardEvent): boolean =>
  event.key === 'Enter' && !event.shiftKey && !event.altKey && !event.isComposing

/** Why words cannot be posted as they are. They stay in the field: cutting them off silently would lose their end. */
export const tooLong = (words: string): string | undefined =>
  words.length <= MAX_COMMENT
    ? undefined
    : `At most ${MAX_COMMENT.toLocaleString('en')} characters; this has ${words.length.toLocaleString('en')}.`
