import type { HuddleView, HuddleWindowView } from '../../shared/contract/huddle.ts'
import type { HomeView } from '../../shared/contract/views.ts'
import type { ToContext } from '../../shared/engine/engine.ts'
import { ownPage, Speaker } from './context-desk.ts'
import type { Person, World } from './world.ts'

type Huddle = Extract<HuddleWindowView, { see: 'huddle' }>
const said = <Name extends string>(messages: readonly ToContext[], name: Name) =>
  messages.filter((one): one is Extract<ToContext, { see: Name }> => 'see' in one && one.see === name)

/** Somebody who calls: the popup and the huddle window of one whole engine. */
export class Caller {
  readonly person: Person
  readonly #world: World
  #home: Speaker
  window: Speaker | undefined

  private constructor(world: World, person: Person, home: Speaker) {
    this.person = person
    this.#world = world
    this.#home = home
  }

  /** The engine runs and its popup shows the shared space. Nobody looks at any page. */
  static async of(world: World, person: Person): Promise<Caller> {
    const caller = new Caller(world, person, new Speaker(await world.run(person.engine()), 'home', ownPage))
    await caller.ask({ do: 'use-space', space: person.space.self.space })
    return caller
  }

  /** After the engine was started again. */
  async again(): Promise<void> {
    this.#home = new Speaker(await this.#world.run(this.person.engine()), 'home', ownPage)
  }

  get home(): HomeView {
    const view = said(this.#home.heard, 'home').at(-1)
    if (!view) throw new Error('the popup shows nothing')
    return view
  }

  /** What is on, as the popup shows it. */
  get on(): readonly HuddleView[] {
    return this.home.huddles.on
  }

  ask(intent: unknown): Promise<unknown> {
    return this.#world.run(this.#home.done(intent))
  }

  refused(intent: unknown): Promise<string> {
    return this.#world.run(this.#home.refused(intent))
  }

  /** The window opens, and says hello. */
  async open(back?: { readonly space: string; readonly huddle: string }): Promise<Speaker> {
    const window = new Speaker(await this.#world.run(this.person.engine()), 'huddle', ownPage)
    this.window = window
    await this.#world.run(window.done(back ? { do: 'hello', back } : { do: 'hello' }))
    await this.#world.settle()
    return window
  }

  /** Everything that the window was told, of one kind. */
  told<Name extends HuddleWindowView['see']>(name: Name): Extract<HuddleWindowView, { see: Name }>[] {
    return said(this.window?.heard ?? [], name) as Extract<HuddleWindowView, { see: Name }>[]
  }

  get huddle(): Huddle | undefined {
    return this.told('huddle').at(-1)
  }

  /** Names of the others in the window. */
  get others(): string {
    return (this.huddle?.others ?? []).map(({ name }) => name).join(' ')
  }

  async start(): Promise<void> {
    await this.ask({ do: 'huddle-start', ring: 'nobody' })
    await this.open()
  }

  async join(huddle: string): Promise<void> {
    await this.ask({ do: 'huddle-join', space: this.person.space.self.space, huddle })
    await this.open()
  }

  say(intent: unknown): Promise<unknown> {
    if (!this.window) throw new Error('there is no window')
    return this.#world.run(this.window.done(intent))
  }

  async leave(): Promise<void> {
    await this.say({ do: 'leave' })
    this.window?.close()
    await this.#world.settle()
  }
}

/** Who is in each huddle, as somebody's popup shows it: names in the order of joining. */
export const shown = (caller: Caller): string[] =>
  caller.on.map(({ people }) => people.map(({ name }) => name).join(' '))
