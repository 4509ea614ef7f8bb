import type { Annotation, Comment } from '../../shared/domain/annotation.ts'
import type { AnnotationId, CommentId } from '../../shared/domain/ids.ts'
import { ownedKey, ownerOf } from '../../shared/domain/ids.ts'
import type { PageDocument } from '../../shared/engine/document-parts.ts'
import type { Chance } from '../kit/chance.ts'
import { comment, contentOf, highlight } from '../kit/documents.ts'
import type { MemoryStore } from '../kit/memory-store.ts'
import { turn } from '../kit/work.ts'
import { Person, type World, world } from '../kit/world.ts'
import { lacking } from './lacking.ts'

const PAGE = 'https://example.org/storm'
const NAMES = ['ada', 'ben', 'cleo', 'dan', 'eve', 'finn', 'gil', 'hana', 'ida', 'jon', 'kim', 'leo'] as const
/** More devices on a page than this are not linked any more (N16). */
const LINKED = 6
const DAY = 24 * 3_600_000

/** Two to four mostly, because they cost least; every 25th storm five to twelve. */
const crowd = (seed: number): number => (seed % 25 === 0 ? 5 + (((seed / 25) * 3) % 8) : 2 + (seed % 3))

/** What a storm's devices have to reach each other by. */
const TRANSPORTS = ['both', 'both', 'relay', 'links'] as const
type Transport = (typeof TRANSPORTS)[number]

/** What a run did, so that a run which did nothing cannot pass. */
export interface Work {
  edits: number
  replies: number
  deletes: number
  states: number
  crashes: number
  cuts: number
  lostAnswers: number
  byStream: number
  byLink: number
  linksAlone: number
  neverBack: number
  /** Storms by their transport. */
  both: number
  relay: number
  links: number
  /** Storms with more devices than are linked. */
  crowds: number
  /** Clocks that were days off, slow, or set anew in the middle. */
  clocks: number
  /** Devices that began again from an old backup of their store. */
  restored: number
  /** Profiles that were copied and ran on two machines. */
  copied: number
  summaries: number
  letGo: number
  bySummary: number
}

export const noWork = (): Work => ({
  edits: 0,
  replies: 0,
  deletes: 0,
  states: 0,
  crashes: 0,
  cuts: 0,
  lostAnswers: 0,
  byStream: 0,
  byLink: 0,
  linksAlone: 0,
  neverBack: 0,
  both: 0,
  relay: 0,
  links: 0,
  crowds: 0,
  clocks: 0,
  restored: 0,
  copied: 0,
  summaries: 0,
  letGo: 0,
  bySummary: 0,
})

/** One seeded storm over two to twelve whole engines and a real relay: chance decides what happens, and what arrives when. */
export class Storm {
  readonly #world: World
  readonly #people: Person[]
  readonly #transport: Transport
  readonly #chance: Chance
  readonly work = noWork()
  /** What happened, for the message of a failure. */
  readonly #story: string[] = []
  /** The last value of each key whose storing was confirmed, those before it, and those written after it that may or may not have been kept. */
  readonly #kept = new Map<string, { sure: string | undefined; maybe: string[]; before: string[] }>()
  #keys = 0
  #staying: readonly Person[]
  #gone: string | undefined
  /** Old copies of stores, by name. */
  readonly #backups = new Map<string, MemoryStore>()
  /** Members who wrote from two states at once: which of their own values wins is not for them to say. */
  readonly #twofold = new Set<string>()
  readonly #alarms = new Set<string>()
  /** A machine with a copy of somebody's profile. */
  #copy: Person | undefined

