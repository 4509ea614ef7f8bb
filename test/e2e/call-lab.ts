/**
 * Calls without the extension: each participant is a frame of its own with the real call in it; the outer page stands for the engines and
 * carries views and signals between them, in memory. Driven by call.test.ts.
 */
import { Census } from '../../entrypoints/huddle/call/census.ts'
import { createCall, type RunningCall } from '../../entrypoints/huddle/call/create-call.ts'
import { createTransfers } from '../../entrypoints/huddle/files/transfers.ts'
import type { HuddleIntent, HuddlePerson, HuddleWindowView } from '../../shared/contract/huddle.ts'
import type { HuddleId } from '../../shared/domain/huddle.ts'
import type { DeviceId, MemberId, SpaceId } from '../../shared/domain/ids.ts'
import type { Runtime, WirePort } from '../../shared/ui/port.ts'

const SPACE = { id: '5'.repeat(32) as SpaceId, name: 'Lab' }
const HUDDLE = '4'.repeat(32) as HuddleId
/** How long a window may be away before it has left. Milliseconds. */
const GRACE_MS = 2_500

const personOf = (device: DeviceId): HuddlePerson => ({
  device,
  member: device.replace(/^./, 'f') as MemberId,
  name: `Person ${device[0]}`,
  colour: 'sky',
})

interface Seat {
  say: ((view: HuddleWindowView) => void) | undefined
  here: boolean
  reports: Extract<HuddleIntent, { do: 'state' }>[]
}

/** All engines and the relay between them. */
class Engines {
  readonly seats = new Map<DeviceId, Seat>()
  /** Signals go nowhere. */
  cut = false
  signals = 0

  runtime(device: DeviceId): Runtime {
    return { sendMessage: async () => true, connect: () => this.#connect(device) }
  }

  seat(device: DeviceId): Seat {
    const known = this.seats.get(device)
    if (known) return known
    const seat: Seat = { say: undefined, here: false, reports: [] }
    this.seats.set(device, seat)
    return seat
  }

  /** Presence has run out, or a goodbye came. */
  gone(device: DeviceId): void {
    this.seat(device).here = false
    this.#tellAll()
  }

  #connect(device: DeviceId): WirePort {
    const listeners: ((message: unknown) => void)[] = []
    const later = (message: unknown) => {
      const copy: unknown = JSON.parse(JSON.stringify(message))
      queueMicrotask(() => {
        for (const listener of listeners) listener(copy)
      })
    }
    const say = (view: HuddleWindowView) => later(view)
    this.seat(device).say = say
    return {
      postMessage: (message) => {
        const { n, intent } = JSON.parse(JSON.stringify(message)) as { n: number; intent: HuddleIntent }
        this.#do(device, intent)
        later({ reply: n, ok: true })
      },
      disconnect: () => {
        const seat = this.seat(device)
        if (seat.say !== say) return
        seat.say = undefined
        setTimeout(() => seat.say === undefined && this.gone(device), GRACE_MS)
      },
      onMessage: { addListener: (listener) => void listeners.push(listener) },
      onDisconnect: { addListener: () => undefined },
    }
  }

  #do(device: DeviceId, intent: HuddleIntent): void {
    const seat = this.seat(device)
    if (intent.do === 'hello' || intent.do === 'enter') {
      seat.here = true
      this.#tellAll()
    } else if (intent.do === 'leave') this.gone(device)
    else if (intent.do === 'state') seat.reports.push(intent)
    else if (intent.do === 'signal' && !this.cut) {
      this.signals++
      this.seats.get(intent.to)?.say?.({ see: 'signal', from: device, body: intent.body })
    }
  }

  #tellAll(): void {
    const here = [...this.seats].filter(([, seat]) => seat.here).map(([device]) => device)
    for (const device of here) {
      this.seat(device).say?.({
        see: 'huddle',
        huddle: HUDDLE,
        kind: 'talk',
        space: SPACE,
        me: personOf(device),
        others: here.filter((other) => other !== device).map(personOf),
        members: [],
        ice: [],
        relayOnly: false,
      })
    }
  }
}

/** One participant, inside its frame. */
class Window {
  readonly connections: RTCPeerConnection[] = []
  readonly census = new Census()
  readonly call: RunningCall
  readonly device: DeviceId
  crashing = false

  constructor(device: DeviceId, engines: Engines) {
    this.device = device
    addEventListener('pagehide', (event) => this.crashing && event.stopImmediatePropagation())
    const prefixed = (storage: Storage) => ({
      getItem: (key: string) => storage.getItem(`${device} ${key}`),
      setItem: (key: string, value: string) => storage.setItem(`${device} ${key}`, value),
      removeItem: (key: string) => storage.removeItem(`${device} ${key}`),
    })
    this.call = createCall({
      runtime: engines.runtime(device),
      transfers: createTransfers(),
      local: prefixed(localStorage),
      session: prefixed(sessionStorage),
      source: navigator.mediaDevices,
      census: this.census,
      create: (configuration) => {
        const connection = new RTCPeerConnection(configuration)
        this.connections.push(connection)
        return connection
      },
    })
  }

