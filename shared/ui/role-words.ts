import type { Role } from '../domain/member.ts'

/** What somebody may do in a space, as it stands beside their name. */
export const ROLE_WORDS: Record<Role, string> = { reader: 'Can only read', writer: 'Can write', admin: 'Admin' }

/** Of ourselves. */
export const READS = 'You can read in this space, but not write.'
export const MUTED =
  'An admin has muted you in this space: what you write is hidden from the others until they take that back.'
