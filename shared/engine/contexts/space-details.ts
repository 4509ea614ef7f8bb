import type { MemberDeviceView, MemberView, SpaceDetail } from '../../contract/spaces.ts'
import type { DeviceId, MemberId } from '../../domain/ids.ts'
import type { Role } from '../../domain/member.ts'
import { MARK_LETTERS, markOf } from '../../domain/people.ts'
import type { OpenSpace, Spaces } from '../parts.ts'
import { standingMembers } from '../spaces/devices.ts'
import { inviteViews, knockViews, wishWords } from './members.ts'
import { cardOf, pendingViews, spaceView } from './people.ts'

/** All spaces in full, as the settings show them. */
export function spaceDetails(spaces: Spaces): SpaceDetail[] {
  const waiting = pendingViews(spaces).map(
    ({ id, name, link, waits, pending = '' }): SpaceDetail => ({
      space: id,
      name,
      private: false,
      link,
      members: [],
      knocks: [],
      invites: [],
      pending,
      ...(waits ? { waits } : {}),
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
    ...(self.ended ? {} : { role: self.role }),
    ...(self.relay === undefined ? {} : { relay: self.relay }),
    link,
    members: membersOf(space),
    knocks: knockViews(space),
    invites: inviteViews(space),
    ...(self.ended ? { ended: closed?.how ?? 'removed' } : {}),
  }
}

function membersOf(space: OpenSpace): MemberView[] {
  const { document, self } = space
  const second = document.secondSelves()
  const standing = standingMembers(self, document)
  const people = [...document.members().keys()].filter(
    (member) => !second.has(member) || !document.members().has(second.get(member) ?? member),
  )
  const views = people.map((member): MemberView => {
    const { name, colour } = cardOf(space, member)
    const selves = [...second].flatMap(([one, as]) => {
      const card = as === member ? document.members().get(one) : undefined
      const me = one === self.member ? { me: true as const } : {}
      return card ? [{ member: one, name: `${card.name} · ${markOf(one, MARK_LETTERS)}`, ...me }] : []
    })
    const all = new Set([member, ...selves.map((one) => one.member)])
    const wish = wishWords(space, member)
    return {
      member,
      name,
      colour,
      me: member === self.member,
      role: roleOf(space, member),
      ...(areOut(standing, all) ? { removed: true } : {}),
      ...(wish === undefined ? {} : { wish }),
      devices: devicesOf(space, all),
      ...(document.mutedSince(member) ? { muted: true } : {}),
      ...(selves.length === 0 ? {} : { selves }),
    }
  })
  const rank = ({ me, role, removed }: MemberView): number => (me ? 0 : removed ? 3 : role === 'admin' ? 1 : 2)
  return views.sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name) || (a.member < b.member ? -1 : 1))
}

/** By the newest keyring, by what admins say (W25), or as they came. Who has not written yet counts as a writer. */
function roleOf({ self, document }: OpenSpace, member: MemberId): Role {
  if (self.isAdmin(member)) return 'admin'
  const said = document.roles().get(member)
  if (said !== undefined) return said
  const own = document.devices().filter((one) => one.member === member && self.admits(one.device, one.epoch))
  return own.length === 0 || own.some(({ role }) => role === 'writer') ? 'writer' : 'reader'
}

/** None of their devices is in any more. A private space lists none. */
function areOut(standing: ReadonlyMap<MemberId, boolean>, members: ReadonlySet<MemberId>): boolean {
  const known = [...members].flatMap((member) => standing.get(member) ?? [])
  return known.length > 0 && !known.includes(true)
}

function devicesOf({ self, carriage, seen, document }: OpenSpace, members: ReadonlySet<MemberId>): MemberDeviceView[] {
  const own: MemberDeviceView[] = members.has(self.member) ? [{ device: self.device, here: true, mine: true }] : []
  const here = carriage.present().filter(({ member }) => members.has(member))
  const present = new Set(here.map(({ device }) => device))
  const isOut = (one: DeviceId): boolean => {
    const known = document.devices().filter(({ device }) => device === one)
    return known.length > 0 && known.every(({ device, epoch }) => !self.admits(device, epoch))
  }
  const away = [...seen].filter(
    ([device, { member }]) => members.has(member) && !present.has(device) && device !== self.device && !isOut(device),
  )
  return [
    ...own,
    ...here.map(({ device }) => ({ device, here: true })),
    ...away.sort(([, a], [, b]) => b.at - a.at).map(([device, { at }]) => ({ device, here: false, at })),
  ]
}
