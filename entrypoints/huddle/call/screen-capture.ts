import { Signal } from '../../../shared/kit/signal.ts'
import type { DeviceTrouble, OwnDevice } from '../model.ts'
import type { Census } from './census.ts'
import { screenTrouble } from './device-trouble.ts'

export type GetDisplayMedia = (options: DisplayMediaStreamOptions) => Promise<MediaStream>

/** Not yet all in the compiler's library. @see https://www.w3.org/TR/screen-capture/#displaymediastreamoptions */
interface ScreenOptions extends DisplayMediaStreamOptions {
  readonly systemAudio: 'include' | 'exclude'
  readonly surfaceSwitching: 'include' | 'exclude'
}

/**
 * Without the call's own voices in it, or everybody would hear themselves: `restrictOwnAudio` where the browser knows it. What is
 * spoken is not "cleaned": it may be music.
 */
const SOUND = {
  echoCancellation: false,
  noiseSuppression: false,
  autoGainControl: false,
  restrictOwnAudio: true,
} as MediaTrackConstraints

const OPTIONS: ScreenOptions = {
  video: { frameRate: { ideal: 15, max: 15 }, width: { max: 1920 }, height: { max: 1200 } },
  audio: SOUND,
  systemAudio: 'include',
  surfaceSwitching: 'include',
}

/** Our shared screen, window or tab, with its sound where the browser gives it. */
export class ScreenCapture {
  readonly changed = new Signal<void>()
  picture: MediaStreamTrack | undefined
  sound: MediaStreamTrack | undefined
  readonly #census: Census
  readonly #getDisplayMedia: GetDisplayMedia
  #opening = false
  #trouble: DeviceTrouble | undefined
  #life: AbortController | undefined
  #wish = 0

  constructor(census: Census, getDisplayMedia: GetDisplayMedia) {
    this.#census = census
    this.#getDisplayMedia = getDisplayMedia
  }

  get state(): OwnDevice {
    const trouble = this.#trouble
    return { on: this.picture !== undefined, opening: this.#opening, ...(trouble === undefined ? {} : { trouble }) }
  }

  /** To be called in the press itself: Firefox shows its picker only then. @returns whether something is shared now. */
  async start(): Promise<boolean> {
    const wish = ++this.#wish
    const asking = this.#getDisplayMedia(OPTIONS)
    this.#opening = true
    this.#trouble = undefined
    this.changed.emit()
    try {
      const stream = await asking
      if (wish === this.#wish) this.#take(stream)
      else for (const track of stream.getTracks()) track.stop()
    } catch (error) {
      if (wish === this.#wish) this.#trouble = screenTrouble(error)
    }
    if (wish === this.#wish) {
      this.#opening = false
      this.changed.emit()
    }
    return this.picture !== undefined
  }

  stop(): void {
    this.#wish++
    this.#opening = false
    this.#life?.abort()
    this.#life = undefined
    this.picture = undefined
    this.sound = undefined
    this.changed.emit()
  }

  #take(stream: MediaStream): void {
    this.#life?.abort()
    const life = new AbortController()
    this.#life = life
    for (const track of stream.getTracks()) {
      const release = this.#census.hold('track')
      life.signal.addEventListener('abort', () => {
        track.stop()
        release()
      })
    }
    this.picture = stream.getVideoTracks()[0]
    this.sound = stream.getAudioTracks()[0]
    if (this.picture) this.picture.contentHint = 'detail'
    if (this.sound) this.sound.contentHint = 'music'
    // The browser's own "Stop sharing", or the shared window was closed.
    this.picture?.addEventListener('ended', () => this.stop(), { signal: life.signal })
  }
}
