import * as v from 'valibot'
import { cursorSchema } from '../../contract/intents.ts'
import type { AnnotationView } from '../../contract/views.ts'
import type { StoredAnnotation } from '../../domain/annotation.ts'
import type { AnnotationId } from '../../domain/ids.ts'
import type { DocumentChange } from '../document-parts.ts'
import type { CursorBatch } from './cursor-batch.ts'
import { hiddenOf } from './hidden.ts'
import { Outlet } from './outlet.ts'
import { peopleOf, spaceView } from './people.ts'
import { annotationView, threadsOf } from './threads.ts'
import { versionViews } from './versions.ts'
import type { Visit } from './visit.ts'

/** UTF-16 units of quotes in one message: a port carries 64 MiB at most, and somebody's thousand long quotes must not hide the page's others. */
const MOST_CHARS = 4_000_000

/** Whether the page shows it: neither removed nor hidden by an admin. */
const isPainted = (visit: Visit, { id, value }: StoredAnnotation): boolean =>
  !value.deleted && !hiddenOf(visit, id, value.created)

/** Tells the overlay everything about the page it shows. */
export function tellPage(visit: Visit): void {
  const { space, document, tell } = visit
  const threads = threadsOf(document)
  const shown = [...document.annotations().values()].filter((stored) => isPainted(visit, stored))
  const views = shown.map((stored) => annotationView(visit, stored, threads))
  const [first = [], ...others] = inMessages(views)
  tellVersions(visit, views)
  tell({ see: 'page', space: spaceView(space), annotations: first, people: peopleOf(space, document.id) })
  for (const put of others) tell({ see: 'annotations', put, drop: [] })
}

function tellVersions(visit: Visit, views: readonly AnnotationView[]): void {
  const versions = versionViews(
    visit,
    views.map(({ version }) => version),
  )
  if (versions.length > 0) visit.tell({ see: 'versions', versions })
}

/** In order, each message's share below the bound. */
function inMessages(views: readonly AnnotationView[]): AnnotationView[][] {
  const messages: AnnotationView[][] = []
  let left = 0
  for (const view of views) {
    const quotes = view.selectors.map((one) => ('exact' in one ? one.exact + one.prefix + one.suffix : ''))
    const ink = (view.shapes ?? []).reduce((sum, { points }) => sum + 6 * points.length, 0)
    const size = quotes.reduce((sum, quote) => sum + quote.length, 1_000 + ink)
    if (size > left || messages.length === 0) {
      messages.push([])
      left = MOST_CHARS
    }
    left -= size
    messages.at(-1)?.push(view)
  }
  return messages
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
  space.carriage.cameBack.listen((back) => tell({ see: 'came-back', ...back }), until)
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
  const put = known.filter((one) => isPainted(visit, one)).map((one) => annotationView(visit, one, threads))
  const drop = known.filter((one) => !isPainted(visit, one)).map(({ id }) => id)
  tellVersions(visit, put)
  for (const share of inMessages(put)) visit.tell({ see: 'annotations', put: share, drop: [] })
  if (drop.length > 0) visit.tell({ see: 'annotations', put: [], drop })
}
