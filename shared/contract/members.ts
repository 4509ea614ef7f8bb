/** Who is in a space, and who is to be let in: what home pages ask. What they are shown of it stands in spaces.ts. */
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
  /** From admins only. Kept and done as soon as the relay takes it (`wish` in the view until then). */
  v.strictObject({ do: v.literal('remove-member'), space: spaceId, member: memberId }),
  v.strictObject({ do: v.literal('change-role'), space: spaceId, member: memberId, role }),
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
  readonly ended?: 'removed' | 'left-behind' | 'left' | 'deleted'
  /** An invite is waited for, and may be given up; absent of a space that cannot be read. */
  readonly waits?: true
  /** An admin has muted us: what we write is hidden from everybody. */
  readonly muted?: true
  /** Who asks to be let in, in words; for admins. */
  readonly asks?: string
}

export interface KnockView {
  readonly knock: string
  readonly space: SpaceId
  /** Their own claims. */
  readonly name: string
  readonly colour: MemberColour
  /** What their invite is for, where it is one of ours. */
  readonly role?: Role
}

/** Those who ask to be let in, wherever we are an admin; absent while there are none. */
export interface Knocking {
  readonly knocks?: readonly KnockView[]
}

export interface OpenInviteView {
  readonly invite: string
  readonly role: Role
  readonly askFirst: boolean
  /** Milliseconds since 1970. */
  readonly expires: number
  /** Who made it; absent of our own. */
  readonly by?: string
  /** Ours, made in another browser of ours. */
  readonly elsewhere?: true
  /** The relay does not have it yet: whoever uses it waits. */
  readonly waiting?: true
}
