/** Everything that we send, and the devices it comes from. */
import { Signal } from '../../../shared/kit/signal.ts'
import type { Devices } from '../model.ts'
import type { AudioRoom } from './audio-room.ts'
import { Camera } from './camera.ts'
import type { GetUserMedia } from './capture.ts'
import type { Census } from './census.ts'
import { type Listed, listDevices } from './device-list.ts'
import { type AskPermission, askPermission } from './device-trouble.ts'
import type { Outgoing } from './lines.ts'
import { Microphone } from './microphone.ts'
import { OwnLevel } from './own-level.ts'
import { type GetDisplayMedia, ScreenCapture } from './screen-capture.ts'
import { type Interrupted, keepTastes, readTastes, type Shelf, type Tastes } from './tastes.ts'

export interface MediaSource extends EventTarget {
  readonly getUserMedia: GetUserMedia
  readonly getDisplayMedia: GetDisplayMedia
  enumerateDevices(): Promise<MediaDeviceInfo[]>
}

export interface OwnMediaOptions {
  readonly source: MediaSource
  readonly permission?: AskPermission
  readonly census: Census
  readonly room: AudioRoom
  readonly shelf: Shelf
  readonly interrupted: Interrupted | undefined
}

export class OwnMedia {
  readonly changed = new Signal<void>()
  /** Another track is sent for one of the lines. */
  readonly replaced = new Signal<void>()
  /** To be told to the person. */
  readonly said = new Signal<string>()
  readonly microphone: Microphone
  readonly camera: Camera
  readonly screen: ScreenCapture
  readonly level: OwnLevel
  tastes: Tastes

  readonly #is: OwnMediaOptions
  readonly #life = new AbortController()
  /** No microphone was to be had: nothing is asked again until the person wants to be heard. */
  #listening: boolean
  #listed: Listed = { microphones: [], cameras: [], speakers: [] }
  #sent: Outgoing = {}

  constructor(options: OwnMediaOptions) {
    const { source, census, room, shelf, interrupted } = options
    this.#is = options
    this.tastes = readTastes(shelf)
    const { microphone, camera, noiseSuppression, blur, lowData, microphoneOn } = this.tastes
    const common = {
      census,
      getUserMedia: (constraints: MediaStreamConstraints) => source.getUserMedia(constraints),
      permission: options.permission ?? askPermission,
    }
    const muted = interrupted?.muted ?? !microphoneOn
    this.microphone = new Microphone({ ...common, muted, noiseSuppression, chosen: microphone })
    this.camera = new Camera({ ...common, chosen: camera, blur, lowData })
    this.screen = new ScreenCapture(census, (wish) => source.getDisplayMedia(wish))
    this.level = new OwnLevel(room)
    this.#listening = interrupted?.listening ?? false
    void room.setSink(this.tastes.speaker)
    this.#watch()
  }

  get outgoing(): Outgoing {
    const { sent } = this.microphone
    const { picture, sound } = this.screen
    const { track } = this.camera
    return {
      ...(sent ? { microphone: sent } : {}),
      ...(sound ? { screenSound: sound } : {}),
      ...(track ? { camera: track } : {}),
      ...(picture ? { screen: picture } : {}),
    }
  }

  /** What this window goes on with after a reload. */
  get doing(): Omit<Interrupted, 'back'> {
    const { muted, sent, state } = this.microphone
    return { muted, camera: this.camera.state.on, listening: sent === undefined && !state.opening }
  }

  get devices(): Devices {
    const { microphone, camera, noiseSuppression } = this
    const used = (track: MediaStreamTrack | undefined, chosen: string) => track?.getSettings().deviceId ?? chosen
    return {
      ...this.#listed,
      microphone: used(microphone.heard, microphone.chosen),
      camera: used(camera.track, camera.chosen),
      speaker: this.tastes.speaker,
      noiseSuppression,
      blur: camera.blur,
    }
  }

