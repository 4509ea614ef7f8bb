import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_ADDRESS, pageAddress } from './page-address.ts'

const address = (url: string): string => {
  const result = pageAddress(url)
  if (!result.ok) throw new Error(result.error)
  return result.value.address
}

/** Addresses on the left are one page: the one on the right. */
const SAME: readonly (readonly [string, string])[] = [
  ['http://example.org/', 'https://example.org/'],
  ['https://example.org', 'https://example.org/'],
  ['HTTPS://Example.ORG/Path', 'https://example.org/Path'],
  ['https://example.org:443/a', 'https://example.org/a'],
  ['http://example.org:80/a', 'https://example.org/a'],
  ['https://example.org./a', 'https://example.org/a'],
  ['https://ada:secret@example.org/a', 'https://example.org/a'],
  ['https://example.org/a/', 'https://example.org/a'],
  ['https://example.org/a//', 'https://example.org/a'],
  ['https://example.org//', 'https://example.org/'],
  ['https://example.org/a/../b', 'https://example.org/b'],
  ['https://example.org/a#section-2', 'https://example.org/a'],
  ['https://example.org/a#', 'https://example.org/a'],
  ['https://example.org/a?', 'https://example.org/a'],
  ['https://example.org/a?#:~:text=hello', 'https://example.org/a'],
  ['https://example.org/a?utm_source=x&utm_medium=mail', 'https://example.org/a'],
  ['https://example.org/a?id=7&fbclid=abc', 'https://example.org/a?id=7'],
  ['https://example.org/a?gclid=1&id=7&UTM_Campaign=z&page=2', 'https://example.org/a?id=7&page=2'],
  ['https://www.youtube.com/watch?v=abc&t=30s&igshid=1', 'https://www.youtube.com/watch?v=abc&t=30s'],
  ['https://news.example/story-1.html?mc_cid=1&mc_eid=2', 'https://news.example/story-1.html'],
  ['https://example.org/a?&&b=1&', 'https://example.org/a?b=1'],
  ['https://example.org/caf%c3%a9', 'https://example.org/caf%C3%A9'],
  ['https://example.org/café', 'https://example.org/caf%C3%A9'],
  ['https://bücher.example/', 'https://xn--bcher-kva.example/'],
  ['https://de.wikipedia.org/wiki/Z%C3%BCrich#Geschichte', 'https://de.wikipedia.org/wiki/Z%C3%BCrich'],
  ['https://app.example/#/projects/7', 'https://app.example/#/projects/7'],
  ['https://app.example/#!/inbox', 'https://app.example/#!/inbox'],
  ['https://app.example/#/', 'https://app.example/'],
  ['http://localhost:3000/app/', 'http://localhost:3000/app'],
  ['https://localhost:3000/app', 'http://localhost:3000/app'],
  ['http://127.0.0.1:8080/', 'http://127.0.0.1:8080/'],
  ['http://0x7f000001:8080/', 'http://127.0.0.1:8080/'],
  ['http://[::1]:8080/x', 'http://[::1]:8080/x'],
  ['http://192.168.1.20/status', 'http://192.168.1.20/status'],
  ['http://printer.local/', 'http://printer.local/'],
  ['http://intranet/wiki', 'http://intranet/wiki'],
  ['https://172.32.0.1/', 'https://172.32.0.1/'],
]

describe('pageAddress', () => {
  it.each(SAME)('reads %s as %s', (url, expected) => {
    expect(address(url)).toBe(expected)
  })

  it.each([
    ['https://example.org/a', 'https://example.org/A'],
    ['https://example.org/a', 'https://example.org/a/index.html'],
    ['https://example.org/a?x=1&y=2', 'https://example.org/a?y=2&x=1'],
    ['https://example.org/a?x', 'https://example.org/a?x='],
    ['https://example.org/a', 'https://www.example.org/a'],
    ['https://example.org:8443/a', 'https://example.org/a'],
    ['https://example.org/a?q=utm_source', 'https://example.org/a'],
    ['https://app.example/#/a', 'https://app.example/#/b'],
    ['https://example.org/a%2Fb', 'https://example.org/a/b'],
  ])('keeps %s and %s apart', (one, other) => {
    expect(address(one)).not.toBe(address(other))
  })

  it('keeps the origin as the browser has it', () => {
    expect(pageAddress('http://example.org:80/a')).toMatchObject({ value: { origin: 'http://example.org' } })
    expect(pageAddress('https://127.0.0.1:8080/a')).toMatchObject({ value: { origin: 'https://127.0.0.1:8080' } })
  })

  it.each([
    'about:blank',
    'chrome://settings',
    'file:///etc/hosts',
    'javascript:alert(1)',
    'data:text/html,x',
    'blob:https://example.org/1',
    'moz-extension://x/y',
    'ftp://example.org/',
    'not an address',
    '',
    'https://',
    `https://example.org/${'a'.repeat(MAX_ADDRESS)}`,
  ])('refuses %s', (url) => {
    expect(pageAddress(url).ok).toBe(false)
  })

  it('is its own address: reading it again changes nothing', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (url) => {
        const once = address(url)
        expect(address(once)).toBe(once)
      }),
    )
  })
})
