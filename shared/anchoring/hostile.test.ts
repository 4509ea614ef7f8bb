import fc from 'fast-check'
import { expect, it } from 'vitest'
import { MAX_CONTEXT, MAX_QUOTE } from '../domain/selector.ts'
import { anchor, anchorSliced } from './anchor.ts'
import { canonical } from './characters.ts'
import { describe } from './describe.ts'
import type { Target, TextModel } from './model.ts'
import { describeVersion } from './version.ts'

const WORDS = [
  'tide',
  'slate',
  'rope',
  'mud',
  'door',
  'the',
  'of',
  'a',
  'and',
  'coffee',
  '(.*)+$',
  '42',
  '.',
  ',',
  '\n',
  '港',
  '🐟',
]
const text = fc.array(fc.constantFrom(...WORDS), { minLength: 4, maxLength: 160 }).map((words) => words.join(' '))

it('AN10 calls exact only what has the very words, whatever the page', () => {
  fc.assert(
    fc.property(text, text, text, fc.nat(), fc.integer({ min: 1, max: 60 }), (before, head, tail, from, length) => {
      const start = from % before.length
      const described = describe({ text: before }, start, start + length)
      if (!described.ok) return
      const [quote] = described.value
      const version = describeVersion({ text: before })
      for (const now of [
        `${head} ${before} ${tail}`,
        `${before.slice(start)} ${head} ${before.slice(0, start)}`,
        tail,
      ]) {
        const answer = anchor({ text: now }, [{ id: 'it', selectors: described.value, version }]).get('it')
        if (!answer || answer.state === 'lost') continue
        expect(answer.start).toBeGreaterThanOrEqual(0)
        expect(answer.end).toBeLessThanOrEqual(now.length)
        expect(answer.end).toBeGreaterThan(answer.start)
        if (answer.state === 'exact' && quote?.type === 'TextQuoteSelector')
          expect(canonical(now.slice(answer.start, answer.end))).toBe(canonical(quote.exact))
      }
    }),
    { numRuns: 150 },
  )
})

function steps(model: TextModel, targets: readonly Target[]): number {
  const search = anchorSliced(model, targets)
  let count = 0
  while (!search.next().done) count++
  return count
}

const ORDINARY = Array.from({ length: 60_000 }, (_, i) => `w${(i * 7_919) % 9_973}`).join(' ')

it.each([
  ['one repeated word', 'word '.repeat(80_000)],
  ['regular expressions', '(a+)+$ [^x]*?(.|\\n){1,9} '.repeat(15_000)],
  ['one line that is told again and again', 'once upon a time there was a line, and it was told. '.repeat(7_000)],
])('AN21 a page of %s, with versions and a table without end, costs no more than an ordinary one', (_, hostile) => {
  const targetsOn = (page: string): Target[] => {
    const version = describeVersion({ text: page.slice(0, 200_000) })
    return Array.from({ length: 40 }, (_, i) => {
      const described = describe({ text: page }, 1_000 * i + 7, 1_000 * i + 90)
      if (!described.ok) throw new Error('no words')
      const structure = { type: 'StructureSelector', headings: [], row: 'row', column: 'column' } as const
      return { id: String(i), selectors: [...described.value, structure], version }
    })
  }
  const place = { start: 0, end: 4 }
  const cells = Array.from({ length: 20_000 }, (_, i) => ({
    start: i * 10,
    end: i * 10 + 9,
    row: place,
    column: place,
  }))
  const model = (page: string): TextModel => ({ text: `New. ${page}`, outline: { headings: [], cells } })
  const ordinary = steps(model(ORDINARY), targetsOn(ORDINARY))
  expect(steps(model(hostile), targetsOn(hostile))).toBeLessThan(ordinary * 8 + 400)
})

it('AN19 does without selectors that are too large, and cuts their context', () => {
  const endless = 'x'.repeat(200_000)
  const quote = { type: 'TextQuoteSelector', exact: 'w7919 w5865', prefix: endless, suffix: endless } as const
  const huge = { type: 'TextQuoteSelector', exact: 'y'.repeat(MAX_QUOTE + 1), prefix: '', suffix: '' } as const
  const found = anchor({ text: ORDINARY }, [
    { id: 'context', selectors: [quote] },
    { id: 'huge', selectors: [huge] },
  ])
  expect(found.get('huge')).toEqual({ state: 'lost' })
  expect(found.get('context')?.state).toBe('lost')
  expect(MAX_CONTEXT).toBeLessThan(endless.length)
})
