import { MAX_RUNG_UNASKED } from '../../domain/huddle.ts'
import type { MemberId } from '../../domain/ids.ts'

/** Whom a start is to ring. */
export interface RingWish {
  readonly ring: 'space' | 'page' | 'nobody'
  /** Everybody of the space but ourselves. */
  readonly members: readonly MemberId[]
  /** Who is on our page now, ourselves excepted. */
  readonly onPage: readonly MemberId[]
  /** False: an admin forbids ringing everyone. */
  readonly everyone: boolean
}

export interface Rung {
  readonly ring: readonly MemberId[]
  /** Nobody was rung, because they have to be chosen first: why, for the window. */
  readonly chooseWhom?: string
}

const FORBIDDEN = 'An admin of this space asks not to ring everyone. Choose whom to ring.'

/** HE: nobody is rung unasked where that would be many, or where an admin forbids it. */
export function whomToRing({ ring, members, onPage, everyone }: RingWish): Rung {
  if (ring === 'nobody') return { ring: [] }
  if (ring === 'space' && !everyone && members.length > 1) return { ring: [], chooseWhom: FORBIDDEN }
  const wanted = [...new Set(ring === 'space' ? members : onPage)]
  if (wanted.length <= MAX_RUNG_UNASKED) return { ring: wanted }
  const where =
    ring === 'space' ? `This space has ${wanted.length + 1} people` : `${wanted.length} people are on this page`
  return { ring: [], chooseWhom: `${where}: choose whom to ring.` }
}

/** People chosen in the window. Where an admin forbids ringing everyone, at most as many at a time as a small space has. */
export const mayRing = (chosen: number, everyone: boolean): boolean => everyone || chosen <= MAX_RUNG_UNASKED
