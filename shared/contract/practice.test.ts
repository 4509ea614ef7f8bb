import { expect, it } from 'vitest'
import { pageAddress } from '../domain/page-address.ts'
import { isPracticePage, PRACTICE_ADDRESS, PRACTICE_ORIGIN } from './practice.ts'

it('the practice article has one address, within its origin', () =>
  expect(pageAddress(PRACTICE_ADDRESS)).toMatchObject({
    ok: true,
    value: { address: PRACTICE_ADDRESS, origin: PRACTICE_ORIGIN },
  }))

it.each([
  ['chrome-extension://abc/welcome.html', true],
  ['moz-extension://abc-def/welcome.html?x#y', true],
  ['chrome-extension://abc/welcome.htmlx', false],
  ['chrome-extension://abc/a/welcome.html', false],
  ['https://abc/welcome.html', false],
  ['https://evil.example/#chrome-extension://abc/welcome.html', false],
])('%s is its page: %s', (url, is) => expect(isPracticePage(url)).toBe(is))
