import type { Quality, Sample } from './parts.ts'

type Cause = NonNullable<Quality['because']>
/** Points of a measure and the score each is worth, best first; straight lines in between, nothing beyond the last. */
type Curve = readonly (readonly [measure: number, score: number])[]

/**
 * HU30: what each measure is worth. The kinks are the notes' steps (calls.md 3.2): good below 2 % loss and 250 ms, fair below 5 % and
 * 400 ms, poor below 12 % and 800 ms; nothing at what Nextcloud Talk calls an alarm (30 % loss, 1.5 s). The upload's curve is about
 * audio only: what video gets is the ladder's matter.
 */
const CURVES: Readonly<Record<Exclude<Cause, 'loss-in'>, Curve>> & {
  readonly 'loss-in': Curve
  readonly concealed: Curve
} = {
  delay: [
    [150, 1],
    [250, 0.8],
    [400, 0.5],
    [800, 0.3],
    [1_500, 0],
  ],
  'loss-out': [
    [0.005, 1],
    [0.02, 0.8],
    [0.05, 0.5],
    [0.12, 0.3],
    [0.3, 0],
  ],
  'loss-in': [
    [0.005, 1],
    [0.02, 0.8],
    [0.05, 0.5],
    [0.12, 0.3],
    [0.3, 0],
  ],
  jitter: [
    [20, 1],
    [40, 0.8],
    [80, 0.5],
    [150, 0.3],
    [400, 0],
  ],
  upload: [
    [-250_000, 1],
    [-150_000, 0.8],
    [-80_000, 0.5],
    [-48_000, 0.3],
    [-16_000, 0],
  ],
  concealed: [
    [0.01, 1],
    [0.03, 0.8],
    [0.08, 0.5],
    [0.15, 0.3],
    [0.4, 0],
  ],
}

function worth(curve: Curve, measure: number): number {
  let [before, best] = curve[0] ?? [0, 1]
  for (const [at, score] of curve) {
    if (measure <= at) return at === before ? best : best + ((measure - before) / (at - before)) * (score - best)
    before = at
    best = score
  }
  return 0
}

/** A measure over the last seconds: the middle one of three, so that one odd sample says nothing, then smoothed. */
class Smooth {
  #last: readonly number[] = []
  #value: number | undefined

  /** @returns undefined until the browser has told it three times */
  take(measure: number | undefined): number | undefined {
    if (measure === undefined || !Number.isFinite(measure)) return this.#value
    this.#last = [...this.#last, measure].slice(-3)
    if (this.#last.length < 3) return undefined
    const middle = [...this.#last].sort((a, b) => a - b)[1] ?? measure
    this.#value = this.#value === undefined ? middle : this.#value + WEIGHT * (middle - this.#value)
    return this.#value
  }
}
/** Of the newest sample: a change is half told after two seconds. */
const WEIGHT = 0.3
/** The words change only when the score has passed their border by so much. */
const MARGIN = 0.05
/** So many seconds without statistics are called lost. */
const LOST_AFTER = 3

/** HU30-HU32: one peer's samples, smoothed and judged. The worst measure decides, and is named. */
export class QualityMeter {
  readonly #measures = new Map<keyof typeof CURVES, Smooth>()
  #silent = 0
  #quality: Quality | undefined

  /** Once a second. @param sample undefined: no statistics moved, the path is silent */
  take(sample: Sample | undefined): Quality | undefined {
    if (sample === undefined) {
      this.#silent += 1
      if (this.#silent >= LOST_AFTER) this.#quality = { score: 0, words: 'lost', because: undefined }
      return this.#quality
    }
    this.#silent = 0
    let score = 1
    let because: Cause | undefined
    for (const [name, measure] of measures(sample)) {
      const smooth = this.#smooth(name).take(measure)
      const value = smooth === undefined ? 1 : worth(CURVES[name], smooth)
      if (value >= score) continue
      score = value
      because = name === 'concealed' ? 'loss-in' : name
    }
    this.#seen += 1
    if (this.#seen >= 3)
      this.#quality = { score, words: this.#words(score), because: score < 0.8 ? because : undefined }
    return this.#quality
  }

  /** Undefined until three samples are in. */
  get quality(): Quality | undefined {
    return this.#quality
  }

  #seen = 0

  #smooth(name: keyof typeof CURVES): Smooth {
    const known = this.#measures.get(name) ?? new Smooth()
    this.#measures.set(name, known)
    return known
  }

  #words(score: number): Quality['words'] {
    const before = this.#quality?.words ?? 'good'
    const border = (at: number, above: boolean): boolean => score >= at + (above ? -MARGIN : MARGIN)
    if (border(0.5, before === 'good')) return 'good'
    return border(0.3, before === 'good' || before === 'fair') ? 'fair' : 'poor'
  }
}

const measures = (sample: Sample): readonly (readonly [keyof typeof CURVES, number | undefined])[] => [
  ['delay', sample.roundTripMs],
  ['loss-out', sample.lossOut],
  ['loss-in', sample.lossIn],
  ['jitter', sample.jitterMs],
  // The curves fall as the measure grows.
  ['upload', sample.availableOut === undefined ? undefined : -sample.availableOut],
  ['concealed', sample.concealed],
]
