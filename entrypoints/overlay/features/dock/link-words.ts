import type { LinkView } from '../../../../shared/contract/views.ts'
import type { LinkStatus } from '../../link/engine-link.ts'

/** What the dock says about the connection; nothing while there is nothing to say. */
export interface LinkWords {
  readonly tone: 'calm' | 'wait' | 'bad'
  readonly words: string
}

/** On a shared computer. */
const LOST = 'Offline: not sent, and lost when the browser closes'
const OFFLINE = 'Offline: kept on this computer, will be sent later'

/**
 * The state of the connection in plain words.
 * @param forgets the computer is shared @param left we left the space ourselves
 * @param status of our own line to the engine, which comes first: without it nothing else is known
 */
export function linkWords(
  status: LinkStatus,
  link: LinkView,
  forgets?: boolean,
  left?: boolean,
): LinkWords | undefined {
  if (status !== 'open') return { tone: 'wait', words: 'Starting again…' }
  // It has ended for us: the engine says why.
  if (link.state === 'none' && link.words !== '') return { tone: left ? 'calm' : 'bad', words: link.words }
  // Calm: nothing is wrong with the work, and it goes on.
  if (link.state === 'offline')
    return {
      tone: 'wait',
      words: `${forgets && link.waiting > 0 ? LOST : OFFLINE}${waiting(link.waiting)}${direct(link.direct)}`,
    }
  if (link.state === 'connecting' && link.waiting > 0)
    return { tone: 'wait', words: `Connecting…${waiting(link.waiting)}` }
  if (link.state === 'connecting') return { tone: 'wait', words: 'Connecting…' }
  if (link.distrusted)
    return { tone: 'bad', words: 'The relay does not show everything as it was. Yours is kept on this computer' }
  if (link.refused > 0)
    return { tone: 'bad', words: `Refused by the relay, kept on this computer only: ${link.refused}` }
  return undefined
}

/** Whom the work reaches all the same. */
const direct = (count: number): string => (count === 0 ? '' : ` · ${count}\u00a0reached directly`)

const waiting = (count: number): string => (count === 0 ? '' : ` ·\u00a0${count}\u00a0waiting`)
