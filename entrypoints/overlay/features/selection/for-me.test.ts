import { expect, it } from 'vitest'
import type { SpaceView } from '../../../../shared/contract/views.ts'
import { cannotDraw, forcedIn, forMe } from './for-me.ts'

const link = { state: 'none', words: '', waiting: 0, refused: 0, direct: 0 } as const
const space = (change: Partial<SpaceView>): SpaceView =>
  ({ id: '1'.repeat(32), name: 'Team', private: false, people: 2, link, role: 'writer', ...change }) as SpaceView
const said = (change: Partial<SpaceView>) => {
  const forced = forcedIn(space(change))
  return forced && forMe(forced)
}

it('X31 who was removed is told that, not that they may only read, whatever they were before', () => {
  expect(said({})).toBeUndefined()
  expect(said({ role: 'reader' })).toContain('only read')
  expect(said({ ended: 'removed' })).toContain('you were removed')
  expect(said({ ended: 'removed', role: 'reader' })).toContain('you were removed')
  expect(said({ ended: 'left' })).toContain('you left')
  expect(cannotDraw('reader')).toBe('You cannot draw here: you can only read here')
})
