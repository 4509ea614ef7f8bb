import type { Census } from './census.ts'

/** By then the test has been heard, and its element goes. */
const TEST_MS = 2_000

/**
 * Everything that sounds here. Each person is heard through an <audio> element of their own; where somebody is to be louder than they
 * were sent, their sound takes the way over a gain, and still ends in such an element, so that the choice of a speaker holds.
 */
export class AudioRoom {
  /** The browser wants a press before it lets us be heard. */
  blocked = false
  readonly onBlocked: () => void
  readonly census: Census
  sink = ''
  readonly #players = new Set<Player>()
  readonly #life = new AbortController()
  #context: AudioContext | undefined

  constructor(census: Census, onBlocked: () => void) {
    this.census = census
    this.onBlocked = onBlocked
    // Any press in the window is the one that the browser waited for.
    const pressed = () => {
      if (this.blocked || this.#context?.state === 'suspended') this.unblock()
    }
    for (const press of ['pointerdown', 'keydown']) addEventListener(press, pressed, { signal: this.#life.signal })
  }

  /** One for all, opened when first needed: browsers allow only a few. */
  get context(): AudioContext {
    this.#context ??= new AudioContext({ latencyHint: 'interactive' })
    if (this.#context.state === 'suspended') void this.#context.resume().catch(() => undefined)
    return this.#context
  }

  player(): Player {
    const player = new Player(this, () => this.#players.delete(player))
    this.#players.add(player)
    return player
  }

  async setSink(id: string): Promise<void> {
    this.sink = id
    await Promise.all([...this.#players].map((player) => player.sinkChanged()))
  }

  /** In a press: lets everybody be heard whom the browser had kept silent. */
  unblock(): void {
    this.blocked = false
    void this.#context?.resume().catch(() => undefined)
    for (const player of this.#players) player.play()
  }

  block(): void {
    if (this.blocked) return
    this.blocked = true
    this.onBlocked()
  }

  /** Two short notes on the chosen speaker, by the same way on which people are heard. */
  test(): void {
    const { context } = this
    const out = context.createMediaStreamDestination()
    const player = this.player()
    player.hear(out.stream.getAudioTracks()[0])
    const start = context.currentTime + 0.1
    for (const [i, hertz] of [523, 784].entries()) {
      const tone = new OscillatorNode(context, { frequency: hertz })
      const loudness = new GainNode(context, { gain: 0 })
      tone.connect(loudness).connect(out)
      const at = start + i * 0.22
      loudness.gain.setValueAtTime(0, at)
      loudness.gain.linearRampToValueAtTime(0.25, at + 0.02)
      loudness.gain.linearRampToValueAtTime(0, at + 0.2)
      tone.start(at)
      tone.stop(at + 0.2)
    }
    this.census.after(TEST_MS, () => player.close())
  }

  close(): void {
    this.#life.abort()
    for (const player of [...this.#players]) player.close()
    void this.#context?.close().catch(() => undefined)
    this.#context = undefined
  }
}

/** One sound of one person: their voice, or that of their screen. */
export class Player {
  readonly #room: AudioRoom
  readonly #gone: () => void
  readonly #element = new Audio()
  /** While the gain is in the way: Chromium lets a remote stream into WebAudio only while an element plays it, too. */
  #pump: HTMLAudioElement | undefined
  #stream: MediaStream | undefined
  #gain: { readonly node: GainNode; readonly source: MediaStreamAudioSourceNode } | undefined
  #volume = 1
  readonly #release: () => void

  constructor(room: AudioRoom, gone: () => void) {
    this.#room = room
    this.#gone = gone
    this.#release = room.census.hold('element')
    this.#element.autoplay = true
    // In the document, as every element that is to be found: by tests, by the browser's own media controls.
    document.body.append(this.#element)
    void this.sinkChanged()
  }

  hear(track: MediaStreamTrack | undefined): void {
    if (this.#stream?.getAudioTracks()[0] === track) return
    this.#stream = track ? new MediaStream([track]) : undefined
    this.#wire()
  }

  /** 0 to 2, 1 as sent. */
  setVolume(volume: number): void {
    const before = this.#volume > 1
    this.#volume = Math.min(2, Math.max(0, volume))
    if (before === this.#volume > 1) this.#loudness()
    else this.#wire()
  }

  play(): void {
    for (const element of [this.#element, this.#pump]) {
      if (!element?.srcObject) continue
      element.play().catch((error: unknown) => {
        if (error instanceof DOMException && error.name === 'NotAllowedError') this.#room.block()
      })
    }
  }

  async sinkChanged(): Promise<void> {
    // A speaker that is gone: the browser's default is heard.
    if (this.#element.setSinkId) await this.#element.setSinkId(this.#room.sink).catch(() => undefined)
  }

  close(): void {
    this.#stream = undefined
    this.#unwire()
    this.#element.remove()
    this.#release()
    this.#gone()
  }

  #unwire(): void {
    this.#gain?.source.disconnect()
    this.#gain?.node.disconnect()
    this.#gain = undefined
    if (this.#pump) this.#pump.srcObject = null
    this.#pump = undefined
    this.#element.srcObject = null
  }

  #wire(): void {
    this.#unwire()
    const stream = this.#stream
    if (!stream) return
    if (this.#volume > 1) {
      this.#pump = new Audio()
      this.#pump.muted = true
      this.#pump.srcObject = stream
      const { context } = this.#room
      const out = context.createMediaStreamDestination()
      const node = new GainNode(context)
      const source = context.createMediaStreamSource(stream)
      source.connect(node).connect(out)
      this.#gain = { node, source }
      this.#element.srcObject = out.stream
    } else this.#element.srcObject = stream
    this.#loudness()
    this.play()
  }

  #loudness(): void {
    this.#element.volume = Math.min(1, this.#volume)
    if (this.#gain) this.#gain.node.gain.value = this.#volume
  }
}
