import type {
  ChatGlimpse,
  HuddlePerson,
  HuddlesView,
  HuddleView,
  HuddleWindowView,
  OwnHuddleView,
  RingableView,
} from '../../contract/huddle.ts'
import { usableServers } from '../../contract/ice.ts'
import type { DeviceId, DocumentId, MemberId } from '../../domain/ids.ts'
import type { OwnHuddle } from '../huddle/own-huddle.ts'
import { cannotHuddle, fullWords, HUDDLES_OFF, huddlesIn, type Standing } from '../huddle/standing.ts'
import type { OpenSpace } from '../parts.ts'
import type { Desk } from './desk.ts'
import { cardOf, membersIn } from './people.ts'

function personOf(space: OpenSpace, device: DeviceId, member: MemberId): HuddlePerson {
  const { name, colour } = cardOf(space, member)
  return { device, member, name, colour }
}

function titleOf(space: OpenSpace, page: DocumentId | undefined): { at?: string } {
  const title = page === undefined ? undefined : space.document.pages().get(page)?.title
  return title === undefined || title === '' ? {} : { at: title }
}

function huddleView(space: OpenSpace, standing: Standing): HuddleView {
  const { id, kind, people } = standing
  const inIt = people.some(({ device }) => device === space.self.device)
  const full = inIt ? undefined : fullWords(standing)
  return {
    id,
    kind,
    space: space.self.space,
    people: people.slice(0, MAX_SHOWN).map(({ device, member }) => personOf(space, device, member)),
    ...titleOf(space, standing.at),
    ...(full === undefined ? {} : { full }),
  }
}

/** A member may invent devices and huddles without end: so many huddles, and people of one, are shown. */
const MAX_SHOWN = 24

/** What is on in a space: talks, and files between our own devices. Somebody else's files are theirs. */
function shownIn({ huddles }: Desk, space: OpenSpace): Standing[] {
  const own = huddles.own?.space === space ? huddles.own.status : undefined
  const mine = ({ people }: Standing) => people.some(({ member }) => member === space.self.member)
  const shown = huddlesIn(space, own).filter((standing) => standing.kind === 'talk' || mine(standing))
  return shown.slice(0, MAX_SHOWN)
}

function ownView(own: OwnHuddle): OwnHuddleView | undefined {
  const { space, standing, status } = own
  if (!standing) return undefined
  const view = huddleView(space, standing)
  const shown = new Set(view.people.map(({ device }) => device))
  // Spoken with, though the relay no longer tells of them.
  const others = own.connected.flatMap((device) => {
    const member = own.memberOf(device)
    return member === undefined || shown.has(device) ? [] : [personOf(space, device, member)]
  })
  const { muted, camera, screen } = status
  return { ...view, people: [...view.people, ...others], muted, camera, screen }
}

/** @param space the one in view */
export function huddlesView(desk: Desk, space: OpenSpace | undefined): HuddlesView {
  const { huddles } = desk
  const own = huddles.own && ownView(huddles.own)
  const { ring } = huddles.ringing
  if (huddles.off) return { on: [], cannot: HUDDLES_OFF }
  const cannot = space && cannotHuddle(space, huddles.off)
  return {
    on: space ? shownIn(desk, space).map((standing) => huddleView(space, standing)) : [],
    ...(own ? { own } : {}),
    ...(ring ? { ring } : {}),
    ...(cannot === undefined ? {} : { cannot }),
  }
}

/** Nothing was asked for: what is on anywhere. */
export function idleView(desk: Desk): HuddleWindowView & { see: 'idle' } {
  const spaces = desk.spaces.list()
  return {
    see: 'idle',
    on: spaces.flatMap((space) =>
      shownIn(desk, space).map((standing) => ({ ...huddleView(space, standing), spaceName: space.name })),
    ),
    spaces: spaces.map(({ self, name, private: alone }) => ({ id: self.space, name, private: alone })),
  }
}

/** The huddle as its window needs it. Undefined until it is told to the space. */
export function windowView(
  desk: Desk,
  own: OwnHuddle,
  chat: ChatGlimpse | undefined,
): (HuddleWindowView & { see: 'huddle' }) | undefined {
  const { space, standing } = own
  if (!own.announced || !standing) return undefined
  const { self, carriage } = space
  const away = carriage.link.state === 'offline' ? carriage.link.words : undefined
  return {
    see: 'huddle',
    huddle: own.id,
    kind: standing.kind,
    space: { id: self.space, name: space.name },
    me: personOf(space, self.device, self.member),
    others: standing.people
      .filter(({ device }) => device !== self.device)
      .slice(0, MAX_SHOWN)
      .map(({ device, member }) => personOf(space, device, member)),
    members: ringable(desk, own, standing),
    ...(own.chooseWhom === undefined ? {} : { chooseWhom: own.chooseWhom }),
    ice: [...desk.settings.servers, ...usableServers(own.ice)],
    relayOnly: desk.settings.relayOnly,
    ...(away === undefined ? {} : { relayWords: away }),
    ...(chat === undefined ? {} : { chat }),
  }
}

function ringable({ huddles }: Desk, { space, id, status }: OwnHuddle, standing: Standing): RingableView[] {
  const present = space.carriage.present()
  const online = new Set(present.map(({ member }) => member))
  const onPage = new Set(
    present.flatMap(({ member, page }) => (page !== undefined && page === status.at ? [member] : [])),
  )
  const inIt = new Set(standing.people.map(({ member }) => member))
  const rung = huddles.ringing.rung(id)
  return membersIn(space).flatMap((member) => {
    if (member === space.self.member) return []
    const state = inIt.has(member) ? undefined : rung.get(member)
    const { name, colour } = cardOf(space, member)
    const where = { online: online.has(member), onPage: onPage.has(member), inHuddle: inIt.has(member) }
    return [{ member, name, colour, ...where, ...(state === undefined ? {} : { rung: state }) }]
  })
}
