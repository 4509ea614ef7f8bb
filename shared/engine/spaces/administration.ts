import type { MemberId } from '../../domain/ids.ts'
import type { VerifiedCertificate } from '../../envelope/certificate.ts'
import { memberIdOf } from '../../envelope/digest.ts'
import { MAX_ADMINS } from '../../envelope/limits.ts'
import type { Member } from '../../envelope/party.ts'
import { rotate } from '../../envelope/rotate.ts'
import { type BackoffLimits, backoffMs } from '../../kit/backoff.ts'
import { type Bytes, equalBytes } from '../../kit/bytes.ts'
import { keyringPath } from '../../protocol/append.ts'
import { Alarm } from '../alarm.ts'
import type { SpaceDocument } from '../document-parts.ts'
import type { SpaceCarriage, MemberWish as Wish } from '../parts.ts'
import type { EnginePorts } from '../ports.ts'
import { allDevices, type KnownDevices, standingDevices } from './devices.ts'
import { askRelay } from './fetch-keyrings.ts'
import type { KeyWatch } from './key-watch.ts'
import { SpaceRefusal } from './refusal.ts'
import type { Self } from './self.ts'
import type { Wanted } from './wanted.ts'

const RETRY: BackoffLimits = { firstMs: 1_000, mostMs: 60_000 }
/** Other admins may have been faster so often in a row before we pause. */
const MOST_CONFLICTS = 5

/** A role that is not the admin's. */
const isLess = (wish: Wish): wish is 'reader' | 'writer' => wish === 'reader' || wish === 'writer'

export interface AdministrationParts {
  readonly self: Self
  readonly document: SpaceDocument
  readonly carriage: SpaceCarriage
  readonly keys: KeyWatch
  readonly wanted: Wanted
  readonly member: Member
  changed(): void
}

/** S13: what an admin wants done to a space's members, each a new epoch of its keys. The relay decides between two at once (KR1). */
export class Administration {
  readonly #ports: Pick<EnginePorts, 'clock' | 'random' | 'relay'>
  readonly #parts: AdministrationParts
  readonly #again: Alarm
  readonly #ended = new AbortController()
  #attempt = 0
  #online = false
  #running: Promise<void> | undefined

  constructor(ports: Pick<EnginePorts, 'clock' | 'random' | 'relay'>, parts: AdministrationParts) {
    this.#ports = ports
    this.#parts = parts
    this.#again = new Alarm(ports.clock, () => void this.tryNow())
    parts.carriage.linkChanged.listen(() => this.#linkChanged(), this.#ended.signal)
    void this.tryNow()
  }

  /** What is not done yet, by member. */
  get waiting(): ReadonlyMap<MemberId, Wish> {
    return this.#parts.wanted.all
  }

  /** Stored first, then done, or tried again until it is. @throws SpaceRefusal when it may not be asked for */
  async want(member: MemberId, wish: Wish): Promise<void> {
    const { self, wanted } = this.#parts
    if (self.role !== 'admin' || self.ended) throw new SpaceRefusal('Only an admin of the space can do that.')
    if (wish === 'remove' && member === self.member) throw new SpaceRefusal('You cannot remove yourself.')
    if (isLess(wish) && this.#adminsBut(member).length === 0)
      throw new SpaceRefusal('A space needs an admin. Make somebody else one first.')
    if (wish === 'admin' && this.#newest.admins.length >= MAX_ADMINS)
      throw new SpaceRefusal(`A space has at most ${MAX_ADMINS} admins.`)
    await this.#sayRole(member, wish)
    await wanted.put(member, wish)
    this.#parts.changed()
    this.#attempt = 0
    void this.tryNow()
  }

  /** W25: a device that is away keeps its old certificate until it is back; what its member may do must not be read from that. */
  async #sayRole(member: MemberId, wish: Wish): Promise<void> {
    const { document } = this.#parts
    if (isLess(wish)) await document.putRole(member, wish)
    // An admin may write; whoever is removed and invited anew comes as invited.
    else if (document.roles().has(member)) await document.putRole(member, wish === 'remove' ? undefined : 'writer')
  }

  get #newest() {
    const newest = this.#parts.self.chain.at(-1)
    if (newest === undefined) throw new Error('a space has a keyring')
    return newest
  }

  #adminsBut(member: MemberId): readonly MemberId[] {
    return this.#parts.self.admins.filter((admin) => admin !== member)
  }

