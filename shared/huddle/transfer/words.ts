import type { Reason } from './message.ts'

/** Whose act or trouble it was. */
export type Side = 'ours' | 'theirs'

const OURS: Record<Reason, string> = {
  declined: 'You declined it.',
  cancelled: 'You cancelled it.',
  'too-large': 'It is larger than 16 GiB, the most that can be sent.',
  'too-many': 'Too many files wait for an answer already.',
  'no-room': 'There is not enough room for it on this computer.',
  disk: 'It could not be written to the disk of this computer.',
  damaged: 'It arrived damaged several times. Ask for it again.',
  unreadable: 'The file was changed, moved or removed meanwhile. Offer it again.',
  rules: 'What the other side sent does not belong to this file. Nothing of it was kept.',
}

const THEIRS: Record<Reason, string> = {
  declined: 'They declined it.',
  cancelled: 'They cancelled it.',
  'too-large': 'It is larger than they accept.',
  'too-many': 'Too many files wait for their answer already. Offer it again when they have answered.',
  'no-room': 'They do not have enough room for it.',
  disk: 'It could not be written to their disk.',
  damaged: 'It arrived damaged several times. Offer it again.',
  unreadable: 'Their file was changed, moved or removed meanwhile. Ask for it again.',
  rules: 'The other side did not understand what was sent. It may have another version.',
}

/** Why a transfer ended, in words for the person at this end. */
export const wordsFor = (why: Reason, side: Side): string => (side === 'ours' ? OURS : THEIRS)[why]
