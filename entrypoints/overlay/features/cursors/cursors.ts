import type { CursorPlace } from '../../../../shared/contract/intents.ts'
import type { DeviceId } from '../../../../shared/domain/ids.ts'
import type { Desk } from '../../desk.ts'
import { element } from '../../shell/element.ts'
import { bodyElement } from '../../shell/page-root.ts'
import { glide, type Point } from './motion.ts'
import { follow, pointOf } from './place.ts'

interface Shown {
  readonly node: HTMLElement
  place: CursorPlace
  at: Point | undefined
  there: boolean
}

/** How long a cursor takes to fade (overlay.css, .cursor). */
const FADE_MS = 220

/** Other people's cursors. They stand in an inert layer in document coordinates, so that they scroll with what they point at. */
export function showCursors({ shell, view, until }: Desk): void {
  const layer = element('div', 'cursors')
  layer.inert = true
  shell.page.append(layer)
  const shown = new Map<DeviceId, Shown>()
  const calm = matchMedia('(prefers-reduced-motion: reduce)')
  let frame = 0
  let last = 0

  const step = (now: number) => {
    frame = 0
    const elapsed = Math.min(100, now - last)
    last = now
    let moving = false
    for (const one of shown.values()) {
      if (one.there) continue
      move(one, elapsed, calm.matches)
      moving ||= !one.there
    }
    if (moving) frame = requestAnimationFrame(step)
  }
  const wake = () => {
    if (frame) return
    last = performance.now()
    frame = requestAnimationFrame(step)
  }

  const move = (one: Shown, elapsed: number, still: boolean) => {
    const goal = goalOf(one.place, shell.host)
    if (!goal) return
    const next = one.at && !still ? glide(one.at, goal, elapsed) : { at: goal, there: true }
    one.at = next.at
    one.there = next.there
    one.node.style.transform = `translate(${next.at.x.toFixed(1)}px, ${next.at.y.toFixed(1)}px)`
    one.node.classList.add('here')
  }

  const refresh = () => {
    for (const [device, one] of shown) {
      if (view.cursors.has(device)) continue
      shown.delete(device)
      one.node.classList.remove('here')
      setTimeout(() => one.node.remove(), FADE_MS)
    }
    for (const [device, place] of view.cursors) {
      const one = shown.get(device) ?? enter(device)
      if (one.place === place && one.there) continue
      one.place = place
      one.there = false
    }
    name()
    wake()
  }
  const enter = (device: DeviceId): Shown => {
    const node = element('div', 'cursor')
    node.append(element('i', 'arrow'), element('b', 'words'))
    layer.append(node)
    const one: Shown = { node, place: { path: [], x: 0, y: 0 }, at: undefined, there: false }
    shown.set(device, one)
    return one
  }
  const name = () => {
    for (const person of view.people) {
      const node = shown.get(person.device)?.node
      if (!node) continue
      node.dataset['colour'] = person.colour
      node.lastElementChild?.setAttribute('data-words', person.name)
    }
  }

  view.cursorsMoved.listen(refresh, until)
  view.changed.listen(name, until)
  shell.moved.listen((how) => {
    if (how === 'scroll') return
    for (const one of shown.values()) one.there = false
    if (shown.size > 0) wake()
  }, until)
  until.addEventListener('abort', () => cancelAnimationFrame(frame))
}

/** In document coordinates. */
function goalOf(place: CursorPlace, host: Element): Point | undefined {
  const body = bodyElement()
  if (!body) return undefined
  const { element: named, whole } = follow<Element>(place.path, body, host)
  const point = pointOf(place, named.getBoundingClientRect(), whole)
  return { x: point.x + scrollX, y: point.y + scrollY }
}
