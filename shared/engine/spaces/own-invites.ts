import * as v from 'valibot'
import type { MemberId } from '../../domain/ids.ts'
import type { Role } from '../../domain/member.ts'
import { inviteKeys, inviteProof } from '../../envelope/invite-record.ts'
import { type BackoffLimits, backoffMs } from '../../kit/backoff.ts'
import { toHex } from '../../kit/bytes.ts'
import { encodeInviteEntry, invitePath } from '../../protocol/entries.ts'
import { MAX_INVITE_LIFE_MS } from '../../protocol/limits.ts'
import { Alarm } from '../alarm.ts'
import type { ListedInvite, OpenInvite } from '../at-the-door.ts'
import type { SpaceDocument } from '../document-parts.ts'
import type { SpaceCarriage } from '../parts.ts'
import type { EnginePorts } from '../ports.ts'
import { SpaceRefusal } from './refusal.ts'
import { sealInvite } from './seal-invite.ts'
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

type Ports = Pick<EnginePorts, 'clock' | 'random' | 'store'>
interface Parts {
  readonly self: Self
  readonly carriage: SpaceCarriage
  readonly document: SpaceDocument
  changed(): void
}

/** KR4: since it was made somebody was removed, and with that all invites. */
export const isVoid = ({ chain }: Pick<Self, 'chain'>, { epoch }: { readonly epoch: number }): boolean =>
  chain.slice(epoch + 1).some(({ revoked }) => revoked.length > 0)

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
  /** Something changed while it was being brought. */
  #anew = false

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

  list(): readonly OpenInvite[] {
    const now = this.#ports.clock.now()
    const by = this.#parts.self.member
    return [...this.#invites.values()]
      .filter((invite) => !invite.gone && invite.expires > now && !isVoid(this.#parts.self, invite))
      .map(({ id, role, askFirst, expires }) => {
        return { id, by, role, askFirst, expires, here: true, waiting: !this.#there.has(id) }
      })
  }

  /** Made here, or being taken back from here. */
  has(id: string): boolean {
    return this.#invites.has(id)
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

  /** S18: the same for one that was made elsewhere, whose secret we do not have. */
  async takeBack({ id, role, askFirst, expires, epoch }: ListedInvite): Promise<void> {
    const secret = new Uint8Array(0)
    await this.#keep({ schema: 1, id, secret, role, askFirst, expires, epoch, gone: true })
    void this.bring()
  }

  /** W26: one of ours was taken back somewhere else. */
  heed(): void {
    if ([...this.#invites.values()].some((invite) => this.#isTakenBack(invite))) void this.bring()
  }

  #isTakenBack({ id, gone }: StoredInvite): boolean {
    return !gone && this.#parts.document.isRevoked(this.#parts.self.member, id)
  }

  /** I8: those of these members who joined by an invite of ours for an admin, with the invite. */
  async proven(claims: ReadonlyMap<MemberId, { readonly invite: string; readonly proof: string }>) {
    const found: { readonly member: MemberId; readonly invite: string }[] = []
    for (const [member, { invite, proof }] of claims) {
      const own = this.#invites.get(invite)
      if (own?.role !== 'admin' || own.gone || isVoid(this.#parts.self, own)) continue
      const keys = await inviteKeys(own.secret, this.#parts.self.space)
      if (toHex(await inviteProof(keys, member)) === proof) found.push({ member, invite })
    }
    return found
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

  /** Makes document and relay have what they should. One at a time; tried again until they do. */
  bring(): Promise<void> {
    this.#anew = this.#running !== undefined
    this.#running ??= this.#bringAll().finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  async #bringAll(): Promise<void> {
    let failed = false
    do {
      this.#anew = false
      this.#again.stop()
      if (this.#ended.signal.aborted || !this.#parts.self.mayWrite) return
      failed = await this.#bringEach((invite) => this.#list(invite))
      failed = (await this.#bringEach((invite) => this.#bringOne(invite))) || failed
    } while (this.#anew && !failed)
    if (!failed) this.#attempt = 0
    else if (!this.#ended.signal.aborted)
      this.#again.set(backoffMs(this.#attempt++, this.#ports.random.fraction(), RETRY))
  }

  /** One that fails (no session, no answer, a full store) does not keep the others back. @returns whether any did */
  async #bringEach(bring: (invite: StoredInvite) => Promise<void>): Promise<boolean> {
    let failed = false
    for (const { id } of [...this.#invites.values()]) {
      const invite = this.#invites.get(id)
      if (invite && !this.#ended.signal.aborted)
        await bring(invite).catch(() => {
          failed = true
        })
    }
    return failed
  }

  /** W26: the document tells of it, or that it was taken back; and what is told there is heeded. */
  async #list(invite: StoredInvite): Promise<void> {
    const { self, document } = this.#parts
    const { id, role, askFirst, expires, epoch, gone } = invite
    if (isVoid(self, invite) || expires <= this.#ports.clock.now()) return
    if (this.#isTakenBack(invite)) return this.#keep({ ...invite, gone: true })
    const by = self.member
    if (!gone && !document.invites().some((one) => one.id === id && one.by === by))
      await document.putInvite({ id, by, role, askFirst, expires, epoch })
    if (gone && !document.isRevoked(by, id)) await document.putRevoked(id)
  }

  async #bringOne(invite: StoredInvite): Promise<void> {
    const { self, carriage, document } = this.#parts
    const life = invite.expires - this.#ports.clock.now()
    if (isVoid(self, invite) || life <= 0) return this.#forget(invite)
    if (this.#there.has(invite.id)) return
    if (invite.gone && !document.isRevoked(self.member, invite.id)) throw new Error('not written down yet')
    const path = invitePath(self.space, invite.id)
    const { epoch } = self
    const answer = invite.gone
      ? await carriage.ask({ method: 'DELETE', path })
      : await carriage.ask({
          method: 'PUT',
          path,
          body: encodeInviteEntry({ life, record: await sealInvite(self, invite) }),
        })
    // IN4: somebody who may has taken it back; or it was not ours to take back.
    if (answer.status === (invite.gone ? 403 : 410)) return this.#forget(invite)
    if (answer.status !== 204) throw new Error(`the relay did not take it: ${answer.status}`)
    if (invite.gone) return this.#forget(invite)
    if (self.epoch === epoch) this.#there.add(invite.id)
    this.#parts.changed()
  }

  close(): void {
    this.#ended.abort()
    this.#again.stop()
  }
}
