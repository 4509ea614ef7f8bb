import type { SpaceId } from '../../domain/ids.ts'
import type { MemberCard } from '../../domain/member.ts'
import { type Invite, parseInvite } from '../../envelope/invite.ts'
import type { Member } from '../../envelope/party.ts'
import type { Bytes } from '../../kit/bytes.ts'
import type { Entrance } from './entrance.ts'
import { Joining, type JoinPorts } from './join.ts'
import { PENDING, type StoredPending } from './stored.ts'

/** An answer to "join" waits so long for the relay at most; then the join goes on by itself. */
const FIRST_TRY_MS = 5_000

/** An invite that cannot be accepted; the message is for people. */
export class InviteRefused extends Error {
  override name = 'InviteRefused'
}

export interface JoinsParts {
  readonly member: Member
  /** Why this space may not be joined, for people. */
  refuse(space: SpaceId): string | undefined
  /** Whether we are in it already, and not only with a copy of our own. */
  isIn(space: SpaceId): boolean
  enter(invite: Invite, entrance: Entrance): Promise<void>
  /** As others will see us. */
  card(): MemberCard
  /** Nobody lets us in: it is not asked for again. */
  declined(space: SpaceId): void
  changed(): void
}

/** The invites that were accepted and are not completed yet (S3). */
export class Joins {
  readonly #ports: JoinPorts
  readonly #parts: JoinsParts
  readonly #joining = new Map<SpaceId, Joining>()

  constructor(ports: JoinPorts, parts: JoinsParts) {
    this.#ports = ports
    this.#parts = parts
  }

  async resume(pending: readonly StoredPending[]): Promise<void> {
    for (const stored of pending) {
      const invite = await parseInvite(stored.invite)
      if (invite.ok) void this.#wait(invite.value, stored).tryNow()
    }
  }

  async join(bytes: Bytes): Promise<SpaceId> {
    const invite = await parseInvite(bytes)
    if (!invite.ok) throw new InviteRefused('That is not an invite that this version of Huddlemark can read.')
    const { space, relay } = invite.value
    if (relay === '') throw new InviteRefused('This invite names no relay to join through.')
    if (this.#parts.isIn(space)) return space
    const refused = this.#parts.refuse(space)
    if (refused !== undefined) throw new InviteRefused(refused)
    const value: StoredPending = { schema: 1, invite: bytes, since: this.#ports.clock.now() }
    await this.#ports.store.write([{ table: 'spaces', key: PENDING + space, value }])
    await this.#soon(this.#wait(invite.value, value).tryNow())
    return space
  }

  /** Resolves with the promise, or after a while without it. */
  async #soon(done: Promise<void>): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const cancel = this.#ports.clock.after(FIRST_TRY_MS, resolve)
    await Promise.race([done, promise])
    cancel()
  }

  #wait(invite: Invite, stored: StoredPending): Joining {
    this.#joining.get(invite.space)?.close()
    const joining = new Joining(this.#ports, invite, stored, this.#parts)
    this.#joining.set(invite.space, joining)
    this.#parts.changed()
    return joining
  }

  pending() {
    return [...this.#joining.values()].map((joining) => ({
      space: joining.space,
      name: joining.invite.spaceName,
      relay: joining.invite.relay,
      words: joining.words,
      waits: true as const,
    }))
  }

  /** It is done. */
  ended(space: SpaceId): void {
    this.#joining.get(space)?.close()
    this.#joining.delete(space)
  }

  /** It is not waited for any more. False: it was not. */
  drop(space: SpaceId): boolean {
    const waited = this.#joining.has(space)
    this.#joining.get(space)?.withdraw()
    this.ended(space)
    return waited
  }

  wake(): void {
    for (const joining of this.#joining.values()) void joining.tryNow()
  }

  close(): void {
    for (const joining of this.#joining.values()) joining.close()
  }
}
