import type { SpaceId } from '../../domain/ids.ts'
import type { MemberCard } from '../../domain/member.ts'
import type { Invite } from '../../envelope/invite.ts'
import { type Member, memberFromSeed } from '../../envelope/party.ts'
import type { Bytes } from '../../kit/bytes.ts'
import { Serial } from '../../kit/serial.ts'
import { Signal } from '../../kit/signal.ts'
import type { SpaceDocument } from '../document-parts.ts'
import { openSpaceDocument } from '../documents/open.ts'
import type { OpenSpace, SpaceCarriage, SpaceSelf, Spaces } from '../parts.ts'
import type { EnginePorts } from '../ports.ts'
import { Administration } from './administration.ts'
import { closedWords, finishForgetting } from './ending.ts'
import { Endings } from './endings.ts'
import type { Entrance } from './entrance.ts'
import { Joins } from './joins.ts'
import { KeyWatch } from './key-watch.ts'
import { Knocks } from './knocks.ts'
import { LastHere } from './last-here.ts'
import { enterSpace, foundSpace, keptFresh } from './membership.ts'
import { noCarriage } from './no-carriage.ts'
import { LiveSpace } from './open-space.ts'
import { OwnInvites } from './own-invites.ts'
import { readProfile } from './profile.ts'
import { keepReaders } from './readers.ts'
import { openSelf } from './self.ts'
import { JOINED, PENDING, readSpaces, type StoredProfile, type StoredSpace } from './stored.ts'
import { Wanted } from './wanted.ts'

/** Builds what moves for one space. Given by engine.ts; for a private space (`self.relay` undefined) it is not asked. */
export type CarriageFactory = (self: SpaceSelf, spaceDocument: SpaceDocument) => SpaceCarriage

/** What spaces need of the world; an `EnginePorts` will do. */
export type SpacesPorts = Pick<EnginePorts, 'clock' | 'random' | 'store' | 'relay'>

export interface RunningSpaces extends Spaces {
  /** The network is back, or the computer woke: waiting joins are tried now. */
  wake(): void
  close(): Promise<void>
}

const DELETED = 'An admin deleted this space. Forget your copy first, then ask for a new invite.'
const UNREADABLE = 'What this device keeps of the space cannot be read. Nothing was deleted.'
const NAMELESS: MemberCard = { v: 1, name: 'Someone', colour: 'slate' }
const PRIVATE_NAME = 'Just me'

/** Reads the person and their spaces from the store, opens every space's own document and its carriage, resumes waiting joins. */
export async function createSpaces(ports: SpacesPorts, carriage: CarriageFactory): Promise<RunningSpaces> {
  const profile = await readProfile(ports)
  await finishForgetting(ports.store)
  const people = new People(ports, carriage, profile, await memberFromSeed(profile.seed))
  await people.resume()
  return people
}

class People implements RunningSpaces {
  readonly changed = new Signal<void>()
  readonly #ports: SpacesPorts
  readonly #carriage: CarriageFactory
  readonly #member: Member
  readonly #spaces = new Map<SpaceId, LiveSpace>()
  readonly #joins: Joins
  readonly #broken = new Map<SpaceId, ReturnType<Spaces['pending']>[number]>()
  readonly #endings: Endings
  /** Making, joining and renaming happen one after the other. */
  readonly #serial = new Serial()
  readonly #ended = new AbortController()
  #newest = 0
  #profile: StoredProfile

