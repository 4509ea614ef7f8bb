import { expect, it } from 'vitest'
import { MAX_CONTEXT, MAX_QUOTE } from '../domain/selector.ts'
import { describe } from './describe.ts'

const stored = (text: string, start: number, end: number) => {
  const described = describe({ text }, start, end)
  if (!described.ok) throw new Error(described.error.why)
  const [quote, position] = described.value
  if (quote?.type !== 'TextQuoteSelector' || position?.type !== 'TextPositionSelector') throw new Error('two selectors')
  return { quote, position }
}

it('AN1 stores words, context and position, without white space at the ends', () => {
  const { quote, position } = stored('The sea comes in \n twice a day.', 7, 18)
  expect(quote).toEqual({
    type: 'TextQuoteSelector',
    exact: 'comes in',
    prefix: 'The sea ',
    suffix: ' \n twice a day.',
  })
  expect(position).toEqual({ type: 'TextPositionSelector', start: 8, end: 16 })
})

it('AN1 never divides a surrogate pair, in the quote or in its context', () => {
  const text = `${'🐟'.repeat(300)}net${'🐟'.repeat(300)}`
  const { quote } = stored(text, 599, 604)
  expect(quote.exact.isWellFormed()).toBe(true)
  expect(quote.exact).toBe('🐟net🐟')
  expect(quote.prefix.isWellFormed() && quote.suffix.isWellFormed()).toBe(true)
})

it('AN2 lengthens context to whole words, within the limit', () => {
  const text = Array.from({ length: 400 }, (_, i) => `word${i}`).join(' ')
  const { quote, position } = stored(text, 1_500, 1_510)
  expect(text[position.start - quote.prefix.length - 1]).toBe(' ')
  expect(text[position.end + quote.suffix.length]).toBe(' ')
  const endless = stored('x'.repeat(2_000), 1_000, 1_010).quote
  for (const context of [quote.prefix, quote.suffix, endless.prefix, endless.suffix]) {
    expect(context.length).toBeGreaterThanOrEqual(200)
    expect(context.length).toBeLessThanOrEqual(MAX_CONTEXT)
  }
})

it('AN2 ends context where the text ends', () => {
  expect(stored('one two three', 4, 7).quote).toMatchObject({ prefix: 'one ', suffix: ' three' })
})

it.each([
  [' \n\t\u00a0\u200b ', 'empty'],
  ['', 'empty'],
  ['x'.repeat(MAX_QUOTE + 1), 'too-long'],
])('AN3 refuses what cannot be stored, with words', (text, why) => {
  const described = describe({ text }, 0, text.length)
  expect(described).toMatchObject({ ok: false, error: { why } })
  expect(!described.ok && described.error.words.length).toBeGreaterThan(10)
})

it('AN3 keeps to the text when asked beyond it', () => {
  expect(stored('short', -5, 500).quote.exact).toBe('short')
  expect(describe({ text: 'short' }, 400, 500).ok).toBe(false)
})
