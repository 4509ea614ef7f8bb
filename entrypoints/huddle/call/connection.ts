/** One RTCPeerConnection and its four pre-allocated media lines and three negotiated channels. Knows nothing of people. */

import { fingerprintOf, tuneAudio } from '../../../shared/huddle/sdp.ts'
import type { CallEffect, ConnectionState } from '../../../shared/huddle/supervisor/state.ts'
import type { SignalMessage } from '../../../shared/huddle/wire/signal.ts'
import { Serial } from '../../../shared/kit/serial.ts'
import { CandidateBatch } from './candidate-batch.ts'
import type { Census } from './census.ts'
import { answerLines, type Lines, type Outgoing, offerLines, replaceTracks, SLOTS, type Slot } from './lines.ts'

export interface ConnectionEvents {
  state(state: ConnectionState): void
  /** To be sent to the other end. */
  say(message: SignalMessage): void
  /** An exception while a description was made or applied. */
  broken(error: unknown): void
  /** Their description cannot be accepted. */
  refused(why: string): void
  /** Media lines are known now; their receivers' tracks may be shown and heard. */
  negotiated(): void
}

export interface ConnectionOptions {
  readonly link: number
  readonly census: Census
  readonly configuration: () => RTCConfiguration
  readonly create: (configuration: RTCConfiguration) => RTCPeerConnection
  readonly events: ConnectionEvents
  readonly outgoing: () => Outgoing
}

/** Servers that this browser does not take cost what they are for, never the call. */
function tolerant<Made>(make: (configuration: RTCConfiguration) => Made, configuration: RTCConfiguration): Made {
  try {
    return make(configuration)
  } catch {
    return make({ ...configuration, iceServers: [] })
  }
}

type Job = Extract<CallEffect, { round: number }>

export class Connection {
  readonly link: number
  readonly pc: RTCPeerConnection
  readonly channels: {
    readonly control: RTCDataChannel
    readonly lossy: RTCDataChannel
    readonly files: RTCDataChannel
  }
  /** Ends every listener of ours, with the connection. */
  readonly life: AbortSignal
  /** SHA-256 of their certificate as their sealed description names it, hexadecimal. */
  sealedFingerprint: string | undefined
  lines: Lines = []

  readonly #life = new AbortController()
  readonly #options: ConnectionOptions
  readonly #jobs = new Serial()
  /** Round of our own description, and of theirs. */
  #round = 0
  #theirRound = 0
  readonly #batch: CandidateBatch