  constructor(ports: SpacesPorts, carriage: CarriageFactory, profile: StoredProfile, member: Member) {
    this.#ports = ports
    this.#carriage = carriage
    this.#profile = profile
    this.#member = member
    this.#joins = new Joins(ports, {
      member,
      card: () => this.#profile.card ?? NAMELESS,
      declined: (space) => void this.#declined(space),
      // Joining anew would write over what a newer version may still read.
      refuse: (space) =>
        this.#spaces.get(space)?.closed?.how === 'deleted' ? DELETED : this.#broken.has(space) ? UNREADABLE : undefined,
      isIn: (space) => this.#spaces.get(space)?.self.ended === undefined && this.#spaces.has(space),
      enter: (invite, entrance) => this.#serial.run(() => this.#enter(invite, entrance)),
      changed: () => this.changed.emit(),
    })
    this.#endings = new Endings(ports, member, {
      get: (space) => this.#spaces.get(space),
      reopen: async (stored) => void (await this.#open(stored)),
      joins: this.#joins,
      drop: (space) => [this.#joins.drop(space), this.#spaces.delete(space), this.#broken.delete(space)].includes(true),
      changed: () => this.changed.emit(),
    })
  }

  async resume(): Promise<void> {
    const { joined, unreadable, pending } = await readSpaces(this.#ports.store)
    for (const space of unreadable) this.#isUnreadable(space, 'A space', '')
    for (const stored of joined) await this.#resumeOne(stored)
    await this.#joins.resume(pending)
  }

  /** One space whose data cannot be read must not keep the others from opening; people are told where they look for it. */
  async #resumeOne(stored: StoredSpace): Promise<void> {
    try {
      await this.#open(await keptFresh(this.#ports, stored, this.#member))
    } catch {
      this.#isUnreadable(stored.space, stored.name, stored.relay ?? '')
    }
  }

  #isUnreadable(space: SpaceId, name: string, relay: string): void {
    this.#broken.set(space, { space, name, relay, words: UNREADABLE })
  }

  async #open(stored: StoredSpace): Promise<LiveSpace> {
    this.#newest = Math.max(this.#newest, stored.since)
    const self = await openSelf(stored, this.#member)
    const document = await openSpaceDocument(this.#ports, self, self.spaceDocument, (address) =>
      self.pageDocument(address),
    )
    const still = self.relay === undefined || stored.closed
    const carriage = still ? noCarriage(closedWords(stored.closed, document)) : this.#carriage(self, document)
    const keys = new KeyWatch(this.#ports, self, this.#member)
    const wanted = await Wanted.open(this.#ports.store, self.space)
    const changed = () => this.changed.emit()
    keys.forkChanged.listen(changed, this.#ended.signal)
    const parts = { self, document, carriage, keys, wanted, member: this.#member, changed }
    const administration = new Administration(this.#ports, parts)
    const invites = await OwnInvites.open(this.#ports, parts)
    const space = new LiveSpace(
      this.#ports,
      keys,
      { administration, invites, knocks: new Knocks(this.#ports, parts) },
      self,
      document,
      carriage,
      await LastHere.open(this.#ports, self.space),
    )
    carriage.deleted.listen((deletion) => {
      void this.#serial.run(() => this.#endings.heard(space, deletion)).catch(() => undefined)
    }, this.#ended.signal)
    this.#spaces.set(self.space, space)
    keepReaders(this.#ports, parts, this.#ended.signal)
    self.changed.listen(() => {
      document.adminsChanged().finally(() => this.changed.emit())
    }, this.#ended.signal)
    document.changed.listen(({ members, name }) => {
      if (members && this.profile) space.repairCard(this.profile).catch(() => undefined)
      if (members || name) this.changed.emit()
      if (members) space.heedDoor().catch(() => undefined)
    }, this.#ended.signal)
    // A full store must not keep the engine from starting; the card is shown at the next start.
    if (this.profile) await space.showCard(this.profile).catch(() => undefined)
    // Behind the start: nobody waits for what is only sent.
    void space.resume().catch(() => undefined)
    return space
  }

  get profile(): MemberCard | undefined {
    return this.#profile.card
  }

  setProfile(card: MemberCard): Promise<void> {
    return this.#serial.run(async () => {
      const first = this.#profile.card === undefined
      const profile: StoredProfile = { ...this.#profile, card: { ...card } }
      await this.#ports.store.write([{ table: 'profile', key: 'me', value: profile }])
      this.#profile = profile
      if (first && !this.list().some((space) => space.private)) await this.#found(PRIVATE_NAME, undefined)
      for (const space of this.#spaces.values()) await space.showCard(card)
      this.changed.emit()
    })
  }

  list(): readonly OpenSpace[] {
    return [...this.#spaces.values()]
  }

  get(space: SpaceId): OpenSpace | undefined {
    return this.#spaces.get(space)
  }

  create(name: string, relay: string | undefined): Promise<OpenSpace> {
    return this.#serial.run(async () => {
      const space = await this.#found(name, relay)
      this.changed.emit()
      return space
    })
  }

  /** The present, later than that of any space we have: spaces are listed in the order in which they came. */
  #now(): number {
    this.#newest = Math.max(this.#ports.clock.now(), this.#newest + 1)
    return this.#newest
  }

  async #found(name: string, relay: string | undefined): Promise<LiveSpace> {
    const stored = await foundSpace(this.#member, name, relay, this.#now())
    await this.#ports.store.write([{ table: 'spaces', key: JOINED + stored.space, value: stored }])
    const space = await this.#open(stored)
    await space.document.putName(name)
    return space
  }

  join(bytes: Bytes): Promise<SpaceId> {
    return this.#joins.join(bytes)
  }

  async #enter({ space, spaceName: name, relay }: Invite, entrance: Entrance): Promise<void> {
    const before = this.#spaces.get(space)
    const known = { space, name, relay, ...entrance }
    const stored = await enterSpace(known, this.#member, before?.self.stored.since ?? this.#now(), entrance.device)
    await this.#ports.store.write([
      { table: 'spaces', key: JOINED + space, value: stored },
      { table: 'spaces', key: PENDING + space, value: undefined },
    ])
    // Never in both lists: opening tells listeners of the card that it writes.
    this.#joins.ended(space)
    // S12: whoever was out comes in again as a new device; the documents are the same.
    await before?.close()
    const live = await this.#open(stored)
    await live.entered(entrance)
    this.changed.emit()
  }

  /** The words stay until the engine ends; the invite does not. */
  async #declined(space: SpaceId): Promise<void> {
    await this.#ports.store.write([{ table: 'spaces', key: PENDING + space, value: undefined }]).catch(() => undefined)
    this.changed.emit()
  }

  leave = (space: SpaceId) => this.#serial.run(() => this.#endings.leave(space))
  giveUp = (space: SpaceId): Promise<void> => this.#serial.run(() => this.#endings.giveUp(space))
  forget = (space: SpaceId): Promise<void> => this.#serial.run(() => this.#endings.forget(space))
  deleteEverywhere = (space: SpaceId): Promise<void> => this.#serial.run(() => this.#endings.deleteEverywhere(space))

  pending() {
    return [...this.#broken.values(), ...this.#joins.pending()]
  }

  wake = (): void => this.#joins.wake()

  async close(): Promise<void> {
    this.#ended.abort()
    this.#joins.close()
    await this.#serial.idle()
    await Promise.all([...this.#spaces.values()].map((space) => space.close()))
  }
}
