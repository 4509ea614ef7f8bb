import type { MemberId } from '../domain/ids.ts'
import type { MemberCard, Role } from '../domain/member.ts'

/** Who asks to be let in, for admins (S16). */
export interface SpaceKnocks {
  /** What waits is known: the relay has said it since the start, or tells us nothing. */
  readonly looked: boolean
  readonly waiting: ReadonlyMap<
    string,
    { readonly member: MemberId; readonly card: MemberCard; readonly invite: string }
  >
  /** @throws SpaceRefusal, RelayFailure */
  answer(id: string, said: 'reader' | 'writer' | 'decline'): Promise<void>
}

/** What is told of an open invite in the space's document: all but its secret (W26). */
export interface ListedInvite {
  /** Of its record on the relay, 16 bytes as hex. */
  readonly id: string
  /** Who made it. */
  readonly by: MemberId
  readonly role: Role
  readonly askFirst: boolean
  /** Milliseconds since 1970. */
  readonly expires: number
  /** In which it was made. */
  readonly epoch: number
}

export interface OpenInvite extends Omit<ListedInvite, 'epoch'> {
  /** Made on this device, which alone has its secret. */
  readonly here: boolean
  /** The relay does not have it yet: who uses it waits. Known of those made here. */
  readonly waiting: boolean
}

/** The open invites that we may take back (S15, S18): our own, whichever device made them, and for admins everybody's. */
export interface SpaceInvites {
  list(): readonly OpenInvite[]
  /** Taken back: here at once, at the relay as soon as it answers. @throws SpaceRefusal when it is not ours to say */
  revoke(id: string): Promise<void>
}