  /** What a test may know, as JSON. */
  get seen() {
    const { stage, others, screens, microphone, camera, screen, verified, advice, announcements } = this.call.state
    return {
      stage,
      verified,
      microphone,
      camera,
      screen,
      advice: advice.map(({ key }) => key),
      announcements: announcements.map(({ words }) => words),
      others: others.map(({ camera: stream, ...other }) => ({ ...other, camera: stream !== undefined })),
      screens: screens.map(({ stream, ...one }) => ({ ...one, live: stream.active })),
      open: this.connections.filter(({ connectionState }) => connectionState !== 'closed').length,
      held: this.census.counts,
    }
  }

  /** Loudest level heard of somebody within some time; looked for no longer once it is certainly a sound. */
  async loudest(device: DeviceId | 'me', ms: number): Promise<number> {
    let most = 0
    const end = performance.now() + ms
    while (performance.now() < end && most < 0.02) {
      most = Math.max(most, this.call.level(device))
      await new Promise((resolve) => setTimeout(resolve, 30))
    }
    return most
  }

  /** Frames that really appear in an element, and their size. */
  async picture(of: 'camera' | 'screen', device: DeviceId, frames: number): Promise<{ width: number; height: number }> {
    const { others, screens } = this.call.state
    const stream =
      of === 'camera'
        ? others.find((other) => other.device === device)?.camera
        : screens.find((screen) => screen.device === device)?.stream
    if (!stream) throw new Error(`no ${of}`)
    const video = document.body.appendChild(document.createElement('video'))
    video.muted = true
    video.srcObject = stream
    await video.play()
    for (let seen = 0; seen < frames; seen++) {
      await new Promise((resolve) => video.requestVideoFrameCallback(resolve))
    }
    const size = { width: video.videoWidth, height: video.videoHeight }
    video.srcObject = null
    video.remove()
    return size
  }

  /** Sum of one number over the statistics of all open connections. */
  async total(type: string, field: string, kind?: string): Promise<number> {
    let sum = 0
    for (const connection of this.connections) {
      if (connection.connectionState === 'closed') continue
      for (const report of (await connection.getStats()).values()) {
        if (report.type === type && (kind === undefined || report.kind === kind)) sum += report[field] ?? 0
      }
    }
    return sum
  }

  /** What each line sends first, by the agreement of both ends. */
  get codecs(): (string | undefined)[] {
    const lines = this.connections.at(-1)?.getTransceivers() ?? []
    return lines.map(({ sender }) => sender.getParameters().codecs[0]?.mimeType)
  }
}

const frames = new Map<string, HTMLIFrameElement>()

class Lab {
  readonly engines = new Engines()

  async add(device: string): Promise<void> {
    const frame = document.createElement('iframe')
    frame.allow = 'camera; microphone; display-capture; autoplay'
    frame.src = `?device=${device}`
    frames.set(device, frame)
    const loaded = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }))
    document.body.append(frame)
    await loaded
  }

  of(device: string): Window {
    const found = (
      frames.get(device)?.contentWindow as (typeof globalThis & { participant?: Window }) | null | undefined
    )?.participant
    if (!found) throw new Error(`${device} is not there`)
    return found
  }

  there(device: string): boolean {
    return 'participant' in (frames.get(device)?.contentWindow ?? {})
  }

  /** The network is another one now. */
  online(device: string): void {
    frames.get(device)?.contentWindow?.dispatchEvent(new Event('online'))
  }

  /** @param told whether the window knows that it will be back; where no browser says so, it says goodbye first */
  reload(device: string, told = true): void {
    if (!told) {
      this.of(device).call.close()
      this.engines.gone(device as DeviceId)
    }
    frames.get(device)?.contentWindow?.location.reload()
  }

  /** Without a word: the process is gone, and only presence will tell, when it runs out. */
  kill(device: string): void {
    this.of(device).crashing = true
    this.engines.seat(device as DeviceId).say = undefined
    frames.get(device)?.remove()
    frames.delete(device)
  }
}

declare global {
  var callLab: Lab
  var participant: Window
}

function open(search: string): void {
  const device = new URLSearchParams(search).get('device')
  if (device === null) globalThis.callLab = new Lab()
  else {
    const outer = parent as unknown as typeof globalThis
    globalThis.participant = new Window(device as DeviceId, outer.callLab.engines)
  }
}

// The test imports this file for its types, in Node.
if ('location' in globalThis) open(location.search)
