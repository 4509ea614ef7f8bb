import { describe, expect, it } from 'vitest'
import { initials } from './initials.ts'

describe('initials', () => {
  it.each([
    ['Ada', 'A'],
    ['ada lovelace', 'AL'],
    ['Ada King of Lovelace', 'AL'],
    ['  ben  ', 'B'],
    ['ben-ben', 'BB'],
    ['Émile', 'É'],
    ['E\u0301mile', 'E\u0301'],
    ['(Ada)', 'A'],
    ['李 明', '李明'],
    ['7 of 9', '79'],
    ['👩‍👩‍👧 Ada', '👩‍👩‍👧A'],
    ['', '?'],
    ['…', '?'],
  ])('of "%s" are "%s"', (name, letters) => expect(initials(name)).toBe(letters))
})
