/** Ears and eyes for stories about calls: a fake microphone with one tone per person, and what really arrives at the other end. */
import { existsSync, mkdtempSync, renameSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'puppeteer-core'

const RATE = 48_000

/**
 * Two seconds of a sine as 16-bit mono PCM in a RIFF file, which Chromium plays in a loop. A quarter of the time it is silent: noise suppression takes
 * away what never changes.
 */
function toneFile(hertz: number): string {
  const data = Buffer.alloc(RATE * 4)
  for (let i = 0; i < RATE * 2; i++) {
    const loudness = i % (RATE * 0.4) < RATE * 0.3 ? 12_000 : 0
    data.writeInt16LE(Math.round(loudness * Math.sin((2 * Math.PI * hertz * i) / RATE)), i * 2)
  }
  const header = Buffer.alloc(44)
  header.write('RIFF', 0)
  header.writeUInt32LE(36 + data.length, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(1, 22)
  header.writeUInt32LE(RATE, 24)
  header.writeUInt32LE(RATE * 2, 28)
  header.writeUInt16LE(2, 32)
  header.writeUInt16LE(16, 34)
  header.write('data', 36)
  header.writeUInt32LE(data.length, 40)
  const file = join(mkdtempSync(join(tmpdir(), 'huddlemark-tone-')), `${hertz}.wav`)
  writeFileSync(file, Buffer.concat([header, data]))
  return file
}

/** Small, so that two cores can encode and decode it: it is the restlessness that needs bitrate. */
const PICTURE = { width: 320, height: 176, frames: 20 } as const

/**
 * A second of restless picture as raw 4:2:0 video: every square of eight changes its grey in every frame, so that a camera really asks for what the
 * network has (Chromium's own test picture is content with 200 kbit/s). Made once for all.
 */
function restlessFile(): string {
  const file = join(tmpdir(), 'huddlemark-restless.y4m')
  if (existsSync(file)) return file
  const { width, height, frames } = PICTURE
  const luma = Buffer.alloc(width * height)
  const chroma = Buffer.alloc((width * height) / 2, 128)
  const parts = [Buffer.from(`YUV4MPEG2 W${width} H${height} F20:1 Ip A1:1 C420jpeg\n`)]
  let seed = 1
  for (let frame = 0; frame < frames; frame++) {
    for (let y = 0; y < height; y += 8)
      for (let x = 0; x < width; x += 8) {
        seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31
        for (let row = y; row < y + 8; row++) luma.fill(40 + ((seed >> 16) % 160), row * width + x, row * width + x + 8)
      }
    parts.push(Buffer.from('FRAME\n'), Buffer.from(luma), chroma)
  }
  writeFileSync(`${file}.${process.pid}`, Buffer.concat(parts))
  renameSync(`${file}.${process.pid}`, file)
  return file
}

/** With `fakeMedia`: a camera whose picture needs all the bitrate that it may have. */
export const restlessCamera = (): readonly string[] => [`--use-file-for-fake-video-capture=${restlessFile()}`]

/** Chromium's flags for a microphone that hums at so many hertz, a moving test picture, and a screen to share. */
export const fakeMedia = (hertz: number): readonly string[] => [
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  `--use-file-for-fake-audio-capture=${toneFile(hertz)}`,
  '--auto-select-desktop-capture-source=Entire screen',
]

export interface Heard {
  /** Root mean square of the last 40 ms, 0 to 1. */
  readonly level: number
  /** The strongest frequency. */
  readonly hertz: number
}

/** What each voice that is played in the page sounds like now; silent ones are among them. */
export function hearing(page: Page): Promise<readonly Heard[]> {
  return page.evaluate(async () => {
    const ears = globalThis as unknown as {
      ear?: AudioContext
      voices?: Map<string, AnalyserNode>
    }
    ears.ear ??= new AudioContext()
    ears.voices ??= new Map()
    const streams = [...document.querySelectorAll('audio')]
      .map(({ srcObject }) => srcObject)
      .filter((stream) => stream instanceof MediaStream && stream.getAudioTracks().length > 0) as MediaStream[]
    for (const stream of streams) {
      if (ears.voices.has(stream.id)) continue
      const analyser = ears.ear.createAnalyser()
      analyser.fftSize = 2048
      analyser.smoothingTimeConstant = 0
      ears.ear.createMediaStreamSource(stream).connect(analyser)
      ears.voices.set(stream.id, analyser)
    }
    await new Promise((resolve) => setTimeout(resolve, 60))
    return streams.flatMap(({ id }) => {
      const analyser = ears.voices?.get(id)
      if (!analyser) return []
      const wave = new Float32Array(analyser.fftSize)
      analyser.getFloatTimeDomainData(wave)
      const bins = new Float32Array(analyser.frequencyBinCount)
      analyser.getFloatFrequencyData(bins)
      const strongest = bins.indexOf(Math.max(...bins))
      return {
        level: Math.sqrt(wave.reduce((sum, value) => sum + value * value, 0) / wave.length),
        hertz: (strongest * analyser.context.sampleRate) / analyser.fftSize,
      }
    })
  })
}

/** Whether somebody's tone is heard in the page. Codecs and gain control change its loudness, never its pitch. */
export async function hears(page: Page, hertz: number): Promise<boolean> {
  return (await hearing(page)).some((voice) => voice.level > 0.005 && Math.abs(voice.hertz - hertz) < 40)
}

/** Frames presented so far by each video that is drawn in the page. */
export function framesShown(page: Page): Promise<readonly number[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('video')]
      .filter((video) => video.getClientRects().length > 0)
      .map((video) => video.getVideoPlaybackQuality().totalVideoFrames),
  )
}
