/** The call behind the seam of ../model.ts: the engine's view of who is here, our devices and the connections, as one picture. */
import type { HuddleId } from '../../../shared/domain/huddle.ts'
import type { DeviceId, SpaceId } from '../../../shared/domain/ids.ts'
import { Signal } from '../../../shared/kit/signal.ts'
import type { Runtime } from '../../../shared/ui/port.ts'
import type { Transfers } from '../files/transfers.ts'
import type { Call, CallActions, CallState } from '../model.ts'
import { callActions } from './actions.ts'
import { Advising } from './advising.ts'
import { Announcer } from './announcer.ts'
import { assemble, OwnStreams } from './assemble.ts'
import { Census } from './census.ts'
import { Frames } from './frames.ts'
import { Huddling, type HuddlingOptions } from './huddling.ts'
import type { HuddleView } from './roster.ts'
import { type Back, type RoomView, Session } from './session.ts'
import { keepInterrupted, readInterrupted, type Shelf } from './tastes.ts'
import { watchWindow } from './window-events.ts'

export interface CallOptions extends Pick<HuddlingOptions, 'source' | 'permission' | 'local' | 'transfers'> {
  readonly runtime: Runtime
  /** Kept while this window lives, over reloads. */
  readonly session: Shelf
  readonly close?: () => void
  readonly create?: HuddlingOptions['create']
  readonly census?: Census
}

const ADVISE_MS = 1_000

export class RunningCall implements Call {
  readonly changed = new Signal<void>()
  readonly pointed: Call['pointed']
  readonly files: Transfers
  readonly actions: CallActions
  readonly census: Census

  readonly #shelf: Shelf
  readonly #huddling: Huddling
  readonly #session: Session
  readonly #advising: Advising
  readonly #announcer = new Announcer(() => Date.now())
  readonly #streams = new OwnStreams()
  readonly #frames: Frames
  readonly #life = new AbortController()
  #back: Back | undefined
  #stage: CallState['stage'] = 'starting'
  #words: string | undefined
  /** The huddle that was left, until another is entered. */
  #was: HuddleView | undefined
  #idle: CallState['idle']
  #asked: CallState['asked']
  /** Leaves that the engine has not heard yet: what it says until then is of the huddle that was left. */
  #leaving = 0
  #stopAdvising: (() => void) | undefined
  #state: CallState | undefined

