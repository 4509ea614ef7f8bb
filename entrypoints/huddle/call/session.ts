/** The line to the engine: who is who, signals for one device, and what the rest of the extension sees of us. */
import type { HuddleIntent, HuddleWindowView } from '../../../shared/contract/huddle.ts'
import type { HuddleId } from '../../../shared/domain/huddle.ts'
import type { DeviceId, MemberId, SpaceId } from '../../../shared/domain/ids.ts'
import { Signal } from '../../../shared/kit/signal.ts'
import { type Answer, EnginePort, type Runtime } from '../../../shared/ui/port.ts'

export interface Back {
  readonly space: SpaceId
  readonly huddle: HuddleId
}

export type OwnReport = Omit<Extract<HuddleIntent, { do: 'state' }>, 'do'>
export type RoomView = Exclude<HuddleWindowView, { see: 'signal' }>
export type SignalView = Extract<HuddleWindowView, { see: 'signal' }>

export class Session {
  readonly views = new Signal<RoomView>()
  readonly signals = new Signal<SignalView>()
  /** The engine refused our greeting: in words. */
  readonly refused = new Signal<string>()
  /** The engine has not been reached for a while; tries go on. */
  readonly unreachable = new Signal<void>()

  readonly #port: EnginePort<'huddle'>
  #told = ''
  #report: OwnReport | undefined

  /**
   * @param back what is entered again: after a reload of this window, and after each restart of the engine
   * @param close another window has the huddle: this one goes. Where a browser keeps it open, the view's words stay
   */
  constructor(runtime: Runtime, back: () => Back | undefined, close?: () => void) {
    this.#port = new EnginePort('huddle', runtime, () => {
      const known = back()
      return { do: 'hello', ...(known ? { back: known } : {}) }
    })
    this.#port.views.listen((view) => {
      if (view.see === 'signal') this.signals.emit(view)
      else this.views.emit(view)
      if (view.see === 'refused' && view.moved) close?.()
    })
    this.#port.greeted.listen((answer) => {
      // A connection that was cut before its greeting was answered says nothing of the huddle: it is tried again, and the call goes on.
      if (!answer.ok) return this.#port.state === 'open' && this.refused.emit(answer.error)
      // A new connection, perhaps to an engine that has just begun and knows nothing of us.
      this.#told = ''
      this.#tell()
    })
  }

  start(): void {
    this.#port.states.listen((state) => state === 'unreachable' && this.unreachable.emit())
    this.#port.start()
  }

  /** Said only when it is another one than was said last. */
  report(report: OwnReport): void {
    this.#report = report
    this.#tell()
  }

  signal(to: DeviceId, body: string): void {
    void this.#port.ask({ do: 'signal', to, body })
  }

  enter(space: SpaceId, huddle: HuddleId | undefined): Promise<Answer> {
    return this.#port.ask({ do: 'enter', space, ...(huddle === undefined ? {} : { huddle }) })
  }

  /** @throws Error with words for people */
  async ring(members: readonly MemberId[]): Promise<void> {
    const answer = await this.#port.ask({ do: 'ring', members: [...members] })
    if (!answer.ok) throw new Error(answer.error)
  }

  /** @returns the ticket of the card that holds the chat. @throws Error with words for people */
  async chat(): Promise<string> {
    const answer = await this.#port.ask({ do: 'chat' })
    if (!answer.ok) throw new Error(answer.error)
    const { value } = answer
    const ticket =
      typeof value === 'object' && value !== null && 'ticket' in value ? (value as { ticket: unknown }).ticket : value
    if (typeof ticket !== 'string') throw new Error('The chat could not be opened.')
    return ticket
  }

  /** @returns settled when the engine has heard it, or cannot be reached */
  async leave(): Promise<void> {
    await this.#port.ask({ do: 'leave' })
  }

  close(): void {
    this.#port.close()
  }

  #tell(): void {
    const report = this.#report
    if (!report || this.#port.state !== 'open') return
    const now = JSON.stringify(report)
    if (now === this.#told) return
    this.#told = now
    void this.#port.ask({ do: 'state', ...report, connected: [...report.connected] })
  }
}
