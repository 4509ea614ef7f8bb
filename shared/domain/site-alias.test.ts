import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pageAddress } from './page-address.ts'
import { isAlias, isCircle, mainAddress, siteOf } from './site-alias.ts'

const A = 'https://preview.example'
const B = 'https://staging.example'
const C = 'https://example.org'
const map = (...pairs: (readonly [string, string])[]) => new Map(pairs)

describe('siteOf', () => {
  it.each([
    ['https://preview.example/', A],
    [' Preview.Example ', A],
    ['http://preview.example:80', A],
    ['https://example.org/docs/?utm_source=x#part', `${C}/docs`],
    ['localhost:3000', 'http://localhost:3000'],
    ['https://ada:secret@example.org', C],
  ])('W6 %j is the site %s', (typed, site) => {
    expect(siteOf(typed)).toEqual({ ok: true, value: site })
    expect(siteOf(site)).toEqual({ ok: true, value: site })
  })

  it.each(['', '   ', 'file:///a', 'javascript:alert(1)', 'a b', `https://example.org/${'a'.repeat(5_000)}`])(
    'W6 %j is none',
    (typed) => expect(siteOf(typed)).toMatchObject({ ok: false, error: expect.stringMatching(/address/) }),
  )

  it('W6 a question or a route is no site', () => {
    for (const typed of [`${C}/?id=1`, `${C}/#/a`]) expect(siteOf(typed).ok).toBe(false)
  })
})

describe('isAlias', () => {
  it.each([
    [A, C, true],
    [`${C}/preview`, C, true],
    [A, `${C}/docs`, true],
    [A, A, false],
    [C, `${C}/live`, false],
    [C, `${C}x`, true],
    [`${A}/`, C, false],
    ['preview.example', C, false],
    [A, 'javascript:alert(1)', false],
    ['', '', false],
  ])('W6 %s -> %s: %s', (from, to, good) => {
    expect(isAlias(from, to)).toBe(good)
  })
})

describe('mainAddress', () => {
  it.each([
    [`${A}/a/b?id=7`, `${C}/a/b?id=7`],
    [`${A}/`, `${C}/`],
    [`${A}/?q=1`, `${C}/?q=1`],
    [`${A}/#/route`, `${C}/#/route`],
    [`${A}.evil.example/a`, `${A}.evil.example/a`],
    [`${A}:8443/a`, `${A}:8443/a`],
    [`${C}/a`, `${C}/a`],
  ])('W7 the page of %s is %s', (address, main) => {
    expect(mainAddress(map([A, C]), address)).toBe(main)
  })

  it('W7 a path may go before: the longest site that holds the address decides', () => {
    const aliases = map([A, C], [`${A}/docs`, `${B}/manual`], [`${C}/preview`, C])
    expect(mainAddress(aliases, `${A}/docs/x`)).toBe(`${B}/manual/x`)
    expect(mainAddress(aliases, `${A}/docs`)).toBe(`${B}/manual`)
    expect(mainAddress(aliases, `${A}/docsx`)).toBe(`${C}/docsx`)
    expect(mainAddress(aliases, `${C}/preview`)).toBe(`${C}/`)
    expect(mainAddress(aliases, `${C}/preview/preview/a`)).toBe(`${C}/a`)
  })

  it('W7 leads on through chains, in whatever order they were declared', () => {
    expect(mainAddress(map([A, B], [B, C]), `${A}/x`)).toBe(`${C}/x`)
    expect(mainAddress(map([B, C], [A, B]), `${A}/x`)).toBe(`${C}/x`)
  })

  it('W7 in a circle none counts, for none of its pages; others go on', () => {
    const aliases = map([A, B], [B, A], ['https://other.example', C])
    for (const site of [A, B]) {
      expect(mainAddress(aliases, `${site}/x`)).toBe(`${site}/x`)
      expect(isCircle(aliases, site)).toBe(true)
    }
    expect(mainAddress(aliases, 'https://other.example/x')).toBe(`${C}/x`)
    expect(isCircle(aliases, 'https://other.example')).toBe(false)
  })

  it('W7 chains that are too long, and addresses that grow without end, lead nowhere', () => {
    const site = (n: number) => `https://s${n}.example`
    const chain = new Map(Array.from({ length: 12 }, (_, n) => [site(n), site(n + 1)] as const))
    expect(mainAddress(chain, `${site(4)}/x`)).toBe(`${site(12)}/x`)
    expect(mainAddress(chain, `${site(3)}/x`)).toBe(`${site(3)}/x`)
    const growing = map([`${A}/a`, `${B}/a/a`], [`${B}/a`, `${A}/a/a`])
    expect(mainAddress(growing, `${A}/a/x`)).toBe(`${A}/a/x`)
    const long = `${A}/${'a'.repeat(4_000)}`
    expect(mainAddress(map([A, `${C}/${'b'.repeat(200)}`]), long)).toBe(long)
  })

  it('W7 ends, at a page, from which nothing leads on', () => {
    const sites = fc.constantFrom(A, B, C, `${A}/a`, `${B}/a`, `${C}/a/a`, 'http://localhost')
    const aliases = fc
      .array(fc.tuple(sites, sites), { maxLength: 8 })
      .map((pairs) => new Map(pairs.filter(([from, to]) => isAlias(from, to))))
    const address = fc
      .tuple(sites, fc.constantFrom('/', '/a', '/a/a/x', '?q=1', '#/r'))
      .map(([site, rest]) => `${site}${rest}`)
    fc.assert(
      fc.property(aliases, address, (all, url) => {
        const page = pageAddress(url)
        if (!page.ok) throw new Error(url)
        const main = mainAddress(all, page.value.address)
        expect(mainAddress(all, main)).toBe(main)
        expect(mainAddress(new Map([...all].reverse()), page.value.address)).toBe(main)
        expect(pageAddress(main)).toMatchObject({ value: { address: main } })
      }),
    )
  })
})
