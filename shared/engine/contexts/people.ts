import type { PersonView, SpaceView } from '../../contract/views.ts'
import type { DocumentId, MemberId } from '../../domain/ids.ts'
import { cleanName, type MemberCard } from '../../domain/member.ts'
import type { OpenSpace, Spaces } from '../parts.ts'

const UNKNOWN: MemberCard = { v: 1, name: 'Someone', colour: 'slate' }

/** How a member is shown: by their own claim, made printable; nameless while their card has not arrived. */
export function cardOf(space: OpenSpace, member: MemberId): MemberCard {
  const card = space.document.members().get(member)
  if (!card) return UNKNOWN
  return { ...card, name: cleanName(card.name) || UNKNOWN.name }
}

/** Who is here now, ourselves first, then those on this page. @param page what we look at; undefined when nothing */
export function peopleOf(space: OpenSpace, page: DocumentId | undefined): PersonView[] {
  const { self, document, carriage } = space
  const me = { device: self.device, ...shown(space, self.member), me: true, here: page !== undefined }
  const pages = document.pages()
  const others = carriage.present().map((present): PersonView => {
    const here = page !== undefined && present.page === page
    const at = present.page === undefined ? undefined : pages.get(present.page)?.title
    const person = { device: present.device, ...shown(space, present.member), me: false, here }
    return here || at === undefined ? person : { ...person, at }
  })
  return [me, ...others.filter(({ here }) => here), ...others.filter(({ here }) => !here)]
}

function shown(space: OpenSpace, member: MemberId): Pick<PersonView, 'name' | 'colour' | 'unnamed' | 'admin'> {
  const { name, colour } = cardOf(space, member)
  const admin = space.self.isAdmin(member) && !space.private ? { admin: true as const } : {}
  const card = { name, colour, ...admin }
  return space.document.members().has(member) ? card : { ...card, unnamed: true }
}

/** Those who are listed and still in. */
function countPeople({ document, self }: OpenSpace): number {
  const known = new Map<MemberId, boolean>()
  for (const { member, device, epoch } of document.devices())
    known.set(member, (known.get(member) ?? false) || self.admits(device, epoch))
  return [...document.members().keys()].filter((member) => known.get(member) ?? true).length
}

export function spaceView(space: OpenSpace): SpaceView {
  const { state, words, waiting, refused, distrusted, direct } = space.carriage.link
  return {
    id: space.self.space,
    name: space.name,
    private: space.private,
    people: Math.max(1, countPeople(space)),
    link: { state, words, waiting, refused, direct, ...(distrusted && { distrusted }) },
    role: space.self.role,
    ...(space.self.ended ? { ended: true as const } : {}),
    ...(space.knocks.waiting.size > 0 ? { knocks: space.knocks.waiting.size } : {}),
  }
}

/** All spaces, and the ones whose invitation waits for its relay. */
export function spaceViews(spaces: Spaces): SpaceView[] {
  const waiting = spaces.pending().map(
    ({ space, name, words }): SpaceView => ({
      id: space,
      name: cleanName(name),
      private: false,
      people: 1,
      link: { state: 'connecting', words, waiting: 0, refused: 0, direct: 0 },
      pending: words,
    }),
  )
  return [...spaces.list().map(spaceView), ...waiting]
}

/** Who will read what is posted, as the composer names it. */
export function audienceOf(space: OpenSpace): string {
  if (space.private) return 'Only you'
  const people = Math.max(1, countPeople(space))
  return `${space.name} · ${people} ${people === 1 ? 'person' : 'people'}`
}
