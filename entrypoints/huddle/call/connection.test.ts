import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { SignalMessage } from '../../../shared/huddle/wire/signal.ts'
import { Census } from './census.ts'
import { Connection } from './connection.ts'

const PRINT = Array.from({ length: 32 }, () => 'AB').join(':')
const SDP = `v=0\r\na=fingerprint:sha-256 ${PRINT}\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n`

class Line {
  readonly sender = { track: null, replaceTrack: vi.fn(async () => undefined), setStreams: vi.fn() }
  readonly receiver: { readonly track: { readonly kind: string } }
  direction = 'recvonly'
  constructor(kind: string) {
    this.receiver = { track: { kind } }
  }
}

/** The part of RTCPeerConnection that a connection uses. */
class Pc extends EventTarget {
  readonly lines: Line[] = []
  readonly set: string[] = []
  readonly candidates: unknown[] = []
  connectionState = 'new'
  signalingState = 'stable'
  localDescription: RTCSessionDescriptionInit | undefined
  closed = false
  readonly listeners = new Set<unknown>()
  override addEventListener(...[name, listener, options]: Parameters<EventTarget['addEventListener']>): void {
    super.addEventListener(name, listener, options)
    this.listeners.add(listener)
    const { signal } = options as AddEventListenerOptions
    signal?.addEventListener('abort', () => this.listeners.delete(listener))
  }
  createDataChannel(label: string, options: RTCDataChannelInit) {
    return { label, ...options }
  }
  addTransceiver(kind: string): Line {
    const line = new Line(kind)
    this.lines.push(line)
    return line
  }
  getTransceivers = () => this.lines
  setConfiguration = vi.fn()
  createOffer = async (options: RTCOfferOptions) => ({ type: 'offer', sdp: options.iceRestart ? `${SDP}again` : SDP })
  createAnswer = async () => ({ type: 'answer', sdp: SDP })
  async setLocalDescription(description: RTCSessionDescriptionInit): Promise<void> {
    this.set.push(`local ${description.type}`)
    this.localDescription = description
    this.signalingState = description.type === 'offer' ? 'have-local-offer' : 'stable'
  }
  async setRemoteDescription({ type }: RTCSessionDescriptionInit): Promise<void> {
    this.set.push(`remote ${type}`)
    this.signalingState = type === 'answer' ? 'stable' : 'have-remote-offer'
  }
  async addIceCandidate(candidate: unknown): Promise<void> {
    this.candidates.push(candidate)
  }
  close(): void {
    this.closed = true
  }
}

const DEVICE = 'a'.repeat(32) as never
const job = (what: string, round = 1, more: object = {}) =>
  ({ do: what, device: DEVICE, link: 3, round, ...more }) as never
const candidate = (n: number) => ({ candidate: `candidate:${n}`, sdpMid: '0', sdpMLineIndex: 0, usernameFragment: 'u' })

function world(lines: readonly string[] = []) {
  const pc = new Pc()
  for (const kind of lines) pc.addTransceiver(kind)
  const said: SignalMessage[] = []
  const events = {
    state: vi.fn(),
    say: (message: SignalMessage) => said.push(message),
    broken: vi.fn(),
    refused: vi.fn(),
  }
  const negotiated = vi.fn()
  const census = new Census()
  const connection = new Connection({
    link: 3,
    census,
    configuration: () => ({}),
    create: () => pc as unknown as RTCPeerConnection,
    outgoing: () => ({}),
    events: { ...events, negotiated },
  })
  return { pc, said, ...events, negotiated, census, connection }
}

