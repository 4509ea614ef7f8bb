import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cameraEncoding, screenEncoding, UPLINK_BPS, videoShare } from './encoding.ts'
import { Appetite, Ladder, type LadderInput, type LadderOutput } from './ladder.ts'
import { LEVELS, type Level, type Sample } from './parts.ts'
import { QualityMeter } from './quality.ts'
import { by, lower, Steps } from './steps.ts'

const SAMPLE: Sample = {
  roundTripMs: 40,
  lossOut: 0,
  lossIn: 0,
  jitterMs: 5,
  availableOut: undefined,
  concealed: 0,
  sentBps: 600_000,
  cpuLimited: false,
}
const INPUT: LadderInput = {
  sample: SAMPLE,
  quality: { score: 1, words: 'good', because: undefined },
  receivers: 1,
  camera: { on: true, height: 720 },
  screen: { on: false },
  lowData: false,
  wants: { camera: 'high', screen: 'high' },
  speaking: false,
}
const looks = (ladder: Ladder, seconds: number, input: Partial<LadderInput> = {}, from = 0): LadderOutput => {
  let output = ladder.again({ ...INPUT, ...input }, from)
  for (let i = 1; i <= seconds; i++) output = ladder.decide({ ...INPUT, ...input }, from + i * 1_000)
  return output
}
const lossy = (lossOut: number): Partial<LadderInput> => ({ sample: { ...SAMPLE, lossOut } })

/** A path with a bottleneck and a queue of half a second before it, as a browser would measure it. */
class Path {
  readonly #ladder = new Ladder()
  readonly #meter = new QualityMeter()
  readonly #tells: boolean
  capacity = 10_000_000
  readonly levels: Level[] = []
  now = 0
  #queue = 0
  sent = 0

  constructor(tellsEstimate: boolean) {
    this.#tells = tellsEstimate
  }

