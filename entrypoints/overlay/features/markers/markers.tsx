import { render } from 'preact'
import type { AnnotationView } from '../../../../shared/contract/views.ts'
import type { AnnotationId } from '../../../../shared/domain/ids.ts'
import type { AnchorState } from '../../../../shared/domain/selector.ts'
import { standing } from '../../../../shared/ui/spoken.ts'
import type { Desk } from '../../desk.ts'
import { element } from '../../shell/element.ts'
import { bodyElement, viewSize } from '../../shell/page-root.ts'
import { trusted } from '../../shell/trusted.ts'
import { columnAt } from './column.ts'
import { inOrder } from './in-order.ts'
import { flowOf, markerSpot } from './spot.ts'
import { type Spot, stack } from './stack.ts'

interface Placed extends Spot {
  readonly about: AnnotationView
  readonly state: AnchorState
}

export interface Markers {
  /** Gives the keyboard to the first one, or to this annotation's. */
  focus(annotation?: AnnotationId): boolean
  /** This annotation has one for now, even if nobody has said anything yet. */
  walkedTo(annotation: AnnotationId | undefined): void
}

/** A small mark at the edge of the text for every highlight that people talk about. */
export function showMarkers(desk: Desk, open: (annotation: AnnotationId) => void): Markers {
  const { shell, view, marks, until } = desk
  let walked: AnnotationId | undefined
  const place = element('div', 'markers')
  shell.page.append(place)
  const draw = () => {
    render(
      view.awake ? placeAll(desk, walked).map((one) => <Marker key={one.about.id} {...one} open={open} />) : null,
      place,
    )
  }
  let queued = false
  const drawSoon = () => {
    if (queued) return
    queued = true
    requestAnimationFrame(() => {
      queued = false
      if (!until.aborted) draw()
    })
  }
  marks.changed.listen(drawSoon, until)
  view.changed.listen(drawSoon, until)
  shell.moved.listen((how) => {
    if (how === 'layout') draw()
  }, until)
  until.addEventListener('abort', () => render(null, place))
  return {
    focus(annotation) {
      // Pins are markers too.
      const all = [...shell.page.querySelectorAll<HTMLButtonElement>('button.marker')]
      const one = annotation === undefined ? all[0] : all.find(({ dataset }) => dataset['about'] === annotation)
      one?.focus({ preventScroll: annotation !== undefined })
      return one !== undefined
    },
    walkedTo(annotation) {
      walked = annotation
      draw()
    },
  }
}

/** In reading order, which is then the order of Tab. */
function placeAll(desk: Desk, walked: AnnotationId | undefined): Placed[] {
  const talked: { readonly about: AnnotationView; readonly state: AnchorState; readonly spot: Spot }[] = []
  for (const { about, state, at } of inOrder(desk.marks.outcomes(), desk.view.annotations)) {
    if ((about.comments === 0 && about.id !== walked) || state === 'lost') continue
    const spot = spotOf(desk, about.id, at)
    if (spot) talked.push({ about, state, spot })
  }
  const spots = stack(talked.map(({ spot }) => spot))
  return talked.map(({ about, state }, index) => ({ about, state, ...(spots[index] as Spot) }))
}

/** In document coordinates: at the column's edge, beside the first marked line. Undefined when the line is scrolled out of its own box. */
function spotOf(desk: Desk, id: AnnotationId, at: number): Spot | undefined {
  const line = desk.marks.rects(id)[0]
  if (!line) return undefined
  const column = columnAt(desk.index, at)
  if (column && hiddenByScroller(column, line)) return undefined
  const flow = column ? flowOf(getComputedStyle(column)) : 'ltr'
  const { left, top } = markerSpot(line, column?.getBoundingClientRect(), flow, viewSize())
  return { left: Math.round(left + scrollX), top: Math.round(top + scrollY) }
}

function hiddenByScroller(from: Element, line: DOMRect): boolean {
  const middle = (line.top + line.bottom) / 2
  for (let up = from.parentElement; up && up !== bodyElement(); up = up.parentElement) {
    if (getComputedStyle(up).overflowY === 'visible') continue
    const box = up.getBoundingClientRect()
    if (middle <= box.top || middle >= box.bottom) return true
  }
  return false
}

interface MarkerProps extends Placed {
  readonly open: (annotation: AnnotationId) => void
}

function Marker({ about, state, left, top, open }: MarkerProps) {
  const changed = state === 'changed'
  const label = [
    `Thread by ${about.author}`,
    ...(about.onlyMe ? ['only me'] : []),
    ...(about.comments === 0 ? ['no comments yet'] : []),
    ...standing(about, state),
  ]
  return (
    <button
      type="button"
      class={`marker ${about.resolved ? 'resolved' : ''} ${changed ? 'changed' : ''} ${about.onlyMe ? 'only-me' : ''}`}
      data-mark={about.colour}
      data-about={about.id}
      data-words={about.resolved ? '✓' : about.comments === 0 ? '…' : String(about.comments)}
      aria-label={label.join(', ')}
      style={{ translate: `${left}px ${top}px` }}
      onClick={trusted(() => open(about.id))}
    />
  )
}
