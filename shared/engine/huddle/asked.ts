import type { HuddleId } from '../../domain/huddle.ts'
import { cardOf } from '../contexts/people.ts'
import type { OpenSpace } from '../parts.ts'
import { huddlesIn } from './standing.ts'

/** Who is in a huddle of this space, by name: two devices of one person are one name. Empty: it is none, or a new one. */
export function namesIn(space: OpenSpace, huddle: HuddleId | undefined): readonly string[] {
  const people = huddlesIn(space, undefined).find(({ id }) => id === huddle)?.people ?? []
  return [...new Set(people.map(({ member }) => cardOf(space, member).name))]
}
