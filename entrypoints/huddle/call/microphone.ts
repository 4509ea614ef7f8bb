import { Signal } from '../../../shared/kit/signal.ts'
import type { OwnDevice } from '../model.ts'
import { Capture, type CaptureOptions } from './capture.ts'
import type { Census } from './census.ts'

export interface MicrophoneOptions extends Pick<CaptureOptions, 'getUserMedia' | 'permission'> {
  readonly census: Census
  readonly muted: boolean
  readonly noiseSuppression: boolean
  /** Device id, or empty. */
  readonly chosen: string
}

/**
 * Our microphone. What is sent is a copy of what is captured: muting silences the copy at once and without a word to anybody's
 * connection, while the meter goes on hearing, so that we can say "you are muted" to somebody who talks.
 */
export class Microphone {
  readonly changed = new Signal<void>()
  /** Another track is to be sent. */
  readonly replaced = new Signal<void>()
  readonly fellBack: Signal<string>
  /** Sent to everybody. Undefined: listening only. */
  sent: MediaStreamTrack | undefined
  muted: boolean
  /** Push to talk: held down while muted. */
  talking = false
  chosen: string
  noiseSuppression: boolean

  readonly #capture: Capture
  readonly #census: Census
  #release: (() => void) | undefined

  constructor(options: MicrophoneOptions) {
    this.muted = options.muted
    this.chosen = options.chosen
    this.noiseSuppression = options.noiseSuppression
    this.#census = options.census
    this.#capture = new Capture({ ...options, device: 'microphone', constraints: () => this.#constraints() })
    this.fellBack = this.#capture.fellBack
    this.#capture.changed.listen(() => this.#look())
  }

  /** What the meter listens to: hears us even while we are muted. */
  get heard(): MediaStreamTrack | undefined {
    return this.#capture.track
  }

  get silent(): boolean {
    return this.sent === undefined || (this.muted && !this.talking)
  }

  get state(): OwnDevice {
    const { opening, trouble } = this.#capture
    return { on: !this.silent, opening, ...(trouble === undefined ? {} : { trouble }) }
  }

  open(): Promise<boolean> {
    return this.#capture.open(this.chosen)
  }

  choose(id: string): Promise<boolean> {
    this.chosen = id
    return this.open()
  }

  setMuted(muted: boolean): void {
    this.muted = muted
    this.#gate()
  }

  hold(down: boolean): void {
    this.talking = down
    this.#gate()
  }

  async setNoiseSuppression(on: boolean): Promise<void> {
    this.noiseSuppression = on
    if (this.heard) await this.open()
  }

  close(): void {
    this.#capture.close()
  }

  #constraints(): MediaTrackConstraints {
    return {
      echoCancellation: true,
      autoGainControl: true,
      noiseSuppression: this.noiseSuppression,
      channelCount: { ideal: 1 },
    }
  }

  #gate(): void {
    if (this.sent) this.sent.enabled = !this.silent
    this.changed.emit()
  }

  #source: MediaStreamTrack | undefined
  #look(): void {
    const heard = this.heard
    if (heard !== this.#source) {
      this.#source = heard
      this.sent?.stop()
      this.#release?.()
      this.#release = undefined
      this.sent = heard?.clone()
      if (this.sent) {
        this.sent.contentHint = 'speech'
        this.sent.enabled = !this.silent
        this.#release = this.#census.hold('track')
      }
      this.replaced.emit()
    }
    this.changed.emit()
  }
}
