import { expect, it } from 'vitest'
import type { AnnotationView } from '../../../../shared/contract/views.ts'
import type { AnnotationId } from '../../../../shared/domain/ids.ts'
import { hintWords, named } from './about-words.ts'

const about = (more: Partial<AnnotationView> = {}): AnnotationView => ({
  id: '1' as AnnotationId,
  kind: 'highlight',
  colour: 'yellow',
  selectors: [],
  author: 'Ben',
  authorColour: 'teal',
  mine: false,
  comments: 0,
  resolved: false,
  created: 0,
  ...more,
})

it.each([
  [about(), 'exact', 'Ben'],
  [
    about({ mine: true, comments: 2, resolved: true }),
    'changed',
    'You · 2 comments · resolved · the words here have changed',
  ],
  [about({ from: 'Charlotte', placedBy: 'Ada' }), undefined, 'Ben · from Charlotte · placed again by Ada'],
  [about({ from: '', overwrittenBy: 'Ada' }), 'exact', 'Ben · changed by Ada'],
] as const)('a hint says whose it is and how it stands: %#', (one, state, words) =>
  expect(hintWords(one, state)).toBe(words),
)

it('what can be said of evidence is its quote and its element', () => {
  const element = { type: 'ElementSelector', tag: 'img', path: [], at: 0, width: 1, height: 1 } as const
  expect(named([{ type: 'TextPositionSelector', start: 0, end: 1 }])).toEqual({ quote: '' })
  expect(named([element, { type: 'TextQuoteSelector', exact: 'x', prefix: '', suffix: '' }])).toMatchObject({
    quote: 'x',
    element: { tag: 'img' },
  })
})
