import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toHex } from '../kit/bytes.ts'
import { MAX_ADDRESS, MAX_GIVEN } from './address-bounds.ts'
import { type PageAddress, pageAddress } from './page-address.ts'

const text = readFileSync(new URL('page-address.vectors.json', import.meta.url), 'utf8')
const vectors = JSON.parse(text) as {
  readonly pages: readonly (readonly [rule: string, url: string, address: string])[]
  readonly apart: readonly (readonly [string, string])[]
  readonly refused: readonly string[]
}

const page = (url: string): PageAddress => {
  const result = pageAddress(url)
  if (!result.ok) throw new Error(`${result.error} ${url}`)
  return result.value
}
const address = (url: string): string => page(url).address

describe('frozen vectors', () => {
  it('are what they were when they were frozen', async () => {
    const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
    expect(
      toHex(new Uint8Array(hash)),
      'The vectors of v1 were changed. Documents of every space are named by them: mend the code, not the vectors.',
    ).toBe('7b4b13d0eb6212f5e7e3122ecba3f0c23426ec69cc889cad02c497a651bb3993')
  })

  it.each(vectors.pages)('%s %s is the page %s', (_rule, url, expected) => {
    expect(address(url)).toBe(expected)
    expect(address(expected)).toBe(expected)
    expect(address(page(url).link)).toBe(expected)
  })

  it.each(vectors.apart)('PA8 PA12 keeps %s and %s apart', (one, other) => {
    expect(address(one)).not.toBe(address(other))
  })

  it.each(vectors.refused)('PA1 %j is no page', (url) => {
    expect(pageAddress(url).ok).toBe(false)
  })

  it.each(['PA2', 'PA3', 'PA4', 'PA5', 'PA6', 'PA7', 'PA8', 'PA9', 'PA10', 'PA11', 'PA12', 'PA13', 'PA14'])(
    'PA2 PA3 PA4 PA5 PA6 PA7 PA9 PA10 PA11 PA13 PA14 hold examples: %s',
    (rule) => {
      expect(vectors.pages.some(([named]) => named === rule)).toBe(true)
    },
  )
})

describe('what goes beside the address', () => {
  it('the origin, as the browser has it', () => {
    expect(page('http://example.org:80/a').origin).toBe('http://example.org')
    expect(page('https://127.0.0.1:8080/a').origin).toBe('https://127.0.0.1:8080')
  })

  it.each([
    ['http://example.org/a/?b=', 'http://example.org/a/?b='],
    ['https://Ada:secret@Example.org:8443/%7Eada/#part', 'https://example.org:8443/%7Eada/'],
    ['https://example.org/a?id=7&utm_source=mail&fbclid=1', 'https://example.org/a?id=7'],
    ['https://bank.example/do;jsessionid=1A2B?PHPSESSID=4&view=2', 'https://bank.example/do?view=2'],
    ['https://www.youtube.com/watch?v=abc&t=30s&si=9', 'https://www.youtube.com/watch?v=abc&t=30s'],
    ['http://app.example/#/a/?id=7&utm_source=x#part', 'http://app.example/#/a/?id=7'],
  ])('PA16 the link of %s is %s', (url, link) => {
    expect(page(url).link).toBe(link)
  })
})

const noise = fc.constantFrom('utm_source=x', 'FBCLID=1', 'gclid', 'PHPSESSID=4', 'utm%5Fterm=%41', '&')
const odd = fc.stringMatching(/^[ -~é漢]{0,40}$/)
const addresses = fc
  .tuple(
    fc.constantFrom('http', 'https'),
    fc.constantFrom('example.org', 'x.com.', 'localhost:80', '[::1]:8'),
    odd,
    odd,
    odd,
  )
  .map(([scheme, host, path, query, fragment]) => `${scheme}://${host}/${path}?${query}#${fragment}`)
  .filter((url) => URL.canParse(url))
const nasty = fc
  .array(
    fc.constantFrom(
      '%',
      '2',
      'e',
      'E',
      '.',
      '/',
      ';',
      'jsessionid=',
      '#',
      '#/',
      '!',
      '?',
      '&',
      '=',
      ':~:',
      '%3A',
      '~',
      '+',
      "'",
      ':',
      '%7e',
      '%21',
      '%2F',
      '%23',
      '%3f',
      '#!',
      'sid=',
    ),
    { maxLength: 24 },
  )
  .map((parts) => `https://example.org/${parts.join('')}`)

describe('any address', () => {
  it('PA15 is its own address: reading it again changes nothing, nor does reading its link', () => {
    fc.assert(
      fc.property(fc.oneof(addresses, nasty), (url) => {
        const once = page(url)
        expect(address(once.address)).toBe(once.address)
        expect(address(once.link)).toBe(once.address)
      }),
      { numRuns: 2_000 },
    )
  })

  it('PA15 loses no parameter that is not named, in its order, and all noise around it', () => {
    const name = fc
      .stringMatching(/^[a-zA-Z0-9_.-]{1,12}$/)
      .filter((one) => address(`https://a.org/?${one}=1`).endsWith('=1'))
    const pair = fc.tuple(name, fc.stringMatching(/^[a-zA-Z0-9_.~-]{1,12}$/)).map(([key, value]) => `${key}=${value}`)
    fc.assert(
      fc.property(fc.array(pair, { minLength: 1, maxLength: 6 }), noise, fc.nat(6), (pairs, extra, at) => {
        const mixed = [...pairs.slice(0, at), extra, ...pairs.slice(at)].join('&')
        const expected = pairs.filter((one) => !/^s(id)?=[0-9a-f]{32}$/i.test(one)).join('&')
        expect(address(`https://a.org/x?${mixed}`)).toBe(`https://a.org/x?${expected}`)
      }),
    )
  })

  it('PA13 is the same page with any anchor', () => {
    const anchor = odd.filter((one) => !/^[/!]/.test(one))
    fc.assert(
      fc.property(addresses, anchor, (url, fragment) => {
        const bare = (url.split('#')[0] ?? '').trimEnd()
        expect(address(`${bare}#${fragment}`)).toBe(address(bare))
      }),
    )
  })

  it('PA1 PA15 is bounded, as given and as written', () => {
    const refused = (url: string) =>
      expect(pageAddress(url)).toEqual({ ok: false, error: expect.stringMatching(/too long/) })
    refused(`https://example.org/${'a'.repeat(MAX_ADDRESS)}`)
    refused(`https://example.org/${'|'.repeat(3_000)}`)
    refused(`https://example.org/${'漢'.repeat(3_000)}`)
    refused(`https://example.org/#${'a'.repeat(MAX_GIVEN)}`)
    expect(address(`https://example.org/play?x=1#code/${'a'.repeat(MAX_GIVEN - 100)}`)).toBe(
      'https://example.org/play?x=1',
    )
    for (const piece of ['/', '%', '&', '?', '#/', ';jsessionid=', ':~:', '%2', '=', '..;jsessionid=/', '!']) {
      const url = `https://example.org/${piece.repeat(65_000 / piece.length)}x`
      const read = pageAddress(url)
      if (read.ok) expect(read.value.address.length).toBeLessThanOrEqual(MAX_ADDRESS)
    }
  })
})
