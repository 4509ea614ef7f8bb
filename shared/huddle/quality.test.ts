import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Quality, Sample } from './parts.ts'
import { QualityMeter } from './quality.ts'

const GOOD: Sample = {
  roundTripMs: 40,
  lossOut: 0,
  lossIn: 0,
  jitterMs: 5,
  availableOut: 2_000_000,
  concealed: 0,
  sentBps: 500_000,
  cpuLimited: false,
}
const NOTHING: Sample = {
  ...GOOD,
  roundTripMs: undefined,
  lossOut: undefined,
  lossIn: undefined,
  jitterMs: undefined,
  availableOut: undefined,
  concealed: undefined,
}

const seen = (seconds: number, change: Partial<Sample>, meter = new QualityMeter()): Quality | undefined => {
  for (let i = 0; i < seconds; i++) meter.take({ ...GOOD, ...change })
  return meter.quality
}

describe('the quality of a path', () => {
  it('HU30 is 1 where nothing is wrong, and where a browser tells nothing', () => {
    expect(seen(5, {})).toEqual({ score: 1, words: 'good', because: undefined })
    expect(seen(5, NOTHING)).toEqual({ score: 1, words: 'good', because: undefined })
  })

  it.each([
    ['delay', { roundTripMs: 250 }, 0.8],
    ['delay', { roundTripMs: 400 }, 0.5],
    ['delay', { roundTripMs: 800 }, 0.3],
    ['loss-out', { lossOut: 0.05 }, 0.5],
    ['loss-in', { lossIn: 0.12 }, 0.3],
    ['loss-in', { concealed: 0.15 }, 0.3],
    ['jitter', { jitterMs: 80 }, 0.5],
    ['upload', { availableOut: 80_000 }, 0.5],
    ['upload', { availableOut: 0 }, 0],
    ['loss-out', { lossOut: 1 }, 0],
  ] as const)('HU30 %s: %o is worth %d', (because, change, score) => {
    const quality = seen(30, change)
    expect(quality?.score).toBeCloseTo(score, 5)
    if (score < 0.8) expect(quality?.because).toBe(because)
  })

  it('HU30 names the worst', () => {
    expect(seen(30, { roundTripMs: 450, lossOut: 0.2, jitterMs: 90 })?.because).toBe('loss-out')
  })

  it('HU31 does not judge before three samples, and one odd sample says nothing', () => {
    const meter = new QualityMeter()
    seen(2, { lossIn: 1 }, meter)
    expect(meter.quality).toBeUndefined()
    const steady = new QualityMeter()
    seen(10, {}, steady)
    seen(1, { roundTripMs: 5_000, lossIn: 1, lossOut: 1 }, steady)
    expect(steady.quality?.score).toBe(1)
    seen(5, {}, steady)
    expect(steady.quality?.score).toBe(1)
  })

  it('HU31 is poor within six seconds of really bad ones, and good again within ten of good ones', () => {
    const meter = new QualityMeter()
    seen(10, {}, meter)
    expect(seen(6, { lossIn: 0.4 }, meter)?.words).toBe('poor')
    expect(seen(12, {}, meter)?.words).toBe('good')
  })

  it('HU31 the words do not flap around a border', () => {
    const meter = new QualityMeter()
    const words: string[] = []
    for (let i = 0; i < 120; i++) {
      seen(2, { roundTripMs: i % 2 === 0 ? 385 : 415 }, meter)
      words.push(meter.quality?.words ?? '')
    }
    expect(new Set(words.slice(2)).size).toBe(1)
  })

  it('HU32 three seconds without statistics are lost; with them it is found again', () => {
    const meter = new QualityMeter()
    seen(5, {}, meter)
    meter.take(undefined)
    expect(meter.take(undefined)?.words).toBe('good')
    expect(meter.take(undefined)).toEqual({ score: 0, words: 'lost', because: undefined })
    expect(seen(1, {}, meter)?.words).toBe('good')
  })

  it('HU30 is between 0 and 1 whatever a browser reports', () => {
    const odd = fc.oneof(fc.constant(undefined), fc.double(), fc.double({ min: 0, max: 2 }))
    const sample = fc.record({
      roundTripMs: odd,
      lossOut: odd,
      lossIn: odd,
      jitterMs: odd,
      availableOut: odd,
      concealed: odd,
      sentBps: fc.nat(),
      cpuLimited: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(sample, { maxLength: 30 }), (samples) => {
        const meter = new QualityMeter()
        for (const each of samples) {
          const score = meter.take(each)?.score ?? 0
          expect(score).toBeGreaterThanOrEqual(0)
          expect(score).toBeLessThanOrEqual(1)
        }
      }),
    )
  })
})
