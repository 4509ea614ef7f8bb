import * as v from 'valibot'
import type { MemberId } from '../../domain/ids.ts'
import type { Role } from '../../domain/member.ts'
import { inviteKeys, inviteProof, sealInviteRecord } from '../../envelope/invite-record.ts'
import { readSeedFrom } from '../../envelope/keys.ts'
import { knockKey } from '../../envelope/knock.ts'
import { type BackoffLimits, backoffMs } from '../../kit/backoff.ts'
import { type Bytes, toHex } from '../../kit/bytes.ts'
import { encodeInviteEntry, invitePath } from '../../protocol/entries.ts'
import { MAX_INVITE_LIFE_MS } from '../../protocol/limits.ts'
import { Alarm } from '../alarm.ts'
import type { SpaceCarriage } from '../parts.ts'
import type { EnginePorts } from '../ports.ts'
import { SpaceRefusal } from './refusal.ts'
import type { Self } from './self.ts'
import { INVITE, type StoredInvite, storedInvite } from './stored.ts'

const RETRY: BackoffLimits = { firstMs: 1_000, mostMs: 60_000 }
/** As long as people may take to accept an invite, unless they say otherwise. */
export const INVITE_LIFE_MS = 30 * 24 * 3_600_000
/** Open invites of one device: a list that a person can look through. */
const MOST_OPEN = 100

export interface NewInvite {
  readonly role: Role
  readonly askFirst: boolean
  /** Milliseconds. */
  readonly life: number
}

/** S15: an invite of ours as people see it. `waiting`: the relay does not have it as it should be yet. */
export interface OwnInvite extends Pick<StoredInvite, 'id' | 'role' | 'askFirst' | 'expires'> {
  readonly waiting: boolean
}

type Ports = Pick<EnginePorts, 'clock' | 'random' | 'store'>
interface Parts {
  readonly self: Self
  readonly carriage: SpaceCarriage
  changed(): void
}

/**
 * The open invites that this device made (S15). Their secrets are kept here and nowhere else: what stands in the space's document a
 * reader may read, and would become a writer by it.
 */
export class OwnInvites {
  readonly #ports: Ports
  readonly #parts: Parts
  readonly #invites: Map<string, StoredInvite>
  /** Those that the relay has, sealed in the present epoch, since we were last connected. */
  readonly #there = new Set<string>()
  readonly #again: Alarm
  readonly #ended = new AbortController()
  #attempt = 0
  #online = false
  #running: Promise<void> | undefined

