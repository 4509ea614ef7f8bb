import type { SpaceId } from '../domain/ids.ts'
import type { Role } from '../domain/member.ts'

export interface InvitePreview {
  readonly space: string
  readonly inviter: string
  readonly role: Role
  readonly relay: string
  /** The relay's address works on the inviter's computer only. */
  readonly loopback: boolean
  readonly page?: string
  /** It leads to an annotation on that page. */
  readonly annotation?: true
  readonly alreadyMember: boolean
}

export interface InviteText {
  readonly link: string
  readonly code: string
  /** Set when the invite works on this computer only. */
  readonly caution?: string
}

export interface JoinAnswer {
  readonly space: SpaceId
  /** Where the invite leads. */
  readonly page?: string
}
