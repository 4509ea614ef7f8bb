import { describe, expect, it } from 'vitest'
import { hostOf, inviteIn, isWeb, sitePattern } from './addresses.ts'

describe('addresses in the popup', () => {
  it.each([
    ['https://relay.example/join#abc', true],
    ['http://127.0.0.1:8787/join#abc', true],
    ['https://relay.example/some/path/join/#abc', true],
    ['https://relay.example/join', false],
    ['https://relay.example/join#', false],
    ['https://relay.example/joining#abc', false],
    ['https://relay.example/?join#abc', false],
    ['file:///join#abc', false],
    ['javascript:/join#abc', false],
    ['', false],
    ['nonsense', false],
  ])('%s is an invite: %s', (address, is) => expect(inviteIn(address)).toBe(is ? address : undefined))

  it.each([
    ['https://example.org/a', true],
    ['HTTP://example.org', true],
    ['javascript:alert(1)', false],
    ['data:text/html,x', false],
    ['chrome://settings', false],
    [' https://example.org', false],
  ])('%s is ever opened: %s', (address, is) => expect(isWeb(address)).toBe(is))

  it('a site is its scheme and name, whatever the port', () => {
    expect(sitePattern('https://example.org/a?b#c')).toBe('https://example.org/*')
    expect(sitePattern('http://localhost:8080/')).toBe('http://localhost/*')
    expect(sitePattern('file:///etc/passwd')).toBeUndefined()
    expect(sitePattern('')).toBeUndefined()
  })

  it('people read the host', () => {
    expect(hostOf('https://example.org:8443/a')).toBe('example.org:8443')
    expect(hostOf('not an address')).toBe('not an address')
  })
})
