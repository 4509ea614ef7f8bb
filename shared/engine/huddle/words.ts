/** What people are told about the huddle they asked for. */
import { MAX_RUNG_UNASKED } from '../../domain/huddle.ts'

export const OVER = 'This huddle is over.'
export const NO_SPACE = 'You are not in this space any more.'
export const TOO_MANY_RUNG = `An admin of this space asks not to ring more than ${MAX_RUNG_UNASKED} people at once.`
export const REPLACED = 'The huddle is in another window now.'
export const NOT_IN = 'You are in no huddle.'

/**
 * Asked in the window before it changes from one huddle to another. Whose it is says more than where; where is said when it is another space.
 * @param from name of our space @param to of the other's @param join one that is on; otherwise a new one @param names who is in it, each once
 */
export function askedWords(from: string, to: string, join: boolean, names: readonly string[] = []): string {
  const [first, ...more] = names
  const others = more.length === 1 ? more[0] : `${more.length} others`
  const whose = first === undefined ? 'the one' : more.length === 0 ? `${first}’s` : `the one of ${first} and ${others}`
  const where = to === from && join && first !== undefined ? '' : ` in ${to}`
  return `Leave this huddle and ${join ? `join ${whose}` : 'start one'}${where}?`
}
