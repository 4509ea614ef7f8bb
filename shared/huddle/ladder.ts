import { audioBitrate, cameraEncoding, screenEncoding, videoShare } from './encoding.ts'
import type { Level, Quality, Sample } from './parts.ts'
import { by, type Look, lower, Steps } from './steps.ts'

/** As `RTCRtpEncodingParameters` takes it. */
export interface Encoding {
  readonly active: boolean
  /** Bits per second. */
  readonly maxBitrate: number
  readonly scaleResolutionDownBy: number
  readonly maxFramerate: number
}

export interface LadderInput {
  readonly sample: Sample
  /** Undefined: too early to tell. */
  readonly quality: Quality | undefined
  /** How many others are connected. */
  readonly receivers: number
  /** Ours, on and not paused by capacity. `height` of the source in lines, 0 while it is not known. */
  readonly camera: { readonly on: boolean; readonly height: number }
  readonly screen: { readonly on: boolean }
  readonly lowData: boolean
  /** What this peer wants of ours. */
  readonly wants: { readonly camera: Level; readonly screen: Level }
  /** We speak now. */
  readonly speaking: boolean
}

export interface LadderOutput {
  readonly camera: Level
  readonly screen: Level
  readonly cameraEncoding: Encoding
  readonly screenEncoding: Encoding
  /** Bits per second for the microphone's sender. */
  readonly audioBitrate: number
  /** Video that is on and wanted is not sent, or smaller than it could be, because of this. */
  readonly held: 'network' | 'computer' | undefined
}

/** Shares and milliseconds of one sample: not good for more than now, bad, and so bad that audio is in danger. */
const LOSS = { good: 0.05, bad: 0.1, severe: 0.18 }
/** Round trip above the least one of the last 20 s: packets wait in a queue that we fill. A longer way is the usual one by then. */
const QUEUE_MS = { good: 150, bad: 300, severe: 700 }
/** An estimate below this share of what we send is a link that became narrow. */
const NARROW = 0.6
/** The estimate climbs by itself for so long after we send more. */
const CLIMB_MS = 8_000
/** Score from which each level may be reached: where only a long way costs points, small pictures are no harm. */
const RISE: Readonly<Record<Level, number>> = { off: 0, low: 0.4, medium: 0.6, high: 0.8 }
const SPOKE_MS = 5_000
const USUAL_MS = 20_000

/** HU33-HU39: what is sent to one peer. Audio always is; pictures as the path allows. */
export class Ladder {
  readonly #path = new Steps({ start: 'medium', least: 'off', downAfter: 2, upAfter: 10 })
  readonly #computer = new Steps({ start: 'high', least: 'low', downAfter: 4, upAfter: 30 })
  #trips: readonly { readonly at: number; readonly ms: number }[] = []
  /** Since when we send as much as now. */
  #moreSince = Number.NEGATIVE_INFINITY
  #sending = 0
  /** As they reported it last. */
  #loss = 0
  #spokeAt = Number.NEGATIVE_INFINITY

  /** Once a second. @param now milliseconds */
  decide(input: LadderInput, now: number): LadderOutput {
    const { camera, screen, sample } = input
    const on = camera.on || screen.on
    const look = this.#look(input, now)
    // What is not sent proves nothing: without pictures the level returns to where it began, and no further.
    const asked = on ? higher(camera.on ? asksCamera(input) : 'off', screen.on ? input.wants.screen : 'off') : 'medium'
    if (on || look !== 'bad') this.#path.take(look, asked, this.#fits(sample))
    if (camera.on) this.#computer.take(sample.cpuLimited ? 'bad' : 'good', 'high')
    return this.again(input, now)
  }

