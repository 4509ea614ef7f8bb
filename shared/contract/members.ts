/** Members and invites of a space, as home pages ask for and see them. */
import * as v from 'valibot'
import { isId, type MemberId, type SpaceId } from '../domain/ids.ts'
import type { MemberColour, Role } from '../domain/member.ts'

const spaceId = v.custom<SpaceId>((value) => typeof value === 'string' && isId(value))
const memberId = v.custom<MemberId>((value) => typeof value === 'string' && isId(value))
/** Of an invite, or of a knock. */
const entryId = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/))
const role = v.picklist(['reader', 'writer', 'admin'])

export const memberAsks = [
  /** Answered with an InviteText; `page` adds the watched tab's page. Without the rest: for a writer, 30 days, without asking. */
  v.strictObject({
    do: v.literal('invite'),
    space: spaceId,
    page: v.boolean(),
    role: v.exactOptional(role),
    askFirst: v.exactOptional(v.boolean()),
    days: v.exactOptional(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(90))),
  }),
  /** Takes one of our own open invites back. */
  v.strictObject({ do: v.literal('revoke-invite'), space: spaceId, invite: entryId }),
  /** Answered with a MembersView: who is in the space, who waits, which of our invites are open. */
  v.strictObject({ do: v.literal('members'), space: spaceId }),
  /** From admins only. Kept and done as soon as the relay takes it (`wish` in the view until then). */
  v.strictObject({ do: v.literal('remove-member'), space: spaceId, member: memberId }),
  v.strictObject({ do: v.literal('make-admin'), space: spaceId, member: memberId, on: v.boolean() }),
  /** From admins only: what whoever knocks comes in as, or not at all. */
  v.strictObject({
    do: v.literal('answer-knock'),
    space: spaceId,
    knock: entryId,
    answer: v.picklist(['reader', 'writer', 'decline']),
  }),
] as const

/** How we stand in a space. */
export interface OurStanding {
  /** What we may do here, by the newest keys; absent while the invitation waits. */
  readonly role?: Role
  /** Set: it goes on on this device only, and may only be read; the link's words say why. */
  readonly ended?: true
  /** How many people ask to be let in; for admins, absent when nobody does. */
  readonly knocks?: number
}

export interface MemberView {
  readonly member: MemberId
  readonly name: string
  readonly colour: MemberColour
  readonly role: Role
  readonly me: boolean
  /** Devices that are still in. */
  readonly devices: number
  /** Not in the space any more: none of their devices is. */
  readonly removed?: true
  /** Asked for and not done yet, since the relay has not taken it: in words. */
  readonly wish?: string
}

export interface KnockView {
  readonly knock: string
  /** Their own claims. */
  readonly name: string
  readonly colour: MemberColour
}

export interface OpenInviteView {
  readonly invite: string
  readonly role: Role
  readonly askFirst: boolean
  /** Milliseconds since 1970. */
  readonly expires: number
  /** The relay does not have it yet: whoever uses it waits. */
  readonly waiting?: true
}

export interface MembersView {
  /** Ourselves first, then by name; those who were removed last. */
  readonly members: readonly MemberView[]
  /** For admins. */
  readonly knocks: readonly KnockView[]
  readonly invites: readonly OpenInviteView[]
}