  private constructor(made: World, people: readonly Person[]) {
    this.#world = made
    this.#people = [...people]
    this.#staying = this.#people
    this.#chance = made.chance
    this.#transport = made.chance.pick(TRANSPORTS) ?? 'both'
    this.work[this.#transport]++
    if (people.length > LINKED) this.work.crowds++
  }

  static async begin(seed: number): Promise<Storm> {
    const names = NAMES.slice(0, crowd(seed))
    const made = await world(seed, ...names)
    const people = names.map((name) => made.people[name])
    for (const person of people) await made.run(person.open(PAGE))
    const storm = new Storm(made, people)
    storm.#limit()
    for (const person of people) if (made.chance.maybe(30)) storm.#setClock(person)
    return storm
  }

  /** Takes away what this storm does without. */
  #limit(): void {
    if (this.#transport === 'links') this.#world.relay.logDown = true
    if (this.#transport !== 'relay') return
    for (const a of this.#people) for (const b of this.#people) if (a !== b) this.#world.partition(a, b)
  }

  /** Up to ten days off, in both directions; some run at half or at one and a half times the speed. */
  #setClock(person: Person): void {
    this.work.clocks++
    this.#tell(`${person.name}'s clock is set`)
    person.skew = (this.#chance.below(21) - 10) * DAY
    if (!person.alive) person.pace = this.#chance.pick([1, 1, 2, 2 / 3]) ?? 1
  }

  get story(): string {
    return this.#story.slice(-40).join('; ')
  }

  /** What devices lack of each other's now. */
  lacking(): Promise<string> {
    return lacking(this.#staying, PAGE)
  }

  async rage(steps: number): Promise<void> {
    for (let i = 0; i < steps; i++) {
      await this.#step()
      this.#hearAlarms()
    }
  }

  async #step(): Promise<void> {
    const dice = this.#chance.below(100)
    if (dice < 40) await this.#edit()
    else if (dice < 66) await this.#world.jostle(1 + this.#chance.below(12))
    else if (dice < 80) {
      this.#world.clock.pass(10 + this.#chance.below(this.#chance.maybe(20) ? 20_000 : 800))
      await turn()
    } else if (dice < 87) await this.#weather()
    else if (dice < 94) await this.#summarize()
    else await this.#fate()
  }

  #tell(what: string): void {
    this.#story.push(what)
  }

  async #edit(): Promise<void> {
    const person = this.#chance.pick(this.#people.filter((one) => one.alive && one.has(PAGE)))
    if (!person) return
    const page = person.page(PAGE)
    const done = this.#writing(person, page)
    if (!done) return
    // Whoever crashes before it is stored has lost it, as a person would expect.
    const quiet = done.catch(() => undefined)
    if (this.#chance.maybe(70)) await this.#world.run(quiet)
  }

  #writing(person: Person, page: PageDocument): Promise<void> | undefined {
    const annotation = this.#chance.pick([...page.annotations().keys()])
    const dice = this.#chance.below(100)
    if (dice < 35 || annotation === undefined) return this.#mark(person, page)
    if (dice < 65) return this.#reply(person, page, annotation)
    if (dice < 85) return this.#delete(person, page)
    this.work.states++
    this.#tell(`${person.name} resolves`)
    return page.putState(annotation, { v: 1, resolved: this.#chance.maybe(50), at: this.#world.clock.now() })
  }

  #mark(person: Person, page: PageDocument): Promise<void> {
    this.work.edits++
    const id = this.#newKey(person)
    this.#tell(`${person.name} marks`)
    const value: Annotation = highlight(`words ${this.#keys}`)
    return this.#watch(id, value, page.putAnnotation(id, value))
  }

  #reply(person: Person, page: PageDocument, annotation: AnnotationId): Promise<void> {
    this.work.replies++
    const id = this.#newKey(person)
    this.#tell(`${person.name} replies`)
    const value = comment(annotation, `text ${this.#keys}`)
    return this.#watch(id, value, page.putComment(id, value))
  }

  #delete(person: Person, page: PageDocument): Promise<void> | undefined {
    const mine = [...page.comments()].filter(([, { writer }]) => writer === person.space.self.member)
    const picked = this.#chance.pick(mine)
    if (!picked) return undefined
    this.work.deletes++
    this.#tell(`${person.name} deletes`)
    const [id, { value }] = picked
    const gone: Comment = { ...value, deleted: true, edited: this.#keys++ }
    return this.#watch(id, gone, page.putComment(id as CommentId, gone))
  }

  #newKey(person: Person): AnnotationId {
    return ownedKey(person.space.self.member, (++this.#keys).toString(16).padStart(16, '0'))
  }

  async #watch(id: string, value: unknown, done: Promise<void>): Promise<void> {
    const text = JSON.stringify(value)
    const entry = this.#kept.get(id) ?? { sure: undefined, maybe: [], before: [] }
    this.#kept.set(id, entry)
    entry.maybe.push(text)
    await done
    const at = entry.maybe.indexOf(text)
    if (at < 0) return
    entry.sure = text
    if (!this.#twofold.has(ownerOf(id as AnnotationId))) entry.before.push(...entry.maybe.splice(0, at + 1))
  }

  /** Links and the relay come and go. */
  async #weather(): Promise<void> {
    const { relay, noRelay, noDirect, offline } = this.#world
    const flip = (set: Set<string>, name: string) => (set.delete(name) ? undefined : set.add(name))
    const [a, b] = [this.#chance.pick(this.#people), this.#chance.pick(this.#people)]
    const dice = this.#chance.below(8)
    if (dice === 0) relay.up ? relay.stop() : relay.start()
    else if (dice === 1 && a) flip(noRelay, a.name)
    else if (dice === 2 && a && b && a !== b) flip(noDirect, [a.name, b.name].sort().join('|'))
    else if (dice === 3 && a) flip(offline, a.name)
    else if (dice === 4 && a) this.#setClock(a)
    else if (dice >= 6) this.#harass()
    else if (relay.up) this.#healed()
    this.work.cuts++
    this.#tell(`weather ${dice}`)
    this.#world.enforce()
    await turn()
  }

  /** Answers are lost on their way back; what has no order is lost and doubled. */
  #harass(): void {
    this.#world.lose(1 + this.#chance.below(3))
    this.#world.net.losing = this.#chance.below(30)
    this.#world.net.doubling = this.#chance.below(30)
  }

  #healed(): void {
    this.#world.heal()
    this.#limit()
  }

