import { describe, expect, it } from 'vitest'
import { pieces } from './links.ts'

const links = (text: string) => pieces(text).flatMap(({ words, href }) => (href === undefined ? [] : [[words, href]]))
const same = (text: string) =>
  pieces(text)
    .map(({ words }) => words)
    .join('')

describe('web addresses in what is written', () => {
  it('lead where they say, between the words around them', () => {
    expect(pieces('See https://site.example/a?b=1#c, please')).toEqual([
      { words: 'See ' },
      { words: 'https://site.example/a?b=1#c', href: 'https://site.example/a?b=1#c' },
      { words: ', please' },
    ])
    expect(pieces('nothing here')).toEqual([{ words: 'nothing here' }])
    expect(pieces('')).toEqual([])
  })

  it.each([
    ['(https://site.example/x)', 'https://site.example/x'],
    ['https://site.example/x_(y)', 'https://site.example/x_(y)'],
    ['(see https://site.example/x_(y)).', 'https://site.example/x_(y)'],
    ['Is it http://site.example/?!', 'http://site.example/'],
    ['HTTPS://site.example/a', 'HTTPS://site.example/a'],
    ['http://localhost:8080/x\nnext', 'http://localhost:8080/x'],
    ['"https://site.example/q"', 'https://site.example/q'],
  ])('%s is cut where its sentence begins', (text, words) => {
    expect(links(text).map(([shown]) => shown)).toEqual([words])
    expect(same(text)).toBe(text)
  })

  it.each([
    'javascript:alert(1)',
    'data:text/html,<script>1</script>',
    'ftp://site.example/x',
    'file:///etc/passwd',
    'https://',
    'http://?',
    'https://bank.example@evil.example/login',
    'https://user:pass@site.example/',
    'xhttps://site.example/',
    '<img src=x onerror=alert(1)>',
  ])('%s is no link', (text) => {
    expect(links(text)).toEqual([])
    expect(same(text)).toBe(text)
  })

  it('ends at what would turn the text around, or close a tag', () => {
    expect(links('https://site.example/\u202emoc.knab')).toEqual([['https://site.example/', 'https://site.example/']])
    expect(links('https://site.example/"><script>')).toEqual([['https://site.example/', 'https://site.example/']])
  })

  it('of a flood so many, and nothing of the text is lost', () => {
    const flood = 'https://site.example/x '.repeat(2_000)
    expect(links(flood)).toHaveLength(100)
    expect(same(flood)).toBe(flood)
    const brackets = `https://site.example/${')'.repeat(10_000)}`
    expect(same(brackets)).toBe(brackets)
  })
})