  constructor(options: CallOptions) {
    const { runtime, session, create, census = new Census() } = options
    this.census = census
    this.files = options.transfers
    this.#shelf = session
    const interrupted = readInterrupted(session)
    this.#back = interrupted?.back
    this.#session = new Session(runtime, () => this.#back, options.close)
    this.#huddling = new Huddling({
      ...options,
      census,
      interrupted,
      create: create ?? ((configuration) => new RTCPeerConnection(configuration)),
      now: () => performance.now(),
      signal: (to, body) => this.#session.signal(to, body),
    })
    this.pointed = this.#huddling.pointed
    this.#advising = new Advising(this.#huddling, () => performance.now())
    this.#frames = new Frames(() => this.#show())
    this.actions = callActions({
      huddling: this.#huddling,
      session: this.#session,
      advising: this.#advising,
      changed: () => this.#touch(),
      say: (words) => this.#announcer.say(words),
      stay: () => {
        this.#asked = undefined
        this.#touch()
      },
      enter: (space, huddle) => this.#enter(space, huddle),
      leave: () => this.#leave(),
    })
    this.#listen()
  }

  get state(): CallState {
    this.#state ??= this.#assemble()
    return this.#state
  }

  level(who: DeviceId | 'me'): number {
    return this.#huddling.hearing.level(who)
  }

  start(): this {
    this.#session.start()
    return this
  }

  /** Ends everything, as closing the window does. */
  close(): void {
    this.#life.abort()
    this.#frames.stop()
    this.#stopAdvising?.()
    this.#huddling.leave()
    this.#huddling.room.close()
    this.files.close()
    this.#session.close()
  }

  #listen(): void {
    const { signal } = this.#life
    this.#session.views.listen((view) => this.#see(view), signal)
    this.#session.signals.listen(({ from, body }) => this.#huddling.stay?.signalled(from, body), signal)
    this.#session.refused.listen((words) => this.#refused(words), signal)
    this.#session.unreachable.listen(() => this.#waits(), signal)
    this.#huddling.changed.listen(() => this.#touch(), signal)
    this.#huddling.said.listen((words) => this.#announcer.say(words), signal)
    // What was going on is not forgotten: a reload that no browser told us of finds it, and a closed window takes it along.
    const closing = () => {
      // The goodbyes first: who has left may send no more signals.
      this.#huddling.leave()
      if (this.#stage === 'in') void this.#session.leave()
      this.close()
    }
    const [wake, doubt] = [() => this.#huddling.stay?.wake(), () => this.#huddling.stay?.wake('doubt')]
    watchWindow({ wake, doubt, closing }, signal)
  }

  #see(view: RoomView): void {
    if (this.#leaving > 0) return
    if (view.see === 'huddle') {
      this.#stage = 'in'
      this.#words = undefined
      this.#was = undefined
      this.#asked = undefined
      this.#back = { space: view.space.id, huddle: view.huddle }
      if (this.#huddling.see(view)) this.#begin()
    } else if (view.see === 'idle') {
      if (this.#stage !== 'left') this.#end('idle')
      this.#idle = view
    } else if (view.see === 'refused') this.#refused(view.words)
    else if (view.see === 'asked') this.#asked = view
    else if (view.command === 'leave') this.#leave()
    else this.#huddling.media.setMuted(view.command === 'mute')
    this.#touch()
  }

  #begin(): void {
    this.#announcer.begin()
    this.#advising.begin()
    this.#stopAdvising?.()
    this.#stopAdvising = this.census.every(ADVISE_MS, () => {
      this.#advising.decide()
      this.#touch()
    })
  }

  #end(stage: 'idle' | 'left' | 'refused', words?: string): void {
    this.#stage = stage
    this.#words = words
    this.#asked = undefined
    this.#back = undefined
    this.#was = stage === 'left' ? this.#huddling.view : undefined
    this.#stopAdvising?.()
    this.#stopAdvising = undefined
    this.#huddling.leave()
    keepInterrupted(this.#shelf, undefined)
  }

  #enter(space: SpaceId, huddle: HuddleId | undefined): void {
    this.#asked = undefined
    if (this.#stage !== 'in') [this.#stage, this.#words] = ['starting', undefined]
    void this.#session.enter(space, huddle).then((answer) => {
      if (answer.ok) return
      // Whoever is in a huddle stays in it when another cannot be entered.
      if (this.#stage !== 'in') return this.#refused(answer.error)
      this.#advising.refuse(answer.error)
      this.#announcer.say(answer.error)
      this.#touch()
    })
    this.#touch()
  }

  #leave(): void {
    if (this.#stage === 'left') return
    // The goodbyes first: who has left may send no more signals.
    this.#end('left')
    this.#leaving++
    void this.#session.leave().then(() => void this.#leaving--)
    this.#touch()
  }

  #waits(): void {
    if (this.#stage === 'starting') this.#words = 'Huddlemark does not answer yet. It is tried again by itself.'
    this.#touch()
  }

  #refused(words: string): void {
    this.#end('refused', words)
    this.#touch()
  }

  #touch(): void {
    this.#state = undefined
    if (!this.#life.signal.aborted) this.#frames.soon()
  }

  /** At most once a frame: tells everybody how things stand. */
  #show(): void {
    const { others } = this.state
    const { stay } = this.#huddling
    const { pausedCamera, pausedScreen, audioOnly } = stay?.capacity ?? {}
    if (stay && this.#announcer.see(others, [pausedCamera, pausedScreen, audioOnly])) this.#state = undefined
    this.#report()
    this.changed.emit()
  }

  #report(): void {
    const { stay, own, view, media } = this.#huddling
    if (!stay || !view) return
    const { muted, camera, screen } = own
    this.#session.report({ muted, camera, screen, connected: [...stay.connected] })
    keepInterrupted(this.#shelf, { back: this.#back, ...media.doing })
  }

  #assemble(): CallState {
    const parts = {
      stage: this.#stage,
      words: this.#words,
      idle: this.#stage === 'idle' ? this.#idle : undefined,
      asked: this.#asked,
      was: this.#was,
      huddling: this.#huddling,
      advice: this.#advising.list,
      announcements: this.#announcer.list,
    }
    return assemble(parts, this.#streams)
  }
}

/** Starts at once. */
export const createCall = (options: CallOptions): RunningCall => new RunningCall(options).start()
