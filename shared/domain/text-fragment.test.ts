import { expect, it } from 'vitest'
import { textFragment } from './text-fragment.ts'

const PAGE = 'https://example.org/a'
const quote = (exact: string, prefix = '', suffix = '') =>
  ({ type: 'TextQuoteSelector', exact, prefix, suffix }) as const
const directive = (...parts: Parameters<typeof quote>) =>
  textFragment(PAGE, quote(...parts)).replace(`${PAGE}#:~:text=`, '')

it.each([
  ['a sentence, of - some & length', 'a%20sentence%2C%20of%20%2D%20some%20%26%20length'],
  ['a lone \ud800 half that is not a character', 'a%20lone%20%EF%BF%BD%20half%20that%20is%20not%20a%20character'],
])('words of a page are named in its address: %j', (exact, expected) => expect(directive(exact)).toBe(expected))

it('long quotes go by their ends', () => {
  const words = Array.from({ length: 80 }, (_, n) => `word${n}`).join(' ')
  expect(directive(words)).toBe(
    `${encodeURIComponent('word0 word1 word2 word3 word4 word5')},${encodeURIComponent('word74 word75 word76 word77 word78 word79')}`,
  )
  expect(directive('字'.repeat(300))).toBe(
    `${encodeURIComponent('字'.repeat(20))},${encodeURIComponent('字'.repeat(20))}`,
  )
})

it('short ones have the whole words around them', () =>
  expect(directive('here', 'ords that come before ', ' and after it com')).toBe(
    'that%20come%20before-,here,-and%20after%20it',
  ))

it('a route in the address stays', () =>
  expect(textFragment(`${PAGE}#/route`, quote('a sentence that is long enough'))).toMatch(
    /^https:\/\/example\.org\/a#\/route:~:text=a%20/,
  ))
