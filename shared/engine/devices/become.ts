import type { MemberId, SpaceId } from '../../domain/ids.ts'
import type { Spaces } from '../parts.ts'
import type { Store } from '../ports.ts'
import { readSpaces } from '../spaces/stored.ts'
import type { Summary } from './entries.ts'

/** Spaces that this browser is in, or keeps without being able to read them. */
export async function spacesHere(store: Store): Promise<ReadonlySet<SpaceId>> {
  const { joined, unreadable } = await readSpaces(store)
  return new Set([...joined.map(({ space }) => space), ...unreadable])
}

/**
 * Why this browser cannot become that member, in words (DV6). Its memberships go on under the new member; but an admin is named in the
 * space's keyring by the old one, and nobody could lead the space any more.
 */
export function cannotBecome(spaces: Pick<Spaces, 'list'>, member: MemberId): string | undefined {
  const led = spaces.list().find((one) => !one.private && one.self.role === 'admin' && one.self.member !== member)
  if (!led) return undefined
  return `This browser leads “${led.name}”, and nobody could lead that space any more. Use a fresh browser profile instead.`
}

/** What becomes of what is here, in words. Undefined when there is nothing here, or it is the same person. */
export function becomingWords(spaces: Pick<Spaces, 'list' | 'profile'>, member: MemberId): string | undefined {
  const all = spaces.list()
  if (spaces.profile === undefined || all.every(({ self }) => self.member === member)) return undefined
  const kept = all.length === 1 ? 'The space that is here stays' : `The ${all.length} spaces that are here stay`
  return `${kept}, with everything in ${all.length === 1 ? 'it' : 'them'}. What “${spaces.profile.name}” wrote here so far stays in that name: to others it is a second person.`
}

/** The first entry of a backup. @param made milliseconds since 1970 */
export function summaryOf(spaces: Pick<Spaces, 'list' | 'profile'>, made: number): Summary {
  return {
    v: 1,
    made,
    name: spaces.profile?.name ?? '',
    spaces: spaces.list().map((space) => ({
      name: space.name,
      private: space.private,
      pages: space.document.pages().size,
      people: Math.max(1, space.document.members().size),
    })),
  }
}
