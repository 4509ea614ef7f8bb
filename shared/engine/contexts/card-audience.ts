import type { CardView } from '../../contract/views.ts'
import type { AnnotationId } from '../../domain/ids.ts'
import type { Desk } from './desk.ts'
import type { DraftPage } from './drafts.ts'
import { meantFor, standing } from './only-me.ts'
import { audienceOf, spaceView } from './people.ts'
import type { Ticket } from './tickets.ts'
import { isOnlyMe, type Visit } from './visit.ts'

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
  const may = visit.mine !== undefined && visit.space.self.mayWrite
  return { ...(onlyMe ? { onlyMe } : {}), ...(may ? { everyone: audienceOf(visit.space) } : {}) }
}

/** What every thread has: who reads it, what is being written, and why nothing can be where it cannot. */
export function frameOf(draft: string, { space }: Visit) {
  const { mayWrite, readOnlyWords: readOnly } = space.self
  const frame = { see: 'thread', audience: audienceOf(space), draft, link: spaceView(space).link } as const
  return mayWrite ? frame : { ...frame, readOnly }
}

/** Whether a thread is only ours, and the space into which it could be put. */
export function mineOnly(
  visit: Visit,
  annotation: AnnotationId,
): Pick<Extract<CardView, { see: 'thread' }>, 'onlyMe' | 'shareWith'> {
  if (!isOnlyMe(visit, annotation)) return {}
  return { onlyMe: true, ...(visit.space.self.mayWrite ? { shareWith: visit.space.name } : {}) }
}
