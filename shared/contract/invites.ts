import type { SpaceId } from '../domain/ids.ts'
import type { Role } from '../domain/member.ts'

export interface InvitePreview {
  readonly space: string
  readonly inviter: string
  /** Absent where only a sealed record says it, and the relay did not give it in time. */
  readonly role?: Role
  /** An admin of the space decides whether one comes in. */
  readonly askFirst?: true
  readonly relay: string
  /** The relay's address works on the inviter's computer only. */
  readonly loopback: boolean
  readonly page?: string
  /** It leads to an annotation on that page. */
  readonly annotation?: true
  readonly alreadyMember: boolean
  /** The relay answered that it has no such invite. */
  readonly gone?: true
  /** One was accepted before and is not completed: why. */
  readonly waiting?: string
  /** How it ended when we were in the space before. */
  readonly before?: 'removed' | 'left'
}

export interface InviteText {
  readonly link: string
  readonly code: string
  /** Names it in the list of one's own open invites. */
  readonly id: string
  /** Milliseconds since 1970. */
  readonly expires: number
  /** Set when the invite works on this computer only. */
  readonly caution?: string
}

export interface JoinAnswer {
  readonly space: SpaceId
  /** Where the invite leads. */
  readonly page?: string
}
