import { render } from 'preact'
import type { AnnotationView } from '../../../../shared/contract/views.ts'
import type { AnnotationId } from '../../../../shared/domain/ids.ts'
import type { Desk } from '../../desk.ts'
import { element } from '../../shell/element.ts'
import { bodyElement, viewSize } from '../../shell/page-root.ts'
import { trusted } from '../../shell/trusted.ts'
import { columnAt } from './column.ts'
import { type Spot, stack } from './stack.ts'

/** Of a marker, and what it keeps from the text (overlay.css, .marker). */
const SIZE = 26
const GAP = 6

interface Placed extends Spot {
  readonly about: AnnotationView
}

/** A small mark at the edge of the text for every highlight that people talk about. `focus` gives the first one the keyboard. */
export function showMarkers(desk: Desk, open: (annotation: AnnotationId) => void): { focus(): boolean } {
  const { shell, view, marks, until } = desk
  const place = element('div', 'markers')
  shell.page.append(place)
  const draw = () => {
    render(view.awake ? placeAll(desk).map((one) => <Marker key={one.about.id} {...one} open={open} />) : null, place)
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
    focus() {
      const first = place.querySelector('button')
      first?.focus()
      return first !== null
    },
  }
}

/** In reading order, which is then the order of Tab. */
function placeAll(desk: Desk): Placed[] {
  const talked: { readonly about: AnnotationView; readonly spot: Spot }[] = []
  for (const { annotation, state, at } of desk.marks.outcomes()) {
    const about = annotation === 'draft' ? undefined : desk.view.annotations.get(annotation)
    if (!about || about.comments === 0 || state === 'lost') continue
    const spot = spotOf(desk, about.id, at)
    if (spot) talked.push({ about, spot })
  }
  const spots = stack(talked.map(({ spot }) => spot))
  return talked.map(({ about }, index) => ({ about, ...(spots[index] as Spot) }))
}

/** In document coordinates: at the column's edge, beside the first marked line. Undefined when the line is scrolled out of its own box. */
function spotOf(desk: Desk, id: AnnotationId, at: number): Spot | undefined {
  const line = desk.marks.rects(id)[0]
  if (!line) return undefined
  const column = columnAt(desk.index, at)
  if (column && hiddenByScroller(column, line)) return undefined
  const edge = Math.max(column?.getBoundingClientRect().right ?? 0, line.right)
  const most = viewSize().width - SIZE - 2
  return {
    left: Math.round(Math.min(edge + GAP, most) + scrollX),
    top: Math.round(line.top + (line.height - SIZE) / 2 + scrollY),
  }
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

function Marker({ about, left, top, open }: MarkerProps) {
  const comments = about.comments === 1 ? '1 comment' : `${about.comments} comments`
  return (
    <button
      type="button"
      class={`marker ${about.resolved ? 'resolved' : ''}`}
      data-mark={about.colour}
      data-about={about.id}
      data-words={about.resolved ? '✓' : String(about.comments)}
      aria-label={`Thread by ${about.author}, ${comments}${about.resolved ? ', resolved' : ''}`}
      style={{ translate: `${left}px ${top}px` }}
      onClick={trusted(() => open(about.id))}
    />
  )
}