  constructor(options: ConnectionOptions) {
    this.#options = options
    this.link = options.link
    this.life = this.#life.signal
    const release = options.census.hold('connection')
    this.pc = tolerant(options.create, options.configuration())
    this.channels = {
      control: this.pc.createDataChannel('control', { negotiated: true, id: 0 }),
      lossy: this.pc.createDataChannel('lossy', { negotiated: true, id: 1, ordered: false, maxRetransmits: 0 }),
      files: this.pc.createDataChannel('files', { negotiated: true, id: 2 }),
    }
    this.#batch = new CandidateBatch(options.census, (candidates) =>
      options.events.say({ is: 'candidates', link: this.link, round: this.#round, candidates }),
    )
    this.#watch()
    this.life.addEventListener('abort', () => {
      this.#batch.drop()
      this.pc.close()
      release()
    })
  }

  get closed(): boolean {
    return this.life.aborted
  }

  close(): void {
    this.#life.abort()
  }

  /** One after the other, in the order of the calls. */
  run(job: Job): void {
    void this.#jobs.run(async () => {
      if (this.closed) return
      try {
        await this.#do(job)
      } catch (error) {
        if (!this.closed) this.#options.events.broken(error)
      }
    })
  }

  /** What we send has changed; nothing is negotiated anew. */
  async replace(): Promise<void> {
    await replaceTracks(this.lines, this.#options.outgoing()).catch((error: unknown) => {
      if (!this.closed) this.#options.events.broken(error)
    })
  }

  sender(slot: Slot): RTCRtpSender | undefined {
    return this.lines[SLOTS.indexOf(slot)]?.sender
  }

  receiver(slot: Slot): RTCRtpReceiver | undefined {
    return this.lines[SLOTS.indexOf(slot)]?.receiver
  }

  #do(job: Job): Promise<void> | void {
    switch (job.do) {
      case 'offer':
        this.lines = offerLines(this.pc)
        void this.replace()
        return this.#offer(job.round, false)
      case 'restart':
        this.#configure()
        return this.#offer(job.round, true)
      case 'answer':
      case 'answer-restart':
        if (job.do === 'answer-restart') this.#configure()
        return this.#answer(job.round, job.sdp)
      case 'accept':
        return this.#accept(job.round, job.sdp)
      case 'candidates':
        return this.#candidates(job)
      case 'resend':
        return this.#resend(job.round)
    }
  }

  #configure(): void {
    tolerant((configuration) => this.pc.setConfiguration(configuration), this.#options.configuration())
  }

  #watch(): void {
    const { pc, life } = this
    pc.addEventListener('connectionstatechange', () => this.#options.events.state(pc.connectionState), { signal: life })
    pc.addEventListener('icecandidate', ({ candidate }) => candidate && this.#batch.add(candidate), { signal: life })
  }

  async #offer(round: number, iceRestart: boolean): Promise<void> {
    this.#batch.flush()
    this.#round = round
    await this.#describe(await this.pc.createOffer(iceRestart ? { iceRestart } : {}))
    this.#sayDescription('offer')
    if (!iceRestart) this.#options.events.negotiated()
  }

  async #answer(round: number, sdp: string): Promise<void> {
    if (!(await this.#apply('offer', round, sdp))) return
    const first = this.lines.length === 0
    if (first) {
      const lines = answerLines(this.pc)
      if (!lines) return this.#options.events.refused('other media lines')
      this.lines = lines
      void this.replace()
    }
    this.#batch.flush()
    this.#round = round
    await this.#describe(await this.pc.createAnswer())
    this.#sayDescription('answer')
    if (first) this.#options.events.negotiated()
  }

  async #accept(round: number, sdp: string): Promise<void> {
    if (round !== this.#round || this.pc.signalingState !== 'have-local-offer') return
    await this.#apply('answer', round, sdp)
  }

  /** A tuned description that the browser does not take costs redundancy, never the call. */
  async #describe(description: RTCSessionDescriptionInit): Promise<void> {
    const sdp = tuneAudio(description.sdp ?? '')
    await this.pc
      .setLocalDescription({ type: description.type, sdp })
      .catch(() => this.pc.setLocalDescription(description))
  }

  async #apply(type: 'offer' | 'answer', round: number, sdp: string): Promise<boolean> {
    const fingerprint = fingerprintOf(sdp)
    if (!fingerprint.ok) {
      this.#options.events.refused(fingerprint.error)
      return false
    }
    // HU9: what was proven once holds for the whole connection. A browser would begin DTLS anew with the other certificate.
    if (this.sealedFingerprint !== undefined && fingerprint.value !== this.sealedFingerprint) {
      this.#options.events.refused('another certificate')
      return false
    }
    // Before it is applied: the connection may be up as soon as it is.
    this.sealedFingerprint = fingerprint.value
    await this.pc.setRemoteDescription({ type, sdp })
    this.#theirRound = round
    return true
  }

  #sayDescription(is: 'offer' | 'answer'): void {
    const sdp = this.pc.localDescription?.sdp
    if (sdp && !this.closed) this.#options.events.say({ is, link: this.link, round: this.#round, sdp })
  }

  #resend(round: number): void {
    const type = this.pc.localDescription?.type
    if (round === this.#round && (type === 'offer' || type === 'answer')) this.#sayDescription(type)
  }

  async #candidates(job: Extract<CallEffect, { do: 'candidates' }>): Promise<void> {
    if (job.round !== this.#theirRound) return
    for (const { usernameFragment = null, ...candidate } of job.candidates) {
      // Of a kind that this browser does not know: others will do.
      await this.pc.addIceCandidate({ ...candidate, usernameFragment }).catch(() => undefined)
    }
  }
}
