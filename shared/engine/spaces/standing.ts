import type { DeviceId, MemberId } from '../../domain/ids.ts'
import type { Role } from '../../domain/member.ts'
import { isRevoked, type VerifiedKeyring } from '../../envelope/keyring.ts'
import type { OldKeys } from '../../envelope/wrap.ts'
import type { Bytes } from '../../kit/bytes.ts'
import { ENDED_WORDS } from './ended-words.ts'
import type { Knowledge } from './knowledge.ts'
import type { Ended, StoredSpace } from './stored.ts'

const READER_WORDS = 'You can read in this space, but not write.'

/** Where we stand in a space, by its newest keyring and by what we hold of its keys. */
export class Standing {
  readonly member: MemberId
  protected knowledge: Knowledge

  constructor(knowledge: Knowledge, member: MemberId) {
    this.knowledge = knowledge
    this.member = member
  }

  /** What is stored of the space, as it is now. */
  get stored(): StoredSpace {
    return this.knowledge.stored
  }

  /** Proven, from genesis on. */
  get chain(): readonly VerifiedKeyring[] {
    return this.knowledge.chain
  }

  get certificate(): Bytes {
    return this.stored.certificate
  }

  get keyrings(): readonly Bytes[] {
    return this.stored.keyrings
  }

  get ended(): Ended | 'closed' | undefined {
    return this.stored.ended ?? (this.stored.closed ? 'closed' : undefined)
  }

  get role(): Role {
    return this.isAdmin(this.member) ? 'admin' : this.stored.role
  }

  get mayWrite(): boolean {
    return this.ended === undefined && this.stored.role === 'writer'
  }

  get readOnlyWords(): string {
    return this.ended ? ENDED_WORDS[this.ended] : READER_WORDS
  }

  /** The newest that we hold the keys of. */
  get epoch(): number {
    return this.stored.contentKeys.length - 1
  }

  /** What the next epoch must hand on (Y6). */
  get oldKeys(): OldKeys {
    const { contentKeys, indexKey } = this.stored
    const contentKey = contentKeys.at(-1)
    if (contentKey === undefined) throw new Error('an epoch has a content key')
    return { contentKey, indexKey }
  }

  /** By the newest keyring. */
  get admins(): readonly MemberId[] {
    return [...this.knowledge.admins]
  }

  isAdmin(member: MemberId): boolean {
    return this.knowledge.admins.has(member)
  }

  isRevoked(device: DeviceId): boolean {
    const newest = this.chain.at(-1)
    return newest !== undefined && isRevoked(newest, device)
  }

  /** N27: whether a device is still in, as far as we know: not revoked, and no older epoch's that the newest keyring leaves out. */
  admits(device: DeviceId, epoch: number): boolean {
    const newest = this.chain.at(-1)
    if (newest === undefined || isRevoked(newest, device)) return false
    return epoch >= newest.epoch || newest.wraps.some((wrap) => wrap.device === device)
  }
}
