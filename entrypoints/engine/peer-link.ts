import type { DataConnection } from 'peerjs'
import type { Link, LinkEvents } from '../../shared/engine/ports.ts'
import type { Bytes } from '../../shared/kit/bytes.ts'
import { Serial } from '../../shared/kit/serial.ts'
import { FrameJoiner, framesOf } from './framing.ts'

/** Both ends create the lossy channel with this number, without negotiation: a negotiated one would take PeerJS's own channel's place. */
const LOSSY_ID = 1000
const MAX_LOSSY = 1024
/** Flow control: bytes handed to the transport and not yet sent. */
const HIGH_WATER = 1024 * 1024
const LOW_WATER = 256 * 1024
/** A lossy channel that cannot keep up drops what is new. */
const LOSSY_WATER = 16 * 1024
/**
 * How long a connection outlives its channels, where we end it and where we are told. Chromium keeps a connection for ever that was closed
 * while one of its events was still to be told (measured: a third of those that end as soon as they open), and makes no more than 500. So
 * each rests first, and not both sides at the same moment, as the end of one is an event of the other. What was sent last arrives, too.
 */
export const LINGER_MS = { ours: 500, theirs: 100 }
/** Bytes that came before the owner listened. */
const MAX_EARLY = 1024 * 1024

/** Creates the second channel; to be called as soon as the connection object exists, on both ends. */
export function lossyChannelOf(connection: DataConnection): RTCDataChannel {
  const channel = connection.peerConnection.createDataChannel('lossy', {
    negotiated: true,
    id: LOSSY_ID,
    ordered: false,
    maxRetransmits: 0,
  })
  channel.binaryType = 'arraybuffer'
  return channel
}

/** Resolves when the connection's main channel is open, rejects when it will not be. The time-out is the caller's. */
export function opened(connection: DataConnection, until: AbortSignal): Promise<void> {
  // The signal may live as long as the engine: it must not hold every connection that ever opened.
  const over = new AbortController()
  return new Promise<void>((resolve, reject) => {
    const pc = connection.peerConnection
    const failed = (why: string) => () => reject(new Error(why))
    // On a fast path the channel opens before the answer is reported as set, and with it the fingerprints.
    const settled = () => connection.open && pc.signalingState === 'stable' && resolve()
    connection.on('open', settled)
    pc.addEventListener('signalingstatechange', settled)
    connection.on('error', failed('the connection failed'))
    connection.on('close', failed('the connection was closed'))
    until.addEventListener('abort', failed('the other did not answer in time'), { signal: over.signal })
    if (until.aborted) failed('the other did not answer in time')()
  }).finally(() => over.abort())
}

/** @returns undefined when the session descriptions name no SHA-256 fingerprint, or more than one: such a link cannot be confirmed. */
function fingerprintOf(description: RTCSessionDescription | null): string | undefined {
  const found = description?.sdp.matchAll(/^a=fingerprint:sha-256 ((?:[0-9A-F]{2}:){31}[0-9A-F]{2})\s*$/gim) ?? []
  const prints = new Set(Array.from(found, (match) => (match[1] as string).replaceAll(':', '').toLowerCase()))
  return prints.size === 1 ? [...prints][0] : undefined
}

/** The `Link` port over an open PeerJS connection. @throws Error when its fingerprints cannot be read. */
export function linkOver(connection: DataConnection, lossy: RTCDataChannel): Link {
  const { peerConnection, dataChannel } = connection
  const local = fingerprintOf(peerConnection.localDescription)
  const remote = fingerprintOf(peerConnection.remoteDescription)
  if (local === undefined || remote === undefined) throw new Error('no fingerprint in the session description')
  return new PeerLink(connection, dataChannel, lossy, { local, remote })
}

class PeerLink implements Link {
  readonly fingerprints: Link['fingerprints']
  readonly peer: string
  readonly #connection: DataConnection
  readonly #channel: RTCDataChannel
  readonly #lossy: RTCDataChannel
  readonly #sending = new Serial()
  readonly #joiner = new FrameJoiner()
  readonly #ended = new AbortController()
  #events: LinkEvents | undefined
  #early: Bytes[] = []
  #earlySize = 0

  constructor(
    connection: DataConnection,
    channel: RTCDataChannel,
    lossy: RTCDataChannel,
    fingerprints: Link['fingerprints'],
  ) {
    this.#connection = connection
    this.#channel = channel
    this.#lossy = lossy
    this.fingerprints = fingerprints
    this.peer = connection.peer
    channel.bufferedAmountLowThreshold = LOW_WATER
    connection.on('data', (data) => this.#received(data))
    // PeerJS would end the connection then and there.
    channel.onclose = () => this.#end(LINGER_MS.theirs)
    connection.on('close', () => this.close())
    connection.on('error', () => this.close())
    connection.peerConnection.addEventListener('connectionstatechange', () => this.#watch())
    lossy.addEventListener('message', ({ data }) => this.#lossyReceived(data))
  }

  /** PeerJS looks at the ICE state only, and Chromium never reports `failed` there once a connection was established. */
  #watch(): void {
    const state = this.#connection.peerConnection.connectionState
    if (state === 'failed' || state === 'closed') this.close()
  }

  listen(events: LinkEvents): void {
    this.#events = events
    const early = this.#early
    this.#early = []
    for (const message of early) events.message(message)
    if (this.#ended.signal.aborted) events.closed()
  }

  send(message: Bytes): Promise<void> {
    return this.#sending.run(async () => {
      for (const frame of framesOf(message)) {
        await this.#room()
        this.#channel.send(frame)
      }
    })
  }

  /** Waits until the transport has room; PeerJS's own buffer, unbounded and polled, is not used. */
  async #room(): Promise<void> {
    while (!this.#ended.signal.aborted && this.#channel.bufferedAmount > HIGH_WATER) await this.#drained()
    if (this.#ended.signal.aborted || this.#channel.readyState !== 'open') throw new Error('the link is closed')
  }

  #drained(): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.#channel.removeEventListener('bufferedamountlow', done)
        this.#ended.signal.removeEventListener('abort', done)
        resolve()
      }
      this.#channel.addEventListener('bufferedamountlow', done)
      this.#ended.signal.addEventListener('abort', done)
    })
  }

  sendLossy(message: Bytes): void {
    if (message.length > MAX_LOSSY || this.#lossy.readyState !== 'open') return
    if (this.#lossy.bufferedAmount <= LOSSY_WATER) this.#lossy.send(message)
  }

  #received(data: unknown): void {
    if (this.#ended.signal.aborted) return
    try {
      if (!(data instanceof ArrayBuffer)) throw new RangeError('not bytes')
      const message = this.#joiner.push(new Uint8Array(data))
      if (message) this.#deliver(message)
    } catch {
      // Not our framing, or too much: whoever sends it is not one of us.
      this.close()
    }
  }

  #deliver(message: Bytes): void {
    if (this.#events) {
      this.#events.message(message)
      return
    }
    this.#earlySize += message.length
    if (this.#earlySize > MAX_EARLY) throw new RangeError('too much before anyone listened')
    this.#early.push(message)
  }

  #lossyReceived(data: unknown): void {
    if (data instanceof ArrayBuffer && data.byteLength <= MAX_LOSSY) this.#events?.lossy(new Uint8Array(data))
  }

  close(): void {
    this.#end(LINGER_MS.ours)
  }

  #end(linger: number): void {
    if (this.#ended.signal.aborted) return
    this.#ended.abort()
    this.#lossy.close()
    this.#channel.close()
    setTimeout(() => this.#connection.close(), linger)
    this.#events?.closed()
  }
}
