import { expect, it } from 'vitest'
import { MAX_PART_CHARS } from '../contract/takeout.ts'
import { partsOf } from './takeout-run.ts'
import { missingWords, previewWords, storedWords, worthImporting } from './takeout-words.ts'

it('a file is handed over in parts, whole, and no character is cut in two', () => {
  const text = `${'a'.repeat(MAX_PART_CHARS - 1)}😀${'"'.repeat(MAX_PART_CHARS)}b`
  const parts = [...partsOf(text)]
  expect(parts.join('')).toBe(text)
  expect(parts.every((part) => part.length <= MAX_PART_CHARS && part.isWellFormed())).toBe(true)
  expect([...partsOf('')]).toEqual([])
})

const preview = { space: 'Design team', annotations: 12, comments: 30, pages: 3, here: 4, removed: 0, skipped: [] }
it.each([
  [{}, ['12 annotations and 30 comments on 3 pages, 4 more already here.']],
  [{ annotations: 1, comments: 0, pages: 1, here: 0 }, ['1 annotation on 1 page.']],
  [{ annotations: 0, comments: 1_200 }, ['1,200 comments on 3 pages, 4 more already here.']],
  [{ annotations: 0, comments: 0 }, ['Everything in this file is here already.']],
  [{ annotations: 0, comments: 0, here: 0 }, ['Nothing in this file can be placed on a web page.']],
  [
    { removed: 4, skipped: [{ why: 'not on a web page (http or https)', count: 1 }] },
    [
      '12 annotations and 30 comments on 3 pages.',
      '4 annotations of it were removed here, and will stay removed.',
      '1 entry cannot be taken: 1 not on a web page (http or https).',
    ],
  ],
])('what would be imported is said in sentences: %j', (change, words) => {
  expect(previewWords({ ...preview, ...change })).toEqual(words)
  expect(worthImporting({ ...preview, ...change })).toBe(/comment|annotations? /.test(words[0] ?? ''))
})

it('and what was, and what is missing', () => {
  expect(storedWords(preview, 'Design team')).toBe(
    'Imported into Design team: 12 annotations and 30 comments on 3 pages.',
  )
  expect(storedWords({ annotations: 0, comments: 0, pages: 0 }, 'Design team')).toBe(
    'Everything was in Design team already.',
  )
  expect(missingWords(1)).toContain('One page is missing')
  expect(missingWords(2)).toContain('2 pages are missing')
})
