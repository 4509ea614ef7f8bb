import type { Level, Quality, Sample } from './parts.ts'

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
  readonly quality: Quality
  /** How many others are connected, at least 1. */
  readonly receivers: number
  /** Our camera and screen are on (and not paused by capacity). */
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
  /** Video that is on is not sent, or smaller than wanted, for the network's (or the computer's) sake. */
  readonly held: 'network' | 'computer' | undefined
}

/** HU33-HU39: what is sent to one peer. */
export class Ladder {
  /** Once a second. @param now milliseconds */
  decide(_input: LadderInput, _now: number): LadderOutput {
    throw new Error('not yet')
  }
  /** At once, between samples: a camera was switched on, `wants` changed. Counts nothing. */
  again(_input: LadderInput, _now: number): LadderOutput {
    throw new Error('not yet')
  }
}

/** HU40: what we ask of one peer's video, so that it does not break the audio that comes to us. */
export class Appetite {
  /** Once a second. @returns the most that we should want of their camera and screen */
  decide(_sample: Sample, _now: number): Level {
    return 'high'
  }
}
