/** HU36-HU37: what a level means in bits, lines and frames. The figures are those of calls.md 3.2. */
import type { Encoding } from './ladder.ts'
import type { Level } from './parts.ts'

/** Bits per second that we let all receivers together have: what a common home connection sends. */
export const UPLINK_BPS = 1_600_000
/** The most for one receiver. */
const CAMERA: Readonly<Record<Level, number>> = { off: 0, low: 120_000, medium: 500_000, high: 1_500_000 }
const SCREEN: Readonly<Record<Level, number>> = { off: 0, low: 300_000, medium: 800_000, high: 1_500_000 }
/** Opus; RED sends each packet twice. */
const AUDIO: Readonly<Record<Level, number>> = { off: 20_000, low: 28_000, medium: 40_000, high: 40_000 }
const AUDIO_LOW_DATA = 20_000
/** A screen below this cannot be read while it moves. */
const LEAST_SCREEN = 250_000
const LEAST_CAMERA = 80_000
/** Of what is left beside audio, when both are sent. */
const SCREEN_SHARE = 0.7

/** From so many bits a second: so many lines, so many frames a second. */
const CAMERA_SHAPES = [
  [1_000_000, 720, 30],
  [600_000, 540, 25],
  [350_000, 360, 20],
  [180_000, 270, 15],
  [0, 180, 12],
] as const
const SCREEN_RATES = [
  [1_000_000, 15],
  [500_000, 8],
  [0, 5],
] as const

const OFF: Encoding = { active: false, maxBitrate: LEAST_CAMERA, scaleResolutionDownBy: 4, maxFramerate: 5 }

export const audioBitrate = (level: Level, lowData: boolean): number =>
  lowData ? Math.min(AUDIO[level], AUDIO_LOW_DATA) : AUDIO[level]

/** Bits per second for the pictures of one receiver: the uplink is divided before anything else. */
export function videoShare(receivers: number, audio: number, screen: boolean): { camera: number; screen: number } {
  const share = Math.max(LEAST_CAMERA, UPLINK_BPS / Math.max(1, receivers) - 2 * audio)
  if (!screen) return { camera: share, screen: 0 }
  const part = Math.max(LEAST_SCREEN, share * SCREEN_SHARE)
  return { camera: Math.max(LEAST_CAMERA, share - part), screen: part }
}

/** @param share bits per second for it @param height of the source, in lines; 0 while it is not known */
export function cameraEncoding(level: Level, share: number, height: number): Encoding {
  if (level === 'off') return OFF
  const maxBitrate = Math.floor(Math.min(CAMERA[level], share))
  const [, lines, maxFramerate] = CAMERA_SHAPES.find(([from]) => maxBitrate >= from) ?? CAMERA_SHAPES[4]
  return { active: true, maxBitrate, scaleResolutionDownBy: Math.max(1, height / lines), maxFramerate }
}

/** Keeps every line: what cannot be read is of no use. Fewer frames instead. */
export function screenEncoding(level: Level, share: number): Encoding {
  if (level === 'off') return { ...OFF, scaleResolutionDownBy: 1 }
  const maxBitrate = Math.floor(Math.min(SCREEN[level], share))
  const [, maxFramerate] = SCREEN_RATES.find(([from]) => maxBitrate >= from) ?? SCREEN_RATES[2]
  return { active: true, maxBitrate, scaleResolutionDownBy: 1, maxFramerate }
}