  run(seconds: number): { readonly overfull: number } {
    let overfull = 0
    for (let i = 0; i < seconds; i++) {
      const offered = this.sent
      const waiting = this.#queue + offered - this.capacity
      const dropped = Math.max(0, waiting - this.capacity / 2)
      this.#queue = Math.max(0, waiting - dropped)
      const sample: Sample = {
        ...SAMPLE,
        roundTripMs: 40 + (this.#queue / this.capacity) * 1_000,
        lossOut: offered === 0 ? 0 : dropped / offered,
        availableOut: this.#tells ? this.capacity * 0.95 : undefined,
        sentBps: offered,
      }
      if (dropped > 0) overfull += 1
      this.now += 1_000
      const output = this.#ladder.decide({ ...INPUT, sample, quality: this.#meter.take(sample) }, this.now)
      this.levels.push(output.camera)
      const { active, maxBitrate } = output.cameraEncoding
      this.sent = 2 * output.audioBitrate + (active ? maxBitrate : 0)
    }
    return { overfull }
  }

  get changes(): number {
    return this.levels.filter((level, index) => index > 0 && level !== this.levels[index - 1]).length
  }
}

describe('what is sent to one peer', () => {
  it('HU33 begins at medium and rises to high on a good path', () => {
    const ladder = new Ladder()
    expect(looks(ladder, 1).camera).toBe('medium')
    expect(looks(ladder, 8, {}, 1_000).camera).toBe('medium')
    expect(looks(ladder, 3, {}, 10_000).camera).toBe('high')
  })

  it.each([
    ['with', true],
    ['without', false],
  ])('HU35 falls to what a link of 300 kbit/s holds within seconds, and stays there, %s an estimate', (_, tells) => {
    const path = new Path(tells)
    path.run(60)
    expect(path.levels.at(-1)).toBe('high')
    path.capacity = 300_000
    expect(path.run(60).overfull).toBeLessThanOrEqual(6)
    expect(path.sent).toBeLessThanOrEqual(300_000)
    const before = path.changes
    const { overfull } = path.run(240)
    expect(path.changes - before).toBeLessThanOrEqual(10)
    expect(overfull).toBeLessThanOrEqual(8)
    path.capacity = 10_000_000
    path.run(120)
    expect(path.levels.at(-1)).toBe('high')
  })

  it('HU35 sends no pictures when a link can hardly carry the voice', () => {
    const path = new Path(true)
    path.run(20)
    path.capacity = 90_000
    path.run(15)
    expect(path.levels.at(-1)).toBe('off')
    expect(path.sent).toBeLessThan(90_000)
  })

  it('HU35 keeps small pictures through 12 % loss, and none through 20 %', () => {
    const ladder = new Ladder()
    const poor = { quality: { score: 0.3, words: 'fair', because: 'loss-out' } } as const
    expect(looks(ladder, 30, { ...lossy(0.12), ...poor }).camera).toBe('low')
    expect(looks(ladder, 30, { ...lossy(0.2), ...poor }, 30_000).camera).toBe('off')
  })

  it('HU35 one bad report of theirs is one bad look, however long none follows; two are two', () => {
    const ladder = new Ladder()
    looks(ladder, 20)
    const report = (lossOut: number | undefined, at: number) =>
      looks(ladder, 1, { sample: { ...SAMPLE, lossOut } }, at * 1_000).camera
    expect(report(0.15, 20)).toBe('high')
    for (let at = 21; at < 26; at++) expect(report(undefined, at)).toBe('high')
    expect(report(0.15, 26)).toBe('medium')
  })

  it('HU35 a longer way is the usual one after 20 s, and does not keep pictures away', () => {
    const ladder = new Ladder()
    looks(ladder, 20)
    const far = { sample: { ...SAMPLE, roundTripMs: 450 } }
    expect(looks(ladder, 15, far, 20_000).camera).toBe('low')
    expect(looks(ladder, 60, far, 35_000).camera).toBe('high')
  })

  it('HU34 one bad look is nothing', () => {
    const ladder = new Ladder()
    looks(ladder, 20)
    expect(looks(ladder, 1, lossy(0.5), 20_000).camera).toBe('high')
    expect(looks(ladder, 1, {}, 21_000).camera).toBe('high')
    expect(looks(ladder, 2, lossy(0.15), 22_000).camera).toBe('medium')
  })

  it('HU34 each way up that fails makes the next one wait longer', () => {
    const steps = new Steps({ start: 'medium', least: 'off', downAfter: 2, upAfter: 10 })
    const waits: number[] = []
    for (let i = 0; i < 6; i++) {
      let looked = 0
      while (steps.level === 'medium') {
        steps.take('good', 'high')
        looked += 1
      }
      waits.push(looked)
      steps.take('bad', 'high')
      steps.take('bad', 'high')
      expect(steps.level).toBe('medium')
    }
    expect(waits).toEqual([10, 20, 40, 80, 80, 80])
  })

  it('HU34 whatever is seen, a level never moves up twice within ten looks, nor beyond its ends', () => {
    const look = fc.constantFrom('good', 'fair', 'bad' as const)
    fc.assert(
      fc.property(
        fc.array(look, { maxLength: 300 }),
        fc.option(fc.constantFrom(...LEVELS), { nil: undefined }),
        (seen, fits) => {
          const steps = new Steps({ start: 'medium', least: 'low', downAfter: 2, upAfter: 10 })
          let last = -10
          for (const [index, each] of seen.entries()) {
            const before = LEVELS.indexOf(steps.level)
            const after = LEVELS.indexOf(steps.take(each, 'high', fits))
            expect(after).toBeGreaterThanOrEqual(1)
            expect(after - before).toBeLessThanOrEqual(1)
            if (after <= before) continue
            expect(index - last).toBeGreaterThanOrEqual(10)
            last = index
          }
        },
      ),
    )
  })

  it('HU36 all receivers together get no more than the uplink', () => {
    for (let receivers = 1; receivers <= 7; receivers++) {
      const output = looks(new Ladder(), 30, { receivers })
      const bits = receivers * (output.cameraEncoding.maxBitrate + 2 * output.audioBitrate)
      expect(bits, `${receivers} receivers`).toBeLessThanOrEqual(UPLINK_BPS)
      expect(bits, `${receivers} receivers`).toBeGreaterThan(UPLINK_BPS * 0.95)
    }
  })

  it('HU37 the figures of each level', () => {
    expect(cameraEncoding('high', 1e9, 720)).toEqual({
      active: true,
      maxBitrate: 1_500_000,
      scaleResolutionDownBy: 1,
      maxFramerate: 30,
    })
    expect(cameraEncoding('medium', 1e9, 720)).toEqual({
      active: true,
      maxBitrate: 500_000,
      scaleResolutionDownBy: 2,
      maxFramerate: 20,
    })
    expect(cameraEncoding('low', 1e9, 720)).toEqual({
      active: true,
      maxBitrate: 120_000,
      scaleResolutionDownBy: 4,
      maxFramerate: 12,
    })
    expect(cameraEncoding('high', 250_000, 1_080)).toMatchObject({ scaleResolutionDownBy: 4, maxFramerate: 15 })
    expect(cameraEncoding('high', 1e9, 0).scaleResolutionDownBy).toBe(1)
    expect(cameraEncoding('off', 1e9, 720).active).toBe(false)
    expect(screenEncoding('high', 1e9)).toEqual({
      active: true,
      maxBitrate: 1_500_000,
      scaleResolutionDownBy: 1,
      maxFramerate: 15,
    })
    expect(screenEncoding('low', 1e9)).toMatchObject({ scaleResolutionDownBy: 1, maxFramerate: 5 })
  })

  it('HU37 the screen goes first: the camera beside it is a level lower', () => {
    const output = looks(new Ladder(), 30, { screen: { on: true } })
    expect(output).toMatchObject({ screen: 'high', camera: 'medium' })
    expect(output.screenEncoding.maxBitrate).toBeGreaterThan(2 * output.cameraEncoding.maxBitrate)
    expect(videoShare(7, 40_000, true).screen).toBe(250_000)
  })

  it('HU38 the wish of the receiver and low data cap it; the voice stays', () => {
    expect(looks(new Ladder(), 30, { wants: { camera: 'off', screen: 'off' } })).toMatchObject({
      camera: 'off',
      held: undefined,
    })
    const low = looks(new Ladder(), 30, { lowData: true, screen: { on: true } })
    expect(low.camera).toBe('low')
    expect(low.screen).not.toBe('off')
    expect(low.audioBitrate).toBe(20_000)
  })

  it('HU38 who speaks has twice the share, until five seconds after', () => {
    const ladder = new Ladder()
    const six = { receivers: 5 }
    const usual = looks(ladder, 30, six).cameraEncoding.maxBitrate
    expect(looks(ladder, 1, { ...six, speaking: true }, 30_000).cameraEncoding.maxBitrate).toBe(2 * usual)
    expect(looks(ladder, 4, six, 31_000).cameraEncoding.maxBitrate).toBe(2 * usual)
    expect(looks(ladder, 2, six, 35_000).cameraEncoding.maxBitrate).toBe(usual)
  })

  it('HU39 says what holds the pictures back, and lets them come back', () => {
    const ladder = new Ladder()
    expect(looks(ladder, 10, lossy(0.4)).held).toBe('network')
    expect(looks(ladder, 40, {}, 10_000)).toMatchObject({ camera: 'high', held: undefined })
    const busy = looks(ladder, 20, { sample: { ...SAMPLE, cpuLimited: true } }, 60_000)
    expect(busy).toMatchObject({ camera: 'low', held: 'computer' })
  })

  it('HU39 what is not sent proves nothing: no camera, or a small one, does not rise', () => {
    const ladder = new Ladder()
    looks(ladder, 120, { camera: { on: false, height: 0 } })
    expect(looks(ladder, 1, {}, 121_000).camera).toBe('medium')
    const small = new Ladder()
    looks(small, 120, { wants: { camera: 'low', screen: 'off' } })
    expect(looks(small, 1, {}, 121_000).camera).toBe('medium')
  })

  it('HU33 whatever is measured, the answer can be given to a browser, and audio goes on', () => {
    const odd = fc.oneof(fc.constant(undefined), fc.double({ min: 0, max: 1e9, noNaN: true }))
    const share = fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined })
    const sample = fc.record({
      roundTripMs: odd,
      lossOut: share,
      lossIn: share,
      jitterMs: odd,
      availableOut: odd,
      concealed: share,
      sentBps: fc.nat(),
      cpuLimited: fc.boolean(),
    })
    const level = fc.constantFrom(...LEVELS)
    const input = fc.record({
      sample,
      receivers: fc.nat(12),
      camera: fc.record({ on: fc.boolean(), height: fc.nat(4_000) }),
      screen: fc.record({ on: fc.boolean() }),
      lowData: fc.boolean(),
      wants: fc.record({ camera: level, screen: level }),
      speaking: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(input, { maxLength: 40 }), (inputs) => {
        const ladder = new Ladder()
        const meter = new QualityMeter()
        let now = 0
        for (const each of inputs) {
          now += 1_000
          const output = ladder.decide({ ...each, quality: meter.take(each.sample) }, now)
          expect(output.audioBitrate).toBeGreaterThanOrEqual(20_000)
          expect(lower(output.camera, each.wants.camera)).toBe(output.camera)
          for (const encoding of [output.cameraEncoding, output.screenEncoding]) {
            expect(encoding.scaleResolutionDownBy).toBeGreaterThanOrEqual(1)
            expect(encoding.maxBitrate).toBeGreaterThan(0)
            expect(Number.isInteger(encoding.maxBitrate)).toBe(true)
          }
          if (!each.camera.on) expect(output.cameraEncoding.active).toBe(false)
        }
      }),
    )
  })
})

