import type { MemberDeviceView, MemberView, SpaceDetail } from '../../contract/spaces.ts'
import type { MemberId } from '../../domain/ids.ts'
import type { OpenSpace, Spaces } from '../parts.ts'
import { cardOf, pendingViews, spaceView } from './people.ts'

/** All spaces in full, as the settings show them. */
export function spaceDetails(spaces: Spaces): SpaceDetail[] {
  const waiting = pendingViews(spaces).map(
    ({ id, name, link, pending = '' }): SpaceDetail => ({
      space: id,
      name,
      private: false,
      admin: false,
      link,
      members: [],
      pending,
    }),
  )
  return [...spaces.list().map(detailOf), ...waiting]
}

function detailOf(space: OpenSpace): SpaceDetail {
  const { self, closed } = space
  const { id, name, link } = spaceView(space)
  return {
    space: id,
    name,
    private: space.private,
    admin: self.role === 'admin' && !self.ended,
    ...(self.relay === undefined ? {} : { relay: self.relay }),
    link,
    members: membersOf(space),
    ...(self.ended ? { ended: closed?.how ?? 'removed' } : {}),
  }
}

function membersOf(space: OpenSpace): MemberView[] {
  const { document, self } = space
  const second = document.secondSelves()
  const people = [...document.members().keys()].filter(
    (member) => !second.has(member) || !document.members().has(second.get(member) ?? member),
  )
  const views = people.map((member): MemberView => {
    const { name, colour } = cardOf(space, member)
    const selves = [...second].flatMap(([one, as]) => {
      const card = as === member ? document.members().get(one) : undefined
      return card ? [{ member: one, name: card.name }] : []
    })
    return {
      member,
      name,
      colour,
      me: member === self.member,
      admin: self.isAdmin(member),
      devices: devicesOf(space, new Set([member, ...selves.map((one) => one.member)])),
      ...(document.mutedSince(member) ? { muted: true } : {}),
      ...(selves.length === 0 ? {} : { selves }),
    }
  })
  const rank = ({ me, admin }: MemberView): number => (me ? 0 : admin ? 1 : 2)
  return views.sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name) || (a.member < b.member ? -1 : 1))
}

function devicesOf({ self, carriage, seen }: OpenSpace, members: ReadonlySet<MemberId>): MemberDeviceView[] {
  const own: MemberDeviceView[] = members.has(self.member) ? [{ device: self.device, here: true, mine: true }] : []
  const here = carriage.present().filter(({ member }) => members.has(member))
  const present = new Set(here.map(({ device }) => device))
  const away = [...seen].filter(
    ([device, { member }]) => members.has(member) && !present.has(device) && device !== self.device,
  )
  return [
    ...own,
    ...here.map(({ device }) => ({ device, here: true })),
    ...away.sort(([, a], [, b]) => b.at - a.at).map(([device, { at }]) => ({ device, here: false, at })),
  ]
}
