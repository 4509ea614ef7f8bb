import { render } from 'preact'
import type { AnnotationView } from '../../../../shared/contract/views.ts'
import type { AnnotationId } from '../../../../shared/domain/ids.ts'
import type { AnchorState } from '../../../../shared/domain/selector.ts'
import { kindInWords } from '../../../../shared/ui/kind-words.ts'
import { standing } from '../../../../shared/ui/spoken.ts'
import { type Desk, DRAFT, type MarkId } from '../../desk.ts'
import { cutAway, type Spot, sticks } from '../../elements/boxes.ts'
import { type Elements, PIN } from '../../elements/standing.ts'
import { element } from '../../shell/element.ts'
import { trusted } from '../../shell/trusted.ts'
import { hintWords } from '../announce/about-words.ts'
import { inOrder } from '../markers/in-order.ts'
import { spread } from './spread.ts'

interface Pinned {
  /** Undefined: the pin that is being written about. */
  readonly about: AnnotationView | undefined
  readonly state: AnchorState
  readonly at: Spot
}

/** A button for every pin, at its point, and one at the corner of every drawing: the way to its thread for the keyboard. */
export function showPins(desk: Desk, elements: Elements, open: (annotation: AnnotationId) => void): void {
  const { shell, view, until } = desk
  const place = element('div', 'pins')
  shell.page.append(place)
  let stuck = false
  const draw = () => {
    const pinned = view.awake ? placeAll(desk, elements) : []
    stuck = pinned.some(({ about }) => sticky(elements, about?.id ?? DRAFT))
    const looks = (about: AnnotationView | undefined) => elements.looks(about?.id ?? DRAFT).join(' ')
    render(
      pinned.map((one) => <Pin key={one.about?.id ?? DRAFT} {...one} looks={looks(one.about)} open={open} />),
      place,
    )
  }
  elements.changed.listen(draw, until)
  elements.emphasised.listen(draw, until)
  view.changed.listen(draw, until)
  shell.moved.listen((how) => {
    if (how === 'layout' || stuck) draw()
  }, until)
  until.addEventListener('abort', () => render(null, place))
}

function sticky(elements: Elements, id: MarkId): boolean {
  const on = elements.element(id)
  return on !== undefined && sticks(on)
}

/** In reading order, which is then the order of Tab; spots in document coordinates. */
function placeAll({ view }: Desk, elements: Elements): Pinned[] {
  const all: Pinned[] = []
  const standing = inOrder(elements.outcomes(), view.annotations)
  for (const { about, state } of [...standing, { about: undefined, state: 'exact' as const }]) {
    const annotation = about?.id ?? DRAFT
    const on = elements.element(annotation)
    if (!on) continue
    const at = about?.kind === 'drawing' ? cornerOf(elements, annotation) : elements.spot(annotation)
    if (at && !cutAway(on, at)) all.push({ about, state, at: { x: at.x + scrollX, y: at.y + scrollY } })
  }
  const spots = spread(all.map(({ at }) => at))
  return all.map((one, index) => ({ ...one, at: spots[index] ?? one.at }))
}

function cornerOf(elements: Elements, id: MarkId): Spot | undefined {
  const ink = elements.rect(id)
  return ink && { x: ink.right - PIN / 2, y: ink.top + PIN / 2 }
}

interface PinProps extends Pinned {
  readonly looks: string
  readonly open: (annotation: AnnotationId) => void
}

function Pin({ about, state, at, looks, open }: PinProps) {
  const style = { translate: `${Math.round(at.x)}px ${Math.round(at.y - PIN)}px` }
  if (!about) return <i class="marker pin draft" data-mark="yellow" data-words="…" style={style} />
  const { kind, colour, comments, resolved, author } = about
  const what = kindInWords(kind)
  const label = [`${what[0]?.toUpperCase()}${what.slice(1)} by ${author}`, ...standing(about, state)]
  const silent = kind === 'drawing' && comments === 0 ? 'silent' : ''
  return (
    <button
      type="button"
      class={`marker pin ${kind} ${resolved ? 'resolved' : ''} ${state === 'changed' ? 'changed' : ''} ${silent} ${looks}`}
      data-mark={colour}
      data-about={about.id}
      data-words={resolved ? '✓' : comments === 0 ? '' : String(comments)}
      data-tip={hintWords(about, state)}
      aria-label={label.join(', ')}
      style={style}
      onClick={trusted(() => open(about.id))}
    />
  )
}
