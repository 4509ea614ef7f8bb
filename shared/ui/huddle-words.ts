import type { HuddlePerson, HuddlesView, HuddleView, OwnHuddleView, RingView } from '../contract/huddle.ts'
import type { DeviceId } from '../domain/ids.ts'

/** More names than these are counted. */
const MOST_NAMES = 2

/**
 * Who is in a huddle, as part of a sentence: "you and Ben", "Ada, Ben and 2 more". One person on two devices is named once.
 * @param me our own device, named "you" and first
 */
export function namesOf(people: readonly HuddlePerson[], me?: DeviceId): string {
  const own = people.find(({ device }) => device === me)
  const names = new Map(people.map(({ member, name }) => [member, name]))
  if (own) names.delete(own.member)
  const all = [...(own ? ['you'] : []), ...names.values()]
  if (all.length <= MOST_NAMES) return all.join(' and ')
  return `${all.slice(0, MOST_NAMES).join(', ')} and ${all.length - MOST_NAMES} more`
}

/** Huddles to offer: not the one we are in, not the one that rings, which has a card of its own, and no file on its way between two people. */
export const joinable = ({ on, own, ring }: HuddlesView): readonly HuddleView[] =>
  on.filter(({ id, kind }) => id !== own?.id && id !== ring?.huddle && kind === 'talk')

/** Somebody of the space in view rings for a talk: the way to talk is to join them. A ring is shown only while its caller is in the huddle. */
export const ringsHere = ({ on, ring }: HuddlesView): boolean =>
  ring?.kind === 'talk' && on.some(({ id }) => id === ring.huddle)

/** A ring in words. `title` is what the caller calls themself. */
export interface RingWords {
  readonly title: string
  readonly detail: string
  /** What the button that takes it says. */
  readonly take: string
}

export const ringWords = ({ kind, from, spaceName }: RingView): RingWords =>
  kind === 'files'
    ? { title: from.name, detail: `wants to send you a file · ${spaceName}`, take: 'Receive file' }
    : { title: from.name, detail: `invites you to a huddle · ${spaceName}`, take: 'Join huddle' }

/** What others see of us at this moment, when there is something to know about it. */
export function sharingWords({ screen, camera }: OwnHuddleView): string | undefined {
  if (screen) return camera ? 'You are sharing your screen and camera' : 'You are sharing your screen'
  return camera ? 'Your camera is on' : undefined
}
