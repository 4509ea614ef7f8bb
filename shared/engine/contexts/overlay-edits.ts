import type { OverlayIntent } from '../../contract/intents.ts'
import type { CardTicket } from '../../contract/views.ts'
import type { AnnotationId } from '../../domain/ids.ts'
import type { Desk } from './desk.ts'
import { annotationOf, changeAnnotation, marked, newKey, registerPage, type Visit } from './visit.ts'

type Edit = Extract<
  OverlayIntent,
  { do: 'highlight' | 'recolour' | 'remove' | 'restore' | 'compose' | 'open-thread' | 'card-closed' }
>

/** What the overlay asks to be done to the page it shows. Resolves when it is stored. */
export async function overlayEdit(
  desk: Desk,
  visit: Visit,
  intent: Edit,
): Promise<{ annotation: AnnotationId } | CardTicket | undefined> {
  switch (intent.do) {
    case 'highlight':
      return { annotation: await highlight(desk, visit, intent) }
    case 'recolour':
      await changeAnnotation(visit, intent.annotation, (value) => ({ ...value, colour: intent.colour }))
      return undefined
    case 'remove':
    case 'restore':
      await changeAnnotation(visit, intent.annotation, (value) => marked(value, intent.do === 'remove'))
      return undefined
    case 'compose':
      return compose(desk, visit, intent)
    case 'open-thread':
      return openThread(desk, visit, intent.annotation)
    case 'card-closed':
      desk.tickets.drop(intent.ticket, visit)
      return undefined
  }
}

async function highlight({ ports }: Desk, visit: Visit, { selectors, colour }: Edit & { do: 'highlight' }) {
  const id = newKey(visit, ports.random)
  const value = { v: 1, kind: 'highlight', colour, selectors, created: ports.clock.now() } as const
  // Both begin now: whoever leaves the page at once closes its document behind them.
  await Promise.all([visit.document.putAnnotation(id, value), registerPage(visit)])
  return id
}

export function compose(
  { tickets }: Desk,
  visit: Visit,
  { selectors, colour }: Pick<Edit & { do: 'compose' }, 'selectors' | 'colour'>,
): CardTicket {
  const composed = { kind: selectors ? 'highlight' : 'page', selectors: selectors ?? [], colour } as const
  return { ticket: tickets.issue(visit, { composed }).name }
}

export function openThread({ tickets }: Desk, visit: Visit, annotation: AnnotationId): CardTicket {
  annotationOf(visit, annotation)
  return { ticket: tickets.issue(visit, { annotation }).name }
}
