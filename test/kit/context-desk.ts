/** An engine's contexts over stand-ins, and a way to speak to it as a page does: ask, and wait for views. */
import type { Managed } from '../../shared/contract/managed.ts'
import type { PortName, Reply } from '../../shared/contract/views.ts'
import { type Engine, runEngine, type Sender, type ToContext } from '../../shared/engine/engine.ts'
import type { EnginePorts, RelayDoor } from '../../shared/engine/ports.ts'
import { MemoryStore } from './memory-store.ts'
import type { StandInSpaces } from './stand-ins.ts'
import { CalledSurroundings } from './surroundings.ts'

/** Time that moves only when it is told to. */
export class HandClock {
  #now = 1_000_000
  #waiting: { at: number; run: () => void }[] = []

  now(): number {
    return this.#now
  }
  after(ms: number, run: () => void): () => void {
    const entry = { at: this.#now + ms, run }
    this.#waiting.push(entry)
    return () => {
      this.#waiting = this.#waiting.filter((one) => one !== entry)
    }
  }
  pass(ms: number): void {
    this.#now += ms
    const due = this.#waiting.filter(({ at }) => at <= this.#now)
    this.#waiting = this.#waiting.filter(({ at }) => at > this.#now)
    for (const { run } of due.sort((a, b) => a.at - b.at)) run()
  }
}

export interface Ground {
  readonly engine: Engine
  readonly clock: HandClock
  readonly store: MemoryStore
  readonly surroundings: CalledSurroundings
}

export async function ground(
  spaces: StandInSpaces,
  options: {
    relay?: (address: string) => RelayDoor
    store?: MemoryStore
    defaultRelay?: string
    managed?: Managed
  } = {},
): Promise<Ground> {
  const clock = new HandClock()
  const store = options.store ?? new MemoryStore()
  const surroundings = new CalledSurroundings()
  let drawn = 0
  const ports = {
    clock,
    store,
    random: { bytes: (length: number) => new Uint8Array(length).fill(++drawn), fraction: () => 0.5 },
    relay: options.relay ?? (() => Promise.reject(new Error('no relay here'))),
    peers: {},
    surroundings,
    defaultRelay: options.defaultRelay,
    managed: options.managed ?? {},
    newSession: false,
  } as unknown as EnginePorts
  return { engine: await runEngine(ports, spaces), clock, store, surroundings }
}

export const overlayAt = (origin: string, tab = 1): Sender => ({ origin, tab, extension: false })
export const ownPage: Sender = { origin: 'chrome-extension://abc', extension: true }

/** One context as its page sees it. */
export class Speaker {
  readonly heard: ToContext[] = []
  readonly #connection: ReturnType<Engine['connect']>
  readonly #listeners = new Set<() => void>()
  #n = 0

  constructor(engine: Engine, port: PortName, sender: Sender) {
    this.#connection = engine.connect(port, sender, (message) => {
      // As a port does: what is sent is a copy, and JSON only.
      this.heard.push(JSON.parse(JSON.stringify(message)))
      for (const listener of [...this.#listeners]) listener()
    })
  }

  raw(message: unknown): void {
    this.#connection.receive(message)
  }

  close(): void {
    this.#connection.closed()
  }

  ask(intent: unknown): Promise<Reply> {
    const n = this.#n++
    this.raw({ n, intent })
    return this.until((message): message is Reply => 'reply' in message && message.reply === n)
  }

  /** The value of an answer that must be good. */
  async done<Value>(intent: unknown): Promise<Value> {
    const reply = await this.ask(intent)
    if (!reply.ok) throw new Error(`refused: ${reply.words}`)
    return reply.value as Value
  }

  /** The words of an answer that must be a refusal. */
  async refused(intent: unknown): Promise<string> {
    const reply = await this.ask(intent)
    if (reply.ok) throw new Error('was not refused')
    return reply.words
  }

  /** The first message, already heard or yet to come, that fits. */
  until<Found extends ToContext>(fits: (message: ToContext) => message is Found): Promise<Found>
  until(fits: (message: ToContext) => boolean): Promise<ToContext>
  until(fits: (message: ToContext) => boolean): Promise<ToContext> {
    return new Promise((resolve) => {
      const look = () => {
        const found = this.heard.find(fits)
        if (!found) return
        this.#listeners.delete(look)
        resolve(found)
      }
      this.#listeners.add(look)
      look()
    })
  }

  /** Forgets what was heard, so that `until` waits for what comes now. */
  forget(): void {
    this.heard.length = 0
  }
}

type View = Exclude<ToContext, Reply>
export const sees =
  <Name extends View['see']>(name: Name) =>
  (message: ToContext): message is View & { see: Name } =>
    'see' in message && message.see === name
