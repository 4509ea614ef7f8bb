import type { SpaceId } from '../../domain/ids.ts'
import type { MemberCard } from '../../domain/member.ts'
import { type Invite, parseInvite } from '../../envelope/invite.ts'
import { type Member, memberFromSeed } from '../../envelope/party.ts'
import type { Bytes } from '../../kit/bytes.ts'
import { Serial } from '../../kit/serial.ts'
import { Signal } from '../../kit/signal.ts'
import type { SpaceDocument } from '../document-parts.ts'
import { openSpaceDocument } from '../documents/open.ts'
import type { OpenSpace, SpaceCarriage, SpaceSelf, Spaces } from '../parts.ts'
import type { EnginePorts } from '../ports.ts'
import { endedWords, finishForgetting } from './ending.ts'
import { Endings } from './endings.ts'
import { InviteRefused, Joining, within } from './join.ts'
import { LastHere } from './last-here.ts'
import { enterSpace, foundSpace, keptFresh } from './membership.ts'
import { noCarriage } from './no-carriage.ts'
import { LiveSpace } from './open-space.ts'
import { readProfile } from './profile.ts'
import { openSelf } from './self.ts'
import { JOINED, PENDING, readSpaces, type StoredProfile, type StoredSpace } from './stored.ts'

/** Builds what moves for one space. Given by engine.ts; for a private space (`self.relay` undefined) it is not asked. */
export type CarriageFactory = (self: SpaceSelf, spaceDocument: SpaceDocument) => SpaceCarriage

/** What spaces need of the world; an `EnginePorts` will do. */
export type SpacesPorts = Pick<EnginePorts, 'clock' | 'random' | 'store' | 'relay'>

export interface RunningSpaces extends Spaces {
  /** The network is back, or the computer woke: waiting joins are tried now. */
  wake(): void
  close(): Promise<void>
}

const UNREADABLE = 'What this device keeps of the space cannot be read. Nothing was deleted.'
const PRIVATE_NAME = 'Just me'
/** An answer to "join" waits so long for the relay at most; then the join goes on by itself. */
const FIRST_TRY_MS = 5_000

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
  readonly #joining = new Map<SpaceId, Joining>()
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
    this.#endings = new Endings(ports, member, {
      get: (space) => this.#spaces.get(space),
      reopen: async (stored) => void (await this.#open(stored)),
      drop: (space) => this.#drop(space),
      changed: () => this.changed.emit(),
    })
  }

  async resume(): Promise<void> {
    const { joined, unreadable, invites } = await readSpaces(this.#ports.store)
    for (const space of unreadable) this.#isUnreadable(space, 'A space', '')
    for (const stored of joined) await this.#resumeOne(stored)
    for (const bytes of invites) {
      const invite = await parseInvite(bytes)
      if (invite.ok) void this.#wait(invite.value).tryNow()
    }
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
    const still = self.relay === undefined || stored.ended
    const carriage = still ? noCarriage(endedWords(stored.ended, document)) : this.#carriage(self, document)
    const seen = await LastHere.open(this.#ports, self.space)
    const space = new LiveSpace(this.#ports, stored, self, document, carriage, seen)
    carriage.deleted.listen((deletion) => {
      void this.#serial.run(() => this.#endings.heard(space, deletion)).catch(() => undefined)
    }, this.#ended.signal)
    this.#spaces.set(self.space, space)
    document.changed.listen(({ members, name }) => {
      if (members && this.profile) space.repairCard(this.profile).catch(() => undefined)
      if (members || name) this.changed.emit()
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

  async join(bytes: Bytes): Promise<SpaceId> {
    const invite = await parseInvite(bytes)
    if (!invite.ok) throw new InviteRefused('That is not an invite that this version of Huddlemark can read.')
    const { space, relay } = invite.value
    if (relay === '') throw new InviteRefused('This invite names no relay to join through.')
    const known = this.#spaces.get(space)
    if (known?.ended?.how === 'left') await this.#serial.run(() => this.#endings.comeBack(known))
    if (known) return space
    // Joining anew would write over what a newer version may still read.
    if (this.#broken.has(space)) throw new InviteRefused(UNREADABLE)
    const value = { schema: 1, invite: bytes, since: this.#ports.clock.now() }
    await this.#ports.store.write([{ table: 'spaces', key: PENDING + space, value }])
    const trying = (this.#joining.get(space) ?? this.#wait(invite.value)).tryNow()
    await within(this.#ports.clock, FIRST_TRY_MS, trying)
    return space
  }

  #wait(invite: Invite): Joining {
    this.#joining.get(invite.space)?.close()
    const joining = new Joining(
      this.#ports,
      invite,
      (keyrings) => this.#serial.run(() => this.#completeJoin(invite, keyrings)),
      () => this.changed.emit(),
    )
    this.#joining.set(invite.space, joining)
    this.changed.emit()
    return joining
  }

  async #completeJoin(invite: Invite, keyrings: readonly Bytes[]): Promise<void> {
    const { space, writeSeed, spaceName: name, relay } = invite
    if (!this.#spaces.has(space)) {
      const known = { space, writeSeed, name, relay, keyrings: [...keyrings] }
      const stored = await enterSpace(known, this.#member, this.#now())
      await this.#ports.store.write([
        { table: 'spaces', key: JOINED + space, value: stored },
        { table: 'spaces', key: PENDING + space, value: undefined },
      ])
      // Never in both lists: opening tells listeners of the card that it writes.
      this.#joining.delete(space)
      await this.#open(stored)
    }
    this.#joining.delete(space)
    this.changed.emit()
  }

  #drop(space: SpaceId): boolean {
    this.#joining.get(space)?.close()
    return [this.#spaces, this.#joining, this.#broken].map((map) => map.delete(space)).some(Boolean)
  }

  leave(space: SpaceId): Promise<void> {
    return this.#serial.run(() => this.#endings.leave(space))
  }

  forget(space: SpaceId): Promise<void> {
    return this.#serial.run(() => this.#endings.forget(space))
  }

  deleteEverywhere(space: SpaceId): Promise<void> {
    return this.#serial.run(() => this.#endings.deleteEverywhere(space))
  }

  pending() {
    return [...this.#broken.values(), ...[...this.#joining.values()].map((joining) => joining.view)]
  }

  wake(): void {
    for (const joining of this.#joining.values()) void joining.tryNow()
  }

  async close(): Promise<void> {
    this.#ended.abort()
    for (const joining of this.#joining.values()) joining.close()
    await this.#serial.idle()
    await Promise.all([...this.#spaces.values()].map((space) => space.close()))
  }
}