describe('what we ask for', () => {
  const heard = (appetite: Appetite, seconds: number, change: Partial<Sample>): Level => {
    let level: Level = 'high'
    for (let i = 0; i < seconds; i++) level = appetite.decide({ ...SAMPLE, ...change }, i * 1_000)
    return level
  }

  it('HU40 less when their audio breaks, down to nothing; more when it is whole again', () => {
    const appetite = new Appetite()
    expect(heard(appetite, 1, { concealed: 0.3 })).toBe('high')
    expect(heard(appetite, 1, {})).toBe('high')
    expect(heard(appetite, 2, { concealed: 0.1 })).toBe('medium')
    expect(heard(appetite, 4, { lossIn: 0.3 })).toBe('off')
    expect(heard(appetite, 60, {})).toBe('high')
  })

  it('HU40 not for a loss that RED repairs, nor for what a browser does not tell', () => {
    expect(heard(new Appetite(), 60, { lossIn: 0.1, concealed: 0.01 })).toBe('high')
    expect(heard(new Appetite(), 60, { lossIn: undefined, concealed: undefined })).toBe('high')
  })
})

it('HU34 levels have an order with ends', () => {
  expect(by('high', 1)).toBe('high')
  expect(by('off', -1)).toBe('off')
  expect(lower('low', 'medium')).toBe('low')
})
