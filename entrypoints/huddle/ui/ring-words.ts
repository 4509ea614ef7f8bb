/** Whom to ring, in which order, and what became of it. Pure. */
import type { RingableView } from '../../../shared/contract/huddle.ts'

const RUNG_WORDS: Record<NonNullable<RingableView['rung']>, string> = {
  ringing: 'Ringing…',
  declined: 'Not now',
  'no-answer': 'No answer',
}

/** What is known of a member, beside their name. */
export function whereWords({ inHuddle, rung, onPage, online }: RingableView): string {
  if (inHuddle) return 'In this huddle'
  if (rung !== undefined) return rungWords({ rung, online })
  if (onPage) return 'On the page'
  return online ? 'Online' : 'Not online'
}

/** "No answer" is nobody's word; "Not now" is theirs. Of who is not online neither is to be expected, and that is said. */
export function rungWords({ rung, online }: Pick<RingableView, 'rung' | 'online'>): string {
  if (rung === undefined) return ''
  return online || rung === 'declined' ? RUNG_WORDS[rung] : `${RUNG_WORDS[rung]} (not online)`
}

/** Who can be reached comes first, then by name. Who is in already is left out. */
export function ringable(members: readonly RingableView[]): readonly RingableView[] {
  const rank = ({ onPage, online }: RingableView) => (onPage ? 0 : online ? 1 : 2)
  return members
    .filter(({ inHuddle }) => !inHuddle)
    .toSorted((one, other) => rank(one) - rank(other) || one.name.localeCompare(other.name))
}

/** The main button says what it will do. */
export function ringWords(chosen: readonly RingableView[]): string {
  if (chosen.length === 0) return 'Choose whom to ring'
  return chosen.length === 1 ? `Ring ${chosen[0]?.name}` : `Ring ${chosen.length} people`
}
