import { expect, it } from 'vitest'
import { MAX_RUNG_UNASKED } from '../../domain/huddle.ts'
import type { MemberId } from '../../domain/ids.ts'
import { mayRing, whomToRing } from './whom.ts'

const people = (count: number): MemberId[] =>
  Array.from({ length: count }, (_, i) => i.toString(16).padStart(32, '0') as MemberId)
const wish = (ring: 'space' | 'page' | 'nobody', members: number, onPage = 0, everyone = true) =>
  whomToRing({ ring, members: people(members), onPage: people(onPage), everyone })

it('HE27 everyone of a small space, or of the page, or nobody', () => {
  expect(wish('space', MAX_RUNG_UNASKED)).toEqual({ ring: people(MAX_RUNG_UNASKED) })
  expect(wish('page', 40, 3)).toEqual({ ring: people(3) })
  expect(wish('nobody', 3, 3)).toEqual({ ring: [] })
})

it('HE27 above that nobody is rung without being chosen, and it is said why', () => {
  expect(wish('space', MAX_RUNG_UNASKED + 1)).toEqual({
    ring: [],
    chooseWhom: 'This space has 14 people: choose whom to ring.',
  })
  expect(wish('page', 40, 20).ring).toEqual([])
  expect(wish('page', 40, 20).chooseWhom).toContain('20 people are on this page')
})

it('HE28 where an admin forbids ringing everyone, they are chosen, and not all at once', () => {
  expect(wish('space', 3, 0, false)).toEqual({ ring: [], chooseWhom: expect.stringContaining('admin') })
  expect(wish('page', 3, 2, false)).toEqual({ ring: people(2) })
  expect(wish('space', 1, 0, false)).toEqual({ ring: people(1) })
  expect([mayRing(12, false), mayRing(13, false), mayRing(13, true)]).toEqual([true, false, true])
})
