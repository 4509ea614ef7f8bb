/** Spaces as people handle them: what the settings page asks, and what it is shown. */
import * as v from 'valibot'
import { type DeviceId, isId, type MemberId, type SpaceId } from '../domain/ids.ts'
import type { MemberColour, Role } from '../domain/member.ts'
import type { KnockView, OpenInviteView } from './members.ts'
import type { LinkView } from './views.ts'

const space = v.custom<SpaceId>((value) => typeof value === 'string' && isId(value))
const member = v.custom<MemberId>((value) => typeof value === 'string' && isId(value))

/** Understood on the home port. */
export const spaceAsks = [
  v.strictObject({ do: v.literal('rename-space'), space, name: v.pipe(v.string(), v.maxLength(200)) }),
  /** `keep`: what is here can still be read; otherwise nothing of the space stays on this device. */
  v.strictObject({ do: v.literal('leave-space'), space, keep: v.boolean() }),
  /** An invite that waits. A copy that one had before stays. */
  v.strictObject({ do: v.literal('give-up'), space }),
  /** For everybody; only from its admins. */
  v.strictObject({ do: v.literal('delete-space'), space }),
  v.strictObject({ do: v.literal('mute-member'), space, member, on: v.boolean() }),
  /** The member is another's second self; `as` null: no longer. */
  v.strictObject({ do: v.literal('merge-member'), space, member, as: v.nullable(member) }),
] as const

export interface MemberDeviceView {
  readonly device: DeviceId
  /** At this moment. */
  readonly here: boolean
  /** When this device last saw it; absent while it is here, and for ours. */
  readonly at?: number
  /** The one that shows this. */
  readonly mine?: true
}

export interface MemberView {
  readonly member: MemberId
  /** Told apart from others of that name. */
  readonly name: string
  readonly colour: MemberColour
  readonly me: boolean
  /** By the newest keys, and what admins say. */
  readonly role: Role
  /** Not in the space any more: none of their devices is. */
  readonly removed?: true
  /** Asked for and not done yet, since the relay has not taken it: in words. */
  readonly wish?: string
  /** Those that this device knows of, its second selves' too. */
  readonly devices: readonly MemberDeviceView[]
  readonly muted?: true
  /** Members that an admin declared to be this one, by their own names, each with its mark (W24). */
  readonly selves?: readonly { readonly member: MemberId; readonly name: string; readonly me?: true }[]
}

export interface SpaceDetail {
  readonly space: SpaceId
  readonly name: string
  readonly private: boolean
  /** What we may do in it; absent when it has ended, or is not joined yet. */
  readonly role?: Role
  readonly relay?: string
  readonly link: LinkView
  /** Ourselves first, then admins, then by name; those who were removed last. */
  readonly members: readonly MemberView[]
  /** For admins: who asks to be let in. */
  readonly knocks: readonly KnockView[]
  /** Our own. */
  readonly invites: readonly OpenInviteView[]
  /** It can only be read any more. */
  readonly ended?: 'left' | 'deleted' | 'removed'
  /** Not joined yet, or unreadable: why. */
  readonly pending?: string
  /** An invite is waited for, and may be given up. */
  readonly waits?: true
}

/** Hidden for everyone by an admin; shown collapsed. */
export interface HiddenView {
  /** The admin's name. */
  readonly by: string
  /** Because its author was muted then, not for itself. */
  readonly muted?: true
}
