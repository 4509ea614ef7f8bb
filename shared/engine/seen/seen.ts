import * as v from 'valibot'
import type { DeviceId, MemberId } from '../../domain/ids.ts'
import type { Bytes } from '../../kit/bytes.ts'
import { Signal } from '../../kit/signal.ts'
import { Alarm } from '../alarm.ts'
import type { LeaseHead, PageDocument } from '../document-parts.ts'
import type { OpenSpace } from '../parts.ts'
import type { Clock, Store } from '../ports.ts'
import { encodeSeen, MOST_PER_SIGNAL, parseSeen } from './body.ts'
import { storedTally, Tally } from './tally.ts'

/** What comes to be seen is gathered so long before it is stored and told. Milliseconds. */
const GATHER_MS = 2_000

type SeenSpace = Pick<OpenSpace, 'self' | 'document'> & {
  readonly carriage: Pick<OpenSpace['carriage'], 'present' | 'presentChanged' | 'tellSeen' | 'toldSeen'>
}

export interface SeenPorts {
  readonly clock: Clock
  readonly store: Store
  /** Whether our person lets others know. */
  tells(): boolean
}

/**
 * Who has seen what, in one space (rules SE). Of others' work we keep how far our person had it in view, by author, and tell each author's
 * devices while they are here. What members tell us about our own work is kept by member, and believed of themselves only.
 */
export class Seen {
  readonly changed = new Signal<void>()
  readonly #space: SeenSpace
  readonly #ports: SeenPorts
  /** Of others' leases, by author: what our person saw. */
  readonly #ours = new Map<MemberId, Tally>()
  /** Of our leases, by member: what they saw. */
  readonly #theirs = new Map<MemberId, Tally>()
  /** What devices that are here now have been told. */
  readonly #told = new Map<DeviceId, Tally>()
  readonly #unstored = new Set<MemberId>()
  readonly #gather: Alarm

  private constructor(space: SeenSpace, ports: SeenPorts, until: AbortSignal) {
    this.#space = space
    this.#ports = ports
    this.#gather = new Alarm(ports.clock, () => void this.#gathered())
    space.carriage.toldSeen.listen(({ member, body }) => void this.#hear(member, body), until)
    space.carriage.presentChanged.listen(() => this.#tellAll(), until)
    until.addEventListener('abort', () => this.#gather.stop(), { once: true })
  }

  /** What cannot be read is forgotten: it only says who has seen what. */
  static async open(space: SeenSpace, ports: SeenPorts, until: AbortSignal): Promise<Seen> {
    const seen = new Seen(space, ports, until)
    for (const [tallies, prefix] of [
      [seen.#ours, seen.#key('ours', '')],
      [seen.#theirs, seen.#key('theirs', '')],
    ] as const) {
      for (const { key, value } of await ports.store.list('settings', prefix)) {
        const read = v.safeParse(storedTally, value)
        if (read.success) tallies.set(key.slice(prefix.length) as MemberId, new Tally(read.output.leases))
      }
    }
    return seen
  }

  #key(whose: 'ours' | 'theirs', member: string): string {
    return `seen.${this.#space.self.space}.${whose}.${member}`
  }

  /** Members who have seen this envelope of ours. */
  by(envelope: LeaseHead): readonly MemberId[] {
    return [...this.#theirs].filter(([, tally]) => tally.covers(envelope)).map(([member]) => member)
  }

  /** Our person has this page in view, as it is now. */
  inView(page: Pick<PageDocument, 'applied'>): void {
    if (!this.#ports.tells()) return
    let news = false
    for (const { member, ...head } of page.applied()) {
      if (member === this.#space.self.member) continue
      const tally = this.#ours.get(member) ?? new Tally()
      this.#ours.set(member, tally)
      if (!tally.see(head)) continue
      this.#unstored.add(member)
      news = true
    }
    if (news && !this.#gather.waiting) this.#gather.set(GATHER_MS)
  }

  async #gathered(): Promise<void> {
    this.#tellAll()
    const members = [...this.#unstored]
    this.#unstored.clear()
    const batch = members.map((member) => ({
      table: 'settings' as const,
      key: this.#key('ours', member),
      value: this.#ours.get(member)?.stored(),
    }))
    // A full disk costs nobody a word: it is told now, and not after the next start.
    await this.#ports.store.write(batch).catch(() => undefined)
  }

  #tellAll(): void {
    const present = this.#space.carriage.present()
    const here = new Set(present.map(({ device }) => device))
    for (const device of this.#told.keys()) if (!here.has(device)) this.#told.delete(device)
    if (!this.#ports.tells()) return
    for (const { device, member } of present) this.#tell(device, this.#ours.get(member))
  }

  #tell(device: DeviceId, tally: Tally | undefined): void {
    if (!tally) return
    const told = this.#told.get(device) ?? new Tally()
    this.#told.set(device, told)
    const news = tally.heads.filter((head) => told.see(head))
    for (let at = 0; at < news.length; at += MOST_PER_SIGNAL)
      void this.#space.carriage.tellSeen(device, encodeSeen(news.slice(at, at + MOST_PER_SIGNAL)))
  }

  async #hear(member: MemberId, body: Bytes): Promise<void> {
    const heads = parseSeen(body)
    if (!heads || member === this.#space.self.member) return
    const tally = this.#theirs.get(member) ?? new Tally()
    this.#theirs.set(member, tally)
    if (heads.filter((head) => tally.see(head)).length === 0) return
    this.changed.emit()
    const value = tally.stored()
    await this.#ports.store
      .write([{ table: 'settings', key: this.#key('theirs', member), value }])
      .catch(() => undefined)
  }
}
