import { Appetite, Ladder, type LadderInput, type LadderOutput } from '../../../shared/huddle/ladder.ts'
import type { Level, Quality, RemoteState, Sample } from '../../../shared/huddle/parts.ts'
import { QualityMeter } from '../../../shared/huddle/quality.ts'
import { Applier } from './apply.ts'
import type { Connection } from './connection.ts'
import { StatsReader } from './stats.ts'

/** What this end does, as far as it decides what is sent to one peer. */
export type OwnSide = Pick<LadderInput, 'receivers' | 'camera' | 'screen' | 'lowData' | 'speaking'>

export interface AdaptationOptions {
  readonly connection: Connection
  readonly now: () => number
  readonly side: () => OwnSide
  readonly theirs: () => RemoteState | undefined
  /** What we asked of them. */
  readonly wants: () => RemoteState['wants']
}

/** No frames for so long, though there should be: the picture stands still. */
const STILL_MS = 3_000
const UNKNOWN: Sample = {
  roundTripMs: undefined,
  lossOut: undefined,
  lossIn: undefined,
  jitterMs: undefined,
  availableOut: undefined,
  concealed: undefined,
  sentBps: 0,
  cpuLimited: false,
}
/** Before the first measurement: neither a reason to fall nor to rise. */
const FIRST: Quality = { score: 0.7, words: 'good', because: undefined }

/** One connection, measured once a second, and what is sent over it made to fit. */
export class Adaptation {
  quality: Quality | undefined
  route: 'direct' | 'relayed' | undefined
  sent: LadderOutput | undefined
  /** The most we should ask for, so that what is said comes through. */
  appetite: Level = 'high'

  readonly #is: AdaptationOptions
  readonly #applier: Applier
  readonly #reader = new StatsReader()
  readonly #meter = new QualityMeter()
  readonly #ladder = new Ladder()
  readonly #hunger = new Appetite()
  readonly #stillSince = { camera: 0, screen: 0 }
  #sample: Sample = UNKNOWN
  #looking = false

  constructor(options: AdaptationOptions) {
    this.#is = options
    this.#applier = new Applier(options.connection)
  }

  /** Once a second. @returns whether anything was learnt */
  async look(): Promise<boolean> {
    const { connection } = this.#is
    if (this.#looking || connection.closed || connection.lines.length === 0) return false
    this.#looking = true
    try {
      const stats = await connection.pc.getStats()
      return !connection.closed && this.#measured(stats)
    } catch {
      return false // closed in between
    } finally {
      this.#looking = false
    }
  }

  /** At once, between two looks: a camera was switched on, or is not seen any more. */
  adapt(): void {
    this.#send(this.#ladder.again(this.#input(), this.#is.now()))
  }

  /** Frames should come, and have not for a while. */
  standsStill(what: 'camera' | 'screen'): boolean {
    const since = this.#stillSince[what]
    return since !== 0 && this.#is.now() - since > STILL_MS
  }

  #measured(stats: RTCStatsReport): boolean {
    const now = this.#is.now()
    const [, , camera, screen] = this.#is.connection.lines
    const look = this.#reader.read(stats.values(), { camera: camera?.mid, screen: screen?.mid }, now)
    if (!look) return false
    this.route = look.route ?? this.route
    this.#frames('camera', look.frames.camera, now)
    this.#frames('screen', look.frames.screen, now)
    this.quality = this.#meter.take(look.sample)
    if (look.sample) {
      this.#sample = look.sample
      this.appetite = this.#hunger.decide(look.sample, now)
      this.#send(this.#ladder.decide(this.#input(), now))
    }
    return true
  }

  #frames(what: 'camera' | 'screen', frames: number, now: number): void {
    const due = this.#is.theirs()?.[what] === true && this.#is.wants()[what] !== 'off'
    if (frames > 0 || !due) this.#stillSince[what] = 0
    else if (this.#stillSince[what] === 0) this.#stillSince[what] = now
  }

  #input(): LadderInput {
    const wants = this.#is.theirs()?.wants ?? { camera: 'medium', screen: 'high' }
    return { ...this.#is.side(), sample: this.#sample, quality: this.quality ?? FIRST, wants }
  }

  #send(output: LadderOutput): void {
    this.sent = output
    this.#applier.apply(output)
  }
}
