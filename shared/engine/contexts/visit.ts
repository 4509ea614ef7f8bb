import type { OverlayView } from '../../contract/views.ts'
import type { Annotation, Comment } from '../../domain/annotation.ts'
import { type AnnotationId, type CommentId, type MemberId, type OwnedKey, ownedKey, ownerOf } from '../../domain/ids.ts'
import { pageAddress } from '../../domain/page-address.ts'
import type { AnchorState } from '../../domain/selector.ts'
import { toHex } from '../../kit/bytes.ts'
import type { Signal } from '../../kit/signal.ts'
import type { LeaseHead, PageDocument } from '../document-parts.ts'
import type { OpenSpace } from '../parts.ts'
import type { Random } from '../ports.ts'
import type { Steps } from './steps/steps.ts'
import { Refusal } from './words.ts'

export interface Outcome {
  readonly state: AnchorState
  /** Place in reading order. */
  readonly at: number
  /** What stands there now, when it changed. */
  readonly now?: string
}

/** What threads need of a page's document. */
export type Threaded = Pick<
  PageDocument,
  | 'id'
  | 'changed'
  | 'annotations'
  | 'comments'
  | 'state'
  | 'placement'
  | 'hidden'
  | 'versions'
  | 'fateOf'
  | 'putAnnotation'
  | 'putComment'
  | 'putThread'
  | 'putState'
  | 'putPlacement'
  | 'putVersion'
  | 'putHidden'
  | 'putMany'
>

/** One page in one space, open in one tab: what the overlay, its cards and the panel beside it share. */
export interface Visit {
  readonly space: OpenSpace
  readonly document: Threaded
  /** The private space and its document of the same page, whose annotations are shown among those of `shared` (X22). Absent in the private space itself. */
  readonly mine?: { readonly space: OpenSpace; readonly document: Threaded; readonly shared: Threaded }
  /** Of the document; with aliases, of the main site's (W9). */
  readonly address: string
  /** Where it opens for us (PA16). */
  readonly link: string
  readonly title: string
  /** Ends when the tab leaves the page or changes its space. */
  readonly until: AbortSignal
  /** The person's acts here; absent where none are remembered. */
  readonly steps?: Steps
  /** As it is stored, where `document` remembers acts. */
  readonly stored?: Threaded
  /** Members who have seen an envelope of ours. */
  readonly seenBy?: (envelope: LeaseHead) => readonly MemberId[]
  /** The documents that make the page. */
  readonly parts?: readonly Pick<PageDocument, 'applied'>[]
  /** The threads are chats of huddles; `dated`: told of from outside the huddle. */
  readonly chat?: { readonly dated: boolean }
  /** What the overlay found in the page, annotation by annotation. */
  readonly outcomes: ReadonlyMap<AnnotationId, Outcome>
  readonly outcomesChanged: Signal<void>
  tell(view: OverlayView): void
}

/** It lives in the private space: nobody else has it (X22). */
export const isOnlyMe = (visit: Visit, annotation: AnnotationId): boolean =>
  visit.mine?.document.annotations().has(annotation) ?? false

export const isOurs = (visit: Visit, key: OwnedKey): boolean => ownerOf(key) === visit.space.self.member

export const newKey = (visit: Visit, random: Random): OwnedKey =>
  ownedKey(visit.space.self.member, toHex(random.bytes(8)))

/** The page becomes one of the space's pages with its first annotation, not by being looked at. */
export async function registerPage({
  space,
  document,
  address,
  link,
  title,
}: Pick<Visit, 'space' | 'document' | 'address' | 'link' | 'title'>): Promise<void> {
  if (space.document.pages().has(document.id)) return
  const read = pageAddress(link)
  const opens = link !== address && read.ok && read.value.address === address
  await space.document.putPage(document.id, { v: 1, address, title, ...(opens ? { link } : {}) })
}

export function annotationOf(visit: Visit, id: AnnotationId): Annotation {
  const stored = visit.document.annotations().get(id)
  if (!stored) throw new Refusal('This annotation is no longer here.')
  return stored.value
}

/** Changes our own annotation. Others' are theirs: their writers are proven, so a change of ours would be shown as an intrusion. */
export async function changeAnnotation(visit: Visit, id: AnnotationId, change: (value: Annotation) => Annotation) {
  const value = annotationOf(visit, id)
  if (!isOurs(visit, id)) throw new Refusal('Only its author can change this.')
  await visit.document.putAnnotation(id, change(value))
}

export async function changeComment(visit: Visit, id: CommentId, change: (value: Comment) => Comment): Promise<void> {
  const stored = visit.document.comments().get(id)
  if (!stored) throw new Refusal('This comment is no longer here.')
  if (!isOurs(visit, id)) throw new Refusal('Only its author can change this.')
  await visit.document.putComment(id, change(stored.value))
}

/** The same value with or without the mark of deletion, which is absent rather than false. */
export function marked<Value extends Annotation | Comment>(value: Value, deleted: boolean): Value {
  const { deleted: _was, ...rest } = value
  return (deleted ? { ...rest, deleted: true } : rest) as Value
}
