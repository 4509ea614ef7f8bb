import type { LinkView, PersonView, SpaceView } from '../../contract/views.ts'
import type { DocumentId, MemberId } from '../../domain/ids.ts'
import { cleanName, type MemberCard } from '../../domain/member.ts'
import type { OpenSpace, Spaces } from '../parts.ts'
import { standingMembers } from '../spaces/devices.ts'

const UNKNOWN: MemberCard = { v: 1, name: 'Someone', colour: 'slate' }

/** How a member is shown: by their own claim, told apart from others of that name; nameless while their card has not arrived. */
export function cardOf(space: OpenSpace, member: MemberId): MemberCard {
  return space.document.shown().get(member) ?? UNKNOWN
}

/** Who is here now, ourselves first, then those on this page. @param page what we look at; undefined when nothing */
export function peopleOf(space: OpenSpace, page: DocumentId | undefined): PersonView[] {
  const { self, document, carriage } = space
  const me = { device: self.device, ...shown(space, self.member), me: true, here: page !== undefined }
  const pages = document.pages()
  // Whoever is out hears of nobody any more.
  const present = self.ended ? [] : carriage.present()
  const others = present.map((one): PersonView => {
    const here = page !== undefined && one.page === page
    const at = one.page === undefined ? undefined : pages.get(one.page)?.title
    const person = { device: one.device, ...shown(space, one.member), me: false, here }
    return here || at === undefined ? person : { ...person, at }
  })
  return [me, ...others.filter(({ here }) => here), ...others.filter(({ here }) => !here)]
}

function shown(space: OpenSpace, member: MemberId): Pick<PersonView, 'name' | 'colour' | 'unnamed' | 'admin'> {
  const { name, colour } = cardOf(space, member)
  const admin = space.self.isAdmin(member) && !space.private ? { admin: true as const } : {}
  const card = { name, colour, ...admin }
  return space.document.shown().has(member) ? card : { ...card, unnamed: true }
}

/** Those who are listed and were not removed, second selves too. */
export function membersIn({ document, self }: OpenSpace): MemberId[] {
  const standing = standingMembers(self, document)
  return [...document.members().keys()].filter((member) => standing.get(member) !== false)
}

/** Second selves are no more people. */
function peopleIn(space: OpenSpace): number {
  const second = space.document.secondSelves()
  return Math.max(1, membersIn(space).filter((member) => !second.has(member)).length)
}

/** How it has ended for us. */
export function endedOf({ self, closed }: OpenSpace): Pick<SpaceView, 'ended'> {
  if (closed) return { ended: closed.how }
  return self.ended ? { ended: self.ended === 'left-behind' ? 'left-behind' : 'removed' } : {}
}

/** S17. Names are their own claims. */
function asksOf({ knocks, self }: OpenSpace): Pick<SpaceView, 'asks'> {
  const [first, ...more] = knocks.waiting.values()
  if (!first || self.role !== 'admin' || self.ended) return {}
  const name = cleanName(first.card.name) || 'Someone'
  return { asks: more.length === 0 ? `${name} asks to be let in` : `${more.length + 1} people ask to be let in` }
}

const FORKED =
  'The relay gives out other keys of this space than this device has. None of them were taken. Ask an admin, not through this relay, which are right.'

/** How it is connected; S11: that the relay's keys are not ours is said beside it. */
function linkOf({ carriage, forked }: OpenSpace): LinkView {
  const { state, words, waiting, own, refused, distrusted, direct } = carriage.link
  const link = { state, waiting: own ?? waiting, refused, direct }
  if (forked) return { ...link, words: [words, FORKED].filter(Boolean).join(' '), distrusted: true }
  return { ...link, words, ...(distrusted && { distrusted }) }
}

export function spaceView(space: OpenSpace): SpaceView {
  return {
    id: space.self.space,
    name: space.name,
    private: space.private,
    people: peopleIn(space),
    link: linkOf(space),
    role: space.self.role,
    ...(space.document.mutedSince(space.self.member) ? { muted: true as const } : {}),
    ...endedOf(space),
    ...asksOf(space),
  }
}

/** Those whose invitation waits for its relay, or which cannot be read. */
export function pendingViews(spaces: Spaces): SpaceView[] {
  return spaces.pending().map(
    ({ space, name, words, waits }): SpaceView => ({
      id: space,
      name: cleanName(name),
      private: false,
      people: 1,
      link: { state: 'connecting', words, waiting: 0, refused: 0, direct: 0 },
      pending: words,
      ...(waits ? { waits } : {}),
    }),
  )
}

export const spaceViews = (spaces: Spaces): SpaceView[] => [...spaces.list().map(spaceView), ...pendingViews(spaces)]

/** Who will read what is posted, as the composer names it. */
export function audienceOf(space: OpenSpace): string {
  if (space.private) return 'Only me'
  const people = peopleIn(space)
  return `${space.name} · ${people} ${people === 1 ? 'person' : 'people'}`
}
