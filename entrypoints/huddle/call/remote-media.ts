import type { AudioRoom, Player } from './audio-room.ts'

/** What is heard and seen of one person. Tracks belong to their connection and end with it. */
export class RemoteMedia {
  camera: MediaStream | undefined
  screen: MediaStream | undefined
  readonly #room: AudioRoom
  #screenSound: MediaStreamTrack | undefined
  #volume = 1
  #players: { readonly voice: Player; readonly screen: Player } | undefined

  constructor(room: AudioRoom) {
    this.#room = room
  }

  /** A track of theirs is there from the start; it is muted while nothing is sent. */
  get screenSounds(): boolean {
    return this.#screenSound?.muted === false
  }

  shows(camera: MediaStreamTrack | undefined, screen: MediaStreamTrack | undefined): void {
    this.camera = camera && new MediaStream([camera])
    this.screen = screen && new MediaStream([screen])
  }

  hear(voice: MediaStreamTrack | undefined, screen: MediaStreamTrack | undefined): void {
    this.#players ??= { voice: this.#room.player(), screen: this.#room.player() }
    this.#players.voice.hear(voice)
    this.#players.screen.hear(screen)
    this.#screenSound = screen
    this.setVolume(this.#volume)
  }

  setVolume(volume: number): void {
    this.#volume = volume
    this.#players?.voice.setVolume(volume)
    this.#players?.screen.setVolume(volume)
  }

  silence(): void {
    this.camera = undefined
    this.screen = undefined
    this.#screenSound = undefined
    this.#players?.voice.hear(undefined)
    this.#players?.screen.hear(undefined)
  }

  close(): void {
    this.silence()
    this.#players?.voice.close()
    this.#players?.screen.close()
    this.#players = undefined
  }
}
