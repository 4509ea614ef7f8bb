import { describe, expect, it } from 'vitest'
import type { RingableView } from '../../../shared/contract/huddle.ts'
import { ringable, ringWords, rungWords, whereWords } from './ring-words.ts'

const member = (name: string, change: Partial<RingableView> = {}): RingableView => ({
  member: name as RingableView['member'],
  name,
  colour: 'teal',
  online: false,
  onPage: false,
  inHuddle: false,
  ...change,
})

describe('whom to ring', () => {
  it('those on the page first, then who is online, then the rest, each by name; nobody who is in already', () => {
    const members = [
      member('Zoe'),
      member('Ben', { online: true }),
      member('Ada', { online: true, inHuddle: true }),
      member('Cy', { online: true, onPage: true }),
      member('Al'),
    ]
    expect(ringable(members).map(({ name }) => name)).toEqual(['Cy', 'Ben', 'Al', 'Zoe'])
  })

  it('what became of a ring is said before where they are', () => {
    expect(whereWords(member('Ben', { online: true, rung: 'declined' }))).toBe('Not now')
    expect(whereWords(member('Ben', { online: true, rung: 'no-answer' }))).toBe('No answer')
    expect(whereWords(member('Ben', { inHuddle: true, rung: 'ringing' }))).toBe('In this huddle')
    expect(whereWords(member('Ben'))).toBe('Not online')
  })

  it('who is not online is said to be so; what they said themselves stays as it is', () => {
    expect(rungWords({ online: false, rung: 'ringing' })).toBe('Ringing… (not online)')
    expect(rungWords({ online: false, rung: 'no-answer' })).toBe('No answer (not online)')
    expect(rungWords({ online: false, rung: 'declined' })).toBe('Not now')
    expect(rungWords({ online: false })).toBe('')
  })

  it('the button says what it will do', () => {
    expect(ringWords([])).toBe('Choose whom to ring')
    expect(ringWords([member('Ben')])).toBe('Ring Ben')
    expect(ringWords([member('Ben'), member('Cy')])).toBe('Ring 2 people')
  })
})
