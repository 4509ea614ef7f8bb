import type { HomeIntent } from '../../contract/intents.ts'
import type { InviteText } from '../../contract/invites.ts'
import type { KnockView, OpenInviteView } from '../../contract/members.ts'
import type { MemberId, SpaceId } from '../../domain/ids.ts'
import { cleanName, type Role } from '../../domain/member.ts'
import type { MemberWish, OpenSpace } from '../parts.ts'
import type { Desk } from './desk.ts'
import { inviteText } from './invites.ts'
import { cardOf } from './people.ts'
import { Refusal } from './words.ts'

const ASKS = ['invite', 'revoke-invite', 'remove-member', 'change-role', 'answer-knock'] as const
export type MemberAsk = HomeIntent & { do: (typeof ASKS)[number] }

export const isMemberAsk = (intent: HomeIntent): intent is MemberAsk => ASKS.some((ask) => ask === intent.do)

const DAY_MS = 24 * 3_600_000

/** @param page that of the watched tab, if it is one */
export async function memberAsk(desk: Desk, intent: MemberAsk, page: string | undefined): Promise<unknown> {
  const space = spaceOf(desk, intent.space)
  switch (intent.do) {
    case 'invite':
      return invite(desk, space, intent, page)
    case 'revoke-invite':
      return space.invites.revoke(intent.invite)
    case 'remove-member':
      return wantOfAll(space, intent.member, 'remove')
    case 'change-role':
      return intent.role === 'admin'
        ? space.administration.want(intent.member, 'admin')
        : wantOfAll(space, intent.member, intent.role)
    case 'answer-knock':
      return space.knocks.answer(intent.knock, intent.answer)
  }
}

function spaceOf({ spaces }: Desk, id: SpaceId): OpenSpace {
  const space = spaces.get(id)
  if (!space) throw new Refusal('You are not in this space yet.')
  return space
}

/** Who is out, or reads only, is it with all their second selves. */
async function wantOfAll({ administration, document }: OpenSpace, member: MemberId, wish: MemberWish): Promise<void> {
  const selves = [...document.secondSelves()].flatMap(([self, as]) => (as === member ? [self] : []))
  for (const one of [member, ...selves]) await administration.want(one, wish)
}

function invite(
  desk: Desk,
  space: OpenSpace,
  { do: _do, space: _space, days, page: withPage, ...asked }: MemberAsk & { do: 'invite' },
  page: string | undefined,
): Promise<InviteText> {
  const wanted = { ...asked, ...(days === undefined ? {} : { life: days * DAY_MS }) }
  return inviteText(desk, space, withPage ? page : undefined, undefined, wanted)
}

const WISH_WORDS: Record<MemberWish, string> = {
  remove: 'Is removed as soon as the relay can be reached. Until then they can still read what is new.',
  admin: 'Becomes an admin as soon as the relay can be reached.',
  writer: 'Can write, and no more, as soon as the relay can be reached.',
  reader: 'Can only read as soon as the relay can be reached.',
}

/** What was asked for about a member and is not done yet, in words. */
export function wishWords({ administration }: OpenSpace, member: MemberId): string | undefined {
  const wish = administration.waiting.get(member)
  return wish && WISH_WORDS[wish]
}

/** Who asks to be let in. Names and colours are their own claims. */
export function knockViews({ knocks, invites, self }: OpenSpace): KnockView[] {
  if (self.role !== 'admin' || self.ended) return []
  const roles = new Map<string, Role>(invites.list().map(({ id, role }) => [id, role]))
  return [...knocks.waiting].map(([knock, { card, invite: id }]) => {
    const role = roles.get(id)
    const name = cleanName(card.name) || 'Someone'
    return { knock, space: self.space, name, colour: card.colour, ...(role ? { role } : {}) }
  })
}

export function inviteViews(space: OpenSpace): OpenInviteView[] {
  const { invites, self } = space
  if (self.ended) return []
  return invites.list().map(({ id, by, role, askFirst, expires, here, waiting }) => ({
    invite: id,
    role,
    askFirst,
    expires,
    ...(by === self.member ? {} : { by: cardOf(space, by).name }),
    ...(by === self.member && !here ? { elsewhere: true } : {}),
    ...(waiting ? { waiting } : {}),
  }))
}
