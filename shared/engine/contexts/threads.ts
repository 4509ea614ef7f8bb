import type { HiddenView } from '../../contract/spaces.ts'
import type { AnnotationView, CommentView, PanelItem } from '../../contract/views.ts'
import type { AnnotationKind, StoredAnnotation, StoredComment } from '../../domain/annotation.ts'
import type { MemberId } from '../../domain/ids.ts'
import { type AnnotationId, type OwnedKey, ownerOf } from '../../domain/ids.ts'
import { cleanName } from '../../domain/member.ts'
import { inReadingOrder } from '../../domain/reading-order.ts'
import type { ElementName, Selector } from '../../domain/selector.ts'
import type { PageDocument } from '../document-parts.ts'
import { commentFate, threadFate } from './fates.ts'
import { hiddenOf, writtenAt } from './hidden.ts'
import { cardOf } from './people.ts'
import { isOnlyMe, isOurs, type Visit } from './visit.ts'

/** Comments that are not deleted, by annotation, oldest first. Ties are broken by id, so that everybody sees the same order. */
export type Threads = ReadonlyMap<AnnotationId, readonly StoredComment[]>

export function threadsOf(document: Pick<PageDocument, 'comments'>): Threads {
  const threads = new Map<AnnotationId, StoredComment[]>()
  for (const comment of document.comments().values()) {
    if (comment.value.deleted) continue
    const thread = threads.get(comment.value.annotation)
    if (thread) thread.push(comment)
    else threads.set(comment.value.annotation, [comment])
  }
  for (const thread of threads.values()) thread.sort(byTime)
  return threads
}

/** Oldest first. */
export const byTime = (a: StoredComment, b: StoredComment): number =>
  a.value.created - b.value.created || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)

/** Removed by its author, and nobody else wrote there: nothing is left to show. */
export function isGone({ id, value }: StoredAnnotation, threads: Threads): boolean {
  if (!value.deleted) return false
  return (threads.get(id) ?? []).every((comment) => ownerOf(comment.id) === ownerOf(id))
}

const hiddenView = (visit: Visit, key: OwnedKey, written: number): { hidden?: HiddenView } => {
  const hidden = hiddenOf(visit, key, written)
  return hidden ? { hidden } : {}
}

/** The comments that nobody hides. */
const open = (visit: Visit, thread: readonly StoredComment[]): readonly StoredComment[] =>
  thread.filter(({ id, value }) => !hiddenOf(visit, id, writtenAt(value)))

/** What the overlay may hold: no comment's text, and the quote only as the evidence by which the place is found again. */
export function annotationView(visit: Visit, stored: StoredAnnotation, threads: Threads): AnnotationView {
  const { id, value } = stored
  const author = cardOf(visit.space, ownerOf(id))
  return {
    id,
    kind: value.kind,
    colour: value.colour,
    ...placeOf(visit, stored),
    ...(value.shapes === undefined ? {} : { shapes: value.shapes }),
    ...(value.origin === undefined ? {} : { from: cleanName(value.origin.by) }),
    author: author.name,
    authorColour: author.colour,
    mine: isOurs(visit, id),
    ...commentsOf(visit, threads.get(id) ?? []),
    resolved: visit.document.state(id)?.value.resolved ?? false,
    created: value.created,
    ...(value.deleted ? { removed: true } : {}),
    ...(isOnlyMe(visit, id) ? { onlyMe: true } : hiddenView(visit, id, value.created)),
    ...overwritten(visit, id, stored.writer),
  }
}

const EVIDENCE: Record<AnnotationKind, Selector['type'] | undefined> = {
  highlight: 'TextQuoteSelector',
  page: undefined,
  pin: 'ElementSelector',
  drawing: 'ElementSelector',
}

/** Whether an annotation of this kind can be found by these. */
export const findable = (kind: AnnotationKind, selectors: readonly Selector[]): boolean =>
  selectors.some(({ type }) => type === EVIDENCE[kind])

