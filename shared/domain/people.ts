import type { MemberId } from './ids.ts'
import type { MemberCard } from './member.ts'

/** The value stored under a member's id: an admin says that this is another member's second self. */
export interface SecondSelf {
  readonly v: 1
  /** Whose name and colour its work goes by. */
  readonly as: MemberId
  /** Taken back. The entry stays, so that who did it last counts. */
  readonly undone?: true
}

/** The value stored under a member's id: an admin hides what they write from then on. */
export interface Mute {
  readonly v: 1
  readonly on: boolean
  /** Milliseconds since 1970 by the admin's clock: what was written before stays. */
  readonly since: number
}

/** The value stored under a member's id: an admin says what they may do, whatever they were invited as. */
export interface SaidRole {
  readonly v: 1
  readonly role: 'reader' | 'writer'
  /** Taken back. The entry stays, so that who did it last counts. */
  readonly undone?: true
}

/** The value stored under an annotation's or comment's key: an admin hides it, or shows it again. */
export interface Hiding {
  readonly v: 1
  readonly hidden: boolean
  readonly at: number
}

/** Second selves of one space that count, in the order of their ids: what one sees, all see. */
export const MAX_SECOND_SELVES = 256

/** Crockford's alphabet, lower case: no letter that reads like a digit. */
const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz'
/** Letters of a mark where nobody else's begins so. */
export const MARK_LETTERS = 4
/** Of an id's 128 bits, five in each letter. */
const LONGEST = 25
/** What somebody may type to look as if they had been told apart already. */
const LOOKS_MARKED = /·\s*[0-9a-z]{4,}$/i

/** The first letters of a member's id, five bits each. */
export function markOf(member: MemberId, letters: number): string {
  const bits = BigInt(`0x${member}`) >> BigInt(128 - 5 * letters)
  return Array.from({ length: letters }, (_, i) => LETTERS[Number((bits >> BigInt(5 * (letters - 1 - i))) & 31n)]).join(
    '',
  )
}

const folded = (name: string): string => name.normalize('NFKC').toLowerCase()

/**
 * Names as they are shown where people are listed: those of the same name, whatever its case, each with a mark from their id. A key can be made
 * whose first letters are somebody else's, so a mark has as many letters as it takes.
 * @param cards by member, with names as they may be shown
 */
export function toldApart(cards: ReadonlyMap<MemberId, MemberCard>): Map<MemberId, MemberCard> {
  const groups = new Map<string, MemberId[]>()
  for (const [member, { name }] of cards) {
    const group = groups.get(folded(name))
    if (group) group.push(member)
    else groups.set(folded(name), [member])
  }
  const shown = new Map(cards)
  for (const group of groups.values()) {
    const letters = lettersFor(group)
    for (const member of group) {
      const card = cards.get(member)
      if (!card || (group.length === 1 && !LOOKS_MARKED.test(card.name))) continue
      shown.set(member, { ...card, name: `${card.name} · ${markOf(member, letters)}` })
    }
  }
  return shown
}

function lettersFor(members: readonly MemberId[]): number {
  for (let letters = MARK_LETTERS; letters < LONGEST; letters++) {
    if (new Set(members.map((member) => markOf(member, letters))).size === members.length) return letters
  }
  return LONGEST
}
