import type { Desk } from '../../desk.ts'
import { bodyElement } from '../../shell/page-root.ts'
import { pathTo, placeOf } from './place.ts'

/** Not more often than this; between two, only the last position counts. */
const EVERY_MS = 33

/** Says where this person's pointer is, while the page is visible and the pointer in it. */
export function sendOwnCursor({ events, shell, link, view, until }: Desk): void {
  let at: { readonly x: number; readonly y: number; readonly target: Element } | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let told = false

  const send = () => {
    timer = undefined
    const body = bodyElement()
    if (!at || !body || document.visibilityState !== 'visible' || !watched(view)) return
    const target = body.contains(at.target) ? at.target : body
    const path = pathTo<Element>(target, body, shell.host)
    const named = path.length === 0 ? body : target
    link.tell({ do: 'cursor', place: placeOf(at, path, boxAt(named, path.length, body)) })
    told = true
    at = undefined
    timer = setTimeout(() => send(), EVERY_MS)
  }
  const leave = () => {
    at = undefined
    if (told) link.tell({ do: 'cursor-gone' })
    told = false
  }

  events.on('pointermove', (event) => {
    if (!(event.target instanceof Element) || shell.ours(event) || event.pointerType === 'touch') return
    at = { x: event.clientX, y: event.clientY, target: event.target }
    timer ??= setTimeout(send, 0)
  })
  // Who comes while the pointer rests sees it, too.
  view.changed.listen(() => {
    if (at && watched(view)) timer ??= setTimeout(send, 0)
  }, until)
  events.on('pointerout', (event) => {
    if (event.relatedTarget === null) leave()
  })
  events.on('visibilitychange', () => {
    if (document.visibilityState !== 'visible') leave()
  })
  events.on('pagehide', leave)
  until.addEventListener('abort', () => {
    clearTimeout(timer)
    leave()
  })
}

/** Somebody is here to see it; else nothing is sent. */
const watched = (view: Desk['view']): boolean => view.people.some((person) => person.here && !person.me)

/** The box of the element that the path names: an ancestor of the target where the path had to be cut. */
function boxAt(target: Element, depth: number, body: Element): DOMRect {
  let levels = 0
  for (let up: Element | null = target; up && up !== body; up = up.parentElement) levels++
  let named = target
  for (; levels > depth && named.parentElement; levels--) named = named.parentElement
  return named.getBoundingClientRect()
}