  private constructor(ports: Ports, parts: Parts, invites: readonly StoredInvite[]) {
    this.#ports = ports
    this.#parts = parts
    this.#invites = new Map(invites.map((invite) => [invite.id, invite]))
    this.#again = new Alarm(ports.clock, () => void this.bring())
    parts.carriage.linkChanged.listen(() => this.#linkChanged(), this.#ended.signal)
    parts.self.changed.listen(() => {
      this.#there.clear()
      void this.bring()
    }, this.#ended.signal)
  }

  static async open(ports: Ports, parts: Parts): Promise<OwnInvites> {
    const found = await ports.store.list('spaces', `${INVITE}${parts.self.space}.`)
    const invites = found.flatMap(({ value }) => {
      const stored = v.safeParse(storedInvite, value)
      return stored.success ? [stored.output] : []
    })
    return new OwnInvites(ports, parts, invites)
  }

  list(): readonly OwnInvite[] {
    const now = this.#ports.clock.now()
    return [...this.#invites.values()]
      .filter((invite) => !invite.gone && invite.expires > now && !this.#isVoid(invite))
      .sort((a, b) => a.expires - b.expires)
      .map((invite) => ({ ...invite, waiting: !this.#there.has(invite.id) }))
  }

  /** Stored first; brought to the relay as soon as it answers. @throws SpaceRefusal */
  async create({ role, askFirst, life }: NewInvite): Promise<StoredInvite> {
    const { self } = this.#parts
    if (!self.mayWrite) throw new SpaceRefusal('Only people who may write here can invite others.')
    if (role === 'admin' && self.role !== 'admin') throw new SpaceRefusal('Only an admin can invite an admin.')
    if (this.list().length >= MOST_OPEN) throw new SpaceRefusal('There are many open invites. Take some back first.')
    const secret = this.#ports.random.bytes(16)
    const { id } = await inviteKeys(secret, self.space)
    const expires = this.#ports.clock.now() + Math.min(life, MAX_INVITE_LIFE_MS)
    const invite: StoredInvite = { schema: 1, id, secret, role, askFirst, expires, epoch: self.epoch }
    await this.#keep(invite)
    void this.bring()
    return invite
  }

  /** Taken back: here at once, at the relay as soon as it answers. */
  async revoke(id: string): Promise<void> {
    const invite = this.#invites.get(id)
    if (invite === undefined) return
    await this.#keep({ ...invite, gone: true })
    void this.bring()
  }

  /** I8: those of these members who joined by an invite of ours for an admin, with the invite. */
  async proven(claims: ReadonlyMap<MemberId, { readonly invite: string; readonly proof: string }>) {
    const found: { readonly member: MemberId; readonly invite: string }[] = []
    for (const [member, { invite, proof }] of claims) {
      const own = this.#invites.get(invite)
      if (own?.role !== 'admin' || own.gone || this.#isVoid(own)) continue
      const keys = await inviteKeys(own.secret, this.#parts.self.space)
      if (toHex(await inviteProof(keys, member)) === proof) found.push({ member, invite })
    }
    return found
  }

  /** KR4: since it was made somebody was removed, and with that all invites. */
  #isVoid(invite: StoredInvite): boolean {
    return this.#parts.self.chain.slice(invite.epoch + 1).some(({ revoked }) => revoked.length > 0)
  }

  async #keep(invite: StoredInvite): Promise<void> {
    await this.#ports.store.write([{ table: 'spaces', key: this.#keyOf(invite), value: invite }])
    this.#invites.set(invite.id, invite)
    this.#there.delete(invite.id)
    this.#parts.changed()
  }

  async #forget(invite: StoredInvite): Promise<void> {
    await this.#ports.store.write([{ table: 'spaces', key: this.#keyOf(invite), value: undefined }])
    this.#invites.delete(invite.id)
    this.#parts.changed()
  }

  #keyOf = ({ id }: StoredInvite): string => `${INVITE}${this.#parts.self.space}.${id}`

  #linkChanged(): void {
    const online = this.#parts.carriage.link.state === 'online'
    const came = online && !this.#online
    this.#online = online
    if (!online) this.#there.clear()
    if (came) this.#attempt = 0
    if (came || (online && !this.#again.waiting)) void this.bring()
  }

  /** Makes the relay have what it should. One at a time; tried again until it does. */
  bring(): Promise<void> {
    this.#running ??= this.#bring().finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  async #bring(): Promise<void> {
    this.#again.stop()
    if (this.#ended.signal.aborted || this.#parts.self.ended) return
    try {
      for (const invite of [...this.#invites.values()]) await this.#bringOne(invite)
      this.#attempt = 0
    } catch {
      // No session, no answer, a full store: later.
      if (!this.#ended.signal.aborted) this.#again.set(backoffMs(this.#attempt++, this.#ports.random.fraction(), RETRY))
    }
  }

  async #bringOne(invite: StoredInvite): Promise<void> {
    const { self, carriage } = this.#parts
    const life = invite.expires - this.#ports.clock.now()
    if (this.#isVoid(invite) || life <= 0) return this.#forget(invite)
    if (this.#there.has(invite.id)) return
    const path = invitePath(self.space, invite.id)
    const { epoch } = self
    const answer = invite.gone
      ? await carriage.ask({ method: 'DELETE', path })
      : await carriage.ask({ method: 'PUT', path, body: encodeInviteEntry({ life, record: await this.#seal(invite) }) })
    if (answer.status !== 204) throw new Error(`the relay did not take it: ${answer.status}`)
    if (invite.gone) return this.#forget(invite)
    if (self.epoch === epoch) this.#there.add(invite.id)
    this.#parts.changed()
  }

  /** I6: with the seed of the present epoch, or where to knock. */
  async #seal({ secret, role, askFirst, expires }: StoredInvite): Promise<Bytes> {
    const { self } = this.#parts
    const { seed } = self.stored
    const shown = role === 'reader' ? await readSeedFrom({ role: 'writer', seed }) : seed
    const { publicKey } = await knockKey(self.oldKeys.contentKey, self.space)
    const key = askFirst ? { knockPublic: publicKey } : { seed: shown }
    const record = { role, epoch: self.epoch, expires, inviter: self.member, key }
    return sealInviteRecord(record, self.space, await inviteKeys(secret, self.space))
  }

  close(): void {
    this.#ended.abort()
    this.#again.stop()
  }
}
