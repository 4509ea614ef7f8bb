import { describe, expect, it } from 'vitest'
import { type Stop, step } from './walk.ts'

const at = (id: string, top = 0, state: Stop<string>['state'] = 'exact'): Stop<string> => ({
  id,
  state,
  top: () => top,
})
const unseen = (id: string, state: Stop<string>['state'] = 'exact') => ({ id, state, top: () => undefined })
const lost = (id: string) => unseen(id, 'lost')

describe('the way through the annotations', () => {
  const stops = [at('a', -900), lost('b'), at('c', -20, 'changed'), at('d', 300), at('e', 900)]

  it('goes on from the present one, to what is lost too, with the numbers of the list', () => {
    expect(step(stops, 'a', 1)).toEqual({ to: 'b', number: 2 })
    expect(step(stops, 'c', -1)).toEqual({ to: 'b', number: 2 })
    expect(step(stops, 'd', 1)).toEqual({ to: 'e', number: 5 })
  })

  it('goes round at the ends', () => {
    expect(step(stops, 'e', 1)).toMatchObject({ to: 'a', number: 1 })
    expect(step(stops, 'a', -1)).toMatchObject({ to: 'e', number: 5 })
    expect(step([at('a')], 'a', 1)).toMatchObject({ to: 'a' })
  })

  it('begins at what the window shows', () => {
    expect(step(stops, undefined, 1)?.to).toBe('d')
    expect(step(stops, 'gone since', -1)?.to).toBe('c')
    expect(step([at('a', -5), at('b', -3)], undefined, 1)?.to).toBe('a')
    expect(step([at('a', -5), at('b', -3)], undefined, -1)?.to).toBe('b')
  })

  it('leads to lost ones where there is nothing else', () => {
    expect(step([lost('a'), lost('b')], undefined, 1)).toEqual({ to: 'a', number: 1 })
    expect(step([lost('a'), lost('b')], 'a', 1)).toEqual({ to: 'b', number: 2 })
    expect(step([lost('a'), lost('b')], undefined, -1)).toEqual({ to: 'b', number: 2 })
  })

  it('passes what is not rendered, and leads nowhere when nothing is there', () => {
    expect(step([at('a'), unseen('b'), at('c')], 'a', 1)).toEqual({ to: 'c', number: 3 })
    expect(step([unseen('a'), unseen('b')], undefined, 1)).toBeUndefined()
    expect(step([], undefined, -1)).toBeUndefined()
  })
})
