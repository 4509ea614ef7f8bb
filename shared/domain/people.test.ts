import { describe, expect, it } from 'vitest'
import type { MemberId } from './ids.ts'
import type { MemberCard } from './member.ts'
import { markOf, toldApart } from './people.ts'

const id = (start: string): MemberId => start.padEnd(32, '0') as MemberId
const card = (name: string): MemberCard => ({ v: 1, name, colour: 'teal' })
const names = (...people: readonly (readonly [MemberId, string])[]): string[] =>
  [...toldApart(new Map(people.map(([member, name]) => [member, card(name)]))).values()].map(({ name }) => name)

describe('members of the same name', () => {
  it('W24 are told apart by a short mark from their id, only where names are the same', () => {
    expect(names([id('1a2b3'), 'Ada'], [id('ffff0'), 'Ada'], [id('22222'), 'Ben'])).toEqual([
      'Ada · 38nk',
      'Ada · zzzg',
      'Ben',
    ])
    expect(names([id('1'), 'Ada'], [id('2'), 'ADA'], [id('3'), 'Ａda'])).toEqual([
      'Ada · 2000',
      'ADA · 4000',
      'Ａda · 6000',
    ])
  })

  it('W24 get as many letters as it takes: whoever made a key for the first ones is no twin', () => {
    const told = names([id('1a2b3a'), 'Ada'], [id('1a2b3b'), 'Ada'])
    expect(new Set(told).size).toBe(2)
    expect(told.every((name) => name.length === 'Ada · 38nkm'.length)).toBe(true)
  })

  it('W24 are marked also where somebody typed a mark of their own', () => {
    expect(names([id('1a2b3'), 'Ada'], [id('22222'), 'Ada · 38nk'])).toEqual(['Ada', 'Ada · 38nk · 48h2'])
  })

  it('W24 a mark is the first bits of the id', () => {
    expect(markOf(id('00000'), 4)).toBe('0000')
    expect(markOf('f'.repeat(32) as MemberId, 25)).toBe('z'.repeat(25))
    expect(markOf(id('08421'), 4)).toBe('1111')
  })
})