  /** Somebody sums the log up, whether it is worth it or not; sometimes what two summaries cover is let go at once. */
  async #summarize(): Promise<void> {
    const person = this.#chance.pick(this.#people.filter((one) => one.alive && one.has(PAGE)))
    const { relay, clock } = this.#world
    if (!person || !relay.up) return
    if (this.#chance.maybe(50)) await this.#world.pass(1_000)
    if (!person.alive || !person.has(PAGE)) return
    const page = person.page(PAGE)
    const sum = await this.#world.run((page.summary?.sumUp() ?? Promise.resolve(undefined)).catch(() => undefined))
    if (!sum || !(await relay.keepCheckpoint({ space: page.space, document: page.id }, sum.record, clock.now()))) return
    this.work.summaries++
    this.#tell(`${person.name} sums up to ${sum.sequence}`)
    if (!this.#chance.maybe(60)) return
    const gone = await relay.letGo()
    this.work.letGo += gone
    this.#tell(`${gone} records are let go`)
  }

  /** Engines end and begin; pages are closed and opened. */
  async #fate(): Promise<void> {
    const person = this.#chance.pick(this.#people)
    if (!person) return
    if (!person.alive) {
      this.#tell(`${person.name} starts`)
      if (this.#chance.maybe(20)) this.#setClock(person)
      await this.#world.run(person.start())
      await this.#world.run(person.open(PAGE))
    } else if (this.#chance.maybe(15)) await this.#duplicate(person)
    else if (this.#chance.maybe(35)) {
      this.#tell(`${person.name} crashes`)
      this.work.crashes++
      person.crash()
    } else if (person.has(PAGE)) {
      this.#tell(`${person.name} leaves the page`)
      person.leave(PAGE)
    } else await this.#world.run(person.open(PAGE))
  }

  /** A backup is made, or put back; or the whole profile runs on a second machine, under the same keys. */
  async #duplicate(person: Person): Promise<void> {
    const backup = this.#backups.get(person.name)
    if (backup) await this.#restore(person, backup)
    else if (this.#copy || this.#chance.maybe(60)) this.#backups.set(person.name, person.store.copy())
    else await this.#copyOf(person)
  }

  async #restore(person: Person, backup: MemoryStore): Promise<void> {
    this.work.restored++
    this.#tell(`${person.name} goes back to a backup`)
    this.#backups.delete(person.name)
    this.#writesTwofold(person)
    person.crash()
    person.store = backup
    await this.#world.run(person.start())
    await this.#world.run(person.open(PAGE))
  }

  async #copyOf(person: Person): Promise<void> {
    this.work.copied++
    this.#tell(`${person.name}'s profile is copied`)
    this.#writesTwofold(person)
    const copy = new Person(this.#world, `${person.name}-copy`)
    copy.store = person.store.copy()
    copy.member = person.member
    this.#copy = copy
    this.#people.push(copy)
    this.#limit()
    await this.#world.run(copy.start())
    await this.#world.run(copy.open(PAGE))
  }

  /**
   * What this person's device alone knew may be gone with it, or stand behind what its double writes. Nor does the last value have to win over
   * those before it: one of these may be in the log and not in the backup, and what is written from the backup is then older than it.
   */
  #writesTwofold(person: Person): void {
    this.#twofold.add(person.member)
    const unsent = person.space.carriage.link.waiting > 0
    for (const [id, entry] of this.#kept) {
      if (ownerOf(id as AnnotationId) !== person.member || entry.sure === undefined) continue
      entry.maybe.unshift(...entry.before, entry.sure)
      if (unsent) entry.sure = undefined
    }
  }

