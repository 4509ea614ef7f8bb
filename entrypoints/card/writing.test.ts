import { describe, expect, it } from 'vitest'
import { isChatSend, isSend } from './writing.ts'

const key = (change: Partial<KeyboardEvent> = {}) =>
  ({
    key: 'Enter',
    shiftKey: false,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    isComposing: false,
    ...change,
  }) as KeyboardEvent

describe('what sends', () => {
  it('a message: Enter, alone or with Ctrl or Cmd; with Shift it is a new line', () => {
    expect([{}, { ctrlKey: true }, { metaKey: true }].map((change) => isChatSend(key(change)))).toEqual([
      true,
      true,
      true,
    ])
    expect(isChatSend(key({ shiftKey: true }))).toBe(false)
    expect(isChatSend(key({ key: 'a' }))).toBe(false)
  })

  it('a comment: Ctrl+Enter or Cmd+Enter, never Enter alone', () => {
    expect([{}, { shiftKey: true }].map((change) => isSend(key(change)))).toEqual([false, false])
    expect([{ ctrlKey: true }, { metaKey: true }].map((change) => isSend(key(change)))).toEqual([true, true])
  })

  it('nothing while an input method composes', () => {
    expect(isChatSend(key({ isComposing: true }))).toBe(false)
    expect(isSend(key({ isComposing: true, ctrlKey: true }))).toBe(false)
  })
})