  #linkChanged(): void {
    const { carriage, wanted } = this.#parts
    const online = carriage.link.state === 'online'
    const came = online && !this.#online
    this.#online = online
    if (!came || wanted.all.size === 0) return
    this.#attempt = 0
    void this.tryNow()
  }

  /** One at a time. Resolves when nothing is wanted any more, or it must be tried again later. */
  tryNow(): Promise<void> {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  async #run(): Promise<void> {
    this.#again.stop()
    try {
      for (let conflicts = 0; conflicts < MOST_CONFLICTS; conflicts++) if (await this.#step()) return
    } catch {
      // No relay, no session, a full store: later.
    }
    if (!this.#ended.signal.aborted) this.#again.set(backoffMs(this.#attempt++, this.#ports.random.fraction(), RETRY))
  }

  /** @returns true when nothing is left to do */
  async #step(): Promise<boolean> {
    const { self, wanted, document, carriage, keys } = this.#parts
    if (wanted.all.size === 0 || this.#ended.signal.aborted) return true
    if (self.ended || self.role !== 'admin') return this.#giveUp()
    const devices = await allDevices(self, document, carriage)
    for (const [member, wish] of [...wanted.all]) if (this.#isDone(member, wish, devices)) await this.#finished(member)
    if (wanted.all.size === 0) return true
    const asked = new Map(wanted.all)
    const record = await this.#nextKeyring(devices)
    const records = [...self.keyrings, record]
    const { relay = '', space } = self
    const request = { method: 'PUT', path: keyringPath(space), body: record } as const
    const answer = await askRelay(this.#ports, relay, request, this.#ended.signal)
    if (answer.ok && answer.value.status === 204) await this.#taken(records, asked)
    else if (answer.ok && answer.value.status === 409) await keys.look()
    else throw new Error('the relay did not take the keyring')
    return false
  }

  /** Roles are told by what was sealed to whom, which only the keyring's maker sees: they are done with it. */
  async #taken(records: readonly Bytes[], asked: ReadonlyMap<MemberId, Wish>): Promise<void> {
    const { keys, wanted } = this.#parts
    await keys.taken(records)
    for (const [member, wish] of asked)
      if (isLess(wish) && wanted.all.get(member) === wish) await this.#finished(member)
  }

  /** No admin any more: another one removed us, or took it back. */
  async #giveUp(): Promise<true> {
    for (const member of [...this.#parts.wanted.all.keys()]) await this.#finished(member)
    return true
  }

  async #finished(member: MemberId): Promise<void> {
    await this.#parts.wanted.put(member, undefined)
    this.#parts.changed()
  }

  #isDone(member: MemberId, wish: Wish, devices: KnownDevices): boolean {
    const { self } = this.#parts
    const isOut = standingDevices(self, devices.values(), member).length === 0
    if (wish === 'admin') return self.isAdmin(member) || isOut
    if (isLess(wish)) return isOut || this.#adminsBut(member).length === 0
    return !self.isAdmin(member) && isOut
  }

  /** Everything that is wanted, in one new epoch. */
  async #nextKeyring(devices: KnownDevices): Promise<Bytes> {
    const { self, document, wanted, member } = this.#parts
    const isRemoved = (one: VerifiedCertificate) => wanted.all.get(one.member) === 'remove'
    const members = document.members()
    const all = [...devices.values()].filter((one) => self.admits(one.device, one.epoch) || isListed(one))
    function isListed(one: VerifiedCertificate): boolean {
      return members.has(one.member) && !self.isRevoked(one.device)
    }
    const admins = await this.#admins(devices)
    const said = document.roles()
    const roleOf = ({ memberPublic, ...one }: VerifiedCertificate) =>
      admins.some((key) => equalBytes(key, memberPublic)) ? 'writer' : (said.get(one.member) ?? one.role)
    return rotate({
      before: this.#newest,
      old: self.oldKeys,
      admins,
      staying: all
        .filter((one) => !isRemoved(one) && (isListed(one) || one.device === self.device))
        .map((one) => ({ device: one.device, role: roleOf(one), exchangePublic: one.deviceExchangePublic })),
      revoked: all.filter(isRemoved).map(({ device }) => device),
      signer: member,
    })
  }

  /** The member keys of the next epoch's admins. */
  async #admins(devices: KnownDevices): Promise<readonly Bytes[]> {
    const { wanted } = this.#parts
    const kept: Bytes[] = []
    for (const key of this.#newest.admins) {
      const wish = wanted.all.get(await memberIdOf(key))
      if (wish === undefined || wish === 'admin') kept.push(key)
    }
    for (const { member, memberPublic } of devices.values())
      if (wanted.all.get(member) === 'admin' && !kept.some((key) => equalBytes(key, memberPublic)))
        kept.push(memberPublic)
    return kept.slice(0, MAX_ADMINS)
  }

  close(): void {
    this.#ended.abort()
    this.#again.stop()
  }
}
