import type { CardView } from '../../contract/views.ts'
import type { Desk } from './desk.ts'
import type { DraftPage } from './drafts.ts'
import { meantFor, standing } from './only-me.ts'
import { audienceOf } from './people.ts'
import type { Ticket } from './tickets.ts'
import type { Visit } from './visit.ts'

/** Whose page a draft is kept under, so that what was meant for oneself never waits in a composer that everybody reads from. */
function pageOf({ visit, subject }: Pick<Ticket, 'visit' | 'subject'>): DraftPage {
  const there = 'annotation' in subject ? standing(visit, subject.annotation) : meantFor(visit, subject.composed.onlyMe)
  return { space: there.space.self.space, document: there.document.id }
}

const placeOf = ({ subject }: Pick<Ticket, 'subject'>) =>
  'annotation' in subject ? subject.annotation : subject.composed.kind

export const readDraft = ({ drafts }: Desk, ticket: Ticket): Promise<string> =>
  drafts.read(pageOf(ticket), placeOf(ticket))

export const keepDraft = ({ drafts }: Desk, ticket: Pick<Ticket, 'visit' | 'subject'>, body: string): Promise<void> =>
  drafts.write(pageOf(ticket), placeOf(ticket), body)

/** What a composer offers beside the space's people. */
export function choiceOf(
  visit: Visit,
  onlyMe: true | undefined,
): Pick<Extract<CardView, { see: 'thread' }>, 'onlyMe' | 'everyone'> {
  return { ...(onlyMe ? { onlyMe } : {}), ...(visit.mine ? { everyone: audienceOf(visit.space) } : {}) }
}
