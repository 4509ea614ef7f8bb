import type { HuddleWindowView } from '../../contract/huddle.ts'
import type { HuddleId } from '../../domain/huddle.ts'
import { cardOf } from '../contexts/people.ts'
import type { OpenSpace, Spaces } from '../parts.ts'
import type { OwnHuddle } from './own-huddle.ts'
import { huddlesIn } from './standing.ts'
import type { Wish } from './wish.ts'
import { askedWords } from './words.ts'

/** The question before the window changes over from `own` to what was pressed for. */
export function askedView(
  own: Pick<OwnHuddle, 'space'>,
  wish: Wish,
  spaces: Spaces,
): HuddleWindowView & { see: 'asked' } {
  const { space: id, huddle } = wish
  const space = spaces.get(id)
  const names = space ? namesIn(space, huddle) : []
  const words = askedWords(own.space.name, space?.name ?? '', huddle !== undefined, names)
  return { see: 'asked', space: id, ...(huddle === undefined ? {} : { huddle }), words }
}

/** Two devices of one person are one name. Empty: there is none, or it is a new one. */
function namesIn(space: OpenSpace, huddle: HuddleId | undefined): readonly string[] {
  const people = huddlesIn(space, undefined).find(({ id }) => id === huddle)?.people ?? []
  return [...new Set(people.map(({ member }) => cardOf(space, member).name))]
}
