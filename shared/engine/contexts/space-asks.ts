import type { HomeIntent } from '../../contract/intents.ts'
import type { SpaceId } from '../../domain/ids.ts'
import { cleanName, MAX_SPACE_NAME } from '../../domain/member.ts'
import type { OpenSpace } from '../parts.ts'
import type { Desk } from './desk.ts'
import { Refusal } from './words.ts'

const ASKS = ['rename-space', 'leave-space', 'give-up', 'delete-space', 'mute-member', 'merge-member'] as const
export type SpaceAsk = Extract<HomeIntent, { do: (typeof ASKS)[number] }>
export const isSpaceAsk = (intent: HomeIntent): intent is SpaceAsk => ASKS.some((name) => name === intent.do)

function governed({ spaces }: Desk, id: SpaceId): OpenSpace {
  const space = spaces.get(id)
  if (!space || space.self.ended) throw new Refusal('You are not in this space any more.')
  if (space.self.role !== 'admin') throw new Refusal('Only an admin of the space can change this.')
  return space
}

/** What the settings ask about a space. Resolves when it is stored. */
export async function spaceAsk(desk: Desk, intent: SpaceAsk): Promise<void> {
  switch (intent.do) {
    case 'rename-space':
      return rename(governed(desk, intent.space), intent.name)
    case 'leave-space':
      talking(desk, intent.space)
      return intent.keep ? desk.spaces.leave(intent.space) : desk.spaces.forget(intent.space)
    case 'give-up':
      return desk.spaces.giveUp(intent.space)
    case 'delete-space':
      talking(desk, intent.space)
      return desk.spaces.deleteEverywhere(intent.space)
    case 'mute-member':
      return mute(desk, governed(desk, intent.space), intent)
    case 'merge-member':
      return merge(governed(desk, intent.space), intent)
  }
}

async function rename({ document }: OpenSpace, text: string): Promise<void> {
  const name = cleanName(text, MAX_SPACE_NAME)
  if (name === '') throw new Refusal('Give the space a name.')
  await document.putName(name)
}

/** A call goes on over its space: it is ended by who is in it, not by a button somewhere else. */
function talking({ huddles }: Desk, space: SpaceId): void {
  if (huddles.own?.space.self.space === space) throw new Refusal('You are in a huddle of this space. Leave it first.')
}

async function mute(
  { ports }: Desk,
  space: OpenSpace,
  { member, on }: SpaceAsk & { do: 'mute-member' },
): Promise<void> {
  const { document, self } = space
  if (!document.members().has(member)) throw new Refusal('This member is not known here.')
  if (member === self.member || document.secondSelves().get(member) === self.member)
    throw new Refusal('You cannot mute yourself.')
  await document.putMute(member, { v: 1, on, since: ports.clock.now() })
}

async function merge({ document }: OpenSpace, { member, as }: SpaceAsk & { do: 'merge-member' }): Promise<void> {
  if (as === null) return document.putSecondSelf(member, undefined)
  const known = document.members()
  if (!known.has(member) || !known.has(as)) throw new Refusal('This member is not known here.')
  const selves = document.secondSelves()
  if (member === as || selves.has(as)) throw new Refusal('Choose the one whose name is to stay.')
  if ([...selves.values()].includes(member)) throw new Refusal('Others go by this one’s name. Undo that first.')
  await document.putSecondSelf(member, as)
}
