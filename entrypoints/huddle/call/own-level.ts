import type { AudioRoom } from './audio-room.ts'

const WINDOW = 512

/** How loud our own microphone is, also while we are muted. */
export class OwnLevel {
  readonly #room: AudioRoom
  readonly #samples = new Float32Array(WINDOW)
  #source: MediaStreamAudioSourceNode | undefined
  #analyser: AnalyserNode | undefined

  constructor(room: AudioRoom) {
    this.#room = room
  }

  hear(track: MediaStreamTrack | undefined): void {
    this.#source?.disconnect()
    this.#source = undefined
    this.#analyser = undefined
    if (!track) return
    const { context } = this.#room
    this.#analyser = new AnalyserNode(context, { fftSize: WINDOW })
    this.#source = context.createMediaStreamSource(new MediaStream([track]))
    this.#source.connect(this.#analyser)
  }

  /** Root mean square of the last 10 ms, 0 to 1, on the scale of `audioLevel` in WebRTC's statistics. */
  get now(): number {
    if (!this.#analyser) return 0
    this.#analyser.getFloatTimeDomainData(this.#samples)
    let sum = 0
    for (const sample of this.#samples) sum += sample * sample
    return Math.min(1, Math.sqrt(sum / WINDOW))
  }
}