describe('a connection', () => {
  beforeEach(() => {
    vi.useFakeTimers()
    vi.stubGlobal('MediaStream', class {})
  })
  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })
  const rest = () => vi.advanceTimersByTimeAsync(0)

  it('offers four lines in their order, and takes the answer of the same round only', async () => {
    const { pc, said, connection, negotiated } = world()
    connection.run(job('offer'))
    await rest()
    expect(pc.lines.map(({ receiver }) => receiver.track.kind)).toEqual(['audio', 'audio', 'video', 'video'])
    expect(said).toMatchObject([{ is: 'offer', link: 3, round: 1 }])
    expect(negotiated).toHaveBeenCalledTimes(1)
    connection.run(job('accept', 2, { sdp: SDP }))
    connection.run(job('accept', 1, { sdp: SDP }))
    connection.run(job('accept', 1, { sdp: SDP }))
    await rest()
    expect(pc.set).toEqual(['local offer', 'remote answer'])
    expect(connection.sealedFingerprint).toBe('ab'.repeat(32))
  })

  it('answers with what was offered, both ways', async () => {
    const { pc, said, connection } = world(['audio', 'audio', 'video', 'video'])
    connection.run(job('answer', 1, { sdp: SDP }))
    await rest()
    expect(said).toMatchObject([{ is: 'answer', link: 3, round: 1 }])
    expect(pc.lines.map(({ direction }) => direction)).toEqual(Array(4).fill('sendrecv'))
  })

  it.each([[[]], [['audio']], [['video', 'audio', 'video', 'audio']], [Array(9).fill('audio')]])(
    'refuses other lines than a call has: %j',
    async (lines: string[]) => {
      const { said, refused, connection } = world(lines)
      connection.run(job('answer', 1, { sdp: SDP }))
      await rest()
      expect(refused).toHaveBeenCalledTimes(1)
      expect(said).toEqual([])
    },
  )

  it.each(['', 'v=0', SDP.replace('sha-256', 'sha-1'), `${SDP}a=fingerprint:sha-256 ${PRINT.replace('AB', 'CD')}\r\n`])(
    'applies no description whose certificate could not be compared',
    async (sdp) => {
      const { pc, refused, connection } = world(['audio', 'audio', 'video', 'video'])
      connection.run(job('answer', 1, { sdp }))
      await rest()
      expect([pc.set, refused.mock.calls.length]).toEqual([[], 1])
    },
  )

  it('restarts ICE on the same connection with fresh servers, and drops candidates of another round', async () => {
    const { pc, said, connection } = world()
    connection.run(job('offer'))
    connection.run(job('accept', 1, { sdp: SDP }))
    connection.run(job('restart', 2))
    connection.run(job('candidates', 2, { candidates: [candidate(2)] }))
    connection.run(job('accept', 2, { sdp: SDP }))
    connection.run(job('candidates', 1, { candidates: [candidate(1)] }))
    connection.run(job('candidates', 2, { candidates: [candidate(3)] }))
    await rest()
    expect(pc.setConfiguration).toHaveBeenCalledTimes(1)
    expect(said.map(({ is }) => is)).toEqual(['offer', 'offer'])
    expect(pc.candidates).toEqual([candidate(3)])
  })

  it('HU9 refuses a restart that names another certificate, offered or answered, and applies nothing of it', async () => {
    const other = SDP.replaceAll('AB', 'CD')
    const [asked, offering] = [world(['audio', 'audio', 'video', 'video']), world()]
    asked.connection.run(job('answer', 1, { sdp: SDP }))
    asked.connection.run(job('answer-restart', 2, { sdp: other }))
    offering.connection.run(job('offer'))
    offering.connection.run(job('accept', 1, { sdp: SDP }))
    offering.connection.run(job('restart', 2))
    offering.connection.run(job('accept', 2, { sdp: other }))
    await rest()
    expect(asked.pc.set).toEqual(['remote offer', 'local answer'])
    expect(offering.pc.set).toEqual(['local offer', 'remote answer', 'local offer'])
    for (const { refused, connection } of [asked, offering]) {
      expect(refused).toHaveBeenCalledExactlyOnceWith('another certificate')
      expect(connection.sealedFingerprint).toBe('ab'.repeat(32))
    }
  })

  it('servers that the browser does not take are left out, at the beginning and at a restart', async () => {
    const pc = new Pc()
    const made: RTCConfiguration[] = []
    const picky = (configuration: RTCConfiguration) => {
      if (configuration.iceServers?.length) throw new DOMException('', 'SyntaxError')
      made.push(configuration)
      return pc as unknown as RTCPeerConnection
    }
    pc.setConfiguration = vi.fn(picky)
    const events = { state: vi.fn(), say: vi.fn(), broken: vi.fn(), refused: vi.fn(), negotiated: vi.fn() }
    const configuration = () => ({ iceServers: [{ urls: 'http://x' }], iceTransportPolicy: 'relay' as const })
    const options = { link: 3, census: new Census(), create: picky, configuration, outgoing: () => ({}), events }
    const connection = new Connection(options)
    for (const one of [job('offer'), job('accept', 1, { sdp: SDP }), job('restart', 2)]) connection.run(one)
    await rest()
    expect(made).toEqual(Array(2).fill({ iceServers: [], iceTransportPolicy: 'relay' }))
    expect(events.broken).not.toHaveBeenCalled()
    connection.close()
  })

  it('sends its candidates in handfuls', async () => {
    const { pc, said, connection } = world()
    connection.run(job('offer'))
    await rest()
    const come = (one: unknown) => pc.dispatchEvent(Object.assign(new Event('icecandidate'), { candidate: one }))
    for (let i = 0; i < 5; i++) come(candidate(i))
    come({ ...candidate(5), candidate: '' })
    come(null)
    await vi.advanceTimersByTimeAsync(100)
    expect(said.at(-1)).toMatchObject({ is: 'candidates', round: 1 })
    expect(said.flatMap((one) => (one.is === 'candidates' ? one.candidates : []))).toHaveLength(5)
  })

  it('what throws is told, once, and not after the end', async () => {
    const { pc, broken, connection } = world()
    pc.createOffer = async () => {
      throw new Error('no')
    }
    connection.run(job('offer'))
    await rest()
    expect(broken).toHaveBeenCalledTimes(1)
    connection.run(job('offer'))
    connection.close()
    await rest()
    expect(broken).toHaveBeenCalledTimes(1)
  })

  it('closed, it leaves no connection, timer or listener, and does nothing that was still to be done', async () => {
    const { pc, said, census, connection } = world()
    connection.run(job('offer'))
    await rest()
    pc.dispatchEvent(Object.assign(new Event('icecandidate'), { candidate: candidate(1) }))
    connection.run(job('restart', 2))
    connection.close()
    connection.close()
    await vi.advanceTimersByTimeAsync(1_000)
    expect([pc.closed, pc.listeners.size, said.length]).toEqual([true, 0, 1])
    expect(census.counts).toEqual({ connection: 0, track: 0, element: 0, timer: 0 })
  })
})
