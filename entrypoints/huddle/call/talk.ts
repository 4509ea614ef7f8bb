/** What two windows say to each other directly: their state, pings, reactions, a goodbye; and where they point. */
import type { PenPoint, Reaction, RemoteState } from '../../../shared/huddle/parts.ts'
import { Allowance, RATES } from '../../../shared/huddle/wire/allowance.ts'
import { type ControlMessage, formatControl, parseControl, type Turns } from '../../../shared/huddle/wire/control.ts'
import { formatPointed, parsePointed } from '../../../shared/huddle/wire/lossy.ts'
import type { Census } from './census.ts'

/** States follow each other at most this often, so that the other end never takes us for a flood. */
const STATE_MS = 250
/** Above this the pen is behind anyway, and its points are worth nothing late. Bytes. */
const MAX_WAITING = 16_384

export interface Spoken {
  readonly state: RemoteState
  readonly turns: Turns
}

export interface TalkEvents {
  /** Anything came. */
  heard(): void
  bye(): void
  state(spoken: Spoken): void
  reaction(reaction: Reaction): void
  pointed(point: PenPoint | undefined): void
}

export interface TalkOptions {
  readonly control: RTCDataChannel
  readonly lossy: RTCDataChannel
  readonly life: AbortSignal
  readonly census: Census
  readonly now: () => number
  /** Our own state as it is now, for this peer. */
  readonly own: () => Spoken
  readonly events: TalkEvents
}

export class Talk {
  readonly #is: TalkOptions
  readonly #allow = {
    state: new Allowance(RATES.state),
    ping: new Allowance(RATES.ping),
    reaction: new Allowance(RATES.reaction),
    lossy: new Allowance(RATES.lossy),
  }
  #n = 0
  #pings = 0
  #points = 0
  #theirState = -1
  #theirPoint = -1
  #said = ''
  #sayLater: (() => void) | undefined
  #saidAt = Number.NEGATIVE_INFINITY

  constructor(options: TalkOptions) {
    this.#is = options
    const { control, lossy, life } = options
    lossy.binaryType = 'arraybuffer'
    control.addEventListener('open', () => this.tell(), { signal: life })
    control.addEventListener('message', ({ data }) => this.#received(data), { signal: life })
    lossy.addEventListener('message', ({ data }) => this.#pointed(data), { signal: life })
    life.addEventListener('abort', () => this.#sayLater?.())
  }

  /** Our state is another one: said once the last one is a moment old. */
  tell(): void {
    if (this.#sayLater || this.#is.life.aborted) return
    const wait = this.#saidAt + STATE_MS - this.#is.now()
    if (wait <= 0) this.#tellNow()
    else
      this.#sayLater = this.#is.census.after(wait, () => {
        this.#sayLater = undefined
        this.#tellNow()
      })
  }

  ping(): void {
    this.#send({ is: 'ping', n: ++this.#pings })
  }

  react(reaction: Reaction): void {
    this.#send({ is: 'reaction', reaction })
  }

  bye(): void {
    this.#send({ is: 'bye' })
  }

  point(point: PenPoint | undefined): void {
    const { lossy } = this.#is
    if (lossy.readyState !== 'open' || lossy.bufferedAmount > MAX_WAITING) return
    lossy.send(formatPointed({ n: ++this.#points, point: point ?? 'none' }))
  }

  #tellNow(): void {
    const { state, turns } = this.#is.own()
    const now = JSON.stringify({ state, turns })
    if (now === this.#said || !this.#send({ is: 'state', n: this.#n + 1, state, turns })) return
    this.#n++
    this.#said = now
    this.#saidAt = this.#is.now()
  }

  #send(message: ControlMessage): boolean {
    const { control } = this.#is
    if (control.readyState !== 'open') return false
    try {
      control.send(formatControl(message))
      return true
    } catch {
      // Closing, or its buffer is full: the supervisor will see that nothing comes back.
      return false
    }
  }

  #received(raw: unknown): void {
    const { events, now } = this.#is
    const message = parseControl(raw)
    if (!message.ok) return
    events.heard()
    const { value } = message
    if (value.is === 'bye') events.bye()
    else if (this.#allow[value.is === 'pong' ? 'ping' : value.is].take(now())) this.#act(value)
  }

  #act(value: ControlMessage): void {
    const { events } = this.#is
    if (value.is === 'ping') this.#send({ is: 'pong', n: value.n })
    if (value.is === 'reaction') events.reaction(value.reaction)
    if (value.is === 'state' && value.n > this.#theirState) {
      this.#theirState = value.n
      events.state({ state: value.state, turns: value.turns })
    }
  }

  #pointed(raw: unknown): void {
    const pointed = parsePointed(raw)
    if (!pointed || pointed.n <= this.#theirPoint || !this.#allow.lossy.take(this.#is.now())) return
    this.#theirPoint = pointed.n
    this.#is.events.pointed(pointed.point === 'none' ? undefined : pointed.point)
  }
}
