import * as v from 'valibot'
import { cursorSchema } from '../../contract/intents.ts'
import type { AnnotationId } from '../../domain/ids.ts'
import type { DocumentChange } from '../parts.ts'
import type { CursorBatch } from './cursor-batch.ts'
import { Outlet } from './outlet.ts'
import { peopleOf, spaceView } from './people.ts'
import { annotationView, threadsOf } from './threads.ts'
import type { Visit } from './visit.ts'

/** Tells the overlay everything about the page it shows. */
export function tellPage(visit: Visit): void {
  const { space, document, tell } = visit
  const threads = threadsOf(document)
  tell({
    see: 'page',
    space: spaceView(space),
    annotations: [...document.annotations().values()]
      .filter(({ value }) => !value.deleted)
      .map((stored) => annotationView(visit, stored, threads)),
    people: peopleOf(space, document.id),
  })
}

/** Sends the page, then what changes, until the visit ends. */
export function followPage(visit: Visit, cursors: CursorBatch): void {
  const { space, document, until, tell } = visit
  tellPage(visit)
  const people = new Outlet(() => ({ see: 'people', people: peopleOf(space, document.id) }) as const, tell)
  const state = new Outlet(() => ({ see: 'space', space: spaceView(space) }) as const, tell)
  document.changed.listen((change) => patch(visit, touchedBy(visit, change)), until)
  space.document.changed.listen((change) => {
    people.look()
    state.look()
    if (change.members) patch(visit, [...document.annotations().keys()])
  }, until)
  space.carriage.linkChanged.listen(() => state.look(), until)
  space.carriage.presentChanged.listen(() => {
    people.look()
    const here = space.carriage.present().filter(({ page }) => page === document.id)
    cursors.keep(new Set(here.map(({ device }) => device)))
  }, until)
  space.carriage.pointed.listen((pointed) => {
    if (pointed.document !== document.id) return
    // What another device sent is parsed here: nothing else stands between it and the overlay.
    const place = v.safeParse(v.nullable(cursorSchema), pointed.place)
    if (place.success) cursors.put(pointed.device, place.output)
  }, until)
  until.addEventListener('abort', () => {
    cursors.close()
    people.close()
    state.close()
  })
}

function touchedBy({ document }: Visit, change: DocumentChange): AnnotationId[] {
  const comments = document.comments()
  const threads = change.comments.flatMap((id) => comments.get(id)?.value.annotation ?? [])
  return [...new Set([...change.annotations, ...change.states, ...threads])]
}

function patch(visit: Visit, ids: readonly AnnotationId[]): void {
  if (ids.length === 0) return
  const stored = visit.document.annotations()
  const threads = threadsOf(visit.document)
  const known = ids.flatMap((id) => stored.get(id) ?? [])
  const put = known.filter(({ value }) => !value.deleted).map((one) => annotationView(visit, one, threads))
  const drop = known.filter(({ value }) => value.deleted).map(({ id }) => id)
  if (put.length > 0 || drop.length > 0) visit.tell({ see: 'annotations', put, drop })
}