/** Where it is now said to be: as its author placed it, unless somebody placed it again. */
export function placeOf(
  visit: Visit,
  { id, value }: StoredAnnotation,
): Pick<AnnotationView, 'selectors' | 'version' | 'placedBy'> {
  const latest = visit.document.placement(id)
  const again = latest && findable(value.kind, latest.value.selectors) ? latest : undefined
  const { selectors, version } = again?.value ?? value
  return {
    selectors,
    ...(version === undefined ? {} : { version }),
    ...(again === undefined ? {} : { placedBy: cardOf(visit.space, again.writer).name }),
  }
}

/** How many, and whose the last one is: a name, never what was said. */
function commentsOf(visit: Visit, thread: readonly StoredComment[]): Pick<AnnotationView, 'comments' | 'lastBy'> {
  // Who wrote what an admin hides finds it in its thread, with who hid it.
  const shown = thread.filter(({ id, value }) => isOurs(visit, id) || !hiddenOf(visit, id, writtenAt(value)))
  const last = shown.at(-1)
  const others = last !== undefined && !isOurs(visit, last.id)
  return { comments: shown.length, ...(others ? { lastBy: cardOf(visit.space, ownerOf(last.id)).name } : {}) }
}

export function commentView(visit: Visit, stored: StoredComment): CommentView {
  const { id, value, writer } = stored
  const author = cardOf(visit.space, ownerOf(id))
  return {
    id,
    author: author.name,
    authorColour: author.colour,
    mine: isOurs(visit, id),
    body: value.body,
    created: value.created,
    ...(value.edited === undefined ? {} : { edited: value.edited }),
    ...(value.origin === undefined ? {} : { from: cleanName(value.origin.by) }),
    ...hiddenView(visit, id, writtenAt(value)),
    ...overwritten(visit, id, writer),
    ...commentFate(visit, stored),
  }
}

function overwritten(visit: Visit, key: OwnedKey, writer: MemberId): { overwrittenBy?: string } {
  return writer === ownerOf(key) ? {} : { overwrittenBy: cardOf(visit.space, writer).name }
}

export const quoteOf = (selectors: readonly Selector[]): string =>
  selectors.flatMap((selector) => (selector.type === 'TextQuoteSelector' ? [selector.exact] : []))[0] ?? ''

/** What a pin or drawing stands on. Bounded as its evidence is (MAX_LABEL). */
export function elementOf(selectors: readonly Selector[]): { element?: ElementName } {
  const found = selectors.find((selector) => selector.type === 'ElementSelector')
  if (!found) return {}
  const { tag, role } = found
  const name = found.name || found.text
  return { element: { tag, ...(role ? { role } : {}), ...(name ? { name } : {}) } }
}

/** What an item of the panel shows of a quote or comment: a few lines. A page's list goes in one message, however long its texts are. */
const GLIMPSE = 300
export const glimpse = (text: string): string => (text.length > GLIMPSE ? `${text.slice(0, GLIMPSE).trimEnd()}…` : text)

function panelItem(visit: Visit, stored: StoredAnnotation, threads: Threads): PanelItem {
  const last = open(visit, threads.get(stored.id) ?? []).at(-1)
  const { shapes: _ink, ...view } = annotationView(visit, stored, threads)
  return {
    ...view,
    selectors: [],
    quote: glimpse(quoteOf(view.selectors)),
    ...elementOf(view.selectors),
    anchored: visit.outcomes.get(stored.id)?.state ?? 'unknown',
    ...threadFate(visit, stored, threads.get(stored.id) ?? []),
    ...(last === undefined
      ? {}
      : {
          last: {
            author: cardOf(visit.space, ownerOf(last.id)).name,
            body: glimpse(last.value.body),
            at: last.value.edited ?? last.value.created,
          },
        }),
  }
}

/** The page's annotations in reading order: page comments first, then by place in the page, those not looked for yet last. */
export function panelItems(visit: Visit): PanelItem[] {
  const threads = threadsOf(visit.document)
  const place = ({ id, kind }: PanelItem): number =>
    kind === 'page' ? -1 : (visit.outcomes.get(id)?.at ?? Number.POSITIVE_INFINITY)
  return [...visit.document.annotations().values()]
    .filter((stored) => !isGone(stored, threads))
    .map((stored) => panelItem(visit, stored, threads))
    .sort((a, b) => inReadingOrder({ ...a, at: place(a) }, { ...b, at: place(b) }))
}