  /** Everything heals; then all devices must hold the same, nothing may be missing, and nothing may wait. */
  async heal(): Promise<void> {
    this.#world.heal()
    this.#stayAway()
    for (const person of this.#staying) {
      if (!person.alive) await this.#world.run(person.start())
      await this.#world.run(person.open(PAGE))
    }
    // A device that runs twice has one link with each other device, and none with itself.
    if (!this.#copy && this.#staying.length <= LINKED && this.#chance.maybe(50)) await this.#healByLinks()
    await this.#world.until('every device holds the same, and the relay has all', () => this.#isCalm(), 600_000)
    this.#hearAlarms()
    this.work.bySummary += this.#world.relay.offered
    this.work.lostAnswers += this.#world.relay.lost
    this.work.byStream += this.#world.net.delivered.get('stream') ?? 0
    this.work.byLink += this.#world.net.delivered.get('link') ?? 0
  }

  /** Sometimes one never comes back: the others must bring to the relay what they have of theirs. */
  #stayAway(): void {
    const [gone] = this.#people
    if (this.#people.length < 3 || !gone || !this.#chance.maybe(60)) return
    this.work.neverBack++
    this.#tell(`${gone.name} never comes back`)
    this.#gone = gone.member
    gone.crash()
    this.#staying = this.#people.filter((person) => person !== gone)
  }

  /** First without the relay's log, so that what links do cannot hide behind it. */
  async #healByLinks(): Promise<void> {
    this.work.linksAlone++
    this.#tell('heals by links alone')
    this.#world.relay.logDown = true
    this.#world.relay.cutAll()
    await this.#world.until('every device holds the same by links alone', () => this.#agree(), 180_000)
    this.#world.relay.logDown = false
  }

  #agree(): boolean {
    const [first, ...others] = this.#staying.map((person) => this.contentAt(person))
    return others.every((content) => content === first)
  }

  #isCalm(): boolean {
    return this.#agree() && this.#staying.every((one) => one.space.carriage.link.waiting === 0)
  }

  contentAt(person: Person): string {
    const { document } = person.space
    const space = JSON.stringify([[...document.members()].sort(), [...document.pages()].sort(), document.name])
    return contentOf(person.page(PAGE)) + space
  }

  /** Edits that were confirmed to their author and are not there, or not as they were last written. */
  lost(): readonly string[] {
    const page = this.#staying[0]?.page(PAGE)
    const wrong: string[] = []
    for (const [id, { sure, maybe }] of this.#kept) {
      if (this.#gone !== undefined && id.startsWith(this.#gone)) continue // may have taken it along
      const stored = page?.annotations().get(id as AnnotationId) ?? page?.comments().get(id as CommentId)
      const text = stored && JSON.stringify(sorted(stored.value))
      const fits = [sure, ...maybe].some((one) => one !== undefined && JSON.stringify(sorted(JSON.parse(one))) === text)
      if (sure !== undefined && !fits) wrong.push(`${id}: wanted ${sure}, found ${text}`)
    }
    return wrong
  }

  #hearAlarms(): void {
    for (const person of this.#people) {
      const alarm = person.alive && person.has(PAGE) ? person.page(PAGE).summary?.alarm : undefined
      // What a summary lacks is offered again, whoever is to blame; the others accuse somebody, and all here are honest.
      if (alarm && alarm.kind !== 'lacks') this.#alarms.add(`${person.name}: ${alarm.kind}`)
    }
  }

  /** What devices said against each other's summaries; there must be nothing. */
  get alarms(): readonly string[] {
    return [...this.#alarms]
  }

  /** Surprises inside the relay; there must be none. */
  get surprises(): readonly unknown[] {
    return this.#world.relay.failures
  }

  /** The engines end, so that nothing of this run goes on during the next. */
  end(): void {
    for (const person of this.#people) person.crash()
    this.#world.stopRelay()
  }
}

/** The same value with its keys in order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  )
}
