import { expect, it } from 'vitest'
import { askedWords } from './words.ts'

it('HE1 the question before changing over names who is there, and where when that is elsewhere', () => {
  const ask = (names: readonly string[], to = 'Design') => askedWords('Design', to, true, names)
  expect(ask(['Ada'])).toBe('Leave this huddle and join Ada’s?')
  expect(ask(['Ada', 'Ben'])).toBe('Leave this huddle and join the one of Ada and Ben?')
  expect(ask(['Ada', 'Ben', 'C'], 'Club')).toBe('Leave this huddle and join the one of Ada and 2 others in Club?')
  expect(ask([])).toBe('Leave this huddle and join the one in Design?')
  expect(askedWords('Design', 'Club', false)).toBe('Leave this huddle and start one in Club?')
})
