import { Signal } from '../../../shared/kit/signal.ts'
import type { OwnDevice } from '../model.ts'
import { Capture, type CaptureOptions } from './capture.ts'
import type { Census } from './census.ts'

/** Not yet in the compiler's library. @see https://www.w3.org/TR/mediacapture-extensions/#exposing-background-blur */
interface Blurring {
  readonly backgroundBlur?: readonly boolean[]
}

export interface CameraOptions extends Pick<CaptureOptions, 'getUserMedia' | 'permission'> {
  readonly census: Census
  readonly chosen: string
  readonly blur: boolean
  readonly lowData: boolean
}

/** Our camera: off means closed, so that its light is off too. */
export class Camera {
  readonly changed = new Signal<void>()
  readonly fellBack: Signal<string>
  wanted = false
  chosen: string
  lowData: boolean
  #blur: boolean
  readonly #capture: Capture

  constructor(options: CameraOptions) {
    this.chosen = options.chosen
    this.lowData = options.lowData
    this.#blur = options.blur
    this.#capture = new Capture({ ...options, device: 'camera', constraints: () => this.#constraints() })
    this.fellBack = this.#capture.fellBack
    this.#capture.changed.listen(() => {
      if (this.track) this.track.contentHint = 'motion'
      this.changed.emit()
    })
  }

  get track(): MediaStreamTrack | undefined {
    return this.#capture.track
  }

  get state(): OwnDevice {
    const { opening, trouble, track } = this.#capture
    return { on: track !== undefined, opening, ...(trouble === undefined ? {} : { trouble }) }
  }

  /** Undefined: this camera or browser cannot. */
  get blur(): boolean | undefined {
    const can = this.#blurring()
    if (can === undefined || can.length === 0) return undefined
    return can.length === 1 ? can[0] : this.#blur
  }

  async set(on: boolean): Promise<boolean> {
    this.wanted = on
    if (!on) {
      this.#capture.close()
      return false
    }
    const opened = await this.#capture.open(this.chosen)
    if (opened && this.#blur) await this.#applyBlur()
    return opened
  }

  async choose(id: string): Promise<void> {
    this.chosen = id
    if (this.wanted) await this.set(true)
  }

  async setBlur(on: boolean): Promise<void> {
    this.#blur = on
    await this.#applyBlur()
    this.changed.emit()
  }

  /** A smaller picture costs less of the computer, too; the sender's limits alone would still capture all of it. */
  async setLowData(on: boolean): Promise<void> {
    this.lowData = on
    await this.track?.applyConstraints(this.#constraints()).catch(() => undefined)
  }

  close(): void {
    this.wanted = false
    this.#capture.close()
  }

  #constraints(): MediaTrackConstraints {
    return this.lowData
      ? { width: { ideal: 640 }, height: { ideal: 360 }, frameRate: { ideal: 15, max: 20 } }
      : { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30, max: 30 } }
  }

  #blurring(): readonly boolean[] | undefined {
    const track = this.track
    // Firefox had no getCapabilities for long, and a stand-in has none.
    return typeof track?.getCapabilities === 'function'
      ? (track.getCapabilities() as MediaTrackCapabilities & Blurring).backgroundBlur
      : undefined
  }

  async #applyBlur(): Promise<void> {
    if ((this.#blurring()?.length ?? 0) < 2) return
    const wish = { backgroundBlur: this.#blur } as MediaTrackConstraints
    // A camera that cannot after all goes on without.
    await this.track?.applyConstraints({ ...this.#constraints(), ...wish }).catch(() => undefined)
  }
}
