/** What a screen reader is told of changes that are otherwise only seen: hands and reactions. Pure. */
import type { CallState, Participant } from '../model.ts'
import { REACTION_NAMES } from './words.ts'

type Told = Pick<CallState, 'others' | 'announcements' | 'screens'>

/** In the order they are to be spoken. Nothing at the first look: who joins is not read out everything that was before. */
export function spoken(before: Told | undefined, after: Told): readonly string[] {
  if (before === undefined) return []
  const heard = before.announcements.at(-1)?.at ?? Number.NEGATIVE_INFINITY
  const known = new Set(before.announcements)
  const fresh = after.announcements.filter((one) => one.at > heard || (one.at === heard && !known.has(one)))
  return [
    ...fresh.map(({ words }) => words),
    ...after.others.flatMap((person) =>
      changes(
        before.others.find(({ device }) => device === person.device),
        person,
      ),
    ),
  ]
}

function changes(before: Participant | undefined, after: Participant): string[] {
  const words: string[] = []
  if (after.hand !== (before?.hand ?? false))
    words.push(`${after.name} ${after.hand ? 'raises' : 'lowers'} ${after.hand ? 'a' : 'the'} hand.`)
  if (after.reaction !== undefined && after.reaction !== before?.reaction)
    words.push(`${after.name}: ${REACTION_NAMES[after.reaction]}.`)
  return words
}
