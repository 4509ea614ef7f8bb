import { expect, it } from 'vitest'
import { NewerStore } from './indexeddb.ts'
import { noStartWords } from './no-start.ts'

it('D17 what a newer version wrote is no lack of room: people are told which of the two it is', () => {
  expect(noStartWords(new NewerStore('a version of the database'))).toContain('written by a newer version')
  expect(noStartWords(new NewerStore('a version of the database'))).not.toContain('disk space')
  expect(noStartWords(new DOMException('full', 'QuotaExceededError'))).toContain('Free some disk space')
})