  get noiseSuppression(): boolean {
    return this.microphone.noiseSuppression
  }

  /** As it was last time; the camera only when the window was reloaded while it was on. */
  async start(): Promise<void> {
    const jobs: Promise<unknown>[] = [this.refresh()]
    if (!this.#listening) jobs.push(this.#openMicrophone())
    if (this.#is.interrupted?.camera) jobs.push(this.camera.set(true))
    await Promise.all(jobs)
  }

  setMuted(muted: boolean): void {
    this.microphone.setMuted(muted)
    this.keep({ microphoneOn: !muted })
    if (!muted && !this.microphone.sent && !this.microphone.state.opening) void this.#openMicrophone()
  }

  /** Asks once more for a microphone, as a button of an advice does. */
  retryMicrophone(): Promise<void> {
    return this.#openMicrophone()
  }

  async chooseMicrophone(id: string): Promise<void> {
    this.keep({ microphone: id })
    await this.microphone.choose(id)
  }

  async chooseCamera(id: string): Promise<void> {
    this.keep({ camera: id })
    await this.camera.choose(id)
  }

  async chooseSpeaker(id: string): Promise<void> {
    this.keep({ speaker: id })
    await this.#is.room.setSink(id)
  }

  async setNoiseSuppression(on: boolean): Promise<void> {
    this.keep({ noiseSuppression: on })
    await this.microphone.setNoiseSuppression(on)
  }

  async setBlur(on: boolean): Promise<void> {
    this.keep({ blur: on })
    await this.camera.setBlur(on)
  }

  async setLowData(on: boolean): Promise<void> {
    this.keep({ lowData: on })
    await this.camera.setLowData(on)
  }

  keep(change: Partial<Tastes>): void {
    this.tastes = keepTastes(this.#is.shelf, change)
    this.changed.emit()
  }

  /** Reads anew which devices there are. Names are told only once one was opened. */
  async refresh(): Promise<void> {
    this.#listed = await listDevices(this.#is.source).catch(() => this.#listed)
    this.changed.emit()
  }

  close(): void {
    this.#life.abort()
    this.microphone.close()
    this.camera.close()
    this.screen.stop()
    this.level.hear(undefined)
  }

  async #openMicrophone(): Promise<void> {
    this.#listening = !(await this.microphone.open())
    await this.refresh()
  }

  #watch(): void {
    const { signal } = this.#life
    for (const device of [this.microphone, this.camera, this.screen]) device.changed.listen(() => this.#look(), signal)
    this.microphone.replaced.listen(() => this.level.hear(this.microphone.heard), signal)
    const fell = (what: string) => (label: string) =>
      this.said.emit(`The ${what} that was chosen is away.${label === '' ? '' : ` In use now: ${label}.`}`)
    this.microphone.fellBack.listen(fell('microphone'), signal)
    this.camera.fellBack.listen(fell('camera'), signal)
    this.#is.source.addEventListener('devicechange', () => void this.#plugged(), { signal })
  }

  #look(): void {
    const [before, now] = [this.#sent, this.outgoing]
    this.#sent = now
    const slots = ['microphone', 'screenSound', 'camera', 'screen'] as const
    if (slots.some((slot) => before[slot] !== now[slot])) {
      this.replaced.emit()
      if (before.camera !== now.camera) void this.refresh()
    }
    this.changed.emit()
  }

  /** A microphone came: it is taken without a word where the browser need not ask for it. */
  async #plugged(): Promise<void> {
    await this.refresh()
    const { trouble, opening } = this.microphone.state
    if (opening || (trouble !== 'none' && trouble !== 'unplugged') || this.#listed.microphones.length === 0) return
    const granted = (await (this.#is.permission ?? askPermission)('microphone')) === 'granted'
    // Whoever left meanwhile must not be listened to.
    if (granted && !this.#life.signal.aborted) await this.#openMicrophone()
  }
}
