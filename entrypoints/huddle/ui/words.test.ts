import { describe, expect, it } from 'vitest'
import { PEER_PHASES } from '../../../shared/huddle/parts.ts'
import type { DeviceTrouble } from '../model.ts'
import { BRIEF, namesOf, people, phaseWords, pointWords, qualityAdvice, screenWords, troubleOf } from './words.ts'

const TROUBLES: readonly DeviceTrouble[] = ['none', 'denied', 'dismissed', 'busy', 'unplugged', 'silenced', 'failed']

describe('a device that is not used', () => {
  it.each(TROUBLES)('%s has words of its own for each device, and a way out', (trouble) => {
    const said = (['microphone', 'camera', 'screen'] as const).map((device) => troubleOf(device, trouble, 'chrome'))
    expect(new Set(said.map(({ words }) => words)).size).toBe(3)
    for (const { words, again } of said) {
      expect(words).toMatch(/^[A-Z].*\.$/)
      expect(again).toBeDefined()
    }
  })

  it('without a microphone one can always listen', () => {
    for (const trouble of TROUBLES) expect(troubleOf('microphone', trouble, 'firefox').without).toBe('Listen only')
  })

  it('no two troubles of a device sound alike', () => {
    expect(new Set(TROUBLES.map((trouble) => troubleOf('microphone', trouble, 'chrome').words)).size).toBe(7)
  })

  it('a permission that was denied is explained for the browser at hand', () => {
    const [chrome, firefox] = (['chrome', 'firefox'] as const).map((one) => troubleOf('camera', 'denied', one).how)
    expect(chrome).toContain('camera')
    expect(firefox).toContain('camera')
    expect(chrome).not.toBe(firefox)
  })
})

describe('connections', () => {
  it('say nothing while they are up, and have words, long and brief, for all else', () => {
    expect(phaseWords({ phase: 'connected', verified: 'yes' })).toBeUndefined()
    for (const phase of PEER_PHASES.filter((one) => one !== 'connected')) {
      const words = phaseWords({ phase, verified: 'yes' })
      expect(words === undefined ? undefined : BRIEF[words]).toBeDefined()
    }
  })

  it('that were refused say so, whatever else they do', () => {
    for (const phase of PEER_PHASES) expect(phaseWords({ phase, verified: 'refused' })).toContain('Not verified')
  })

  it('good ones need no advice; every cause of a bad one has its own', () => {
    expect(qualityAdvice({ score: 0.9, words: 'good', because: undefined })).toBeUndefined()
    expect(qualityAdvice(undefined)).toBeUndefined()
    const causes = ['delay', 'loss-out', 'loss-in', 'jitter', 'upload', undefined] as const
    expect(new Set(causes.map((because) => qualityAdvice({ score: 0.2, words: 'poor', because }))).size).toBe(6)
  })
})

describe('a shared screen', () => {
  const say = (change: Partial<Parameters<typeof screenWords>[0]>, begun: boolean) =>
    screenWords({ name: 'Ada', mine: false, ...change }, begun)

  it('is never black without a word, and needs none while it moves', () => {
    expect(say({}, false)).toBe('Loading Ada’s screen…')
    expect(say({}, true)).toBeUndefined()
    expect(say({ mine: true }, false)).toBe('Loading your screen…')
  })

  it('that is paused says why as far as that is known, begun or not', () => {
    for (const begun of [true, false]) {
      expect(say({ paused: 'theirs-slow' }, begun)).toBe('Ada’s screen is paused: the network is slow')
      expect(say({ paused: 'ours-slow' }, begun)).toContain('your network')
      expect(say({ paused: 'unknown' }, begun)).not.toContain('network')
    }
  })
})

describe('names and numbers', () => {
  it('read as a person would say them', () => {
    expect(people(1)).toBe('1 person')
    expect(people(12)).toBe('12 people')
    expect(namesOf(['Ada'])).toBe('Ada')
    expect(namesOf(['Ada', 'Ben'])).toBe('Ada and Ben')
    expect(namesOf(['Ada', 'Ben', 'C'])).toBe('Ada, Ben and 1 other')
    expect(namesOf(['Ada', 'Ben', 'C', 'D'])).toBe('Ada, Ben and 2 others')
    expect(namesOf([])).toBe('')
    expect(pointWords([])).toBeUndefined()
    expect(pointWords(['Ada'])).toBe('Ada points here')
    expect(pointWords(['Ada', 'Ben'])).toBe('Ada and Ben point here')
  })
})
