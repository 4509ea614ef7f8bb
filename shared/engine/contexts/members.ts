import type { HomeIntent } from '../../contract/intents.ts'
import type { InviteText } from '../../contract/invites.ts'
import type { MembersView, MemberView } from '../../contract/members.ts'
import type { MemberId, SpaceId } from '../../domain/ids.ts'
import { cleanName } from '../../domain/member.ts'
import type { OpenSpace } from '../parts.ts'
import type { Desk } from './desk.ts'
import { inviteText } from './invites.ts'
import { cardOf } from './people.ts'
import { Refusal } from './words.ts'

const ASKS = ['invite', 'revoke-invite', 'members', 'remove-member', 'make-admin', 'answer-knock'] as const
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
    case 'members':
      return membersView(space)
    case 'remove-member':
      return space.administration.want(intent.member, 'remove')
    case 'make-admin':
      return space.administration.want(intent.member, intent.on ? 'make-admin' : 'unmake-admin')
    case 'answer-knock':
      return space.knocks.answer(intent.knock, intent.answer)
  }
}

function spaceOf({ spaces }: Desk, id: SpaceId): OpenSpace {
  const space = spaces.get(id)
  if (!space) throw new Refusal('You are not in this space yet.')
  return space
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

const WISH_WORDS = {
  remove: 'Is removed as soon as the relay can be reached. Until then they can still read what is new.',
  'make-admin': 'Becomes an admin as soon as the relay can be reached.',
  'unmake-admin': 'Is no admin any more as soon as the relay can be reached.',
} as const

export function membersView(space: OpenSpace): MembersView {
  const { knocks, invites, document, self } = space
  const members = [...document.members().keys()].map((member) => memberView(space, member))
  const rank = ({ me, removed }: MemberView) => (me ? 0 : removed ? 2 : 1)
  return {
    members: members.sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name)),
    knocks:
      self.role === 'admin'
        ? [...knocks.waiting].map(([knock, { card }]) => ({
            knock,
            name: cleanName(card.name) || 'Someone',
            colour: card.colour,
          }))
        : [],
    invites: invites.list().map(({ id, role, askFirst, expires, waiting }) => ({
      invite: id,
      role,
      askFirst,
      expires,
      ...(waiting ? { waiting } : {}),
    })),
  }
}

function memberView(space: OpenSpace, member: MemberId): MemberView {
  const { self, document, administration } = space
  const { name, colour } = cardOf(space, member)
  const all = document.devices().filter((one) => one.member === member)
  const standing = all.filter(({ device, epoch }) => self.admits(device, epoch))
  const isWriter = standing.some(({ role }) => role === 'writer')
  const wish = administration.waiting.get(member)
  return {
    member,
    name,
    colour,
    role: self.isAdmin(member) ? 'admin' : isWriter || standing.length === 0 ? 'writer' : 'reader',
    me: member === self.member,
    devices: standing.length,
    ...(all.length > 0 && standing.length === 0 ? { removed: true as const } : {}),
    ...(wish ? { wish: WISH_WORDS[wish] } : {}),
  }
}
