/** What can be known of a call from within its page: who is heard and seen since when, and the browser's statistics of its connections. */
import type { Page } from 'puppeteer-core'

/** Sums over all open connections of a page since they began. */
export interface CallTotals {
  /** The page's clock, milliseconds. */
  readonly at: number
  readonly connections: number
  /** Bytes of media sent and received, without headers. */
  readonly audioOut: number
  readonly videoOut: number
  readonly audioIn: number
  readonly videoIn: number
  /** Samples of sound played of others, those among them that were invented to hide gaps, and those of these that were silence. */
  readonly samples: number
  readonly concealed: number
  readonly silent: number
  readonly framesIn: number
  readonly freezes: number
  /** The longest round trip of all, milliseconds. */
  readonly roundTripMs: number
}

/** The first time of each, in milliseconds since 1970 by the page's own clock. */
export interface CallMarks {
  readonly script: number
  readonly asked?: number
  readonly opened?: number
  readonly connection?: number
  readonly connected?: number
  readonly frame?: number
}

interface Lines {
  readonly marks: Record<string, number> & CallMarks
  mark(name: string): void
  /** All that were made and are not known to be closed. */
  readonly connections: Set<RTCPeerConnection>
  made: number
}

interface Ears {
  /** Resolves with the moment at which somebody is heard, counted from now. */
  listen(): Promise<number>
  heard: Promise<number>
  tones(): readonly { readonly level: number; readonly hertz: number }[]
}

type Probed = typeof globalThis & { callLines?: Lines; callEars?: Ears }

/** Runs in a page before its own scripts (see call-window.ts): notes every connection and microphone of a call. */
function noteLines(): void {
  const place = globalThis as Probed
  // A window that a page opens keeps its first, empty document's globals, and no script is run in it again.
  const calls = /\/(huddle\.html|bare)$/.test(location.pathname) || (location.href === 'about:blank' && opener !== null)
  if (place.callLines !== undefined || !calls) return
  const now = (): number => performance.timeOrigin + performance.now()
  const mark = (name: string): void => {
    lines.marks[name] ??= now()
  }
  const lines: Lines = { marks: { script: now() }, mark, connections: new Set(), made: 0 }
  const Native = RTCPeerConnection
  place.RTCPeerConnection = class extends Native {
    constructor(configuration?: RTCConfiguration) {
      super(configuration)
      mark('connection')
      lines.made++
      lines.connections.add(this)
      this.addEventListener('connectionstatechange', () => this.connectionState === 'connected' && mark('connected'))
    }
  }
  const { mediaDevices } = navigator
  const open = mediaDevices.getUserMedia.bind(mediaDevices)
  mediaDevices.getUserMedia = async (constraints) => {
    mark('asked')
    const stream = await open(constraints)
    mark('opened')
    return stream
  }
  place.callLines = lines
}

/** Runs after that: hears and sees what the page gives to its elements, which need not be in the document to be heard. */
function growEars(): void {
  const place = globalThis as Probed
  const { callLines: lines } = place
  if (lines === undefined || place.callEars !== undefined) return
  const ear = new AudioContext({ latencyHint: 'interactive' })
  const voices = new Map<HTMLMediaElement, AnalyserNode>()
  const attend = (element: HTMLMediaElement, stream: MediaProvider | null): void => {
    voices.delete(element)
    if (!(stream instanceof MediaStream)) return
    if (element instanceof HTMLVideoElement) element.requestVideoFrameCallback(() => lines.mark('frame'))
    if (element.muted || stream.getAudioTracks().length === 0) return
    const analyser = new AnalyserNode(ear, { fftSize: 2048, smoothingTimeConstant: 0 })
    ear.createMediaStreamSource(stream).connect(analyser)
    voices.set(element, analyser)
  }
  const source = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, 'srcObject')
  Object.defineProperty(HTMLMediaElement.prototype, 'srcObject', {
    configurable: true,
    enumerable: true,
    get(this: HTMLMediaElement) {
      return source?.get?.call(this)
    },
    set(this: HTMLMediaElement, stream: MediaProvider | null) {
      source?.set?.call(this, stream)
      attend(this, stream)
    },
  })
  const wave = new Float32Array(2048)
  /** Root mean square of the newest 10 ms. */
  const level = (analyser: AnalyserNode): number => {
    analyser.getFloatTimeDomainData(wave)
    const newest = wave.subarray(-480)
    return Math.sqrt(newest.reduce((sum, value) => sum + value * value, 0) / newest.length)
  }
  const listen = (): Promise<number> =>
    new Promise((resolve) => {
      const timer = setInterval(() => {
        if (![...voices.values()].some((analyser) => level(analyser) > 0.01)) return
        clearInterval(timer)
        resolve(performance.timeOrigin + performance.now())
      }, 5)
    })
  const tones = () =>
    [...voices.values()].map((analyser) => {
      const bins = new Float32Array(analyser.frequencyBinCount)
      analyser.getFloatFrequencyData(bins)
      const strongest = bins.indexOf(Math.max(...bins))
      return { level: level(analyser), hertz: (strongest * ear.sampleRate) / analyser.fftSize }
    })
  place.callEars = { listen, heard: listen(), tones }
}

