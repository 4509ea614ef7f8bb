/** How a member shows up. The name is a claim of theirs, kept in the space document under their own key. */
export interface MemberCard {
  readonly v: 1
  readonly name: string
  readonly colour: MemberColour
}

export const MEMBER_COLOURS = ['coral', 'amber', 'lime', 'teal', 'sky', 'violet', 'rose', 'slate'] as const
export type MemberColour = (typeof MEMBER_COLOURS)[number]

export const MAX_NAME = 60
export const MAX_SPACE_NAME = 80

/** Control and bidirectional-override characters, which would let a name imitate another or break a line. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

/** A name as it may be shown and stored: printable, one line, single spaces, cut at `max` code points; empty when nothing is left. */
export function cleanName(text: string, max: number = MAX_NAME): string {
  const folded = text.normalize('NFC').replace(UNPRINTABLE, ' ').replace(/\s+/g, ' ').trim()
  return Array.from(folded).slice(0, max).join('').trim()
}

export type Role = 'reader' | 'writer' | 'admin'
