import type { OverlayIntent } from '../../contract/intents.ts'
import type { StepDone } from '../../contract/steps.ts'
import type { CardTicket } from '../../contract/views.ts'
import type { Annotation, Placement, Shape } from '../../domain/annotation.ts'
import type { AnnotationId } from '../../domain/ids.ts'
import type { Desk } from './desk.ts'
import { meantFor, standing } from './only-me.ts'
import { turn } from './steps/turn.ts'
import { findable } from './threads.ts'
import { keepVersion } from './versions.ts'
import { annotationOf, changeAnnotation, marked, newKey, registerPage, type Visit } from './visit.ts'
import { Refusal } from './words.ts'

type Edit = Extract<
  OverlayIntent,
  {
    do:
      | 'highlight'
      | 'draw'
      | 'redraw'
      | 'place-again'
      | 'recolour'
      | 'remove'
      | 'restore'
      | 'compose'
      | 'open-thread'
      | 'card-closed'
      | 'undo'
      | 'redo'
  }
>

/** What the overlay asks to be done to the page it shows. Resolves when it is stored. */
export async function overlayEdit(
  desk: Desk,
  visit: Visit,
  intent: Edit,
): Promise<{ annotation: AnnotationId } | CardTicket | StepDone | undefined> {
  switch (intent.do) {
    case 'highlight':
      return {
        annotation: await place(desk, meantFor(visit, intent.onlyMe), intent, {
          kind: 'highlight',
          colour: intent.colour,
        }),
      }
    case 'draw':
      return {
        annotation: await place(desk, visit, intent, { kind: 'drawing', ...inked(intent.shapes) }),
      }
    case 'redraw':
      await changeAnnotation(visit, intent.annotation, (value) => redrawn(value, intent.shapes))
      return undefined
    case 'place-again':
      await placeAgain(desk, visit, intent)
      return undefined
    case 'recolour':
      await changeAnnotation(visit, intent.annotation, (value) => ({ ...value, colour: intent.colour }))
      return undefined
    case 'remove':
    case 'restore':
      await changeAnnotation(visit, intent.annotation, (value) => marked(value, intent.do === 'remove'))
      return undefined
    case 'undo':
    case 'redo':
      return turn(visit, intent.do)
    case 'compose':
      return compose(desk, visit, intent)
    case 'open-thread':
      return openThread(desk, visit, intent.annotation)
    case 'card-closed':
      desk.tickets.drop(intent.ticket, visit)
      return undefined
  }
}

type Placed = Pick<Edit & { do: 'highlight' }, 'selectors' | 'version'>

/** Stores where it is, with the version of the page that it was described on. */
async function described(
  visit: Visit,
  { selectors, version }: Placed,
): Promise<Pick<Placement, 'selectors' | 'version'>> {
  const kept = await keepVersion(visit, version)
  return { selectors, ...(kept === undefined ? {} : { version: kept }) }
}

async function place(
  { ports, settings }: Desk,
  visit: Visit,
  placed: Placed,
  what: Pick<Annotation, 'kind' | 'colour' | 'shapes'>,
): Promise<AnnotationId> {
  const id = newKey(visit, ports.random)
  const created = ports.clock.now()
  // All begin now: whoever leaves the page at once closes its document behind them.
  const registered = registerPage(visit)
  await visit.document.putAnnotation(id, { v: 1, ...what, ...(await described(visit, placed)), created })
  await registered
  await settings.annotated().catch(() => undefined)
  return id
}

/** A drawing goes by the colour of its first shape. */
function inked(shapes: readonly Shape[]): Pick<Annotation, 'colour' | 'shapes'> {
  if (!shapes[0]) throw new Refusal('Nothing was drawn.')
  return { colour: shapes[0].colour, shapes }
}

function redrawn(value: Annotation, shapes: readonly Shape[]): Annotation {
  if (value.kind !== 'drawing') throw new Refusal('This is not a drawing.')
  return shapes.length === 0 ? marked(value, true) : { ...marked(value, false), ...inked(shapes) }
}

async function placeAgain({ ports }: Desk, visit: Visit, intent: Edit & { do: 'place-again' }): Promise<void> {
  const { kind } = annotationOf(visit, intent.annotation)
  if (!findable(kind, intent.selectors)) throw new Refusal('This cannot be placed there.')
  const placed = await described(standing(visit, intent.annotation), intent)
  await visit.document.putPlacement(intent.annotation, { v: 1, ...placed, at: ports.clock.now() })
}

/** Who may not write here writes for themselves alone. @throws Refusal when something is to be placed, and it is not said where */
export function compose(
  { tickets }: Desk,
  visit: Visit,
  {
    kind,
    selectors = [],
    colour,
    version,
    onlyMe,
  }: Pick<Edit & { do: 'compose' }, 'kind' | 'selectors' | 'version' | 'colour' | 'onlyMe'>,
): CardTicket {
  if ((kind === 'page') !== (selectors.length === 0)) throw new Refusal('It is not said where this belongs.')
  const composed = {
    kind,
    selectors,
    colour,
    ...(version === undefined ? {} : { version }),
    ...(visit.mine && (onlyMe || !visit.space.self.mayWrite) ? { onlyMe: true as const } : {}),
  } as const
  return { ticket: tickets.issue(visit, { composed }).name }
}

export function openThread({ tickets }: Desk, visit: Visit, annotation: AnnotationId): CardTicket {
  annotationOf(visit, annotation)
  return { ticket: tickets.issue(visit, { annotation }).name }
}
