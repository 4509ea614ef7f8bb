/** What people are told about the huddle they asked for. */
import { MAX_RUNG_UNASKED } from '../../domain/huddle.ts'

export const OVER = 'This huddle is over.'
export const NO_SPACE = 'You are not in this space any more.'
export const TOO_MANY_RUNG = `An admin of this space asks not to ring more than ${MAX_RUNG_UNASKED} people at once.`
export const REPLACED = 'The huddle is in another window now.'
export const NOT_IN = 'You are in no huddle.'

/** Asked in the window before it changes from one huddle to another. @param join one that is on; otherwise a new one */
export const askedWords = (from: string, to: string, join: boolean): string =>
  `Leave the huddle in ${from} and ${join ? 'join the one' : 'start one'} in ${to}?`
