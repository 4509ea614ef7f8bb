import {
  type HuddleId,
  type HuddleKind,
  type HuddleStatus,
  MAX_IN_HUDDLE,
  MAX_WITH_VIDEO,
} from '../../domain/huddle.ts'
import type { DeviceId, DocumentId, MemberId } from '../../domain/ids.ts'
import type { OpenSpace } from '../parts.ts'

export interface Participant {
  readonly device: DeviceId
  readonly member: MemberId
  readonly status: HuddleStatus
}

/** One huddle as presence shows it. Never empty. */
export interface Standing {
  readonly id: HuddleId
  readonly kind: HuddleKind
  /** The page it was started on, by the word of whoever is in it longest. */
  readonly at: DocumentId | undefined
  /** In the order of joining. */
  readonly people: readonly Participant[]
}

/** What is on in a space. @param own our own status there, if we are in one */
export function huddlesIn({ self, carriage }: OpenSpace, own: HuddleStatus | undefined): Standing[] {
  const everybody = carriage
    .present()
    .flatMap(({ device, member, huddle }) => (huddle ? [{ device, member, status: huddle }] : []))
  if (own) everybody.push({ device: self.device, member: self.member, status: own })
  const huddles = new Map<HuddleId, Participant[]>()
  for (const one of everybody.sort(byJoining)) {
    const people = huddles.get(one.status.id)
    if (people) people.push(one)
    else huddles.set(one.status.id, [one])
  }
  return [...huddles].flatMap(([id, people]) => {
    const first = people[0]?.status
    return first ? [{ id, kind: kindOf(people), at: first.at, people }] : []
  })
}

/** For a file only while all say so: a member who calls a talk a file must not close it to others. */
const kindOf = (people: readonly Participant[]): HuddleKind =>
  people.every(({ status }) => status.kind === 'files') ? 'files' : 'talk'

/** Clocks differ, so this is an order for a list and nothing else; the device breaks ties, the same way for everybody. */
const byJoining = (a: Participant, b: Participant): number =>
  a.status.since - b.status.since || (a.device < b.device ? -1 : 1)

/** How many fit, as the huddle is now. */
export function roomIn({ kind, people }: Standing): number {
  if (kind === 'files') return 2
  const video = people.some(({ status }) => status.camera || status.screen)
  return video ? MAX_WITH_VIDEO : MAX_IN_HUDDLE
}

/** Why nobody more fits, in words; undefined while somebody does. */
export function fullWords(standing: Standing): string | undefined {
  const room = roomIn(standing)
  if (standing.people.length < room) return undefined
  if (standing.kind === 'files') return 'This is between the two who are in it.'
  return room === MAX_WITH_VIDEO && standing.people.length < MAX_IN_HUDDLE
    ? `Full: ${MAX_WITH_VIDEO} fit while a camera or screen is on, ${MAX_IN_HUDDLE} with voices alone.`
    : `Full: ${MAX_IN_HUDDLE} people fit in one huddle.`
}

/** What people read where an administrator has switched huddles off. */
export const HUDDLES_OFF = 'Your administrator has switched huddles off.'

/** Why no huddle can be begun in this space, in words. */
export function cannotHuddle({ private: alone, self, carriage }: OpenSpace, off: boolean): string | undefined {
  if (off) return HUDDLES_OFF
  if (self.ended) return 'You are not in this space any more.'
  if (alone) return 'This space is only yours. Huddles need a space with others in it.'
  const { state, direct } = carriage.link
  if (state === 'online' || direct > 0 || carriage.present().length > 0) return undefined
  return 'The relay cannot be reached, so nobody can be called now.'
}
