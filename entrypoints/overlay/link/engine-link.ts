import type { OverlayIntent } from '../../../shared/contract/intents.ts'
import type { OverlayView, Reply } from '../../../shared/contract/views.ts'
import { backoffMs } from '../../../shared/kit/backoff.ts'
import { Signal } from '../../../shared/kit/signal.ts'
import type { Port } from '../platform.ts'

/** What the link needs of its surroundings; real ones in platform.ts, others in tests. */
export interface LinkGround {
  /** Resolves when the engine listens; false when the background did not answer. */
  wake(): Promise<boolean>
  connect(): Port
  alive(): boolean
  later(task: () => void, ms: number): () => void
  random(): number
}

export type LinkStatus = 'connecting' | 'open' | 'gone'

const RETRY = { firstMs: 200, mostMs: 10_000 }
/** Intents of a person that wait for the engine; more than this and the person has long been told. */
const MOST_WAITING = 50
/** A connection that the engine has not answered by then is given up: a port opened to nobody may never say so. */
const SILENT_MS = 5_000

interface Asked {
  readonly intent: OverlayIntent
  readonly answer: (reply: Reply) => void
}

const unanswered = (words: string): Reply => ({ reply: -1, ok: false, words })

/**
 * The overlay's line to the engine. It connects, is told what to say first after each connect, and connects again with backoff: the engine
 * may be restarted, and a page that comes back from the back-forward cache holds a port that is dead without knowing it.
 */
export class EngineLink {
  readonly views = new Signal<OverlayView>()
  readonly statusChanged = new Signal<LinkStatus>()
  readonly #ground: LinkGround
  /** What is said first on each new connection. */
  readonly #greeting: () => readonly OverlayIntent[]
  readonly #asked = new Map<number, Asked>()
  readonly #waiting: Asked[] = []
  #status: LinkStatus = 'connecting'
  #port: Port | undefined
  #number = 0
  #attempt = 0
  #cancelRetry: (() => void) | undefined
  #cancelDeadline: (() => void) | undefined
  /** Counts connections begun, so that an older one that finishes late is dropped. */
  #round = 0

  constructor(ground: LinkGround, greeting: () => readonly OverlayIntent[]) {
    this.#ground = ground
    this.#greeting = greeting
  }

  get status(): LinkStatus {
    return this.#status
  }

  /** Connects, or connects anew: what was asked on the old connection is refused, since nobody knows what became of it. */
  async connect(): Promise<void> {
    if (this.#status === 'gone') return
    const round = ++this.#round
    this.#cancelRetry?.()
    this.#drop()
    this.#become('connecting')
    const awake = await this.#ground.wake()
    if (round !== this.#round || this.#isGone()) return
    if (!awake) return this.#retry()
    try {
      this.#take(this.#ground.connect(), round)
    } catch {
      if (!this.#isGone()) this.#retry()
    }
  }

  /** Says something that needs no answer and is worth nothing later. Lost while there is no connection. */
  tell(intent: OverlayIntent): void {
    if (this.#status === 'open') this.#post(this.#number++, intent)
  }

  /** Resolves with the engine's answer. Waits for a connection; a lost one answers in words. */
  ask(intent: OverlayIntent): Promise<Reply> {
    return new Promise((answer) => {
      if (this.#status === 'open') return this.#send({ intent, answer })
      if (this.#status === 'gone' || this.#waiting.length >= MOST_WAITING)
        return answer(unanswered('Huddlemark is not running. Reload the page to try again.'))
      this.#waiting.push({ intent, answer })
    })
  }

  /** The page goes out of sight with its window (back-forward cache): nobody is on it until it comes back and connects. */
  rest(): void {
    if (this.#status === 'gone') return
    this.#round++
    this.#cancelRetry?.()
    this.#drop()
    this.#become('connecting')
  }

  /** For good: the overlay is being taken away. */
  end(): void {
    this.#round++
    this.#cancelRetry?.()
    this.#drop()
    this.#become('gone')
    for (const { answer } of this.#waiting.splice(0)) answer(unanswered('Huddlemark was switched off.'))
  }

  #take(port: Port, round: number): void {
    this.#port = port
    port.onMessage.addListener((message) => {
      if (round === this.#round) this.#receive(message)
    })
    port.onDisconnect.addListener(() => {
      if (round !== this.#round || this.#isGone()) return
      this.#drop()
      this.#retry()
    })
    this.#become('open')
    this.#cancelDeadline = this.#ground.later(() => void this.connect(), SILENT_MS)
    for (const intent of this.#greeting()) this.tell(intent)
    for (const waiting of this.#waiting.splice(0)) this.#send(waiting)
  }

  #receive(message: unknown): void {
    if (typeof message !== 'object' || message === null) return
    this.#attempt = 0
    this.#cancelDeadline?.()
    if ('reply' in message) {
      const reply = message as Reply
      const asked = this.#asked.get(reply.reply)
      this.#asked.delete(reply.reply)
      asked?.answer(reply)
    } else if ('see' in message) this.views.emit(message as OverlayView)
  }

  #send(asked: Asked): void {
    const n = this.#number++
    this.#asked.set(n, asked)
    this.#post(n, asked.intent)
  }

  #post(n: number, intent: OverlayIntent): void {
    try {
      this.#port?.postMessage({ n, intent })
    } catch {
      if (!this.#isGone()) void this.connect()
    }
  }

  #drop(): void {
    const port = this.#port
    this.#port = undefined
    this.#cancelDeadline?.()
    try {
      port?.disconnect()
    } catch {
      // already gone with its extension
    }
    for (const { answer } of this.#asked.values())
      answer(unanswered('The connection was lost. Look whether it was kept.'))
    this.#asked.clear()
  }

  #retry(): void {
    this.#become('connecting')
    this.#cancelRetry = this.#ground.later(
      () => void this.connect(),
      backoffMs(this.#attempt++, this.#ground.random(), RETRY),
    )
  }

  #isGone(): boolean {
    if (this.#status === 'gone') return true
    if (this.#ground.alive()) return false
    this.end()
    return true
  }

  #become(status: LinkStatus): void {
    if (this.#status === status) return
    this.#status = status
    this.statusChanged.emit(status)
  }
}
