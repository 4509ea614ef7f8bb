import type { Ended } from './stored.ts'

/** What people read of a space that goes on on this device only (S12, S20). */
export const ENDED_WORDS: Record<Ended | 'closed', string> = {
  closed: 'Nothing can be written in this space any more. What is here can be read.',
  removed: 'You were removed from this space. What you have stays on this device.',
  'left-behind':
    'This space changed its keys, and this device was not known to whoever did it. What you have stays on this device; ask for a new invite to go on.',
}
