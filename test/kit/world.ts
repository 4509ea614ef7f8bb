import { createCarriages } from '../../shared/engine/carriages.ts'
import { prepareStore } from '../../shared/engine/devices/prepare.ts'
import type { PageDocument } from '../../shared/engine/document-parts.ts'
import { type Engine, runEngine } from '../../shared/engine/engine.ts'
import type { OpenSpace } from '../../shared/engine/parts.ts'
import type { EnginePorts } from '../../shared/engine/ports.ts'
import { createSpaces, type RunningSpaces } from '../../shared/engine/spaces/spaces.ts'
import { fromBase64Url } from '../../shared/kit/bytes.ts'
import { Chance } from './chance.ts'
import { FakeClock } from './clock.ts'
import { MemoryStore } from './memory-store.ts'
import { Net } from './net.ts'
import { CalledSurroundings } from './surroundings.ts'
import { rest, turn } from './work.ts'
import { WorldPeers } from './world-peers.ts'
import { WorldRelay } from './world-relay.ts'

export const RELAY = 'http://relay.example'

/** One run of a person's engine; ends by crash or close. */
interface Life {
  alive: boolean
  readonly spaces: RunningSpaces
  readonly ports: EnginePorts
}

/** Somebody with a whole engine. */
export class Person {
  readonly name: string
  readonly #world: World
  store = new MemoryStore()
  /** Of the present run. */
  surroundings = new CalledSurroundings()
  /** How far this person's clock is from the world's, in milliseconds, and how many of the world's seconds one of theirs takes. */
  skew = 0
  pace = 1
  /** The browser was closed before the present run. */
  newSession = false
  /** Known from the first shared space on, also while the engine does not run. */
  member = ''
  #life: Life | undefined
  #engine: Promise<Engine> | undefined
  readonly #pages = new Map<string, { readonly document: PageDocument; readonly ended: AbortController }>()

  constructor(world: World, name: string) {
    this.#world = world
    this.name = name
  }

  get alive(): boolean {
    return this.#life?.alive ?? false
  }

