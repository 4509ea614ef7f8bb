import { expect, it } from 'vitest'
import { strengthOf } from './passphrase-strength.ts'

it.each([
  ['', false, /Four or five words/],
  ['abc', false, /Too short/],
  ['123456789', false, /Too short/],
  ['aaaaaaaaaaaaaaaaaaaaaaaa', true, /Weak/],
  ['abcdefghijklmnopqrst', true, /Weak/],
  ['1234567890', true, /Weak/],
  ['password12', true, /Weak/],
  ['abababababababababababab', true, /Weak/],
  ['seven geese over', true, /Fair/],
  ['seven geese over the blue margin', true, /Strong/],
  ['q7#Lw0z!Vb2&xR9pT4', true, /Strong/],
])('%s', (passphrase, enough, words) => {
  const strength = strengthOf(passphrase)
  expect([strength.enough, words.test(strength.words)], strength.words).toEqual([enough, true])
})
