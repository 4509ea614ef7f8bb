import { describe, expect, it } from 'vitest'
import { importedWords, kindInWords, kindWords } from './kind-words.ts'
import { placedWords, type Spoken, spoken } from './spoken.ts'

const about = (more: Partial<Spoken> = {}): Spoken => ({
  kind: 'highlight',
  quote: 'the shape feeds itself',
  author: 'Ben',
  mine: false,
  comments: 0,
  resolved: false,
  ...more,
})

describe('an annotation in a sentence', () => {
  it.each([
    [about(), 'exact', 'Ben: “the shape feeds itself”'],
    [about({ mine: true, comments: 1 }), 'unknown', 'You: “the shape feeds itself”, 1 comment'],
    [about({ comments: 2, resolved: true }), 'changed', 'Ben: “the shape feeds itself”, 2 comments, resolved, changed'],
    [about(), 'lost', 'Ben: “the shape feeds itself”, not on the page now'],
    [about({ kind: 'pin', quote: '', element: { tag: 'img', name: 'A map' } }), 'exact', 'Ben: Pin on an image'],
    [about({ kind: 'drawing', quote: '' }), 'changed', 'Ben: Drawing, changed'],
    [about({ quote: 'word '.repeat(100) }), 'exact', `Ben: “${'word '.repeat(24).trimEnd()}…”`],
  ] as const)('%#', (one, state, words) => expect(spoken(one, state)).toBe(words))

  it('counts only what stands in the page as being in it', () => {
    expect(placedWords(3, 0)).toBe('3 in the page')
    expect(placedWords(0, 1)).toBe('1 not on the page now')
    expect(placedWords(2, 1)).toBe('2 in the page, 1 not on it now')
  })
})

describe('kinds', () => {
  it('are named with what they are on: its role first, else its tag, else nothing', () => {
    expect(kindWords('pin', { tag: 'div', role: 'button' })).toBe('Pin on a button')
    expect(kindWords('drawing', { tag: 'video' })).toBe('Drawing on a video')
    expect(kindWords('pin', { tag: 'constructor', role: '__proto__' })).toBe('Pin')
    expect(kindInWords('page')).toBe('page comment')
  })

  it('imported ones are said to be so, with and without a name', () => {
    expect(importedWords('Ben', 'Ada')).toBe('Imported by Ben. Written by Ada, as the file says.')
    expect(importedWords('Ben', '')).toBe('Imported by Ben; the file names no author.')
  })
})
