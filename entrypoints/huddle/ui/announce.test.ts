import { describe, expect, it } from 'vitest'
import type { Participant } from '../model.ts'
import { spoken } from './announce.ts'

const ben = (change: Partial<Participant> = {}) =>
  ({ device: '2'.repeat(32), name: 'Ben', hand: false, ...change }) as unknown as Participant
const told = (others: readonly Participant[], announcements: readonly { at: number; words: string }[] = []) => ({
  others,
  announcements,
  screens: [],
})

describe('what a screen reader is told', () => {
  it('nothing of what was before one came', () => {
    expect(spoken(undefined, told([ben({ hand: true })], [{ at: 1, words: 'Ben joined.' }]))).toEqual([])
  })

  it('each announcement once, in order, those of one moment too', () => {
    const first = { at: 1, words: 'Ben joined.' }
    const second = { at: 1, words: 'Two cameras are on.' }
    expect(spoken(told([]), told([], [first, second]))).toEqual(['Ben joined.', 'Two cameras are on.'])
    expect(spoken(told([], [first]), told([], [first, second]))).toEqual(['Two cameras are on.'])
    expect(spoken(told([], [first, second]), told([], [first, second]))).toEqual([])
    expect(spoken(told([], [first, second]), told([], [second]))).toEqual([])
  })

  it('hands and reactions as they change, also of somebody who comes with a hand up', () => {
    expect(spoken(told([ben()]), told([ben({ hand: true })]))).toEqual(['Ben raises a hand.'])
    expect(spoken(told([ben({ hand: true })]), told([ben()]))).toEqual(['Ben lowers the hand.'])
    expect(spoken(told([ben()]), told([ben({ reaction: '👏' })]))).toEqual(['Ben: Applause.'])
    expect(spoken(told([ben({ reaction: '👏' })]), told([ben({ reaction: '👏' })]))).toEqual([])
    expect(spoken(told([]), told([ben({ hand: true })]))).toEqual(['Ben raises a hand.'])
  })
})