/** To be run in a page before its own scripts. */
export const PROBE = `(${noteLines.toString()})();(${growEars.toString()})()`

/** Whether the page's own scripts may run now: a window that is opening is empty at first. */
export const isProbed = (page: Page): Promise<boolean> =>
  page.evaluate(() => (globalThis as Probed).callEars !== undefined)

export const callMarks = (page: Page): Promise<CallMarks> =>
  page.evaluate(() => ({ script: Number.NaN, ...(globalThis as Probed).callLines?.marks }))

/** When somebody was first heard in this page, by its clock, or first since `listenAgain`; waits for it. */
export const firstHeard = (page: Page): Promise<number> =>
  page.evaluate(() => (globalThis as Probed).callEars?.heard ?? Promise.reject(new Error('not probed')))

/** Begins to listen for the next sound now. */
export const listenAgain = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const ears = (globalThis as Probed).callEars
    if (ears) ears.heard = ears.listen()
  })

/** Whether this tone is heard at this moment; codecs and gain control change its loudness, never its pitch. */
export async function hearsTone(page: Page, hertz: number): Promise<boolean> {
  const tones = await page.evaluate(() => (globalThis as Probed).callEars?.tones() ?? [])
  return tones.some((tone) => tone.level > 0.005 && Math.abs(tone.hertz - hertz) < 40)
}

export const callTotals = (page: Page): Promise<CallTotals> =>
  page.evaluate(async () => {
    const sum = { audioOut: 0, videoOut: 0, audioIn: 0, videoIn: 0, samples: 0, concealed: 0, silent: 0 }
    const seen = { framesIn: 0, freezes: 0, roundTripMs: 0, connections: 0 }
    for (const connection of (globalThis as Probed).callLines?.connections ?? []) {
      if (connection.connectionState !== 'closed') seen.connections++
      for (const entry of (await connection.getStats()).values()) {
        if (entry.type === 'outbound-rtp') sum[entry.kind === 'audio' ? 'audioOut' : 'videoOut'] += entry.bytesSent ?? 0
        if (entry.type === 'candidate-pair' && entry.nominated)
          seen.roundTripMs = Math.max(seen.roundTripMs, (entry.currentRoundTripTime ?? 0) * 1_000)
        if (entry.type !== 'inbound-rtp') continue
        sum[entry.kind === 'audio' ? 'audioIn' : 'videoIn'] += entry.bytesReceived ?? 0
        sum.samples += entry.totalSamplesReceived ?? 0
        sum.concealed += entry.concealedSamples ?? 0
        sum.silent += entry.silentConcealedSamples ?? 0
        seen.framesIn += entry.framesDecoded ?? 0
        seen.freezes += entry.freezeCount ?? 0
      }
    }
    return { at: performance.timeOrigin + performance.now(), ...sum, ...seen }
  })

/** How a camera is sent to somebody. */
export interface CameraLine {
  readonly active: boolean
  /** The most that it may need, kilobits per second. */
  readonly kbps: number
  readonly scaledDownBy: number
}

/** The first camera that is sent from this page; undefined: none is. */
export const cameraLine = (page: Page): Promise<CameraLine | undefined> =>
  page.evaluate(() => {
    for (const connection of (globalThis as Probed).callLines?.connections ?? []) {
      if (connection.connectionState === 'closed') continue
      const sender = connection.getSenders().find(({ track }) => track?.kind === 'video' && track.readyState === 'live')
      const [encoding] = sender?.getParameters().encodings ?? []
      if (!encoding) continue
      const { active = true, maxBitrate = 0, scaleResolutionDownBy = 1 } = encoding
      return { active, kbps: maxBitrate / 1_000, scaledDownBy: scaleResolutionDownBy }
    }
    return undefined
  })

/** The user fragment of the newest open connection, which another one takes the place of at each ICE restart. */
export const iceUser = (page: Page): Promise<string | undefined> =>
  page.evaluate(() => {
    const open = [...((globalThis as Probed).callLines?.connections ?? [])].filter(
      ({ connectionState }) => connectionState !== 'closed',
    )
    return /a=ice-ufrag:(\S+)/.exec(open.at(-1)?.localDescription?.sdp ?? '')?.[1]
  })

/** Connections that this page has begun since it was opened. */
export const connectionsMade = (page: Page): Promise<number> =>
  page.evaluate(() => (globalThis as Probed).callLines?.made ?? Number.NaN)
