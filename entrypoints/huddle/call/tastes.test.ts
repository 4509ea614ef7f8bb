import { describe, expect, it } from 'vitest'
import type { HuddleId } from '../../../shared/domain/huddle.ts'
import type { SpaceId } from '../../../shared/domain/ids.ts'
import { keepInterrupted, keepTastes, readInterrupted, readTastes, type Shelf } from './tastes.ts'

function shelf(given: Record<string, string> = {}): Shelf & { readonly all: Map<string, string> } {
  const all = new Map(Object.entries(given))
  return {
    all,
    getItem: (key) => all.get(key) ?? null,
    setItem: (key, value) => void all.set(key, value),
    removeItem: (key) => void all.delete(key),
  }
}
const ID = 'a'.repeat(32)

describe('tastes', () => {
  it('begins with the microphone on and the browser’s own devices', () =>
    expect(readTastes(shelf())).toEqual({
      microphoneOn: true,
      microphone: '',
      camera: '',
      speaker: '',
      noiseSuppression: true,
      blur: false,
      lowData: false,
      volumes: {},
    }))

  it('keeps what was changed, and the rest', () => {
    const kept = shelf()
    keepTastes(kept, { microphone: 'usb' })
    keepTastes(kept, { microphoneOn: false, volumes: { [ID]: 1.5 } })
    expect(readTastes(kept)).toMatchObject({ microphone: 'usb', microphoneOn: false, volumes: { [ID]: 1.5 } })
  })

  it.each([
    '',
    '7',
    'null',
    '[]',
    '{',
    '{"microphone":7,"volumes":[1],"lowData":"yes"}',
    `{"camera":"${'x'.repeat(999)}"}`,
  ])('believes nothing damaged: %s', (text) =>
    expect(readTastes(shelf({ 'huddle-tastes': text }))).toEqual(readTastes(shelf())),
  )

  it('refuses volumes that are none, or of nobody', () => {
    const volumes = { [ID]: 2, ['b'.repeat(32)]: 40, ['c'.repeat(32)]: -1, someone: 1, ['d'.repeat(32)]: 'loud' }
    expect(readTastes(shelf({ 'huddle-tastes': JSON.stringify({ volumes }) })).volumes).toEqual({ [ID]: 2 })
  })

  it('a shelf that cannot be written costs a taste, never the call', () => {
    const full: Shelf = {
      ...shelf(),
      setItem: () => {
        throw new DOMException('full', 'QuotaExceededError')
      },
    }
    expect(keepTastes(full, { lowData: true }).lowData).toBe(true)
  })
})

describe('what was interrupted', () => {
  const back = { space: ID as SpaceId, huddle: 'b'.repeat(32) as HuddleId }
  it('comes back as it was, and is gone after leaving', () => {
    const kept = shelf()
    keepInterrupted(kept, { back, muted: true, camera: true, listening: false })
    expect(readInterrupted(kept)).toEqual({ back, muted: true, camera: true, listening: false })
    keepInterrupted(kept, undefined)
    expect(readInterrupted(kept)).toBeUndefined()
    expect(kept.all.size).toBe(0)
  })

  it('is over after two minutes: a browser that restores its windows joins nothing by itself', () => {
    const kept = shelf()
    keepInterrupted(kept, { back, muted: false, camera: true, listening: false }, 1_000_000)
    expect(readInterrupted(kept, 1_000_000 + 120_000)?.back).toEqual(back)
    expect(readInterrupted(kept, 1_000_000 + 120_001)).toBeUndefined()
    expect(readInterrupted(kept, 0)).toBeUndefined()
  })

  it('a place that is none is not gone back to', () => {
    const text = '{"muted":false,"at":5,"back":{"space":"../x","huddle":7}}'
    expect(readInterrupted(shelf({ 'huddle-interrupted': text }), 5)).toMatchObject({ back: undefined, muted: false })
  })
})
