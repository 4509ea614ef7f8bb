import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DraftKeeper } from './draft.ts'

describe('a draft', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())
  const keeper = () => {
    const kept: string[] = []
    return { kept, draft: new DraftKeeper((body) => kept.push(body)) }
  }

  it('is kept once after a pause, with the last words', () => {
    const { kept, draft } = keeper()
    for (const body of ['a', 'ab', 'abc']) draft.wrote(body)
    expect(kept).toEqual([])
    vi.runAllTimers()
    expect(kept).toEqual(['abc'])
    draft.flush()
    expect(kept).toEqual(['abc'])
  })

  it('is kept at once when the card goes, an emptied one too', () => {
    const { kept, draft } = keeper()
    draft.wrote('going')
    draft.flush()
    draft.wrote('')
    draft.flush()
    vi.runAllTimers()
    expect(kept).toEqual(['going', ''])
  })

  it('is not kept any more once it was posted', () => {
    const { kept, draft } = keeper()
    draft.wrote('posted')
    draft.done()
    vi.runAllTimers()
    draft.flush()
    expect(kept).toEqual([])
  })
})
