import { expect, it } from 'vitest'
import { importClosedWords } from './takeout-words.ts'

it('X31 where nothing can be written, nothing is offered to be imported, and the reason is said', () => {
  expect(importClosedWords({ name: 'Team', role: 'writer' })).toBeUndefined()
  expect(importClosedWords({ name: 'Team', role: 'admin' })).toBeUndefined()
  expect(importClosedWords({ name: 'Team' })).toBeUndefined()
  expect(importClosedWords({ name: 'Team', role: 'reader' })).toContain('read in Team, but not write')
  expect(importClosedWords({ name: 'Team', role: 'reader', ended: 'removed' })).toContain('can only be read')
})
