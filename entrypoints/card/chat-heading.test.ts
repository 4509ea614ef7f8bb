import { expect, it } from 'vitest'
import { chatHeading } from './chat-heading.ts'

it('a chat is named, from outside with its day', () => {
  expect(chatHeading(undefined)).toBe('Chat of this huddle')
  expect(chatHeading(new Date(2026, 10, 21, 12).getTime())).toBe('Chat of this huddle · November 21, 2026')
})

it.each([Number.NaN, Number.POSITIVE_INFINITY, 9e15, -9e15])(
  'a time that is none (%d) gives no day and breaks nothing',
  (began) => {
    expect(chatHeading(began)).toBe('Chat of this huddle')
  },
)
