/** What the ladder decided, given to the senders of one connection. */
import type { Encoding, LadderOutput } from '../../../shared/huddle/ladder.ts'
import { Serial } from '../../../shared/kit/serial.ts'
import type { Connection } from './connection.ts'

type Preference = 'maintain-framerate' | 'maintain-resolution'

/** Changes of one sender must not overtake each other: each begins with what the browser holds now. */
export class Applier {
  readonly #connection: Connection
  readonly #jobs = new Serial()
  #last = ''

  constructor(connection: Connection) {
    this.#connection = connection
  }

  apply(output: Pick<LadderOutput, 'cameraEncoding' | 'screenEncoding' | 'audioBitrate'>): void {
    const { cameraEncoding, screenEncoding, audioBitrate } = output
    const now = JSON.stringify([cameraEncoding, screenEncoding, audioBitrate])
    if (now === this.#last || this.#connection.lines.length === 0) return
    this.#last = now
    void this.#jobs.run(async () => {
      const done = await Promise.all([
        this.#audio(audioBitrate),
        this.#video('camera', cameraEncoding, 'maintain-framerate'),
        this.#video('screen', screenEncoding, 'maintain-resolution'),
      ])
      // Refused for now (in the middle of a negotiation): tried again with the next decision.
      if (done.includes(false) && this.#last === now) this.#last = ''
    })
  }

  #audio(maxBitrate: number): Promise<boolean> {
    return this.#change('microphone', (encoding) => {
      encoding.maxBitrate = maxBitrate
      encoding.priority = 'high'
      encoding.networkPriority = 'high'
    })
  }

  #video(slot: 'camera' | 'screen', wanted: Encoding, preference: Preference): Promise<boolean> {
    return this.#change(
      slot,
      (encoding) => {
        encoding.active = wanted.active
        encoding.maxBitrate = wanted.maxBitrate
        encoding.scaleResolutionDownBy = Math.max(1, wanted.scaleResolutionDownBy)
        encoding.maxFramerate = wanted.maxFramerate
      },
      preference,
    )
  }

  async #change(
    slot: 'microphone' | 'camera' | 'screen',
    change: (encoding: RTCRtpEncodingParameters) => void,
    degradationPreference?: Preference,
  ): Promise<boolean> {
    const sender = this.#connection.sender(slot)
    if (!sender || this.#connection.closed) return true
    try {
      const parameters = sender.getParameters()
      // Before the first negotiation is over there is nothing to change.
      if (parameters.encodings.length === 0) return false
      for (const encoding of parameters.encodings) change(encoding)
      await sender.setParameters(degradationPreference ? { ...parameters, degradationPreference } : parameters)
      return true
    } catch {
      return false
    }
  }
}
