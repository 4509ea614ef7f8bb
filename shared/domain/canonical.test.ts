import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalAddress } from './canonical.ts'
import { type PageAddress, pageAddress } from './page-address.ts'

const page = (url: string): PageAddress => {
  const result = pageAddress(url)
  if (!result.ok) throw new Error(result.error)
  return result.value
}
const named = (url: string, canonical: string): string => canonicalAddress(page(url), canonical).address

type Row = readonly [rule: string, url: string, canonical: string]
const vectors = JSON.parse(readFileSync(new URL('page-address.vectors.json', import.meta.url), 'utf8')) as {
  readonly believed: readonly Row[]
  readonly 'not believed': readonly Row[]
}
const BELIEVED = vectors.believed
const REFUSED = vectors['not believed']

describe('canonicalAddress', () => {
  it.each(BELIEVED)('%s of %s believes %s', (_rule, url, canonical) => {
    expect(named(url, canonical)).toBe(page(canonical).address)
  })

  it.each(REFUSED)('%s of %s does not believe %s', (_rule, url, canonical) => {
    expect(named(url, canonical)).toBe(page(url).address)
  })

  it('PC1 PC2 PC3 PC4 PC5 each have examples of both outcomes, PC2 of refusals only', () => {
    const rules = (rows: typeof BELIEVED) => [...new Set(rows.map(([rule]) => rule))]
    expect(rules(BELIEVED)).toEqual(['PC1', 'PC3', 'PC4', 'PC5'])
    expect(rules(REFUSED)).toEqual(['PC1', 'PC2', 'PC3', 'PC4', 'PC5'])
  })

  it.each(BELIEVED)(
    'PC6 %s: %s and %s are one page both ways; the link is where the browser is',
    (_rule, url, canonical) => {
      const there = page(canonical)
      expect(canonicalAddress(there, canonical).address).toBe(named(url, canonical))
      expect(canonicalAddress(page(url), canonical)).toMatchObject({ link: page(url).link, origin: page(url).origin })
    },
  )

  it('PC7 takes anything, answers with a page, and never leaves its host', () => {
    const parts = fc.constantFrom(
      '/',
      'amp',
      '.amp',
      '.html',
      'index.php',
      'ref=',
      '12345',
      'A1B2C3D4',
      '-',
      '?',
      '&',
      '=',
      '#/',
      '%',
      'x',
    )
    const urls = fc.array(parts, { maxLength: 20 }).map((all) => `https://example.org/${all.join('')}`)
    fc.assert(
      fc.property(urls, fc.oneof(urls, fc.string()), (url, canonical) => {
        const result = canonicalAddress(page(url), canonical)
        expect(page(result.address).address).toBe(result.address)
        expect(new URL(result.address).host).toBe('example.org')
      }),
    )
  })

  it('PC7 is bounded', () => {
    for (const piece of ['1', 'A1', '/', '&ref', '.amp', '/ref=', '1-', 'AAAAAAAA']) {
      const long = `https://example.org/${piece.repeat(4_000 / piece.length)}`
      expect(named(`${long}?x`, long)).toBe(page(`${long}?x`).address)
      expect(named(long, `${long}${long}`)).toBe(page(long).address)
    }
  })
})
