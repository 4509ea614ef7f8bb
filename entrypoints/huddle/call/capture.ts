import { Signal } from '../../../shared/kit/signal.ts'
import type { DeviceTrouble } from '../model.ts'
import type { Census } from './census.ts'
import { type Asked, type AskPermission, askPermission, deviceTrouble, wantsDefault } from './device-trouble.ts'

/** The part of `navigator.mediaDevices` that is used. */
export type GetUserMedia = (constraints: MediaStreamConstraints) => Promise<MediaStream>

export interface CaptureOptions {
  readonly device: Asked
  readonly census: Census
  readonly getUserMedia: GetUserMedia
  readonly permission?: AskPermission
  /** What is asked of the device, besides which one it is. */
  readonly constraints: () => MediaTrackConstraints
}

/**
 * One microphone or camera: opened, watched while it is open, closed. Falls back to the browser's default when the chosen device is away
 * or is unplugged, and says so. The newest wish wins: an opening that was overtaken is closed as soon as it comes.
 */
export class Capture {
  readonly changed = new Signal<void>()
  /** The device in use is another one than was chosen: its label. */
  readonly fellBack = new Signal<string>()
  track: MediaStreamTrack | undefined
  opening = false
  trouble: DeviceTrouble | undefined

  readonly #options: CaptureOptions
  #wish = 0
  #life: AbortController | undefined

  constructor(options: CaptureOptions) {
    this.#options = options
  }

  /** Opens this device, or the default for an empty id. @returns whether there is a track now. */
  async open(id: string): Promise<boolean> {
    const wish = ++this.#wish
    this.opening = true
    this.changed.emit()
    try {
      const track = await this.#ask(id)
      if (wish !== this.#wish) {
        track.stop()
        return false
      }
      this.#take(track)
      const used = track.getSettings().deviceId
      if (id !== '' && used !== undefined && used !== id) this.fellBack.emit(track.label)
    } catch (error) {
      const trouble = await deviceTrouble(error, this.#options.device, this.#options.permission ?? askPermission)
      if (wish !== this.#wish) return false
      this.#drop()
      this.trouble = trouble
    }
    this.opening = false
    this.changed.emit()
    return this.track !== undefined
  }

  close(): void {
    this.#wish++
    this.#drop()
    this.opening = false
    this.trouble = undefined
    this.changed.emit()
  }

  async #ask(id: string): Promise<MediaStreamTrack> {
    const chosen = id === '' ? {} : { deviceId: { exact: id } }
    try {
      return await this.#request({ ...this.#options.constraints(), ...chosen })
    } catch (error) {
      if (id === '' || !wantsDefault(error)) throw error
      return this.#request(this.#options.constraints())
    }
  }

  async #request(constraints: MediaTrackConstraints): Promise<MediaStreamTrack> {
    const kind = this.#options.device === 'microphone' ? 'audio' : 'video'
    const stream = await this.#options.getUserMedia({ [kind]: constraints })
    const track = stream.getTracks()[0]
    if (!track) throw new DOMException('no track', 'NotFoundError')
    return track
  }

  #take(track: MediaStreamTrack): void {
    this.#drop()
    const life = new AbortController()
    const release = this.#options.census.hold('track')
    life.signal.addEventListener('abort', () => {
      track.stop()
      release()
    })
    this.#life = life
    this.track = track
    this.trouble = track.muted ? 'silenced' : undefined
    const watch = (event: string, then: () => void) => track.addEventListener(event, then, { signal: life.signal })
    watch('ended', () => void this.#lost())
    watch('mute', () => this.#troubled('silenced'))
    watch('unmute', () => this.#troubled(undefined))
  }

  #troubled(trouble: DeviceTrouble | undefined): void {
    this.trouble = trouble
    this.changed.emit()
  }

  /** Unplugged, or taken away by the system: the default steps in, if there is one. */
  async #lost(): Promise<void> {
    this.#drop()
    const wish = this.#wish + 1
    if (await this.open('')) this.fellBack.emit(this.track?.label ?? '')
    else if (wish === this.#wish && this.trouble === 'none') this.#troubled('unplugged')
  }

  #drop(): void {
    this.#life?.abort()
    this.#life = undefined
    this.track = undefined
  }
}
