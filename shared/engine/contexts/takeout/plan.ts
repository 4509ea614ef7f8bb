import type { Annotation, Comment, ThreadState } from '../../../domain/annotation.ts'
import { type AnnotationId, type CommentId, type MemberId, type OwnedKey, ownedKey } from '../../../domain/ids.ts'
import type { PortableAnnotation, PortableComment } from '../../../domain/portable.ts'
import { MAX_LABEL } from '../../../domain/selector.ts'
import { keyOfIri } from '../../../domain/web-annotation/terms.ts'
import { hashId } from '../../../envelope/digest.ts'
import { utf8 } from '../../../kit/bytes.ts'
import type { FilePage } from '../../../takeout/read-file.ts'
import type { PageDocument } from '../../document-parts.ts'

type Here = Pick<PageDocument, 'annotations' | 'comments'>
type Keyed<Key, Value> = readonly (readonly [Key, Value])[]

/** What of a page's share of a file is not in the space yet, under the keys that it will always get there. */
export interface Plan {
  readonly annotations: Keyed<AnnotationId, Annotation>
  readonly comments: Keyed<CommentId, Comment>
  readonly states: Keyed<AnnotationId, ThreadState>
  /** Annotations that are there, and those that were and are removed. */
  readonly here: number
  readonly removed: number
}

/**
 * What importing would store. The same file gives the same keys, whoever else reads it in between: a key is drawn from the name that an
 * annotation has in the file, or from all of it where it has none (WA24).
 * @param here the page's document; undefined when the space does not know the page
 */
export async function planOf(page: FilePage, here: Here | undefined, member: MemberId, now: number): Promise<Plan> {
  const known = { annotations: namesIn(here?.annotations()), comments: namesIn(here?.comments()) }
  const plan = { annotations: [], comments: [], states: [], here: 0, removed: 0 } as Mutable
  for (const one of page.annotations) {
    const source = await sourceOf(one, page.address)
    const found = await keyFor(member, source, one.id, known.annotations)
    const created = one.created ?? now
    if (found.there) {
      plan.here++
      if (here?.annotations().get(found.key)?.value.deleted) {
        plan.removed++
        continue
      }
    } else {
      plan.annotations.push([found.key, annotationValue(one, source, created)])
      if (one.resolved) plan.states.push([found.key, { v: 1, resolved: true, at: created }])
    }
    for (const [n, comment] of one.comments.entries()) {
      const name = comment.canonical ?? comment.id ?? `${source}#${n}`
      const { key, there } = await keyFor(member, name, comment.id, known.comments)
      if (!there) plan.comments.push([key, commentValue(comment, found.key, name, created)])
    }
  }
  return plan
}

interface Mutable {
  annotations: [AnnotationId, Annotation][]
  comments: [CommentId, Comment][]
  states: [AnnotationId, ThreadState][]
  here: number
  removed: number
}

interface Stored {
  readonly id: OwnedKey
  readonly value: { readonly origin?: { readonly source: string } }
}

/** What is there, by its key and by the name that it was imported under, whoever did it. */
function namesIn(stored: ReadonlyMap<OwnedKey, Stored> | undefined): Map<string, OwnedKey> {
  const names = new Map<string, OwnedKey>()
  for (const { id, value } of stored?.values() ?? []) {
    if (value.origin) names.set(value.origin.source, id)
    names.set(id, id)
  }
  return names
}

async function keyFor(member: MemberId, source: string, id: string | undefined, known: Map<string, OwnedKey>) {
  const own = [id ?? '', source].map((name) => keyOfIri(name) ?? '')
  const key = ownedKey(member, (await hashId('imported', utf8(source))).slice(0, 16))
  const there = [...own, source, key].map((name) => known.get(name)).find((found) => found !== undefined)
  // What a file has twice is there the second time.
  if (there === undefined) known.set(key, key)
  return { key: there ?? key, there: there !== undefined }
}

/** Without a name, what it is: written down in one order, so that the same gives the same. */
async function sourceOf(one: PortableAnnotation, address: string): Promise<string> {
  const { canonical, id, kind, selectors, shapes = [], by, created = 0, comments } = one
  const said = comments.map(({ body }) => body)
  const whole = () => hashId('nameless', utf8(JSON.stringify([address, kind, selectors, shapes, by, created, said])))
  return canonical ?? id ?? `urn:huddlemark:content:${await whole()}`
}

function annotationValue(one: PortableAnnotation, source: string, created: number): Annotation {
  return {
    v: 1,
    kind: one.kind,
    colour: one.colour,
    selectors: one.selectors,
    ...(one.kind === 'drawing' && one.shapes ? { shapes: one.shapes } : {}),
    origin: { by: one.by.slice(0, MAX_LABEL), source },
    created,
  }
}

function commentValue(comment: PortableComment, annotation: AnnotationId, source: string, created: number): Comment {
  return {
    v: 1,
    annotation,
    body: comment.body,
    created: comment.created ?? created,
    ...(comment.edited === undefined ? {} : { edited: comment.edited }),
    origin: { by: comment.by.slice(0, MAX_LABEL), source },
  }
}

/** One commit's share of a plan. */
export interface Batch {
  readonly annotations: Keyed<AnnotationId, Annotation>
  readonly comments: Keyed<CommentId, Comment>
  readonly states: Keyed<AnnotationId, ThreadState>
}

/** A commit is one envelope (shared/envelope/limits.ts): at most 262,144 bytes even when nothing can be deflated. */
const BATCH_BYTES = 180_000
const BATCH_VALUES = 300
/** Keys, and what Loro adds to a value. */
const AROUND = 160

/** In commits that fit their envelope: annotations first, so that no comment comes before what it is about. */
export function batchesOf({ annotations, comments, states }: Plan): Batch[] {
  const batches: { annotations: Mutable['annotations']; comments: Mutable['comments']; states: Mutable['states'] }[] =
    []
  let [bytes, values] = [BATCH_BYTES, BATCH_VALUES]
  const roomFor = (value: unknown) => {
    const size = AROUND + utf8(JSON.stringify(value)).length
    if (bytes + size > BATCH_BYTES || values + 1 > BATCH_VALUES) {
      batches.push({ annotations: [], comments: [], states: [] })
      bytes = 0
      values = 0
    }
    bytes += size
    values++
    return batches.at(-1)
  }
  for (const [key, value] of annotations) roomFor(value)?.annotations.push([key, value])
  for (const [key, value] of comments) roomFor(value)?.comments.push([key, value])
  for (const [key, value] of states) roomFor(value)?.states.push([key, value])
  return batches
}
