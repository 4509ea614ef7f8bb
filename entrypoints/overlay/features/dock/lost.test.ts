import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Signal } from '../../../../shared/kit/signal.ts'
import type { Desk } from '../../desk.ts'
import { watchLost } from './lost.ts'

describe('what is not on the page', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('is counted once it has lasted, however restless the page is, and no longer as soon as it is back', () => {
    const places = { changed: new Signal<void>(), state: 'lost' }
    const desk = {
      until: new AbortController().signal,
      view: { changed: new Signal<void>(), annotations: new Map([['a', { id: 'a', created: 1 }]]) },
      places: { changed: places.changed, outcomes: () => [{ annotation: 'a', state: places.state, at: 1 }] },
    } as unknown as Desk
    const lost = watchLost(desk, () => undefined)
    for (let ms = 0; ms < 1_500; ms += 100) {
      places.changed.emit()
      vi.advanceTimersByTime(100)
    }
    expect(lost.count).toBe(0)
    for (let ms = 0; ms < 600; ms += 100) {
      places.changed.emit()
      vi.advanceTimersByTime(100)
    }
    expect(lost.count).toBe(1)
    places.state = 'exact'
    places.changed.emit()
    expect(lost.count).toBe(0)
  })
})
