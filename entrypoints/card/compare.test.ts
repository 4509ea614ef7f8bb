import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compare, folded, type Piece } from './compare.ts'

const marks = { same: '', gone: '-', new: '+' }
const read = (pieces: readonly Piece[]): string =>
  pieces.map(({ how, text }) => (how === 'same' ? text : `${marks[how]}[${text}]`)).join('')
const without = (pieces: readonly Piece[], how: Piece['how']): string =>
  pieces
    .filter((one) => one.how !== how)
    .map(({ text }) => text)
    .join('')
    .replace(/\s+/g, '')

describe('then and now', () => {
  it.each([
    [
      'A detour that has grown over a long time',
      'A detour that has grown for a very long time',
      'A detour that has grown -[over a ]+[for a very ]long time',
    ],
    ['one two three', 'one three', 'one -[two ]three'],
    ['one three', 'one two three', 'one +[two ]three'],
    ['Die Straße ist lang.', 'Die Straße ist sehr lang.', 'Die Straße ist +[sehr ]lang.'],
    ['река знает свою дорогу', 'река помнит свою дорогу', 'река -[знает ]+[помнит ]свою дорогу'],
    ['same  words', 'same words', 'same words'],
  ])('%s → %s', (then, now, shown) => expect(read(compare(then, now))).toBe(shown))

  it('of texts without spaces is by words too', () => {
    const pieces = compare('川は自分の道を知っている', '川は自分の道を覚えている')
    expect(pieces[0]).toMatchObject({ how: 'same' })
    expect(pieces.some(({ how }) => how === 'new')).toBe(true)
  })

  it('of texts with little in common shows one, then the other', () => {
    expect(compare('The cat sat on the mat', 'Nobody reads the paper alone today')).toEqual([
      { how: 'gone', text: 'The cat sat on the mat' },
      { how: 'new', text: 'Nobody reads the paper alone today' },
    ])
    expect(compare('gone', '')).toEqual([{ how: 'gone', text: 'gone' }])
    expect(compare('', '')).toEqual([])
  })

  it('of the longest texts, and the worst, is bounded and whole', () => {
    const then = Array.from({ length: 1_600 }, (_, n) => `a${n % 7}`)
      .join(' ')
      .slice(0, 8_000)
    const now = Array.from({ length: 1_600 }, (_, n) => `a${(n * 3) % 11}`)
      .join(' ')
      .slice(0, 8_000)
    const pieces = compare(then, now)
    expect(without(pieces, 'new')).toBe(then.replace(/\s+/g, ''))
    expect(without(pieces, 'gone')).toBe(now.replace(/\s+/g, ''))
  })

  const text = fc
    .array(
      fc.constantFrom(
        'river',
        'a',
        'the ',
        ' ',
        '\n',
        '.',
        '川',
        '道を',
        'é',
        '\u{1d4b3}',
        '\ud800',
        '\u200b',
        'ـسلام',
      ),
    )
    .map((parts) => parts.join(''))
  it('holds every word of both, whatever they are', () =>
    fc.assert(
      fc.property(text, text, (then, now) => {
        const pieces = compare(then, now)
        expect(without(pieces, 'new')).toBe(then.replace(/\s+/g, ''))
        expect(without(pieces, 'gone')).toBe(now.replace(/\s+/g, ''))
      }),
    ))
})

describe('folding', () => {
  const long = 'word '.repeat(60)

  it('keeps the changes and what stands beside them', () => {
    const shown = folded([
      { how: 'same', text: `${long}before ` },
      { how: 'gone', text: 'old ' },
      { how: 'same', text: `after ${long}` },
    ])
    expect(shown.map(({ text }) => text.length < 90)).toEqual([true, true, true])
    expect(read(shown)).toMatch(/^… ?word .*before -\[old \]after .*…$/)
  })

  it('leaves alone what is short, and what is all there is', () => {
    const short: Piece[] = [
      { how: 'same', text: 'a short beginning ' },
      { how: 'new', text: 'and end' },
    ]
    expect(folded(short)).toEqual(short)
    expect(folded([{ how: 'same', text: long }])).toEqual([{ how: 'same', text: long }])
  })
})
