import type { BackgroundRequest } from '../contract/background.ts'
import type { HuddleWindowView } from '../contract/huddle.ts'
import type { Asked } from '../contract/parse.ts'
import type { CardView, HomeView, OverlayView, PanelView, PortName, Reply } from '../contract/views.ts'
import { backoffMs } from '../kit/backoff.ts'
import { fail, ok, type Result } from '../kit/result.ts'
import { Signal } from '../kit/signal.ts'

type Views = { overlay: OverlayView; card: CardView; panel: PanelView; home: HomeView; huddle: HuddleWindowView }
type PageName = Exclude<PortName, 'overlay'>
type Intent<Name extends PageName> = Asked<Name>['intent']

/** What came of an intent: the engine's value, or words for people. */
export type Answer = Result<unknown, string>

/** The part of `runtime.Port` that is used. */
export interface WirePort {
  postMessage(message: unknown): void
  disconnect(): void
  readonly onMessage: { addListener(listener: (message: unknown) => void): void }
  readonly onDisconnect: { addListener(listener: () => void): void }
}

/** The part of `browser.runtime` that is used; each page passes its own, since shared/ names no browser API. */
export interface Runtime {
  sendMessage(request: BackgroundRequest): Promise<unknown>
  connect(info: { name: string }): WirePort
}

/** `connecting`: not answered yet, for a short while. `unreachable`: it is time to say so; tries go on. */
export type PortState = 'connecting' | 'open' | 'unreachable'

interface Waiting {
  readonly message: { readonly n: number; readonly intent: unknown }
  readonly settle: (answer: Answer) => void
  /** Handed to the connection that is open now. */
  sent: boolean
}

const RETRY = { firstMs: 250, mostMs: 8_000 }
/** Failed tries before people are told. */
const PATIENCE = 2
/** A connection that the engine has not answered by then is given up: a port opened to nobody may never say so. */
const OPEN_MS = 5_000
const ANSWER_MS = 30_000

const NO_ANSWER = 'Huddlemark did not answer. Please try again.'
const CUT = 'Huddlemark was interrupted. Please try again.'

export type HomePort = EnginePort<'home'>

/**
 * A page's line to the engine: wakes it, connects, numbers intents and matches their replies, hands on views, and connects again after
 * any break. `greet` is said first on every connection (which tab, which ticket), so that a restarted engine knows who is asking.
 */
export class EnginePort<Name extends PageName> {
  readonly views = new Signal<Views[Name]>()
  readonly states = new Signal<PortState>()
  /** How the engine answered the greeting, each time; and the last of these. */
  readonly greeted = new Signal<Answer>()
  greeting: Answer | undefined
  state: PortState = 'connecting'
  /** The last view that came, for who begins to listen after it. */
  latest: Views[Name] | undefined

  readonly #name: Name
  readonly #runtime: Runtime
  readonly #greet: () => Intent<Name>
  readonly #waiting = new Map<number, Waiting>()
  #wire: WirePort | undefined
  #next = 0
  #failures = 0
  #retry: ReturnType<typeof setTimeout> | undefined
  #deadline: ReturnType<typeof setTimeout> | undefined
  #closed = false

  constructor(name: Name, runtime: Runtime, greet: () => Intent<Name>) {
    this.#name = name
    this.#runtime = runtime
    this.#greet = greet
  }

  /** Connects now, dropping what is open or waiting: at the start, on "try again", and when a page returns from the back-forward cache. */
  start(): void {
    clearTimeout(this.#retry)
    this.#drop()
    if (!this.#closed) void this.#connect()
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#retry)
    this.#drop()
    for (const waiting of [...this.#waiting.values()]) waiting.settle(fail(CUT))
  }

  /** Sends an intent as soon as the engine is there. Never rejects. */
  ask(intent: Intent<Name>): Promise<Answer> {
    return new Promise((resolve) => {
      const n = this.#next++
      const timer = setTimeout(() => settle(fail(NO_ANSWER)), ANSWER_MS)
      const settle = (answer: Answer) => {
        clearTimeout(timer)
        this.#waiting.delete(n)
        resolve(answer)
      }
      const waiting: Waiting = { message: { n, intent }, settle, sent: false }
      this.#waiting.set(n, waiting)
      if (this.state === 'open') this.#send(waiting)
    })
  }

  async #connect(): Promise<void> {
    try {
      await this.#runtime.sendMessage({ ask: 'engine' })
      if (this.#closed || this.#wire) return
      this.#listen(this.#runtime.connect({ name: this.#name }))
    } catch {
      this.#failed()
    }
  }

  #listen(wire: WirePort): void {
    this.#wire = wire
    wire.onMessage.addListener((message) => {
      if (this.#wire === wire) this.#received(message)
    })
    wire.onDisconnect.addListener(() => {
      if (this.#wire === wire) this.#failed()
    })
    this.#deadline = setTimeout(() => this.#failed(), OPEN_MS)
    const n = this.#next++
    const settle = (answer: Answer) => {
      this.#waiting.delete(n)
      this.greeting = answer
      this.greeted.emit(answer)
    }
    this.#waiting.set(n, { message: { n, intent: this.#greet() }, settle, sent: true })
    wire.postMessage(this.#waiting.get(n)?.message)
  }

  #send(waiting: Waiting): void {
    waiting.sent = true
    try {
      this.#wire?.postMessage(waiting.message)
    } catch {
      this.#failed()
    }
  }

  #received(message: unknown): void {
    this.#opened()
    if (typeof message !== 'object' || message === null) return
    if ('reply' in message) {
      const reply = message as Reply
      this.#waiting.get(reply.reply)?.settle(reply.ok ? ok(reply.value) : fail(reply.words))
    } else if ('see' in message) {
      this.latest = message as Views[Name]
      this.views.emit(this.latest)
    }
  }

  #opened(): void {
    clearTimeout(this.#deadline)
    this.#failures = 0
    if (this.state === 'open') return
    this.#become('open')
    for (const waiting of [...this.#waiting.values()]) if (!waiting.sent) this.#send(waiting)
  }

  /** The connection ended or never came. What it carried may or may not have been done, so it is not repeated. */
  #failed(): void {
    this.#drop()
    if (this.#closed) return
    this.#failures++
    this.#become(this.#failures > PATIENCE ? 'unreachable' : 'connecting')
    clearTimeout(this.#retry)
    this.#retry = setTimeout(() => void this.#connect(), backoffMs(this.#failures - 1, Math.random(), RETRY))
  }

  #drop(): void {
    clearTimeout(this.#deadline)
    const wire = this.#wire
    this.#wire = undefined
    if (!this.#closed && this.state === 'open') this.#become('connecting')
    for (const waiting of [...this.#waiting.values()]) if (waiting.sent) waiting.settle(fail(CUT))
    try {
      wire?.disconnect()
    } catch {
      // already gone
    }
  }

  #become(state: PortState): void {
    if (this.state === state) return
    this.state = state
    this.states.emit(state)
  }
}