  get spaces(): RunningSpaces {
    if (!this.#life) throw new Error(`${this.name} has not started`)
    return this.#life.spaces
  }

  /** The shared space. */
  get space(): OpenSpace {
    const space = this.spaces.list().find((one) => !one.private)
    if (!space) throw new Error(`${this.name} is in no shared space`)
    return space
  }

  /** The engine above the spaces: what contexts talk to. */
  engine(): Promise<Engine> {
    const life = this.#life
    if (!life) throw new Error(`${this.name} has not started`)
    this.#engine ??= runEngine(life.ports, life.spaces)
    return this.#engine
  }

  async start(): Promise<void> {
    this.surroundings = new CalledSurroundings()
    const ports = this.#world.portsFor(this, () => life.alive)
    const life = { alive: true, ports } as { alive: boolean; ports: EnginePorts; spaces: RunningSpaces }
    await prepareStore(ports)
    life.spaces = await createSpaces(ports, createCarriages(ports))
    this.#life = life
  }

  /** Opens a page and looks at it; the others see that. */
  async open(address: string): Promise<PageDocument> {
    const before = this.#pages.get(address)
    if (before) return before.document
    const ended = new AbortController()
    const document = await this.space.openPage(address, ended.signal)
    this.#pages.set(address, { document, ended })
    this.look(document)
    return document
  }

  look(document: PageDocument | undefined): void {
    this.space.carriage.announce({ here: true, page: document?.id })
  }

  /** Leaves a page: its document is closed. */
  leave(address: string): void {
    this.#pages.get(address)?.ended.abort()
    this.#pages.delete(address)
    this.look(undefined)
  }

  has(address: string): boolean {
    return this.#pages.has(address)
  }

  page(address: string): PageDocument {
    const page = this.#pages.get(address)
    if (!page) throw new Error(`${this.name} has not opened ${address}`)
    return page.document
  }

  /** The process ends in the middle of everything; what was stored stays. */
  crash(): void {
    if (!this.#life) return
    this.#life.alive = false
    this.#engine = undefined
    this.#pages.clear()
    this.store = this.store.crash()
    this.#world.gone(this)
  }

  async close(): Promise<void> {
    if (!this.alive) return
    await this.#world.run(this.spaces.close())
    this.crash()
  }
}

/** Whole engines and a real relay in one process. Nothing moves, and no time passes, unless the test says so. */
export class World {
  readonly clock = new FakeClock()
  readonly net = new Net()
  readonly chance: Chance
  readonly relay: WorldRelay
  readonly peers: WorldPeers
  /** People without any network, without a way to the relay, and pairs that cannot talk directly. */
  readonly offline = new Set<string>()
  readonly noRelay = new Set<string>()
  readonly noDirect = new Set<string>()

  constructor(seed: number) {
    this.chance = new Chance(seed)
    this.relay = new WorldRelay(this.net, this.clock, this.chance)
    const relayOpen = (person: string) => this.#relayOpen(person)
    this.peers = new WorldPeers(this.net, this.chance, {
      signalling: (person) => this.relay.up && relayOpen(person),
      direct: (a, b) => !this.offline.has(a) && !this.offline.has(b) && !this.noDirect.has(pairName(a, b)),
    })
  }

  #relayOpen(person: string): boolean {
    return !this.offline.has(person) && !this.noRelay.has(person)
  }

  portsFor(person: Person, alive: () => boolean): EnginePorts {
    const clock = {
      now: () => Math.floor(this.clock.now() / person.pace) + person.skew,
      after: (ms: number, run: () => void) => this.clock.after(ms * person.pace, () => alive() && run()),
    }
    const way = {
      person: person.name,
      open: () => this.#relayOpen(person.name),
      offline: () => this.offline.has(person.name),
      dead: () => !alive(),
      after: (ms: number, run: () => void) => void this.clock.after(ms, run),
    }
    return {
      clock,
      random: new Chance(this.chance.below(2 ** 32)),
      store: person.store,
      relay: () => this.relay.door(way),
      peers: this.peers.door(person.name),
      surroundings: person.surroundings,
      defaultRelay: RELAY,
      managed: {},
      newSession: person.newSession,
    }
  }

  /** Cuts what may not pass any more, after a change of `offline`, `noRelay` or `noDirect`. */
  enforce(): void {
    this.relay.cutClosed()
    this.peers.cutForbidden()
  }

  /** Two people cannot talk directly any more. */
  partition(a: Person, b: Person): void {
    this.noDirect.add(pairName(a.name, b.name))
    this.enforce()
  }

  /** Everybody can reach everybody and the relay again. */
  heal(): void {
    this.offline.clear()
    this.noRelay.clear()
    this.noDirect.clear()
    this.relay.losing = 0
    this.relay.logDown = false
    this.net.losing = 0
    this.net.doubling = 0
    this.relay.start()
  }

  stopRelay(): void {
    this.relay.stop()
  }

  startRelay(): void {
    this.relay.start()
  }

  /** The answers of the next appends get lost after the relay has done its work. */
  lose(answers: number): void {
    this.relay.losing = answers
  }

  gone(person: Person): void {
    this.peers.gone(person.name)
    this.relay.cutClosed()
  }

  /** Delivers everything that waits, and what follows from it, until nobody has anything to do without time passing. */
  async settle(): Promise<void> {
    let delivered = 0
    await rest(() => {
      let moved = false
      while (this.net.flushOne(this.chance)) {
        moved = true
        if (++delivered > 100_000) throw new Error('the world does not come to rest')
      }
      return moved
    })
  }

  /** Delivers some messages, in an order chosen by chance, and lets the engines go on for a moment. */
  async jostle(messages: number): Promise<void> {
    for (let i = 0; i < messages && this.net.flushOne(this.chance); i++) await turn()
  }

  /** Lets time pass; between timers everything settles. */
  async pass(ms: number): Promise<void> {
    const until = this.clock.now() + ms
    await this.settle()
    while (this.clock.step(until)) await this.settle()
    await this.settle()
  }

  /** Lets much time pass, settling every few seconds only. */
  async passLong(ms: number, slice = 5_000): Promise<void> {
    for (let passed = 0; passed < ms; passed += slice) {
      this.clock.pass(slice)
      await this.settle()
    }
  }

  /** Waits for a state: settles, and lets time pass from timer to timer until it holds. At most two minutes of the world's time. */
  async until(what: string, holds: () => boolean, most = 120_000): Promise<void> {
    const end = this.clock.now() + most
    for (;;) {
      await this.settle()
      if (holds()) return
      if (!this.clock.step(end)) throw new Error(`never happened: ${what}`)
    }
  }

  /** Lets the world go on until a promise is done. */
  async run<Value>(promise: Promise<Value>): Promise<Value> {
    let done = false
    promise.then(
      () => {
        done = true
      },
      () => {
        done = true
      },
    )
    while (!done) {
      this.net.flushOne(this.chance)
      await turn()
    }
    return promise
  }
}

const pairName = (a: string, b: string): string => [a, b].sort().join('|')

/** People in one space: the first founds it, the others join by its invite. */
export async function world<Name extends string>(
  seed: number,
  ...names: readonly Name[]
): Promise<World & { readonly people: Readonly<Record<Name, Person>> }> {
  const made = new World(seed)
  const people = Object.fromEntries(names.map((name) => [name, new Person(made, name)])) as Record<Name, Person>
  let code: string | undefined
  for (const name of names) {
    const person = people[name]
    await person.start()
    await made.run(person.spaces.setProfile({ v: 1, name, colour: 'teal' }))
    if (code === undefined) {
      const space = await made.run(person.spaces.create('Team', RELAY))
      await made.settle()
      code = (await made.run(space.invite(name, ''))).code
      await made.settle()
    } else {
      await made.run(person.spaces.join(fromBase64Url(code)))
      await made.until(`${name} joined`, () => person.spaces.list().length === 2)
    }
    person.member = person.space.self.member
  }
  return Object.assign(made, { people })
}