  /** At once, between samples: a camera was switched on, somebody else is wanted. Nothing is counted. */
  again(input: LadderInput, now: number): LadderOutput {
    if (input.speaking) this.#spokeAt = now
    const level = this.#path.level
    const audio = audioBitrate(level, input.lowData)
    const share = videoShare(input.receivers, audio, input.screen.on)
    const boost = now - this.#spokeAt < SPOKE_MS ? 2 : 1
    const screen = input.screen.on ? lower(level, input.wants.screen) : 'off'
    const beside = input.screen.on ? by(level, -1) : level
    const camera = input.camera.on ? lower(lower(beside, this.#computer.level), asksCamera(input)) : 'off'
    const output = {
      camera,
      screen,
      cameraEncoding: cameraEncoding(camera, share.camera * boost, input.camera.height),
      screenEncoding: screenEncoding(screen, share.screen),
      audioBitrate: audio,
      held: this.#held(input, camera, screen),
    }
    this.#count(output, now)
    return output
  }

  #look({ sample, quality }: LadderInput, now: number): Look {
    const loss = sample.lossOut ?? 0
    if (sample.lossOut !== undefined) this.#loss = sample.lossOut
    const queue = this.#queue(sample.roundTripMs, now)
    const level = this.#path.level
    const severe = loss > LOSS.severe || queue > QUEUE_MS.severe || this.#narrow(sample, now)
    // Small pictures are kept through what larger ones are not: they hardly add to the trouble.
    if (severe || (level !== 'low' && (loss > LOSS.bad || queue > QUEUE_MS.bad))) return 'bad'
    // They report each few seconds only: the last report goes on to hold, but one bad report is one bad look.
    if (this.#loss > LOSS.good) return sample.lossOut === undefined ? 'same' : 'fair'
    const score = quality?.because === 'loss-in' ? 1 : (quality?.score ?? 0)
    return score >= RISE[by(level, 1)] && queue <= QUEUE_MS.good ? 'good' : 'fair'
  }

  #queue(ms: number | undefined, now: number): number {
    if (ms === undefined) return 0
    this.#trips = [...this.#trips.filter(({ at }) => now - at < USUAL_MS), { at: now, ms }].slice(-USUAL_MS / 1_000)
    return ms - Math.min(...this.#trips.map((trip) => trip.ms))
  }

  /** The estimate says so, it had time to climb, and it is the path that holds us back, not a still picture. */
  #narrow({ availableOut, sentBps }: Sample, now: number): boolean {
    if (availableOut === undefined || now - this.#moreSince < CLIMB_MS) return false
    return availableOut < this.#sending * NARROW && sentBps > availableOut * NARROW
  }

  /** Where the estimate, or what came through of what was sent, leads at once, instead of one level after the other while audio breaks. */
  #fits({ availableOut, lossOut = 0, sentBps }: Sample): Level | undefined {
    const through = lossOut > LOSS.severe ? sentBps * (1 - lossOut) : Number.POSITIVE_INFINITY
    const bits = Math.min(availableOut ?? through, through) * 0.9 - 2 * audioBitrate('low', false)
    return bits < 80_000 ? 'off' : bits < 350_000 ? 'low' : bits < 1_000_000 ? 'medium' : 'high'
  }

  #held(input: LadderInput, camera: Level, screen: Level): LadderOutput['held'] {
    const level = this.#path.level
    const wanted = (input.camera.on && asksCamera(input) !== 'off') || (input.screen.on && input.wants.screen !== 'off')
    if (wanted && level === 'off' && camera === 'off' && screen === 'off') return 'network'
    return input.camera.on && this.#computer.level !== 'high' && camera === this.#computer.level
      ? 'computer'
      : undefined
  }

  #count({ cameraEncoding: camera, screenEncoding: screen, audioBitrate: audio }: LadderOutput, now: number): void {
    const bits = 2 * audio + (camera.active ? camera.maxBitrate : 0) + (screen.active ? screen.maxBitrate : 0)
    if (bits > this.#sending) this.#moreSince = now
    this.#sending = bits
  }
}

const asksCamera = ({ lowData, wants }: LadderInput): Level => (lowData ? lower('low', wants.camera) : wants.camera)
const higher = (a: Level, b: Level): Level => (lower(a, b) === a ? b : a)

/** Shares of one sample. RED repairs the audio of a path that loses 10 %; what it cannot repair is heard. */
const HEARD = { bad: 0.05, good: 0.02 }
const LOSS_IN = { bad: 0.2, good: 0.05 }

/** HU40: what we ask of one peer's pictures: less, when they break the audio that comes with them. */
export class Appetite {
  readonly #steps = new Steps({ start: 'high', least: 'off', downAfter: 2, upAfter: 10 })

  /** Once a second. @returns the most that we should want of their camera and screen */
  decide(sample: Sample, _now: number): Level {
    const concealed = sample.concealed ?? 0
    const loss = sample.lossIn ?? 0
    if (concealed > HEARD.bad || loss > LOSS_IN.bad) return this.#steps.take('bad', 'high')
    return this.#steps.take(concealed < HEARD.good && loss < LOSS_IN.good ? 'good' : 'fair', 'high')
  }
}
